/** What commands may use of the bot: one desk where everything that can be asked or changed lies. */
import type {
  About,
  Desk,
  Draft,
  NewWork,
  PlannedWork,
  Planning,
  Probed,
  Standing,
  Start,
  Wanted,
  Watched,
} from '../../commands/command.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { chatProblem, type OwnServices, ownPerWorkspace } from '../catalogue/own.ts';
import type { History } from '../history/history.ts';
import type { Journal } from '../incidents/journal.ts';
import type { Maintenance, Planned } from '../incidents/maintenance.ts';
import type { Watcher } from '../incidents/watcher.ts';
import type { Check, Notice, Reading, Service, Verdict } from '../model.ts';
import type { Subscriptions } from '../telling/subscriptions.ts';
import type { Telling } from '../telling/telling.ts';
import { instantOf, localAt } from '../time/local-time.ts';
import { createDrafts } from './drafts.ts';
import { createMemo } from './memo.ts';
import type { Rooms } from './rooms.ts';

/** A look for an answer must end well inside the three seconds that chat networks allow. */
const lookWithinMs = 2_000;
/** Many people ask about the same service in the same minute. */
const lookFreshForMs = 30_000;
const rememberedLooks = 2_000;
/** The past changes by a minute at a time. */
const pastFreshForMs = 20_000;
/** News of a person that arrives later than this is no news. */
const announcementLastsMs = 12 * 60 * 60_000;
/** The longest target that is looked at for somebody. */
const longestTarget = 1_000;

export type DeskParts = {
  readonly catalogue: Catalogue;
  readonly watcher: Watcher;
  readonly journal: Journal;
  readonly subscriptions: Subscriptions;
  readonly telling: Pick<Telling, 'say' | 'wake' | 'health' | 'announce'>;
  readonly history: History;
  readonly own: OwnServices;
  readonly rooms: Rooms;
  readonly maintenance: Pick<Maintenance, 'add' | 'list' | 'cancel'>;
  /** A service has come or gone. */
  readonly onOwn: (service: string) => Promise<void>;
  readonly look: (check: Check) => Promise<Reading>;
  /** What is wrong with a target, in one sentence. */
  readonly targetProblem: (target: string) => string | undefined;
  /** One look at a public address, with the usual expectation. */
  readonly lookPublic: (target: string, timeoutMs: number) => Promise<Reading>;
  readonly about: () => Omit<About, 'services' | 'watched'>;
  readonly now: () => number;
};

