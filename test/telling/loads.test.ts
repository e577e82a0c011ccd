/** What an operator reads of what waits: how much, for how long, and when the network takes the next call. */
import { expect, test } from 'vitest';
import type { Platform } from '../../src/platforms/platform.ts';
import { createStore } from '../../src/store/index.ts';
import { createHolds } from '../../src/telling/holds.ts';
import { createLanes } from '../../src/telling/lanes.ts';
import { createHandClock } from '../clock.ts';

const start = 1_000_000_000_000;

async function lanesOf(platform: Platform) {
  const store = await createStore('sqlite::memory:');
  const clock = createHandClock(start);
  const holds = await createHolds(store.table('holds'), clock);
  const platforms = new Map([[platform.name, platform]]);
  const lanes = createLanes({ platforms, holds, clock, onFault: () => {} });
  return { clock, lanes };
}

const paper: Platform = {
  ...{ name: 'paper', repeatsAreSafeForMs: 0, start: async () => {}, stop: async () => {} },
  post: async () => ({ result: 'ok', id: '1' }),
  edit: async (_channel, id) => ({ result: 'ok', id }),
  isAnswering: async () => true,
  health: () => ({ isWorking: true }),
  limits: { posts: { everyMs: 10_000, leewayMs: 0 } },
};

test('nothing is due: nothing waits', async () => {
  const { lanes } = await lanesOf(paper);
  expect(lanes.loads()).toEqual([]);
});

test('what rests is due since it came up, and no more when it is done', async () => {
  const { lanes, clock } = await lanesOf(paper);
  let isAway = true;
  const work = async () => (isAway ? { waitUntil: clock.now() + 60_000 } : ('done' as const));
  lanes.add('paper:a', 'mail', work);
  await clock.pass(5_000);
  lanes.add('paper:b', 'mail', work);
  lanes.add('paper:a', 'shop', work);
  await clock.pass(1_000);
  expect(lanes.loads()).toEqual([
    { workspace: 'paper', channels: 2, since: start, waitMs: { post: 0, edit: 0 } },
  ]);
  isAway = false;
  await clock.pass(300_000);
  expect(lanes.loads()).toEqual([
    { workspace: 'paper', channels: 0, waitMs: { post: 0, edit: 0 } },
  ]);
});

test('after a post the next one waits for the budget of its network, an edit does not', async () => {
  const { lanes, clock } = await lanesOf(paper);
  let posted = 0;
  lanes.add('paper:a', 'mail', async (_place, _key, turn) => {
    if (turn !== 'post') {
      return posted > 0 ? 'done' : { wants: 'post', urgency: 0, at: clock.now() };
    }
    posted += 1;
    return 'called';
  });
  await clock.pass(4_000);
  expect(posted).toBe(1);
  expect(lanes.loads()[0]?.waitMs).toEqual({ post: 6_000, edit: 0 });
});
