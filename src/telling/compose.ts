/**
 * What a channel reads about an incident. Pure: the same incident in the same voice is the same message,
 * so an edit that changes nothing can be seen. No ticking durations: they are told when they are final.
 */

import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Button, Line, Message } from '../message.ts';
import type { ComponentVerdict, Incident, Service, Status } from '../model.ts';
import { type Condition, conditionAtWorst, conditionNow, conditionOf } from './condition.ts';
import { listed, partLines, partName, reasonsOf } from './evidence.ts';
import { likelyLine } from './likely.ts';
import { beganAt, lastedMs, periodLine, timeSpan } from './period.ts';
import { providerLines } from './provider.ts';
import { affected, namesInTitle, serviceName, titleOf, worstFirst } from './title.ts';
import type { Announcement } from './told.ts';
import { toneOf } from './tone.ts';

export { serviceName, timeSpan };

/** A message about an incident of a service, in a voice, at an instant. */
export type Compose = (incident: Incident, service: Service, voice: Voice, now: number) => Message;

/** The message for any announcement; `edit` asks for the card as it should look now. */
export function compose(
  what: Announcement | 'edit',
  ...about: Parameters<Compose>
): ReturnType<Compose> {
  return composers[what](...about);
}

/** The card in its current state, open or ended. */
export const composeCard: Compose = (incident, service, voice, now) =>
  incident.endedAt === undefined
    ? open(cardTitle(incident, service, voice), inOrder(incident), { service, voice, now })
    : composeEnded(incident, service, voice, now);

export const composeOutage: Compose = composeCard;

function cardTitle(incident: Incident, service: Service, voice: Voice): string {
  return incident.isFlapping
    ? voice.say('title.unstable', { service: serviceName(voice, service) })
    : titleOf(incident.status, incident.parts, service, voice);
}

/** A reply to the card: it got worse. What is new comes first. */
export const composeEscalation: Compose = (incident, service, voice, now) => {
  const news = { ...incident, parts: newestFirst(incident.parts), openedAt: incident.changedAt };
  const key = `title.escalated.${badOf(incident.status)}` as const;
  const parts = affected(news.parts, service, voice);
  const isNamed = key === 'title.escalated.partial' && parts !== '';
  const values = { service: serviceName(voice, service), parts };
  const title = voice.say(isNamed ? `${key}.parts` : key, values);
  return open(title, news, { service, voice, now });
};

/** A reply to the card: it seemed to be back, and is not. */
export const composeAgain: Compose = (incident, service, voice, now) => {
  if (incident.isFlapping) return composeCard(incident, service, voice, now);
  const condition = conditionNow(incident);
  const title = voice.say('title.again', { service: serviceName(voice, service), condition });
  const news = { ...inOrder(incident), openedAt: incident.changedAt };
  return open(title, news, { service, voice, now });
};

/** A quiet reply to the card: it still lasts. */
export const composeReminder: Compose = (incident, service, voice, now) => {
  const title = voice.say('title.still', {
    service: serviceName(voice, service),
    condition: conditionNow(incident),
    duration: voice.duration(lastedMs(incident, now)),
  });
  return open(title, inOrder(incident), { service, voice, now });
};

/** A reply to the card, which itself says what had failed. */
export const composeRecovery: Compose = (incident, service, voice, now) =>
  over(backTitle(incident, service, voice, now), [], incident, { service, voice, now });

/** The card of an outage that has ended. */
const composeEnded: Compose = (incident, service, voice, now) => {
  const title = backTitle(incident, service, voice, now);
  const lines = hindsight(incident, service, voice);
  return over(title, lines, incident, { service, voice, now });
};

/** An outage that was over before anybody could be told. */
export const composeMissed: Compose = (incident, service, voice, now) => {
  const title = voice.say('title.missed', {
    service: serviceName(voice, service),
    condition: conditionAtWorst(incident),
    duration: voice.duration(lastedMs(incident, now)),
  });
  const lines = hindsight(incident, service, voice);
  return over(title, lines, incident, { service, voice, now });
};

function backTitle(incident: Incident, service: Service, voice: Voice, now: number): string {
  return voice.say('title.back', {
    service: serviceName(voice, service),
    condition: conditionAtWorst(incident),
    duration: voice.duration(lastedMs(incident, now)),
  });
}

