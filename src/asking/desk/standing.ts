/** How services stand and have stood: from memory where they are watched, by a look where they are not. */
import type { Desk, Probed, Spent, Standing } from '../../../commands/command.ts';
import { chatProblem } from '../../catalogue/own.ts';
import type { History } from '../../history/history.ts';
import { coveredMs, type Worked } from '../../incidents/worked.ts';
import type { Reading, Service, Verdict } from '../../model.ts';
import type { DeskParts } from '../desk.ts';
import { createMemo } from '../memo.ts';

/** A look for an answer must end well inside the three seconds that chat networks allow. */
const lookWithinMs = 2_000;
/** Many people ask about the same service in the same minute. */
const lookFreshForMs = 30_000;
const rememberedLooks = 2_000;
/** The past changes by a minute at a time. */
const pastFreshForMs = 20_000;
const dayMs = 24 * 60 * 60_000;
const usualMs = 7 * dayMs;
/** The longest target that is looked at for somebody. */
const longestTarget = 1_000;

type Parts = Pick<
  DeskParts,
  | 'catalogue'
  | 'watcher'
  | 'journal'
  | 'history'
  | 'maintenance'
  | 'worked'
  | 'look'
  | 'lookPublic'
  | 'targetProblem'
  | 'warningsOf'
  | 'busy'
  | 'about'
  | 'now'
>;

type StandingDesk = Pick<
  Desk,
  | 'standing'
  | 'incidents'
  | 'probe'
  | 'probeService'
  | 'uptime'
  | 'workedMs'
  | 'latency'
  | 'spent'
  | 'busy'
  | 'about'
  | 'now'
>;

export function createStanding(parts: Parts): StandingDesk {
  const { catalogue, watcher, journal, history, maintenance, now } = parts;
  const seldom = { atMost: rememberedLooks, now };
  const ofPast = { ...seldom, forMs: pastFreshForMs };
  const looks = createMemo<Promise<Verdict>>({ ...seldom, forMs: lookFreshForMs });
  const uptimes = createMemo<ReturnType<History['uptime']>>(ofPast);
  const spent = createMemo<Promise<Spent>>(ofPast);
  const latencies = createMemo<ReturnType<History['latency']>>(ofPast);

  async function standing(service: Service): Promise<Standing> {
    const remembered = watcher.verdict(service.id);
    const hasLooked = remembered?.lookedAt !== undefined;
    // One look serves everybody who asks while it is fresh.
    const lookNow = () => looks(service.id, () => watcher.lookOnce(service, lookWithinMs));
    const verdict = remembered && hasLooked ? remembered : await lookNow();
    const incident = journal.last(service.id);
    const warnings = parts.warningsOf?.(service.id) ?? [];
    return {
      service,
      verdict,
      isWatched: remembered !== undefined,
      ...(incident ? { incident } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  }

  async function probe(target: string): Promise<Reading | { problem: string }> {
    if (target.length > longestTarget) {
      return { problem: `longer than ${longestTarget} characters` };
    }
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

  return {
    standing,
    probe,
    probeService,
    incidents: journal.of,
    uptime: (service, windowMs, component) =>
      uptimes(`${service} ${windowMs} ${component}`, () =>
        history.uptime(service, windowMs, component),
      ),
    workedMs(service, windowMs) {
      const span = { from: now() - windowMs, until: now() };
      const open = maintenance.list(service).filter(({ isProvided }) => !isProvided);
      return workedMs(parts.worked, [service, span], open);
    },
    latency: (service, windowMs, columns) => {
      const to = now();
      return latencies(`${service} ${windowMs} ${columns}`, () =>
        history.latency(service, { from: to - windowMs, to }, columns),
      );
    },
    spent: (service) => spent(service, () => spentOf(history, service, now())),
    busy: (service, from, to) => parts.busy?.(service, from, to) ?? [],
    about: () => ({
      ...parts.about(),
      services: catalogue.services.length,
      watched: watcher.watched.length,
    }),
    now,
  };
}

async function spentOf(history: Pick<History, 'steps'>, service: string, now: number) {
  const since = now - dayMs;
  const [[day = {}], [week = {}]] = await Promise.all([
    history.steps(service, { from: since, to: now }, 1),
    history.steps(service, { from: since - usualMs, to: since }, 1),
  ]);
  return { day, week };
}

type Span = { readonly from: number; readonly until: number };

/** How much of a time was planned work, that which lasts now included. */
export function workedMs(
  worked: Worked | undefined,
  [service, span]: readonly [string, Span],
  open: readonly Span[],
): number {
  return coveredMs([...(worked?.between(service, span) ?? []), ...open], span);
}
