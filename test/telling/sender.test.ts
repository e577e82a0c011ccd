import { afterEach, expect, test } from 'vitest';
import type { Incident, Subscription } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import type { Store } from '../../src/store/store.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling, type Telling } from '../../src/telling/telling.ts';
import { createHandClock } from '../clock.ts';
import { createPaper } from '../peers/paper.ts';
import { ended, minute, outage } from './world.ts';

const channel = 'paper:ops';
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A channel that follows `mail`, a network on paper, a real store. */
async function room(facts: { dropsRepeats?: boolean } = {}) {
  const clock = createHandClock();
  const paper = createPaper({ dropsRepeats: facts.dropsRepeats ?? false, now: clock.now });
  const store = await createStore('sqlite::memory:');
  const incidents: Incident[] = [];
  const start = async (): Promise<Telling> => {
    const subscriptions = await createSubscriptions(
      store.table<Subscription>('subscriptions'),
      () => {},
    );
    return createTelling({
      platforms: new Map([['paper', paper]]),
      store,
      subscriptions,
      incidentsOf: () => incidents,
      compose: ({ what, incidents: [incident] }) => ({
        tone: 'info',
        title: `${what} ${incident?.revision}`,
        lines: [],
      }),
      composeNotice: ({ id }) => ({ tone: 'info', title: id, lines: [] }),
      composePaused: (_, reason) => ({ tone: 'info', title: `paused: ${reason}`, lines: [] }),
      clock,
      log: () => {},
    });
  };
  await follow(store, clock.now());
  let sender = await start();
  open.push(async () => {
    await sender.stop();
    await store.close();
  });
  return {
    clock,
    paper,
    incidents,
    /** The incident as it is from now on. */
    async happens(incident: Incident) {
      const index = incidents.findIndex(({ id }) => id === incident.id);
      if (index < 0) incidents.push(incident);
      else incidents[index] = incident;
      sender.wakeService('mail');
      await clock.pass(0);
    },
    async restart() {
      await sender.stop();
      sender = await start();
      sender.wakeAll();
      await clock.pass(0);
    },
    get sender() {
      return sender;
    },
    now: clock.now,
  };
}

async function follow(store: Store, since: number) {
  const subscriptions = await createSubscriptions(
    store.table<Subscription>('subscriptions'),
    () => {},
  );
  await subscriptions.add({
    channel,
    service: 'mail',
    language: 'en',
    timeZone: 'UTC',
    by: 'ana',
    since,
  });
}

const downAt = (at: number) => outage({ startedAt: at, openedAt: at, changedAt: at });

test('an outage and its recovery are told once, whatever else happens', async () => {
  const { happens, paper, restart, now } = await room();
  const down = downAt(now() + minute);
  await happens(down);
  await happens(down);
  await restart();
  await happens(ended(down, now() + 2 * minute));
  await restart();
  expect(paper.read(channel)).toEqual(['edit 2', 'recovery 2']);
  expect(paper.notes[0]).toMatchObject({ edits: 1 });
  expect(paper.notes[1]).toMatchObject({ replyTo: 'n1' });
});

test('a busy network is left alone until the instant it named', async () => {
  const { happens, paper, clock, now } = await room();
  paper.faults.push('busy');
  await happens(downAt(now() + minute));
  await clock.pass(1_999);
  expect(paper.notes).toHaveLength(0);
  await clock.pass(1);
  expect(paper.read(channel)).toEqual(['outage 1']);
});

test('a lost answer is repeated once where repeats are not dropped', async () => {
  const { happens, paper, clock, now } = await room();
  paper.faults.push('lost-answer');
  await happens(downAt(now() + minute));
  await clock.pass(10_000);
  expect(paper.read(channel)).toEqual(['outage 1', 'outage 1']);
});

test('a lost answer is read once where the network drops repeats', async () => {
  const { happens, paper, clock, now } = await room({ dropsRepeats: true });
  paper.faults.push('lost-answer', 'lost', 'lost-answer');
  await happens(downAt(now() + minute));
  await clock.pass(60_000);
  expect(paper.read(channel)).toEqual(['outage 1']);
});

test('eight hours without the network: people read what they missed, once, oldest first', async () => {
  const { happens, paper, clock, now } = await room();
  const first = downAt(now() + minute);
  await happens(first);
  paper.isAway = true;
  await happens(ended(first, now() + 5 * minute));
  const second = { ...downAt(now() + 60 * minute), id: 'mail.2' };
  await clock.pass(60 * minute);
  await happens(second);
  await clock.pass(60 * minute);
  await happens(ended(second, now()));
  await clock.pass(6 * 60 * minute);
  expect(paper.notes).toHaveLength(1);
  paper.isAway = false;
  await clock.pass(5 * minute);
  expect(paper.read(channel)).toEqual(['edit 2', 'recovery 2', 'missed 2']);
});

test('a refused form goes out as one plain sentence', async () => {
  const { happens, paper, clock, now } = await room();
  paper.faults.push('malformed');
  await happens(downAt(now() + minute));
  await clock.pass(minute);
  expect(paper.read(channel)).toEqual(['outage 1']);
});

test('a channel that is gone rests, its health says why, and it reads the rest when it is back', async () => {
  const { happens, paper, clock, sender, now } = await room();
  const down = downAt(now() + minute);
  paper.faults.push('gone');
  await happens(down);
  await clock.pass(30 * minute);
  expect(paper.notes).toHaveLength(0);
  expect(sender.health(channel)).toEqual({ isWorking: false, reason: 'gone' });
  await sender.resume(channel);
  await clock.pass(0);
  expect(paper.read(channel)).toEqual(['outage 1']);
  expect(sender.health(channel)).toEqual({ isWorking: true });
});

test('a deleted card is made anew, quietly, when the next change finds it missing', async () => {
  const { happens, paper, now } = await room();
  const down = downAt(now() + minute);
  await happens(down);
  paper.deleted.add('n1');
  await happens({ ...down, revision: 2 });
  await happens({ ...down, revision: 3 });
  expect(paper.notes.map(({ title, isQuiet }) => [title, isQuiet])).toEqual([
    ['outage 1', false],
    ['edit 3', true],
  ]);
});
