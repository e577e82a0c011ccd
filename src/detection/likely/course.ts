/**
 * What the looks at one check have in common, and what changed lately: its address, its certificate,
 * its usual times. Kept in memory only; after a restart it is learned again.
 */
import type { Reading } from '../../model.ts';

export type Change = {
  readonly what: 'address' | 'certificate' | 'software' | 'deploy';
  readonly at: number;
};

type Trait = { readonly value: string; readonly looks: number };
type Times = { readonly connect: number; readonly answer: number };

export type Course = {
  readonly isWorking: boolean;
  readonly looks: number;
  readonly address?: Trait;
  readonly certificate?: Trait;
  readonly software?: Trait;
  /** The newest change of something that had been steady. */
  readonly change?: Change;
  readonly usual?: Times;
  /** The last working looks, oldest first. */
  readonly recent: readonly Times[];
};

export const noCourse: Course = { isWorking: false, looks: 0, recent: [] };

/** Whoever shows another address at every look has not changed anything. */
const STEADY_LOOKS = 20;
const RECENT_LOOKS = 3;
const USUAL_WEIGHT = 0.02;
/** Below this a machine's own noise makes a look many times as long. */
const SHORTEST_MS = 20;
const DAY_MS = 86_400_000;

/** The course after one more look. */
export function follow(course: Course, reading: Reading): Course {
  const changed = [
    noted(course, 'address', reading.address),
    noted(course, 'certificate', expiryDay(course.certificate, reading)),
    noted(course, 'software', textOf(reading.facts?.server)),
  ];
  const news = changed.find(({ isChange }) => isChange);
  return {
    ...course,
    ...Object.assign({}, ...changed.map(({ trait }) => trait)),
    ...(news ? { change: { what: news.what, at: reading.at } } : {}),
    ...(reading.status === 'up' ? timed(course, reading) : { isWorking: false }),
  };
}

/** How the last working looks compare to the usual ones; undefined while that is not known. */
export function rampOf({ usual, recent, looks }: Course): Times | undefined {
  if (!usual || recent.length < RECENT_LOOKS || looks < STEADY_LOOKS) return undefined;
  const least = (of: (times: Times) => number) => Math.min(...recent.map(of)) / of(usual);
  return { connect: least(({ connect }) => connect), answer: least(({ answer }) => answer) };
}

type What = 'address' | 'certificate' | 'software';

function noted(course: Course, what: What, value: string | undefined) {
  const known = course[what];
  if (value === undefined) return { what, isChange: false };
  if (known?.value === value) {
    return { what, isChange: false, trait: { [what]: { value, looks: known.looks + 1 } } };
  }
  const isChange = known !== undefined && known.looks >= STEADY_LOOKS;
  return { what, isChange, trait: { [what]: { value, looks: 1 } } };
}

/**
 * The day on which the certificate expires. Whole days are rounded down, so that one certificate
 * seems to expire on two neighbouring days; then the known one stands.
 */
function expiryDay(known: Trait | undefined, { at, certificateDays }: Reading): string | undefined {
  if (certificateDays === undefined) return undefined;
  const day = at / DAY_MS + certificateDays;
  const isSame = known !== undefined && Math.abs(Number(known.value) - day) <= 1.5;
  return isSame ? known.value : String(day);
}

function timed(course: Course, { timings }: Reading): Partial<Course> {
  const times = {
    connect: Math.max(timings.tcp ?? 0, SHORTEST_MS),
    answer: Math.max(timings['first-byte'] ?? timings.greeting ?? 0, SHORTEST_MS),
  };
  const usual = course.usual ?? times;
  return {
    isWorking: true,
    looks: course.looks + 1,
    recent: [...course.recent, times].slice(-RECENT_LOOKS),
    usual: {
      connect: taught(usual.connect, times.connect),
      answer: taught(usual.answer, times.answer),
    },
  };
}

/** A ramp must not become usual while it lasts. */
function taught(usual: number, ms: number): number {
  return usual + USUAL_WEIGHT * (Math.min(ms, 2 * usual) - usual);
}

function textOf(fact: string | number | undefined): string | undefined {
  return fact === undefined ? undefined : String(fact);
}
