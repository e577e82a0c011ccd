/** A network that counts the calls of each second sees no more than it allows, however they are delayed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTurns, type Turn } from '../../src/telling/turns.ts';
import { createHandClock } from '../clock.ts';

const limits = { calls: { everyMs: 20.2, leewayMs: 100 }, window: { calls: 50, ms: 1_000 } };

/** Calls as fast as they may be made, with the way to the network and back of each; when they arrived. */
async function arrivals(ways: readonly (readonly [number, number])[]): Promise<number[]> {
  const clock = createHandClock();
  const arrived: number[] = [];
  const turns = createTurns<{ due: number; place: number; number: number }>({
    limits,
    clock,
    take(one, turn: Turn) {
      const [thereMs, backMs] = ways[one.number] ?? [0, 0];
      clock.after(thereMs, () => arrived.push(clock.now()));
      clock.after(thereMs + backMs, () => turns.end(turn, 'answered'));
    },
  });
  for (const number of ways.keys()) turns.ask({ due: 0, place: -1, number }, 'post', 0);
  await clock.pass(ways.length * 1_000);
  turns.stop();
  return arrived.toSorted((a, b) => a - b);
}

function mostInASecond(arrived: readonly number[]): number {
  const within = (at: number) => arrived.filter((one) => one >= at && one < at + 1_000).length;
  return Math.max(...arrived.map(within));
}

/** Two that are late, and one that follows the second of them after a second to the fraction. */
function toTheFraction(): [number, number][] {
  const odd = new Map<number, [number, number]>([
    [1, [120, 7]],
    [46, [126, 1]],
    [49, [2, 2]],
    [95, [2, 2]],
  ]);
  return Array.from({ length: 110 }, (_, index) => odd.get(index) ?? [2, 1]);
}

test('never 51 in any second, however late some of them are', async () => {
  const way = fc.tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant(2) }, fc.integer({ min: 2, max: 400 })),
    fc.integer({ min: 1, max: 40 }),
  );
  const ways = fc.array(way, { minLength: 110, maxLength: 130 });
  await fc.assert(
    fc.asyncProperty(ways, async (delays) => {
      const first = [2, 1] as const;
      const arrived = await arrivals([first, ...delays]);
      expect(arrived).toHaveLength(delays.length + 1);
      expect(mostInASecond(arrived)).toBeLessThanOrEqual(50);
    }),
    { numRuns: 20, examples: [[toTheFraction()]] },
  );
});

test('a long way costs nothing as long as it is the same for all', async () => {
  const arrived = await arrivals(Array.from({ length: 200 }, () => [80, 80] as const));
  expect((arrived.at(-1) ?? 0) - (arrived[0] ?? 0)).toBeLessThan(199 * 20 * 1.03);
});
