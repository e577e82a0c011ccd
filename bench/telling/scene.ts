/** The telling part of the bot beside a chat network of its own: many channels, one place to look at both. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident, Service, Subscription } from '../../src/model.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { createStore } from '../../src/store/index.ts';
import { compose } from '../../src/telling/compose.ts';
import { composeGroup } from '../../src/telling/compose-group.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createTelling } from '../../src/telling/telling.ts';
import { createVoices } from '../../src/telling/voices.ts';
import { createClock } from '../../src/time/clock.ts';

/** `posted` counts edits too; `sample` is the last body. */
export type Arrived = {
  posted: number;
  edits: number;
  refused: number;
  tookMs: number;
  texts: string[];
  sample: string;
};

export type Network = Awaited<ReturnType<typeof startNetwork>>;

export async function startNetwork() {
  const program = join(import.meta.dirname, 'network.ts');
  const child: ChildProcess = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  const origin = `http://127.0.0.1:${String(port).trim()}`;
  return {
    origin,
    async begin(rules: object): Promise<void> {
      const body = JSON.stringify(rules);
      await (await fetch(`${origin}/control`, { method: 'POST', body })).text();
    },
    arrived: async () => (await (await fetch(`${origin}/control`)).json()) as Arrived,
    /** Cheaper to ask, so that asking is no part of what is measured. */
    async count(): Promise<number> {
      const { posted } = (await (await fetch(`${origin}/count`)).json()) as Arrived;
      return posted;
    },
    close: () => void child.kill(),
  };
}

export function channelsOf(count: number, place = 'discord:'): string[] {
  return Array.from({ length: count }, (_, n) => `${place}${500_000_000_000_000_000n + BigInt(n)}`);
}

export function service(id: string): Service {
  const component = { id: 'main', name: { en: 'main' }, need: 'all', checks: [] } as const;
  return {
    ...{ id, name: { en: `Service ${id}` }, aliases: [], category: 'own', preset: 'default' },
    components: [component],
  };
}

export function outage(of: string, at = Date.now()): Incident {
  return {
    ...{ id: `${of}.1`, service: of, revision: 1, status: 'major', worst: 'major' },
    ...{ startedAt: at, openedAt: at, changedAt: at, parts: [] },
  };
}

/** Telling over a store file, with real composing. */
export async function createScene(platform: Platform) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  const store = await createStore(`sqlite:${join(folder, 'tocsin.db')}`);
  const incidents = new Map<string, Incident>();
  const clock = createClock();
  const voiceOf = createVoices();
  const open = async () => {
    const table = store.table<Subscription>('subscriptions');
    const subscriptions = await createSubscriptions(table, () => {});
    const telling = await createTelling({
      platforms: new Map([[platform.name, platform]]),
      store,
      subscriptions,
      incidentsOf: (id) => {
        const incident = incidents.get(id);
        return incident ? [incident] : [];
      },
      compose: ({ what, subscription, incidents: told }) => {
        const voice = voiceOf(subscription);
        const cases = told.map((incident) => ({ incident, service: service(incident.service) }));
        const [only, ...more] = cases;
        return only && more.length === 0
          ? compose(what, only.incident, only.service, voice, clock.now())
          : composeGroup(what, cases, voice, clock.now());
      },
      composeNotice: ({ id }) => ({ tone: 'info', title: id, lines: [] }),
      composePaused: () => ({ tone: 'info', title: '', lines: [] }),
      clock,
      log: () => {},
    });
    return { subscriptions, telling };
  };
  return {
    incidents,
    open,
    async follow(channels: readonly string[], services: readonly string[]): Promise<void> {
      const table = store.table<Subscription>('subscriptions');
      const facts = { language: 'en', timeZone: 'UTC', by: 'ana', since: 0 };
      const writes = channels.flatMap((channel) =>
        services.map((one) => table.set(`${channel}|${one}`, { channel, service: one, ...facts })),
      );
      await Promise.all(writes);
    },
    async close(): Promise<void> {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** CPU time of this process in milliseconds while `work` runs. */
export async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export async function until(isTrue: () => boolean | Promise<boolean>, withinMs: number) {
  const end = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > end) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
