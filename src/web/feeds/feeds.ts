/** Feeds for readers and calendars to subscribe to: of all that may be seen, or of one service. */
import type { Service } from '../../model.ts';
import { type Answer, type Asked, createAnswers, notFound } from '../answer.ts';
import type { Door } from '../door.ts';
import { calendarOf } from './calendar.ts';
import { feedOf } from './entries.ts';
import { forms } from './formats.ts';

const feedSeconds = 60;
const calendarSeconds = 600;

type Make = (only: Service | undefined, asked: Asked) => Answer;

const documents: Readonly<Record<string, Make>> = {
  ...Object.fromEntries(
    Object.entries(forms).map(([ending, { type, write }]): [string, Make] => [
      `feed.${ending}`,
      (only, asked) => ({ body: write(feedOf(only, asked)), type, forSeconds: feedSeconds }),
    ]),
  ),
  'calendar.ics': (only, asked) => ({
    body: calendarOf(only, asked),
    type: 'text/calendar; charset=utf-8',
    forSeconds: calendarSeconds,
  }),
};

export const hangFeeds: Door = (web, parts) => {
  const answerAt = createAnswers(web, parts);
  for (const [name, make] of Object.entries(documents)) {
    answerAt(`/${name}`, (asked) => make(undefined, asked));
    answerAt(`/s/:service/${name}`, (asked) => {
      const only = asked.view.called(asked.param('service'));
      return only ? make(only, asked) : notFound('no service of that name');
    });
  }
};
