/** Open pages are told that something has changed: once, soon, and never more than they can take. */
import { afterEach, expect, test } from 'vitest';
import { createClock } from '../../../src/time/clock.ts';
import { createAccess } from '../../../src/web/access.ts';
import { createLive, type Listener, listenersAtMost } from '../../../src/web/page/live.ts';
import { listen } from '../../../src/web/server.ts';
import type { View } from '../../../src/web/view.ts';
import { createHandClock } from '../../clock.ts';
import { part, verdict } from '../../desk.ts';
import { visit } from '../visit.ts';
import { createScene, minute, service } from './scene.ts';

/** A view of one service that stands as it is told to. */
function createWindow(seesAll = true) {
  let status: 'operational' | 'major' = 'operational';
  const shop = service('shop');
  const view = {
    reader: { by: 'key', seesAll, seesSome: true, maySee: () => true },
    services: () => [shop],
    verdict: () => verdict('shop', status, [part('main', status)]),
    incidents: () => [],
    blind: () => [],
  } satisfies Partial<View> as unknown as View;
  return {
    view,
    set(next: typeof status) {
      status = next;
    },
  };
}

function createScreen(view: View, rest: Partial<Listener> = {}) {
  const heard: string[] = [];
  let beats = 0;
  let isOver = false;
  const listener: Listener = {
    version: '',
    view,
    tell: async (version) => heard.push(version),
    beat: async () => {
      beats += 1;
    },
    end: () => {
      isOver = true;
    },
    ...rest,
  };
  return {
    heard,
    listener,
    get beats() {
      return beats;
    },
    get isOver() {
      return isOver;
    },
  };
}

test('a page that is as things are hears nothing, until they change', async () => {
  const clock = createHandClock();
  const live = createLive(clock);
  const { view, set } = createWindow();
  const first = createScreen(view);
  live.listen(first.listener);
  await clock.pass(10);
  const [now = ''] = first.heard;
  const second = createScreen(view, { version: now });
  live.listen(second.listener);
  await clock.pass(10_000);
  expect(second.heard).toEqual([]);
  set('major');
  await clock.pass(2_000);
  expect(second.heard).toHaveLength(1);
  expect(first.heard).toEqual([now, ...second.heard]);
  await clock.pass(minute);
  expect(second.heard).toHaveLength(1);
});

test('who was away hears of the change at once', async () => {
  const clock = createHandClock();
  const { view } = createWindow();
  const screen = createScreen(view, { version: 'as it was before' });
  createLive(clock).listen(screen.listener);
  await clock.pass(0);
  expect(screen.heard).toHaveLength(1);
});

test('what is over before anybody looked is no news', async () => {
  const clock = createHandClock();
  const { view, set } = createWindow();
  const screen = createScreen(view);
  createLive(clock).listen(screen.listener);
  await clock.pass(0);
  set('major');
  set('operational');
  await clock.pass(minute);
  expect(screen.heard).toHaveLength(1);
});

test('a slow reader is not sent more, and then hears how it is, not how it was', async () => {
  const clock = createHandClock();
  const { view, set } = createWindow();
  const taken = Promise.withResolvers<void>();
  const sent: string[] = [];
  const screen = createScreen(view, {
    async tell(version) {
      sent.push(version);
      await taken.promise;
    },
  });
  createLive(clock).listen(screen.listener);
  await clock.pass(0);
  set('major');
  await clock.pass(minute);
  expect(sent).toHaveLength(1);
  taken.resolve();
  await clock.pass(2_000);
  expect(sent).toHaveLength(2);
});

test('somebody who has hung up is let go', async () => {
  const clock = createHandClock();
  const { view } = createWindow();
  const screen = createScreen(view, { tell: () => Promise.reject(new Error('gone')) });
  createLive(clock).listen(screen.listener);
  await clock.pass(0);
  expect(screen.isOver).toBe(true);
});

test('silence is broken by a beat, and nobody listens for ever', async () => {
  const clock = createHandClock();
  const live = createLive(clock);
  const { view } = createWindow();
  const screen = createScreen(view);
  live.listen(screen.listener);
  await clock.pass(minute);
  expect(screen.beats).toBeGreaterThanOrEqual(2);
  expect(screen.isOver).toBe(false);
  await clock.pass(60 * minute);
  expect(screen.isOver).toBe(true);
});

test('there is room for so many and no more, and again when one leaves', () => {
  const live = createLive(createHandClock());
  const { view } = createWindow();
  const leave = Array.from({ length: listenersAtMost }, () =>
    live.listen(createScreen(view).listener),
  );
  expect(live.listen(createScreen(view).listener)).toBeUndefined();
  leave[0]?.();
  expect(live.listen(createScreen(view).listener)).toBeDefined();
});

test('nothing is compared while nobody listens', async () => {
  const clock = createHandClock();
  const live = createLive(clock);
  let looks = 0;
  const { view } = createWindow();
  const counting = {
    ...view,
    services: () => {
      looks += 1;
      return [];
    },
  };
  const leave = live.listen(createScreen(counting).listener);
  await clock.pass(minute);
  leave?.();
  const before = looks;
  await clock.pass(minute);
  expect(before).toBeGreaterThan(10);
  expect(looks).toBe(before);
});

const servers: { close(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** The events of a connection, as they come. */
async function* eventsOf(url: string, headers: Record<string, string> = {}) {
  const leave = new AbortController();
  const response = await fetch(url, { headers, signal: leave.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
      text += piece.value;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) yield event;
    }
  } finally {
    leave.abort();
  }
}

async function serve() {
  const { elapsed, after } = createClock(20);
  const waiting = new Set<object>();
  const clock = {
    elapsed,
    after(ms: number, task: () => void) {
      const own = {};
      waiting.add(own);
      const done = after(ms, () => {
        waiting.delete(own);
        task();
      });
      return () => {
        waiting.delete(own);
        done();
      };
    },
  };
  const made = createScene([service('shop')], { clock });
  const server = await listen(made.web, '127.0.0.1', 0);
  servers.push(server);
  return { ...made, waiting, url: `http://127.0.0.1:${server.port}/live` };
}

test('over a real connection: an event when something changes, and its id takes it up again', async () => {
  const { url, scene } = await serve();
  const events = eventsOf(url);
  expect((await events.next()).value).toMatch(/^:/);
  const first = (await events.next()).value ?? '';
  const id = /^id: (.+)$/m.exec(first)?.[1] ?? '';
  expect(first).toMatch(/^event: change$/m);
  scene.verdicts.set('shop', verdict('shop', 'major', [part('main', 'major')]));
  const second = (await events.next()).value ?? '';
  expect(second).toMatch(/^event: change$/m);
  expect(second).not.toContain(id);
  await events.return(undefined);
  const again = eventsOf(url, { 'last-event-id': id });
  await again.next();
  expect((await again.next()).value).toBe(second);
  await again.return(undefined);
});

test('a reader who leaves is forgotten', async () => {
  const { url, waiting } = await serve();
  const events = eventsOf(url);
  await events.next();
  expect(waiting.size).toBe(1);
  await events.return(undefined);
  await expect.poll(() => waiting.size).toBe(0);
});

test('strangers hear only of what they may see', async () => {
  const access = createAccess({ publicServices: ['shop'] });
  const { web } = createScene([service('shop'), service('vault')], { access });
  const answer = await visit(web, '/live', { from: '203.0.113.9' });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  await answer.body?.cancel();
});
