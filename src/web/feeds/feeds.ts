/** Feeds for readers and calendars to subscribe to: of all that may be seen, or of one service. */
import type { Service } from '../../model.ts';
import { type Answer, type Asked, createAnswers, notFound } from '../answer.ts';
import type { Door, WebParts } from '../door.ts';
import { calendarOf } from './calendar.ts';
import { feedOf } from './entries.ts';
import { forms } from './formats.ts';

type Make = (only: Service | undefined, asked: Asked) => Answer | Promise<Answer>;

const feedSeconds = 60;
const calendarSeconds = 600;

function documentsOf({ workLog }: WebParts): Readonly<Record<string, Make>> {
  const feeds = Object.entries(forms).map(([ending, { type, write }]): [string, Make] => [
    `feed.${ending}`,
    async (only, asked) => {
      const feed = feedOf({ only, works: await workLog.list() }, asked);
      return { body: await write(feed), type, forSeconds: feedSeconds };
    },
  ]);
  const calendar: Make = (only, asked) => ({
    body: calendarOf(only, asked),
    type: 'text/calendar; charset=utf-8',
    forSeconds: calendarSeconds,
  });
  return { ...Object.fromEntries(feeds), 'calendar.ics': calendar };
}

export const hangFeeds: Door = (web, parts) => {
  const answerAt = createAnswers(web, parts);
  for (const [name, make] of Object.entries(documentsOf(parts))) {
    answerAt(`/${name}`, (asked) => make(undefined, asked));
    answerAt(`/s/:service/${name}`, (asked) => {
      const only = asked.view.called(asked.param('service'));
      return only ? make(only, asked) : notFound('no service of that name');
    });
  }
};