export function createDesk(parts: DeskParts): Desk {
  const {
    catalogue,
    own,
    rooms,
    maintenance,
    watcher,
    journal,
    subscriptions,
    telling,
    history,
    now,
  } = parts;
  const drafts = createDrafts(now);
  const seldom = { atMost: rememberedLooks, now };
  const looks = createMemo<Promise<Verdict>>({ ...seldom, forMs: lookFreshForMs });
  const uptimes = createMemo<ReturnType<History['uptime']>>({ ...seldom, forMs: pastFreshForMs });
  const latencies = createMemo<ReturnType<History['latency']>>({
    ...seldom,
    forMs: pastFreshForMs,
  });

  /** One look serves everybody who asks while it is fresh. */
  function lookNow(service: Service): Promise<Verdict> {
    return looks(service.id, () => watcher.lookOnce(service, lookWithinMs));
  }

  async function standing(service: Service): Promise<Standing> {
    const remembered = watcher.verdict(service.id);
    const hasLooked = remembered?.lookedAt !== undefined;
    const verdict = remembered && hasLooked ? remembered : await lookNow(service);
    const incident = journal.last(service.id);
    return {
      service,
      verdict,
      isWatched: remembered !== undefined,
      ...(incident ? { incident } : {}),
    };
  }

  async function probe(target: string): Promise<Reading | { problem: string }> {
    if (target.length > longestTarget)
      return { problem: `longer than ${longestTarget} characters` };
    const problem = parts.targetProblem(target) ?? chatProblem(target);
    return problem === undefined ? parts.lookPublic(target, lookWithinMs) : { problem };
  }

  async function probeService(service: Service, limit: number): Promise<readonly Probed[]> {
    const checks = service.components.flatMap(({ id, checks: all }) =>
      all.map((check) => ({ component: id, check })),
    );
    return Promise.all(
      checks.slice(0, limit).map(async ({ component, check }) => {
        const timeoutMs = Math.min(check.timeoutMs, lookWithinMs);
        const reading = await parts.look({ ...check, timeoutMs });
        return { component, target: check.target, reading };
      }),
    );
  }

  async function watch(workspace: string, wanted: Wanted): Promise<Watched> {
    const looked = await probe(wanted.target);
    if ('problem' in looked) return { result: 'wrong', problem: looked.problem };
    if (looked.cause?.code === 'not-allowed') {
      return { result: 'wrong', problem: looked.cause.evidence ?? 'no public address' };
    }
    const added = await own.add({ ...wanted, workspace, since: now() });
    if (added.result === 'full') return { result: 'full', limit: ownPerWorkspace };
    if (added.result !== 'done') return added;
    await parts.onOwn(added.service.id);
    return { ...added, looked };
  }

  async function unwatch(workspace: string, id: string): Promise<boolean> {
    const isRemoved = await own.remove(workspace, id);
    if (!isRemoved) return false;
    for (const { channel } of subscriptions.ofService(id)) await subscriptions.remove(channel, id);
    await history.forget(id);
    await parts.onOwn(id);
    return true;
  }

  async function plan({ services, start, forMs, title }: NewWork): Promise<Planning> {
    const from = start === 'now' ? now() : instantFrom(start, now());
    const wanted = { services, from, until: from + forMs, ...(title ? { title } : {}) };
    const made = await maintenance.add(wanted);
    return made.result === 'done' ? { result: 'done', work: workOf(made.planned) } : made;
  }

  /** What concerns other workspaces' services is nobody's business here. */
  function plannedIn(workspace: string): readonly PlannedWork[] {
    const known = own.catalogueIn(workspace);
    return maintenance
      .list()
      .map(workOf)
      .filter(({ services }) => services.every((id) => known.get(id) !== undefined));
  }

  async function cancel(workspace: string, id: string): ReturnType<Desk['cancel']> {
    const isKnown = plannedIn(workspace).some((work) => work.id === id);
    return isKnown ? maintenance.cancel(id) : 'unknown';
  }

  async function send(workspace: string, id: string): Promise<boolean> {
    const words = drafts.take(workspace, id);
    if (words) await telling.announce(noticeFrom(id, words, now()));
    return words !== undefined;
  }

  const within = (workspace: string): Desk => ({
    ...desk,
    catalogue: own.catalogueIn(workspace),
    own: () => own.of(workspace),
    watch: (wanted) => watch(workspace, wanted),
    unwatch: (service) => unwatch(workspace, service),
    planned: () => plannedIn(workspace),
    cancel: (id) => cancel(workspace, id),
    draft: (words) => drafts.keep(workspace, words),
    send: (id) => send(workspace, id),
  });

  const desk: Desk = {
    catalogue,
    within,
    own: () => [],
    watch: (wanted) => watch('', wanted),
    unwatch: (service) => unwatch('', service),
    room: rooms.get,
    async settle(channel, room) {
      await rooms.set(channel, room);
      for (const { service } of subscriptions.ofChannel(channel)) telling.wake(channel, service);
    },
    async change(channel, service, edit) {
      const changed = await subscriptions.change(channel, service, (known) => ({
        ...known,
        filters: edit(known.filters ?? {}),
      }));
      if (changed) telling.wake(channel, service);
      return changed !== undefined;
    },
    plan,
    planned: () => [],
    cancel: async () => 'unknown',
    isOurs: (service) => service.category === 'own',
    audience: (service) => subscriptions.ofService(service).length,
    draft: (words) => drafts.keep('', words),
    send: (id) => send('', id),
    standing,
    probe,
    probeService,
    incidents: journal.of,
    about: () => ({
      ...parts.about(),
      services: catalogue.services.length,
      watched: watcher.watched.length,
    }),
    post: telling.say,
    now,
    uptime: (service, windowMs, component) =>
      uptimes(`${service} ${windowMs} ${component}`, () =>
        history.uptime(service, windowMs, component),
      ),
    latency: (service, windowMs, columns) => {
      const to = now();
      return latencies(`${service} ${windowMs} ${columns}`, () =>
        history.latency(service, { from: to - windowMs, to }, columns),
      );
    },
    followed: (channel) =>
      subscriptions.ofChannel(channel).map((subscription) => ({
        subscription,
        health: telling.health(channel),
      })),
    async subscribe(subscription, confirmation) {
      const { channel, service } = subscription;
      if (subscriptions.get(channel, service)) return { result: 'already' };
      const fitted = rooms.fitted(subscription);
      if ((await subscriptions.add(fitted)) === 'full') return { result: 'full' };
      const sent = await telling.say(channel, confirmation);
      if (sent.result === 'ok' || sent.result === 'unsure') {
        telling.wake(channel, service);
        return { result: 'done' };
      }
      await subscriptions.remove(channel, service);
      return { result: 'undeliverable', reason: sent.reason };
    },
    async unsubscribeAll(channel, farewell) {
      const all = subscriptions.ofChannel(channel);
      await Promise.all(all.map(({ service }) => subscriptions.remove(channel, service)));
      await telling.say(channel, farewell);
    },
    async unsubscribe(channel, service, farewell) {
      const isEnded = await subscriptions.remove(channel, service);
      if (isEnded) {
        telling.wake(channel, service);
        await telling.say(channel, farewell);
      }
      return isEnded;
    },
  };
  return desk;
}

/** That time on that day, else the next time that the clock shows it. */
function instantFrom({ minute, timeZone, date }: Exclude<Start, 'now'>, now: number): number {
  const today = localAt(now, timeZone);
  const at = instantOf({ ...(date ?? today), minute }, timeZone);
  if (date || at > now) return at;
  return instantOf({ ...today, day: today.day + 1, minute }, timeZone);
}

function workOf({ from, until, isFixed, window }: Planned): PlannedWork {
  const { id, services = [], title } = window;
  return { id, services, from, until, isFixed, ...(title ? { title } : {}) };
}

function noticeFrom(id: string, { service, text, person }: Draft, now: number): Notice {
  return {
    id: `announcement:${id}`,
    kind: 'announcement',
    services: [service],
    at: now,
    expiresAt: now + announcementLastsMs,
    facts: { text, person },
  };
}
