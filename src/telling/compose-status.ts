/** What people read when they ask how one service stands, or how all services of a channel stand. Pure. */
import type { Standing } from '../../commands/command.ts';
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Button, Line, Message } from '../message.ts';
import { type ComponentVerdict, type LikelyCause, type Service, severity } from '../model.ts';
import { statusPageButton, unstableLine } from './compose.ts';
import { warningLines } from './compose-warning.ts';
import { conditionOf } from './condition.ts';
import { partLines, partName, sayCause } from './evidence.ts';
import { likelyLine } from './likely.ts';
import { beganAt, lastedMs, timeSpan } from './period.ts';
import { providerLines } from './provider.ts';
import { sayCondition, serviceName, titleOf, worstFirst } from './title.ts';
import { toneOf } from './tone.ts';

/** Older knowledge than this is said to be old. */
const staleAfterMs = 15 * 60_000;

/** How it was asked, as far as the answer differs. */
export type Asked = {
  /** What was typed, when it was not the service's name and we had to guess. */
  readonly typed?: string;
  /** The channel reads the answer, not the asker alone. */
  readonly isPublic: boolean;
  /** The channel follows the service already. */
  readonly isFollowed: boolean;
};

type Setting = { readonly standing: Standing; readonly voice: Voice; readonly now: number };

export function composeStatus(
  standing: Standing,
  voice: Voice,
  now: number,
  asked: Asked,
): Message {
  const setting = { standing, voice, now };
  const { isSuspect, status, components } = standing.verdict;
  return {
    tone:
      isSuspect && severity(status) === 0 ? 'degraded' : toneOf(conditionOf(status, components)),
    title: titleNow(setting),
    lines: [
      ...guessed(setting, asked),
      ...state(setting),
      ...providerLines(voice, standing.service, standing.verdict, true),
      ...(standing.service.isUnverified ? [sayLine(voice, 'line.unverified')] : []),
      ...warningLines(voice, standing.service, standing.warnings ?? [], now),
      ...times(setting),
    ],
    footer: footer(setting),
    buttons: buttons(setting, asked),
  };
}

/** The state in a word or two, for lists and confirmations. */
export function sayStatus(voice: Voice, { verdict }: Standing): string {
  const isDoubt = verdict.isSuspect && severity(verdict.status) === 0;
  if (isDoubt) return voice.say('status.suspect');
  return voice.say(`status.${conditionOf(verdict.status, verdict.components)}`);
}

/** The state with the failing parts, where only some fail. */
export function sayStatusAndParts(voice: Voice, standing: Standing): string {
  const { service, verdict } = standing;
  if (severity(verdict.status) === 0) return sayStatus(voice, standing);
  return sayCondition(verdict.status, verdict.components, service, voice);
}

/** When the present trouble began; undefined when there is none. */
export function troubledSince({ verdict, incident }: Standing): number | undefined {
  if (severity(verdict.status) === 0) return undefined;
  return incident && incident.endedAt === undefined ? beganAt(incident) : verdict.since;
}

function titleNow({ standing, voice, now }: Setting): string {
  const { verdict, service } = standing;
  const name = { service: serviceName(voice, service) };
  if (verdict.isSuspect && severity(verdict.status) === 0) {
    return voice.say(standing.isWatched ? 'title.suspect' : 'title.suspectOnce', name);
  }
  const { lookedAt } = verdict;
  if (verdict.status === 'unknown' && lookedAt !== undefined && now - lookedAt > staleAfterMs) {
    return voice.say('title.stale', { ...name, duration: voice.duration(now - lookedAt) });
  }
  return titleOf(verdict.status, verdict.components, service, voice);
}

function guessed({ standing, voice }: Setting, { typed }: Asked): readonly Line[] {
  if (typed === undefined) return [];
  return [sayLine(voice, 'line.guessed', { service: serviceName(voice, standing.service), typed })];
}

function state(setting: Setting): readonly Line[] {
  const { standing, voice } = setting;
  const { verdict, service } = standing;
  const isBad = (part: ComponentVerdict) => severity(part.status) > 0;
  const bad = verdict.components.filter(isBad);
  if (bad.length > 0) {
    const doubted = verdict.components.filter((part) => part.isSuspect && !isBad(part));
    return [
      ...partLines(voice, service, worstFirst(bad)),
      ...likelyLine(voice, likelyNow(standing)),
      ...unstableLine(voice, conditionOf(verdict.status, bad)),
      ...partList(voice, service, { phrase: 'line.inDoubt', parts: doubted }),
      ...others(setting),
    ];
  }
  if (verdict.isSuspect) return [...doubt(setting), ...others(setting)];
  return verdict.status === 'unknown' ? blindness(setting) : others(setting);
}

