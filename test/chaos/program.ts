/**
 * The telling part of the bot with the real clients, as a process that plays a short story of two services
 * and kills itself at the n-th commit of its store (`KILL_AT=n`, `KILL_WHEN=before|after`). Started again
 * it goes on where it stopped, until the channels have read everything. What happens is printed, a line of JSON each;
 * what the networks would tell it is read: `back CHANNEL`, and `calm` when nothing more will be wrong.
 */
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import type { Incident, Subscription } from '../../src/model.ts';
import { createDiscord } from '../../src/platforms/discord.ts';
import { createSlack } from '../../src/platforms/slack.ts';
import { createStore } from '../../src/store/index.ts';
import type { Store, Table } from '../../src/store/store.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { callLimitMs, clockSince, speed } from './chat.ts';
import { doubting, type TrailEntry } from './doubts.ts';
import { stretched } from './patience.ts';
import { words } from './words.ts';

/** What the parent reads. A pipe is written to at once, so that nothing said is lost by a death. */
export type Said =
  /** A row is durable; gone without a value. */
  | { readonly row: string; readonly value?: unknown }
  | { readonly step: TrailEntry }
  /** Nobody knows what became of a call to the channel. */
  | { readonly unsure: string }
  /** The story is over. */
  | { readonly commits: number };

const environment = process.env as Record<string, string>;
const { KILL_AT = 'Infinity', KILL_WHEN = 'before', CHANNELS = '', STORE_URL = '' } = environment;
const beganAt = Number(environment.BEGAN_AT);

let commits = 0;
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function counted(this: DatabaseSync, sql: string) {
  if (sql !== 'COMMIT') return exec.call(this, sql);
  commits += 1;
  if (commits === Number(KILL_AT) && KILL_WHEN === 'before') process.kill(process.pid, 'SIGKILL');
  exec.call(this, sql);
  if (commits === Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
};

const clock = clockSince(beganAt);
const store = await createStore(STORE_URL);
const table = store.table<Incident>('incidents');
const incidents = new Map<string, Incident>();
for await (const [id, incident] of table.entries()) incidents.set(id, incident);
const subscriptions = await createSubscriptions(store.table<Subscription>('subs'), () => {});
const parts = { log: () => {}, now: clock.now, callLimitMs };
const { DISCORD_TOKEN = '', DISCORD_API_URL = '' } = environment;
const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_API_URL = '' } = environment;
const discord = createDiscord(
  { token: DISCORD_TOKEN, apiUrl: DISCORD_API_URL },
  { ...parts, now: Date.now },
);
const slack = createSlack(
  {
    ...{ botToken: SLACK_BOT_TOKEN, appToken: SLACK_APP_TOKEN },
    ...{ apiUrl: SLACK_API_URL, command: '/tocsin' },
  },
  parts,
);
const telling = await createTelling({
  platforms: new Map(
    [stretched(discord, clock, speed), slack].map((platform) => [
      platform.name,
      doubting(platform, (unsure) => say({ unsure })),
    ]),
  ),
  ...{ store: spoken(store), subscriptions, clock },
  incidentsOf: (service) => [...incidents.values()].filter((one) => one.service === service),
  ...words,
  log: (_level, _text, step) => say({ step: (step ?? {}) as TrailEntry }),
});

const first: Incident = {
  ...{ id: 's0.1', service: 's0', revision: 1, status: 'partial', worst: 'partial', parts: [] },
  ...{ startedAt: beganAt, openedAt: beganAt, changedAt: beganAt },
};
const second: Incident = { ...first, id: 's1.1', service: 's1', openedAt: beganAt + 1 };
const worse: Incident = { ...first, status: 'major', worst: 'major', revision: 2 };
const story: readonly Incident[] = [
  first,
  second,
  worse,
  { ...second, revision: 2, endedAt: clock.now() },
  { ...worse, revision: 3, endedAt: clock.now() },
];

for (const channel of CHANNELS.split(' ')) {
  for (const service of ['s0', 's1']) {
    const facts = { language: 'en', timeZone: 'UTC', by: 'ana', since: 0 };
    if (!subscriptions.get(channel, service))
      await subscriptions.add({ channel, service, ...facts });
  }
}
const calm = Promise.withResolvers<void>();
createInterface({ input: process.stdin }).on('line', (line) => {
  const [news, channel = ''] = line.split(' ');
  if (news === 'back') telling.resume(channel).catch(() => {});
  else calm.resolve();
});
telling.wakeAll();
for (const incident of story) {
  if ((incidents.get(incident.id)?.revision ?? 0) < incident.revision) {
    await table.set(incident.id, incident);
    incidents.set(incident.id, incident);
    telling.wakeService(incident.service);
  }
  await quiet();
}
await calm.promise;
// What was set aside is tried again within the hour.
for (const channel of CHANNELS.split(' ')) await telling.resume(channel);
await quiet();
say({ commits });
process.exit(0);

function say(said: Said): void {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

/** Each row is said as soon as it is durable. */
function spoken({ table }: Pick<Store, 'table'>): Pick<Store, 'table'> {
  return {
    table<T>(name: string): Table<T> {
      const inner = table<T>(name);
      return {
        ...inner,
        async set(key, value) {
          const copy = structuredClone(value);
          await inner.set(key, value);
          say({ row: `${name}|${key}`, value: copy });
        },
        async delete(key) {
          await inner.delete(key);
          say({ row: `${name}|${key}` });
        },
      };
    },
  };
}

/** Nothing is under way, and nothing waits: no channel is due, and the store has had no commit for a while. */
async function quiet(): Promise<void> {
  const waiting = () => telling.loads().some(({ channels }) => channels > 0);
  for (let last = -1; last !== commits || waiting(); ) {
    last = commits;
    await new Promise((resolve) => clock.after(2_500, () => resolve(undefined)));
    await telling.idle();
  }
}
