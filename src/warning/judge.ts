/** One more value of a series: how unusual it is, whether that is worth a word, and what is learned. Pure. */
import { type Finding, findingOf, isCalm, isOver } from './finding.ts';
import { type Direction, type Followed, follow, notFollowed, type Settings } from './unusual.ts';
import { type HourAt, noWeek, rangeOfWeek, usualOfWeek, type Week } from './week.ts';

/** What every series remembers; plain JSON. */
export type Memory = {
  readonly followed: Followed;
  readonly week: Week;
  /** When it was last as it always is. */
  readonly calmAt: number;
  /** What is worth a word now. */
  readonly finding?: Finding;
};

export const noMemory: Memory = { followed: notFollowed, week: noWeek, calmAt: 0 };

export type Value = {
  readonly at: number;
  readonly value: number;
  /** In a busy time so many times the usual is no surprise, and it is not what is learned as usual. */
  readonly factor: number;
};

export type Manner = {
  readonly hourAt: HourAt;
  readonly direction: Direction;
  /** Would anybody care, however odd it is? */
  readonly matters: (value: number, usual: number) => boolean;
  readonly settings: Settings;
};

export function judged(
  before: Memory,
  { at, value, factor }: Value,
  { hourAt, direction, matters, settings }: Manner,
): { readonly memory: Memory; readonly news?: Finding } {
  const hour = hourAt(at);
  const { followed, week } = before;
  const { pattern } = followed;
  const usualNow = usualOfWeek(week, hour.week);
  const bar = eased(value, usualNow ?? pattern.slow.mean, factor);
  const step = follow(followed, { at, hour: hour.day, value: bar }, direction, settings);
  const calmAt = before.calmAt === 0 || isCalm(pattern, bar) ? at : before.calmAt;
  const around = { direction, matters, calmAt, usualNow, week: rangeOfWeek(week, hour.week) };
  const news = findingOf(step, { at, value: bar }, around);
  const known = before.finding && !isOver(before.finding, at, value) ? before.finding : undefined;
  const finding = news ?? known;
  const memory: Memory = {
    followed: {
      pattern: factor > 1 ? pattern : step.followed.pattern,
      // What was not worth a word does not silence what may be.
      silentUntil: news ? step.followed.silentUntil : followed.silentUntil,
    },
    ...{ week, calmAt },
    ...(finding && { finding }),
  };
  return news ? { memory, news } : { memory };
}

/** What is left of it when the usual may be `factor` times as much; never turns more into less. */
function eased(value: number, usual: number, factor: number): number {
  return factor > 1 && value > usual ? Math.max(usual, value / factor) : value;
}

/** As if nothing had been found: the next time is the first. */
export function forgiven<State extends Memory>({ finding: _, ...others }: State) {
  return { ...others, followed: { ...others.followed, silentUntil: 0 } };
}