function likelyNow({ incident }: Standing): LikelyCause | undefined {
  return incident?.endedAt === undefined ? incident?.likely : undefined;
}

/** The evidence as far as there is any, and what it is worth. */
function doubt({ standing, voice }: Setting): readonly Line[] {
  const { verdict, service, isWatched } = standing;
  const suspects = verdict.components.filter((part) => part.isSuspect);
  const shown = suspects.filter(({ evidence }) => evidence.length > 0);
  const bare = service.components.length > 1 ? suspects.slice(0, 8) : [];
  return [
    ...(shown.length > 0
      ? partLines(voice, service, shown)
      : partList(voice, service, { phrase: 'line.inDoubt', parts: bare })),
    sayLine(voice, isWatched ? 'line.confirming' : 'line.oneLook'),
  ];
}

/** Why we cannot tell, and that it is no verdict about the service. */
function blindness({ standing, voice }: Setting): readonly Line[] {
  const { verdict, service } = standing;
  const causes = verdict.components
    .flatMap((part) => part.evidence)
    .flatMap(({ cause }) => (cause ? [sayCause(voice, cause)] : []));
  const why = [...new Set(causes)]
    .slice(0, 2)
    .map((cause) => sayLine(voice, 'line.reason', { cause }));
  const name = serviceName(voice, service);
  return [...why, sayLine(voice, 'line.notOurFinding', { service: name })];
}

/** The parts that are not in trouble: which of them are well is not to be guessed from silence. */
function others({ standing, voice }: Setting): readonly Line[] {
  const { verdict, service } = standing;
  const well = verdict.components.filter(
    (part) => part.status === 'operational' && !part.isSuspect,
  );
  if (service.components.length === 1) return checkCount(voice, well);
  const unseen = verdict.components.filter((part) => part.status === 'unknown' && !part.isSuspect);
  return [
    ...partList(voice, service, { phrase: 'line.working', parts: well }),
    ...partList(voice, service, { phrase: 'line.cannotTell', parts: unseen }),
  ];
}

function checkCount(voice: Voice, well: readonly ComponentVerdict[]): readonly Line[] {
  const count = well.reduce((sum, part) => sum + part.working, 0);
  return count > 0 ? [sayLine(voice, 'line.checks', { count })] : [];
}

type PartList = {
  readonly phrase: 'line.working' | 'line.cannotTell' | 'line.inDoubt';
  readonly parts: readonly ComponentVerdict[];
};

function partList(voice: Voice, service: Service, { phrase, parts }: PartList): readonly Line[] {
  if (parts.length === 0) return [];
  const names = parts.map((part) => partName(voice, service, part.component));
  return [sayLine(voice, phrase, { parts: voice.list(names) })];
}

function times({ standing, voice, now }: Setting): readonly Line[] {
  const since = troubledSince(standing);
  if (since !== undefined) {
    return [sayLine(voice, 'line.since', { when: timeSpan(voice, since, now) })];
  }
  const { incident, isWatched, verdict } = standing;
  if (incident?.endedAt !== undefined) {
    const when = timeSpan(voice, incident.startedAt, now);
    const duration = voice.duration(lastedMs(incident, now));
    return [sayLine(voice, 'line.lastOutage', { when, duration })];
  }
  const isCalm = isWatched && verdict.status === 'operational' && !verdict.isSuspect;
  return isCalm ? [sayLine(voice, 'line.noOutage')] : [];
}

function footer({ standing, voice, now }: Setting): Line {
  const { lookedAt } = standing.verdict;
  if (lookedAt === undefined) return sayLine(voice, 'footer.noResult');
  if (!standing.isWatched) return sayLine(voice, 'footer.lookedNow');
  return sayLine(voice, 'footer.looked', { when: timeSpan(voice, lookedAt, now) });
}

function buttons({ standing, voice }: Setting, asked: Asked): readonly Button[] {
  const { service } = standing;
  const share = { label: voice.say('button.share'), command: `status ${service.id} --public` };
  const follow = { label: voice.say('button.subscribe'), command: `subscribe ${service.id}` };
  return [
    ...statusPageButton(voice, service),
    ...(asked.isFollowed ? [] : [follow]),
    ...(asked.isPublic ? [] : [share]),
  ];
}
