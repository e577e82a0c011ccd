/** When a supervisor may send people to it: started, and able to tell somebody. */
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import type { Health } from '../../src/model.ts';
import { createAccess } from '../../src/web/access.ts';
import { hangReadiness } from '../../src/web/readiness.ts';

const well: Health = { isWorking: true };
const away: Health = { isWorking: false, reason: 'no connection since noon' };

const key = 'sixteen-characters';
const headers = { authorization: `Bearer ${key}` };

async function ready(
  isStarted: boolean,
  store: Health,
  networks: Record<string, Health>,
  init: RequestInit = { headers },
) {
  const web = new Hono();
  hangReadiness(web, {
    access: createAccess({ publicServices: 'none', key }),
    ...{ isStarted: () => isStarted, store: () => store, networks: () => networks },
  });
  const answer = await web.request('/readyz', init);
  return { status: answer.status, ...((await answer.json()) as object) };
}

test('started, with a store and one chat network that works: ready, though another is away', async () => {
  expect(await ready(true, well, { discord: away, slack: well })).toEqual({
    ...{ status: 200, isReady: true, reasons: [] },
  });
});

test.each([
  ['before it has started', false, well, { slack: well }, ['has not started, or is stopping']],
  [
    'when its store fails',
    true,
    { isWorking: false, reason: 'the disk is full' },
    { slack: well },
    ['store: the disk is full'],
  ],
  ['when no chat network works', true, well, { slack: away }, ['slack: no connection since noon']],
  ['when there is no chat network at all', true, well, {}, ['no chat network is connected']],
])('not ready %s, and it says why', async (_, isStarted, store, networks, reasons) => {
  expect(await ready(isStarted, store, networks as Record<string, Health>)).toEqual({
    ...{ status: 503, isReady: false, reasons },
  });
});

test('a stranger reads whether, and not why not', async () => {
  expect(await ready(true, { isWorking: false, reason: 'the disk is full' }, {}, {})).toEqual({
    ...{ status: 503, isReady: false },
  });
});
