/** A desk made of plain data: what stands where is given, subscriptions are kept in memory, posts are kept. */
import type {
  About,
  Desk,
  Draft,
  Followed,
  PlannedWork,
  Spent,
  Standing,
  Wanted,
  Watched,
} from '../commands/command.ts';
import type { Busy } from '../src/busy/busy.ts';
import { createCatalogue } from '../src/catalogue/index.ts';
import { type Message, plain } from '../src/message.ts';
import type {
  Cause,
  ComponentVerdict,
  Incident,
  Reading,
  Room,
  Service,
  Status,
  Stretch,
  Subscription,
  Uptime,
  Verdict,
} from '../src/model.ts';

export const now = Date.UTC(2026, 10, 22, 14, 10);
export const minute = 60_000;

/** A part as it looks after `failed` of its checks failed with this cause. */
export function part(
  component: string,
  status: Status,
  seen: { cause?: Cause; targets?: readonly string[]; checks?: number; isSuspect?: boolean } = {},
): ComponentVerdict {
  const { cause, targets = cause ? ['tcp://e1.whatsapp.net:443'] : [], isSuspect = false } = seen;
  const checks = seen.checks ?? Math.max(1, targets.length);
  return {
    component,
    status,
    isSuspect,
    evidence: targets.map((target) => ({
      check: target,
      target,
      since: now - 8 * minute,
      ...(cause ? { cause } : {}),
    })),
    working: checks - targets.length,
    checks,
  };
}

export function cause(code: Cause['code'], rest: Partial<Cause> = {}): Cause {
  return { code, kind: 'hard', phase: 'tcp', values: {}, ...rest };
}

export function verdict(
  service: string,
  status: Status,
  components: readonly ComponentVerdict[],
  rest: Partial<Verdict> = {},
): Verdict {
  return { service, status, isSuspect: false, components, lookedAt: now - 20_000, ...rest };
}

export function incident(rest: Partial<Incident> = {}): Incident {
  return {
    id: 'whatsapp.1',
    service: 'whatsapp',
    revision: 1,
    status: 'major',
    worst: 'major',
    startedAt: now - 8 * minute,
    openedAt: now - 7 * minute,
    changedAt: now - 7 * minute,
    parts: [],
    ...rest,
  };
}

export type Given = {
  readonly own?: readonly Service[];
  readonly standings?: Readonly<Record<string, Omit<Standing, 'service'>>>;
  readonly broken?: Readonly<Record<string, string>>;
  /** What channels were told of a service, and were not. */
  readonly told?: Readonly<Record<string, Pick<Followed, 'deliveredAt' | 'missed'>>>;
  /** Why the channel cannot be written to. */
  readonly undeliverable?: string;
  readonly limit?: number;
  readonly watched?: (wanted: Wanted) => Watched;
  readonly incidents?: Readonly<Record<string, readonly Incident[]>>;
  readonly probes?: Readonly<Record<string, Reading>>;
  readonly about?: Partial<About>;
  readonly uptimes?: Readonly<Record<string, (windowMs: number) => Uptime | undefined>>;
  readonly workedMs?: number;
  readonly latency?: Readonly<Record<string, readonly Stretch[]>>;
  readonly spent?: Readonly<Record<string, Spent>>;
  readonly busy?: Readonly<Record<string, readonly Busy[]>>;
};

