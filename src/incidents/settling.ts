/**
 * From what is known of a service to its incidents: one verdict from what we see and what the provider
 * says, what it changes, and that durable before anybody hears of it.
 */
import { fuse, providerOf } from '../detection/fusion.ts';
import { judge } from '../detection/service.ts';
import type { Log } from '../log.ts';
import type {
  FeedIncident,
  FeedReport,
  Health,
  Incident,
  Service,
  Status,
  Verdict,
} from '../model.ts';
import type { Table } from '../store/store.ts';
import { attribute, recorded } from './attribution.ts';
import { credible } from './credible.ts';
import { allChecks } from './glimpse.ts';
import { grouped, linksOf, togetherWithinMs } from './grouping.ts';
import { advance } from './incident.ts';
import type { Journal } from './journal.ts';
import type { Reasons } from './reasons.ts';
import { slowed } from './slow.ts';
import { type Checkpoint, checkpointOf, isAllWell, type Watched } from './watched.ts';

export type SettlingParts = {
  readonly journal: Journal;
  readonly checkpoints: Table<Checkpoint>;
  readonly reasons: Reasons;
  readonly now: () => number;
  /** The operator's own services may be down from the start; others must have worked from here. */
  readonly isOwn: (service: Service) => boolean;
  /** When the work on a service that lasts now began; undefined when there is none. */
  readonly workSince?: ((service: string) => number | undefined) | undefined;
  /** What the provider says of a service; undefined when nobody reads a feed of it. */
  readonly said?: ((service: string) => FeedReport | undefined) | undefined;
  /** Since when a working check has been so slow that people feel it; undefined when it is not. */
  readonly slowSince?: ((service: string, check: string) => number | undefined) | undefined;
  /** An incident has a new revision, and the store has it. */
  readonly onIncident: (incident: Incident) => void;
  readonly log: Log;
};

export type Settling = {
  /** What all checks mean, as far as they may be believed. */
  judgeAnew(entry: Watched): void;
  /** Can it have changed by itself, without a look that says so? */
  isDue(entry: Watched): boolean;
  /** What people hear of it. */
  shown(entry: Watched): Verdict;
  /** What a verdict of our looks alone means, beside what the provider says. */
  beside(service: Service, seen: Verdict, said: FeedReport | undefined): Verdict;
  /** Resolves when what follows from it is stored; undefined when nothing does. */
  settle(entry: Watched): Promise<void> | undefined;
  /** Writes down what the provider tells of only now that it is over. */
  record(entry: Watched, past: FeedIncident): Promise<void>;
  save(entry: Watched): Promise<void>;
  /** What was learned since the last time; what cannot be written is tried again. */
  checkpoint(entry: Watched): Promise<void>;
  health(): Health;
};

export function createSettling(parts: SettlingParts): Settling {
  const { journal, checkpoints, reasons, now, log } = parts;
  let trouble: string | undefined;

  function openOf(service: string): Incident | undefined {
    const last = journal.last(service);
    return last?.endedAt === undefined ? last : undefined;
  }

  function judgeAnew(entry: Watched): void {
    const { service, states, proven, elsewhere } = entry;
    const open = openOf(service.id);
    const isOwn = parts.isOwn(service);
    const believed = credible({ states, proven, elsewhere, isOwn, open, now: now() });
    entry.verdict = judge(service, slowed(believed, slowSinceOf(service)), now());
    entry.lookedAt = entry.verdict.lookedAt;
    entry.isWell = open === undefined && elsewhere.size === 0 && isAllWell(entry.verdict);
  }

  function slowSinceOf({ id }: Service): (check: string) => number | undefined {
    return (check) => parts.slowSince?.(id, check);
  }

  /** Would a look that finds it well change what people hear? */
  function isDue({ isWell, service, states }: Watched): boolean {
    return !isWell || slowed(states, slowSinceOf(service)) !== states;
  }

  function shown({ service, verdict, lookedAt }: Watched): Verdict {
    const seen = lookedAt === undefined ? verdict : { ...verdict, lookedAt };
    return beside(service, seen, parts.said?.(service.id));
  }

  function beside(service: Service, seen: Verdict, said: FeedReport | undefined): Verdict {
    const verdict = fuse({
      seen: atWork(seen),
      said,
      trust: service.feed?.trust ?? 'both',
      open: openOf(service.id),
      now: now(),
    });
    const isSaidOnly = verdict.lookedAt === undefined && allChecks(service).length === 0;
    const { provider } = verdict;
    const hasRead = provider !== undefined && provider.status !== 'unknown';
    return isSaidOnly && hasRead ? { ...verdict, lookedAt: provider.at } : verdict;
  }

  /** While it is being worked on, that is what people hear; the parts show what is seen. */
  function atWork(verdict: Verdict): Verdict {
    const since = parts.workSince?.(verdict.service);
    if (since === undefined) return verdict;
    const status: Status = 'maintenance';
    return { ...verdict, status, isSuspect: false, since };
  }

  function settle(entry: Watched): Promise<void> | undefined {
    const { service } = entry;
    judgeAnew(entry);
    const verdict = shown(entry);
    const last = journal.last(service.id);
    const move = attribute(advance(last, verdict, now()), last, verdict, now());
    const moved = move.why === 'opened' ? placed(move.incident, service) : move.incident;
    const incident = moved
      ? reasons.explained(moved, service)
      : reasons.reconsidered(service, verdict);
    return incident && keep(entry, incident, move.why);
  }

  async function record(entry: Watched, past: FeedIncident): Promise<void> {
    const service = entry.service.id;
    const said = parts.said?.(service);
    if (said === undefined) return;
    const known = journal.of(service);
    const latest = Math.max(0, ...known.map(({ openedAt }) => openedAt));
    const at = Math.max(now(), latest + 1);
    const incident = recorded(past, { service, known, provider: providerOf(said), at });
    if (incident) await keep(entry, incident, 'was');
  }

  /** The service is as it was until it is stored. Only a bug rejects. */
  async function keep(entry: Watched, incident: Incident, why: string): Promise<void> {
    const service = entry.service.id;
    try {
      // Begun in one turn of the event loop, so both are stored or neither.
      await Promise.all([journal.write(incident), save(entry)]);
    } catch (error) {
      // The incident stays as it was: the next reading finds the same difference and tries again.
      entry.hasNews = true;
      trouble = String(error);
      log('error', 'an incident could not be stored', { service, error: trouble });
      return;
    }
    trouble = undefined;
    log('info', 'incident', { why, incident: incident.id, service });
    parts.onIncident(incident);
  }

  /** Beside the others that began with it. */
  function placed(incident: Incident, service: Service): Incident {
    const linked = { ...incident, links: linksOf(incident, service) };
    const slowestMs = Math.max(0, ...allChecks(service).map(({ everyMs }) => everyMs));
    return grouped(linked, journal.open(), togetherWithinMs(slowestMs));
  }

  async function save(entry: Watched): Promise<void> {
    entry.hasNews = false;
    await checkpoints.set(entry.service.id, checkpointOf(entry));
  }

  async function checkpoint(entry: Watched): Promise<void> {
    if (!entry.hasNews) return;
    try {
      await save(entry);
      trouble = undefined;
    } catch (error) {
      entry.hasNews = true;
      trouble = String(error);
    }
  }

  return {
    ...{ judgeAnew, isDue, shown, beside, settle, record, save, checkpoint },
    health: () => (trouble ? { isWorking: false, reason: trouble } : { isWorking: true }),
  };
}
