/** Are healthy targets looked at in time, and as fast as ever, while others hang, have no name or never end? */
import type { How } from '../part.ts';
import type { Turn } from './beset.ts';
import { compiledMs, isRobbed, median, robbery, type Targets, wordsOf } from './run.ts';

const turnsBeset = 12;
const turnsBesetLong = 36;
const windowMs = 10_000;
const slowerAtMost = 1.2;

export async function isolation(how: How, targets: Targets): Promise<void> {
  const hostile = { holes: 10, deadNames: 4, endless: 1 };
  const load = {
    scheme: 'http' as const,
    ...{ count: 1150, everyMs: 5000, windowMs, ...hostile, standIns: 15 },
    // It begins and ends undisturbed.
    turns: (how.isLong ? turnsBesetLong : turnsBeset) * 2 + 1,
    // Once it is compiled, and the hostile ones are known to be down: a hundred outages that begin are another matter.
    warmMs: compiledMs + 10_000,
  };
  const turns: Turn[] = [];
  for await (const turn of wordsOf<Turn>('beset', load, targets)) turns.push(turn);
  show(how, turns);
}

function show(how: How, turns: readonly Turn[]): void {
  const beset = turns.filter((_, index) => index % 2 === 1);
  const calm = turns.filter((_, index) => index % 2 === 0);
  const what = '10 % black holes, 8 dead names a second, endless bodies';
  const sum = (of: (one: Turn) => number) => beset.reduce((all, one) => all + of(one), 0);
  const waitedMs = Math.max(...turns.map((one) => one.waitedMs));
  const theirs = robbery({ waitedMs }, windowMs);
  const isInconclusive = isRobbed({ waitedMs }, windowMs);
  const longest = Math.max(...beset.map((one) => one.latenessMs[1]));
  how.show({
    what: `${what}: healthy looks on time`,
    value: (1 - sum(({ late }) => late) / sum(({ looks }) => looks)) * 100,
    unit: '%',
    bar: 99.9,
    isLeast: true,
    note: `longest ${longest.toFixed(0)} ms after its turn; ${theirs}`,
    isInconclusive,
  });
  how.show({
    what: `${what}: healthy targets called unwell`,
    value: sum(({ notUp }) => notUp),
    unit: 'times',
    bar: 0,
  });
  const p99 = (some: readonly Turn[]) => some.map(({ tookMs }) => tookMs[1]);
  const slower = besideNeighbours(p99(beset), p99(calm)).toSorted((one, other) => one - other);
  const quarter = slower.length >> 2;
  const [low = Number.NaN, high = Number.NaN] = [slower[quarter], slower.at(-1 - quarter)];
  how.show({
    what: `${what}: p99 of healthy looks ÷ undisturbed`,
    value: median(slower),
    unit: '×',
    bar: slowerAtMost,
    note: `half of the turns between ${low.toFixed(2)} and ${high.toFixed(2)}; ${median(p99(beset)).toFixed(2)} ÷ ${median(p99(calm)).toFixed(2)} ms; ${theirs}`,
    // Turns on both sides of the bar are a doubt.
    isInconclusive: isInconclusive || low > slowerAtMost !== high > slowerAtMost,
  });
}

/** Each turn by the undisturbed ones right before and after it: the machine itself is a third faster at one time than at another. */
function besideNeighbours(beset: readonly number[], calm: readonly number[]): number[] {
  return beset.map((one, index) => one / median(calm.slice(index, index + 2)));
}