/** The desk, and what it posted to the channel. */
export function createMemoryDesk(given: Given = {}) {
  const kept: Subscription[] = [];
  const posts: Message[] = [];
  const rooms = new Map<string, Room>();
  const works: PlannedWork[] = [];
  const drafts: Draft[] = [];
  const has = (channel: string, service: string) =>
    kept.some((one) => one.channel === channel && one.service === service);
  const desk: Desk = {
    catalogue: createCatalogue(given.own ?? []),
    now: () => now,
    async standing(service) {
      const known = given.standings?.[service.id];
      if (known) return { service, ...known };
      const components = service.components.map(({ id, checks }) =>
        part(id, 'operational', { checks: checks.length }),
      );
      return { service, verdict: verdict(service.id, 'operational', components), isWatched: true };
    },
    within: () => desk,
    own: () => given.own ?? [],
    async watch(wanted) {
      return given.watched?.(wanted) ?? { result: 'wrong', problem: 'no scheme' };
    },
    async unwatch(service) {
      return (given.own ?? []).some(({ id }) => id === service);
    },
    room: (channel) => rooms.get(channel) ?? {},
    async settle(channel, room) {
      rooms.set(channel, room);
    },
    async change(channel, service, edit) {
      const at = kept.findIndex((one) => one.channel === channel && one.service === service);
      const known = kept[at];
      if (!known) return false;
      kept[at] = { ...known, filters: edit(known.filters ?? {}) };
      return true;
    },
    async plan({ services, start, forMs, title, repeat }) {
      const from = start === 'now' ? now : now + start.minute * minute;
      const every = repeat ? { every: repeat.every } : {};
      const work = { id: 'm1', services, from, until: from + forMs, isFixed: false, ...every };
      works.push({ ...work, ...(title ? { title } : {}) });
      return { result: 'done', work };
    },
    planned: () => works,
    async cancel(id) {
      const at = works.findIndex((one) => one.id === id);
      works.splice(Math.max(at, 0), at < 0 ? 0 : 1);
      return at < 0 ? 'unknown' : 'done';
    },
    isOurs: ({ category }) => category === 'own',
    audience: (service) => kept.filter((one) => one.service === service).length,
    draft(words) {
      drafts.push(words);
      return `draft${drafts.length}`;
    },
    send: async (id) => id === `draft${drafts.length}`,
    async unsubscribeAll(channel, farewell) {
      const others = kept.filter((one) => one.channel !== channel);
      kept.splice(0, kept.length, ...others);
      posts.push(farewell);
    },
    incidents: (service) => given.incidents?.[service] ?? [],
    async probe(target) {
      return given.probes?.[target] ?? { problem: 'no scheme' };
    },
    async probeService({ components }, limit) {
      const all = components.flatMap(({ id, checks }) =>
        checks.map(({ target }) => ({ component: id, target })),
      );
      const reading: Reading = { status: 'up', at: now, tookMs: 42, timings: {} };
      return all.slice(0, limit).map((one) => ({
        ...one,
        reading: given.probes?.[one.target] ?? reading,
      }));
    },
    about: () => ({
      ...{ version: '1.2.3', startedAt: now - 26 * 60 * minute, services: 233, watched: 2 },
      ...{ health: { store: { isWorking: true }, slack: { isWorking: true } }, blind: [] },
      ...given.about,
    }),
    async post(_channel, message) {
      if (given.undeliverable) return { result: 'gone', reason: given.undeliverable };
      posts.push(message);
      return { result: 'ok', id: '1' };
    },
    uptime: (service, windowMs) => given.uptimes?.[service]?.(windowMs),
    workedMs: () => given.workedMs ?? 0,
    latency: async (service) => given.latency?.[service] ?? [],
    spent: async (service) => given.spent?.[service] ?? { day: {}, week: {} },
    busy: ({ id }, from, to) =>
      (given.busy?.[id] ?? []).filter((one) => one.from < to && from < one.until),
    followed: (channel) =>
      kept
        .filter((one) => one.channel === channel)
        .map((subscription): Followed => {
          const reason = given.broken?.[subscription.service];
          const health = reason ? { isWorking: false, reason } : { isWorking: true };
          return { subscription, health, ...given.told?.[subscription.service] };
        }),
    async subscribe(subscription, confirmation) {
      const { channel, service } = subscription;
      if (has(channel, service)) return { result: 'already' };
      if (kept.filter((one) => one.channel === channel).length >= (given.limit ?? 50)) {
        return { result: 'full' };
      }
      if (given.undeliverable) return { result: 'undeliverable', reason: given.undeliverable };
      kept.push(subscription);
      posts.push(confirmation);
      return { result: 'done' };
    },
    async unsubscribe(channel, service, farewell) {
      if (!has(channel, service)) return false;
      kept.splice(
        kept.findIndex((one) => one.channel === channel && one.service === service),
        1,
      );
      posts.push(farewell);
      return true;
    },
  };
  return { desk, posts, kept };
}

/** A message as people read it, tone and buttons included. */
export function read({ tone, title, lines, footer, buttons = [] }: Message): string {
  return [
    `(${tone}) ${title}`,
    ...lines.map((line) => `  ${plain(line)}`),
    ...(footer ? [`  — ${plain(footer)}`] : []),
    ...buttons.map((one) => `  [${one.label}] ${'url' in one ? one.url : `/${one.command}`}`),
  ].join('\n');
}
