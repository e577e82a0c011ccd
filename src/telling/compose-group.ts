/** What a channel reads about outages that belong together: one card for all of them. Pure. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Line, Message } from '../message.ts';
import { type Incident, type Service, type Status, severity } from '../model.ts';
import { serviceName, timeSpan } from './compose.ts';
import { sayCause } from './evidence.ts';
import type { Announcement } from './told.ts';
import { toneOf } from './tone.ts';

/** An incident and the service it befell. */
export type Case = { readonly incident: Incident; readonly service: Service };

/** A phone shows some forty characters of a title; the rest of the names is in the lines. */
const namedInTitle = 4;
const linesAtMost = 10;

export function composeGroup(
  what: Announcement | 'edit',
  cases: readonly Case[],
  voice: Voice,
  now: number,
): Message {
  const ongoing = cases.filter(({ incident }) => incident.endedAt === undefined);
  if (ongoing.length === 0 || what === 'recovery' || what === 'missed') {
    return over(
      what,
      cases.filter(({ incident }) => incident.endedAt !== undefined),
      voice,
      now,
    );
  }
  const worst = worstOf(ongoing);
  const values = { count: ongoing.length, worst, services: names(ongoing, voice) };
  const title = voice.say('title.group', values);
  const since = Math.min(...cases.map(({ incident }) => incident.startedAt));
  return {
    tone: toneOf(worst),
    title,
    lines: [
      ...caseLines(cases, voice),
      sayLine(voice, 'line.since', { when: timeSpan(voice, since, now) }),
    ],
    buttons: [{ label: voice.say('button.details'), command: 'status' }],
  };
}

function over(
  what: Announcement | 'edit',
  cases: readonly Case[],
  voice: Voice,
  now: number,
): Message {
  const from = Math.min(...cases.map(({ incident }) => incident.startedAt));
  const to = Math.max(...cases.map(({ incident }) => incident.endedAt ?? now));
  const key = what === 'missed' ? 'title.group.missed' : 'title.group.back';
  const title = voice.say(key, {
    count: cases.length,
    services: names(cases, voice),
    duration: voice.duration(to - from),
  });
  const period = sayLine(voice, 'line.periodLasted', {
    from: timeSpan(voice, from, now),
    to: timeSpan(voice, to, now),
    duration: voice.duration(to - from),
  });
  return { tone: 'recovered', title, lines: [...caseLines(cases, voice), period] };
}

/** One line for each service, failing ones first; how many more there are. */
function caseLines(cases: readonly Case[], voice: Voice): readonly Line[] {
  const sorted = cases.toSorted((a, b) => urgency(b.incident) - urgency(a.incident));
  const shown = sorted.slice(0, linesAtMost).map((one) => caseLine(one, voice));
  const count = sorted.length - shown.length;
  return count > 0 ? [...shown, sayLine(voice, 'status.moreServices', { count })] : shown;
}

function caseLine({ incident, service }: Case, voice: Voice): Line {
  const name = { bold: serviceName(voice, service) };
  if (incident.endedAt !== undefined) {
    const duration = voice.duration(incident.endedAt - incident.startedAt);
    return sayLine(voice, 'line.case.back', { service: name, duration });
  }
  const cause = incident.parts.flatMap(({ evidence }) => evidence).find((one) => one.cause)?.cause;
  const reason = cause ? sayCause(voice, cause) : voice.say(`status.${incident.status}`);
  return sayLine(voice, 'line.case', { service: name, reason });
}

function urgency({ endedAt, status }: Incident): number {
  return endedAt === undefined ? severity(status) : 0;
}

function worstOf(cases: readonly Case[]): Status {
  return cases
    .map(({ incident }) => incident.status)
    .reduce((worst, status) => (severity(status) > severity(worst) ? status : worst));
}

function names(cases: readonly Case[], voice: Voice): string {
  const shown = cases.length > namedInTitle ? cases.slice(0, namedInTitle - 1) : cases;
  const listed = shown.map(({ service }) => serviceName(voice, service));
  const count = cases.length - shown.length;
  return voice.list(count > 0 ? [...listed, voice.say('part.more', { count })] : listed);
}
