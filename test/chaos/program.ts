/**
 * The telling part of the bot with the real clients, as a process that plays a short story of two services
 * and kills itself at the n-th commit of its store (`KILL_AT=n`, `KILL_WHEN=before|after`). Started again
 * it goes on where it stopped; `done` is printed when the channels have read everything.
 */
import { DatabaseSync } from 'node:sqlite';
import type { Incident, Subscription } from '../../src/model.ts';
import { createDiscord } from '../../src/platforms/discord.ts';
import { createSlack } from '../../src/platforms/slack.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { createClock } from '../../src/time/clock.ts';
import { write } from './judge.ts';

const environment = process.env as Record<string, string>;
const { KILL_AT = 'Infinity', KILL_WHEN = 'before', CHANNELS = '', STORE_URL = '' } = environment;

let commits = 0;
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function counted(this: DatabaseSync, sql: string) {
  if (sql !== 'COMMIT') return exec.call(this, sql);
  commits += 1;
  if (commits === Number(KILL_AT) && KILL_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
  exec.call(this, sql);
  if (commits === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
};

const clock = createClock(Number(environment.SPEED ?? 1));
const store = await createStore(STORE_URL);
const table = store.table<Incident>('incidents');
const incidents = new Map<string, Incident>();
for await (const [id, incident] of table.entries()) incidents.set(id, incident);
const subscriptions = await createSubscriptions(store.table<Subscription>('subs'), () => {});
const parts = { log: () => {}, now: clock.now };
const platforms = [
  createDiscord(
    { token: environment.DISCORD_TOKEN ?? '', apiUrl: environment.DISCORD_API_URL ?? '' },
    parts,
  ),
  createSlack(
    {
      ...{ botToken: environment.SLACK_BOT_TOKEN ?? '', signingSecret: 's', port: 0 },
      ...{ apiUrl: environment.SLACK_API_URL ?? '', command: '/tocsin' },
    },
    parts,
  ),
];
const telling = await createTelling({
  platforms: new Map(platforms.map((one) => [one.name, one])),
  ...{ store, subscriptions, clock },
  incidentsOf: (service) => [...incidents.values()].filter((one) => one.service === service),
  compose: (speech) => ({ tone: 'info', lines: [], title: write(speech.what, speech.incidents) }),
  composeNotice: ({ id }) => ({ tone: 'info', title: `notice|${id}`, lines: [] }),
  composePaused: () => ({ tone: 'info', title: 'paused|', lines: [] }),
  log: () => {},
});

const at = 1_000;
const first: Incident = {
  ...{ id: 's0.1', service: 's0', revision: 1, status: 'partial', worst: 'partial', parts: [] },
  ...{ startedAt: Date.now(), openedAt: at, changedAt: at },
};
const second: Incident = { ...first, id: 's1.1', service: 's1', openedAt: at + 1 };
const worse: Incident = { ...first, status: 'major', worst: 'major', revision: 2 };
const story: readonly Incident[] = [
  first,
  second,
  worse,
  { ...second, revision: 2, endedAt: Date.now() },
  { ...worse, revision: 3, endedAt: Date.now() },
];

for (const channel of CHANNELS.split(' ')) {
  for (const service of ['s0', 's1']) {
    const facts = { language: 'en', timeZone: 'UTC', by: 'ana', since: 0 };
    if (!subscriptions.get(channel, service))
      await subscriptions.add({ channel, service, ...facts });
  }
}
telling.wakeAll();
for (const incident of story) {
  if ((incidents.get(incident.id)?.revision ?? 0) < incident.revision) {
    await table.set(incident.id, incident);
    incidents.set(incident.id, incident);
    telling.wakeService(incident.service);
  }
  await quiet();
}
process.stdout.write(`done ${commits}\n`);
process.exit(0);

/** Nothing is under way, and nothing waits: no channel is due, and the store has had no commit for a while. */
async function quiet(): Promise<void> {
  const waiting = () => telling.loads().some(({ channels }) => channels > 0);
  for (let last = -1; last !== commits || waiting(); ) {
    last = commits;
    await new Promise((resolve) => clock.after(2_500, () => resolve(undefined)));
    await telling.idle();
  }
}
