/**
 * What the looks at one check have in common, and what changed lately: its address, its certificate,
 * its usual times. Kept in memory only; after a restart it is learned again.
 */
import type { Reading } from '../../model.ts';

export type Change = {
  readonly what: 'address' | 'certificate' | 'software' | 'deploy';
  readonly at: number;
};

type Trait = { readonly value: string; looks: number };
type Times = { connect: number; answer: number };

/** Written into, as there is one for each check, and nearly every look only counts. */
export type Course = {
  isWorking: boolean;
  looks: number;
  address?: Trait;
  certificate?: Trait;
  software?: Trait;
  /** The newest change of something that had been steady. */
  change?: Change;
  usual?: Times;
  /** The last working looks, oldest first. */
  readonly recent: Times[];
};

export function newCourse(): Course {
  return { isWorking: false, looks: 0, recent: [] };
}

/** Whoever shows another address at every look has not changed anything. */
const STEADY_LOOKS = 20;
const RECENT_LOOKS = 3;
const USUAL_WEIGHT = 0.02;
/** Below this a machine's own noise makes a look many times as long. */
const SHORTEST_MS = 20;
const DAY_MS = 86_400_000;

/** Takes one more look in. */
export function follow(course: Course, reading: Reading): void {
  const isNew = {
    address: note(course, 'address', reading.address),
    certificate: note(course, 'certificate', expiryDay(course.certificate, reading)),
    software: note(course, 'software', textOf(reading.facts?.server)),
  };
  const what = whats.find((one) => isNew[one]);
  if (what) course.change = { what, at: reading.at };
  course.isWorking = reading.status === 'up';
  if (course.isWorking) time(course, reading);
}

/** How the last working looks compare to the usual ones; undefined while that is not known. */
export function rampOf({ usual, recent, looks }: Course): Times | undefined {
  if (!usual || recent.length < RECENT_LOOKS || looks < STEADY_LOOKS) return undefined;
  const least = (of: (times: Times) => number) => Math.min(...recent.map(of)) / of(usual);
  return { connect: least(({ connect }) => connect), answer: least(({ answer }) => answer) };
}

const whats = ['address', 'certificate', 'software'] as const;

/** Has something changed that was steady? */
function note(course: Course, what: (typeof whats)[number], value: string | undefined): boolean {
  if (value === undefined) return false;
  const known = course[what];
  if (known?.value === value) known.looks += 1;
  else course[what] = { value, looks: 1 };
  return known !== undefined && known.value !== value && known.looks >= STEADY_LOOKS;
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

function time(course: Course, { timings }: Reading): void {
  const { recent } = course;
  const times = (recent.length < RECENT_LOOKS ? undefined : recent.shift()) ?? newTimes();
  times.connect = Math.max(timings.tcp ?? 0, SHORTEST_MS);
  times.answer = Math.max(timings['first-byte'] ?? timings.greeting ?? 0, SHORTEST_MS);
  recent.push(times);
  course.looks += 1;
  course.usual ??= { ...times };
  course.usual.connect = taught(course.usual.connect, times.connect);
  course.usual.answer = taught(course.usual.answer, times.answer);
}

function newTimes(): Times {
  return { connect: SHORTEST_MS, answer: SHORTEST_MS };
}

/** A ramp must not become usual while it lasts. */
function taught(usual: number, ms: number): number {
  return usual + USUAL_WEIGHT * (Math.min(ms, 2 * usual) - usual);
}

function textOf(fact: string | number | undefined): string | undefined {
  return fact === undefined ? undefined : String(fact);
}