const composers: Readonly<Record<Announcement | 'edit', Compose>> = {
  outage: composeOutage,
  escalation: composeEscalation,
  again: composeAgain,
  reminder: composeReminder,
  recovery: composeRecovery,
  missed: composeMissed,
  card: composeCard,
  edit: composeCard,
};

type Setting = { readonly service: Service; readonly voice: Voice; readonly now: number };

function open(title: string, incident: Incident, { service, voice, now }: Setting): Message {
  const { parts, isFlapping } = incident;
  const condition = conditionNow(incident);
  return {
    tone: toneOf(condition),
    title,
    lines: [
      ...partLines(voice, service, parts),
      ...likelyLine(voice, isSaid(incident) ? undefined : incident.likely),
      ...providerLines(voice, service, incident),
      ...(isFlapping ? flappingLines(incident, voice, now) : unstableLine(voice, condition)),
      sayLine(voice, 'line.since', { when: timeSpan(voice, beganAt(incident), now) }),
    ],
    footer: source(incident, voice, now),
    buttons: [
      ...statusPageButton(voice, service),
      detailsButton(voice, service),
      { label: voice.say('button.mute'), command: `mute ${service.id} --incident` },
    ],
  };
}

const footers = { probes: 'footer.checks', feed: 'footer.provider', both: 'footer.both' } as const;

/** Whose word it is. */
function source({ reportedBy = 'probes', openedAt }: Incident, voice: Voice, now: number): Line {
  return sayLine(voice, footers[reportedBy], { when: timeSpan(voice, openedAt, now) });
}

/** That it says it is overloaded is its evidence already. */
function isSaid({ likely, status, parts }: Incident): boolean {
  return likely?.code === 'busy' && conditionOf(status, parts) === 'busy';
}

function over(
  title: string,
  lines: readonly Line[],
  incident: Incident,
  { service, voice, now }: Setting,
): Message {
  return {
    tone: 'recovered',
    title,
    lines: [...lines, periodLine(voice, incident, now)],
    buttons: [detailsButton(voice, service)],
  };
}

/** What had failed and why, in words that nobody takes for the present. */
function hindsight(incident: Incident, service: Service, voice: Voice): readonly Line[] {
  const { parts } = incident;
  if (incident.reportedBy === 'feed')
    return providerLines(voice, service, { ...incident, accord: 'agreed' });
  const ordered = worstFirst(parts);
  const names = ordered.map((part) => partName(voice, service, part.component));
  const isWorthNaming = service.components.length > 1 && names.length > 0;
  const reasons = reasonsOf(voice, ordered).slice(0, 2);
  return [
    ...(isWorthNaming
      ? [sayLine(voice, 'line.affected', { parts: listed(voice, names, namesInTitle) })]
      : []),
    ...(reasons.length > 0 ? [sayLine(voice, 'line.seen', { causes: reasons.join(' · ') })] : []),
  ];
}

export function unstableLine(voice: Voice, condition: Condition): readonly Line[] {
  return condition === 'unstable' ? [sayLine(voice, 'line.unstable')] : [];
}

function flappingLines({ calmSince }: Incident, voice: Voice, now: number): readonly Line[] {
  return calmSince === undefined
    ? [sayLine(voice, 'line.unstable')]
    : [sayLine(voice, 'line.calm', { when: timeSpan(voice, calmSince, now) })];
}

function inOrder(incident: Incident): Incident {
  return { ...incident, parts: worstFirst(incident.parts) };
}

function newestFirst(parts: readonly ComponentVerdict[]): readonly ComponentVerdict[] {
  return worstFirst(parts).toSorted((a, b) => sinceOf(b) - sinceOf(a));
}

function sinceOf({ since, evidence }: ComponentVerdict): number {
  return since ?? Math.max(0, ...evidence.map((one) => one.since));
}

/** An incident without a bad status was not written by us; it is shown as the worst. */
function badOf(status: Status): 'degraded' | 'partial' | 'major' {
  return status === 'degraded' || status === 'partial' ? status : 'major';
}

export function statusPageButton(voice: Voice, { statusPage }: Service): readonly Button[] {
  return statusPage ? [{ label: voice.say('button.statusPage'), url: statusPage }] : [];
}

function detailsButton(voice: Voice, { id }: Service): Button {
  return { label: voice.say('button.details'), command: `status ${id}` };
}
