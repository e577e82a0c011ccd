/** What a channel reads about outages that belong together: one card for all of them. Pure. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Line, type Message, plain } from '../message.ts';
import { type Incident, type LikelyCause, type Service, type Status, severity } from '../model.ts';
import { conditionNow } from './condition.ts';
import { listed, reasonsOf } from './evidence.ts';
import { likelyLine } from './likely.ts';
import { beganAt, lastedMs, timeSpan } from './period.ts';
import { serviceName } from './title.ts';
import type { Announcement } from './told.ts';
import { toneOf } from './tone.ts';

/** An incident and the service it befell. */
export type Case = { readonly incident: Incident; readonly service: Service };

/** A phone shows some forty characters of a title; the other names are in the lines. */
const namedInTitle = 3;
const namedInLine = 10;
const linesAtMost = 10;

type Setting = { readonly voice: Voice; readonly now: number };

export function composeGroup(
  what: Announcement | 'edit',
  cases: readonly Case[],
  voice: Voice,
  now: number,
): Message {
  const isOver = ({ incident }: Case) => incident.endedAt !== undefined;
  const ongoing = cases.filter((one) => !isOver(one));
  const isAllOver = ongoing.length === 0 || what === 'recovery' || what === 'missed';
  return isAllOver
    ? over(what, cases.filter(isOver), { voice, now })
    : open(ongoing, cases.filter(isOver), { voice, now });
}

function open(ongoing: readonly Case[], ended: readonly Case[], setting: Setting): Message {
  const { voice, now } = setting;
  const worst = severest(ongoing.map(({ incident }) => incident.status));
  const since = Math.min(...ongoing.map(({ incident }) => beganAt(incident)));
  const confirmed = Math.max(...ongoing.map(({ incident }) => incident.openedAt));
  return {
    tone: toneOf(worst),
    title: voice.say('title.group', {
      count: ongoing.length,
      worst,
      services: titleNames(ongoing, voice),
    }),
    lines: [
      ...caseLines([...mostUrgent(ongoing), ...ended], setting),
      ...agreedLikely(ongoing, voice),
      sayLine(voice, 'line.since', { when: timeSpan(voice, since, now) }),
    ],
    footer: sayLine(voice, 'footer.checks', { when: timeSpan(voice, confirmed, now) }),
    buttons: [{ label: voice.say('button.details'), command: 'status' }],
  };
}

function over(what: Announcement | 'edit', cases: readonly Case[], setting: Setting): Message {
  const { voice, now } = setting;
  const from = Math.min(...cases.map(({ incident }) => incident.startedAt));
  const to = Math.max(...cases.map(({ incident }) => incident.endedAt ?? now));
  const period = sayLine(voice, 'line.period', {
    condition: severest(cases.map(({ incident }) => incident.worst)),
    from: timeSpan(voice, from, now),
    to: timeSpan(voice, to, now),
  });
  return {
    tone: 'recovered',
    title: voice.say(what === 'missed' ? 'title.group.missed' : 'title.group.back', {
      count: cases.length,
      services: titleNames(cases, voice),
    }),
    lines: [...caseLines(cases, setting), period],
    buttons: [{ label: voice.say('button.details'), command: 'status' }],
  };
}

/** One line for each cause, with the names of all services that have it. */
function caseLines(cases: readonly Case[], setting: Setting): readonly Line[] {
  const { voice } = setting;
  const groups = [...Map.groupBy(cases, (one) => sayCase(one, setting))];
  const shown = groups.length > linesAtMost ? groups.slice(0, linesAtMost - 1) : groups;
  const lines = shown.map(([reason, alike]) =>
    sayLine(voice, 'line.case', {
      service: { bold: listed(voice, names(alike, voice), namedInLine) },
      reason,
    }),
  );
  const count = groups.slice(shown.length).flatMap(([, alike]) => alike).length;
  return count > 0 ? [...lines, sayLine(voice, 'status.moreServices', { count })] : lines;
}

/** The one sentence about the cause in which all agree that do not fail because of another one of them. */
function agreedLikely(cases: readonly Case[], voice: Voice): readonly Line[] {
  const services = new Set(cases.map(({ incident }) => incident.service));
  const isFollower = ({ incident: { service, links = [] } }: Case) =>
    links.some((link) => link !== `service:${service}` && services.has(parentIn(link)));
  const [first, ...more] = cases
    .filter((one) => !isFollower(one))
    .map(({ incident: { likely } }) => (isWorthSaying(likely) ? likelyLine(voice, likely) : []));
  const sentence = first?.map(plain).join('');
  if (!first || !sentence) return [];
  return more.every((line) => line.map(plain).join('') === sentence) ? first : [];
}

function parentIn(link: string): string {
  return link.startsWith('service:') ? link.slice('service:'.length) : '';
}

/** That several fail together, and what their evidence says already, is on the card. */
function isWorthSaying(likely: LikelyCause | undefined): boolean {
  return likely !== undefined && likely.code !== 'shared' && likely.code !== 'busy';
}

function sayCase({ incident }: Case, { voice, now }: Setting): string {
  if (incident.endedAt !== undefined) {
    return voice.say('line.case.back', { duration: voice.duration(lastedMs(incident, now)) });
  }
  const [reason] = reasonsOf(voice, incident.parts);
  return reason ?? voice.say(`status.${conditionNow(incident)}`);
}

function mostUrgent(cases: readonly Case[]): readonly Case[] {
  return cases.toSorted((a, b) => severity(b.incident.status) - severity(a.incident.status));
}

function severest(statuses: readonly Status[]): Status {
  return statuses.reduce((worst, status) => (severity(status) > severity(worst) ? status : worst));
}

/** The title says how many there are before it names them. */
function titleNames(cases: readonly Case[], voice: Voice): string {
  return listed(voice, names(cases, voice), namedInTitle, 'title.group.more');
}

function names(cases: readonly Case[], voice: Voice): readonly string[] {
  return cases.map(({ service }) => serviceName(voice, service));
}
