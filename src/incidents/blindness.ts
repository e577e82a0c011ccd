/**
 * When we cannot see: our network, our resolver, our store or our own process is in trouble. What is
 * seen then is no evidence, everything is looked at again afterwards, and who might have missed
 * something is told from when to when.
 */

import { type Canaries, networkOf } from '../detection/network.ts';
import type { Log } from '../log.ts';
import { type Health, isTimed, type Notice, type Reading } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Clock } from '../time/clock.ts';
import type { Schedule } from '../time/schedule.ts';
import { type CanaryFlock, type Way, wayOf } from './canaries.ts';
import { createCrowd } from './crowd.ts';
import { domainOf } from './grouping.ts';
import { noticeOf, type Period, reasonOf, type Why } from './period.ts';
import { createPulse, type Pause } from './pulse.ts';

/** A look whose worth is to be settled. */
export type Doubted = {
  readonly service: string;
  readonly target: string;
  readonly reading: Reading;
  /** A failure that our own network could explain and nothing else does yet. */
  readonly isDoubtful: boolean;
};

export type BlindnessParts = {
  readonly canaries: CanaryFlock;
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly store: () => Health;
  /** One row under `periods`. */
  readonly table: Table<readonly Period[]>;
  /** How many services are watched. */
  readonly watched: () => number;
  /** We see again: look at everything anew. */
  readonly onSight: () => void;
  readonly announce: (notice: Notice) => Promise<void>;
  readonly log: Log;
};

export type Blindness = {
  /** Begins to keep in touch with the canaries. */
  start(): void;
  /** `failing` when a reading proves nothing because the trouble is, or may be, ours. Never rejects. */
  believe(doubted: Doubted): Promise<Canaries>;
  /** Asks ahead, so that nobody has to wait for both a look and the canaries. */
  prepare(): void;
  /** Times of blindness, oldest first; the last one may still last. */
  readonly periods: readonly Period[];
  health(): Health;
  stop(): void;
};

/** Shorter times are nobody's business: nothing is seen for a minute between two looks anyway. */
const toldFromMs = 2 * 60_000;
/** A busy machine stalls for seconds every now and then. */
const worthNotingMs = 60_000;
const rememberedPeriods = 50;
const namedServices = 50;
const triedEveryMs = 5_000;
const meetingEveryMs = 10 * 60_000;
/** Blind again so soon after, it never really saw. */
const mergedWithinMs = 60_000;
/** A clock that is set on by more was wrong before: nothing was missed. */
const longestSleepMs = 7 * 86_400_000;

const rowKey = 'periods';
const jobId = 'blindness';

/** What keeps us blind. */
type Trouble = { readonly why: Why; readonly lasts: () => Promise<boolean> };

export async function createBlindness(parts: BlindnessParts): Promise<Blindness> {
  const { canaries, schedule, clock, table, log } = parts;
  const { now, elapsed } = clock;
  let past = [...((await table.get(rowKey)) ?? [])];
  let present = past.at(-1)?.until === undefined ? past.pop() : undefined;
  const affected = new Set(present?.services);
  const troubles = new Map<string, Trouble>();
  /** While the store fails nothing can be told. */
  const untold: Notice[] = [];
  let sawAgainAt = Number.NEGATIVE_INFINITY;
  const crowd = createCrowd();
  const pulse = createPulse({ clock, onPause: notePause });

  function notePause({ from, until, why }: Pause): void {
    log('warn', 'we were not awake', { why, ms: until - from });
    const isSleep = until > from && until - from <= longestSleepMs;
    if (isSleep && until - from >= worthNotingMs && !present) begin(why, from);
  }

  function begin(why: Why, from: number): void {
    const last = past.at(-1);
    const until = last?.until ?? 0;
    const isSame = last && from - until < mergedWithinMs && until - last.from < toldFromMs;
    if (isSame) past.pop();
    affected.clear();
    present = { from: isSame ? last.from : from, why, services: [] };
    log('warn', 'blind', { why });
    void save();
    // Not at once: trouble that is over at once and comes back at once must not drive us mad.
    schedule.every(jobId, triedEveryMs, lookUp);
  }

  function suffer(trouble: Trouble & { readonly key: string }, doubted: Doubted): 'failing' {
    troubles.set(trouble.key, trouble);
    if (!present) begin(trouble.why, doubted.reading.at);
    if (affected.size <= namedServices) affected.add(doubted.service);
    return 'failing';
  }

  async function believe(doubted: Doubted): Promise<Canaries> {
    const { target, reading, isDoubtful } = doubted;
    const way = wayOf(target, reading);
    if (isAnswer(reading)) {
      crowd.noteAnswer(elapsed());
      canaries.noteWorking(way);
      if (way !== 'names' && hasName(target)) canaries.noteWorking('names');
    }
    if (reading.status === 'up') return 'unasked';
    const pause = pulse.troubleWithin(reading.tookMs);
    if (pause) return suffer(waking(pause), doubted);
    if (!parts.store().isWorking) return suffer(storeTrouble(), doubted);
    if (elapsed() - reading.tookMs < sawAgainAt) return 'failing';
    const isOurs = reading.cause?.code === 'own-network';
    if (!isDoubtful && !isOurs) return 'unasked';
    const word = await canaries.ask(way);
    if (word === 'failing') return canaries.hasWorked(way) ? suffer(silence(way), doubted) : word;
    if (word === 'working') crowd.noteAnswer(elapsed());
    return isOurs || !joinsCrowd(doubted) ? word : suffer(crowding(), doubted);
  }

  function joinsCrowd({ service, target, reading }: Doubted): boolean {
    const host = URL.parse(target)?.hostname ?? target;
    const network = reading.address ? networkOf(reading.address) : domainOf(host);
    return crowd.isDoubtful({ check: service, network, at: elapsed() }, parts.watched());
  }

  function crowding() {
    const until = elapsed() + 2 * triedEveryMs;
    return { key: 'crowd', why: 'crowd', lasts: async () => elapsed() < until } as const;
  }

  function silence(way: Way) {
    const why = way === 'names' ? 'names' : 'network';
    const lasts = async () => (await canaries.ask(way)) === 'failing';
    return { key: way, why, lasts } as const;
  }

  function waking(why: Pause['why']) {
    return { key: why, why, lasts: async () => pulse.troubleWithin(0) !== undefined } as const;
  }

  function storeTrouble() {
    const lasts = async () => !parts.store().isWorking;
    return { key: 'store', why: 'store', lasts } as const;
  }

  /** Runs every few seconds while we are blind, else to keep in touch with the canaries. */
  async function lookUp(): Promise<number> {
    if (untold.length > 0) await tell();
    if (present) await lookForSight(present);
    else await canaries.meet();
    // It may have become dark again meanwhile.
    return present || untold.length > 0 ? triedEveryMs : meetingEveryMs;
  }

  async function lookForSight(period: Period): Promise<void> {
    for (const [key, { lasts }] of troubles) {
      if (!(await lasts())) troubles.delete(key);
    }
    if (troubles.size === 0) await end(period);
  }

  async function end(period: Period): Promise<void> {
    const over = { ...period, until: Math.max(now(), period.from), services: namesOf() };
    present = undefined;
    sawAgainAt = elapsed();
    past = [...past, over].slice(-rememberedPeriods);
    parts.onSight();
    log('info', 'seeing again', { why: over.why, ms: over.until - over.from });
    if (over.until - over.from >= toldFromMs) untold.push(noticeOf(over, now()));
    await tell();
  }

  /** Told first and noted after it: a crash between the two tells it again under the same name. */
  async function tell(): Promise<void> {
    for (const notice of untold.splice(0)) {
      await parts.announce(notice).catch((error) => {
        log('warn', 'a time of blindness could not be told yet', { error: String(error) });
        untold.push(notice);
      });
    }
    if (untold.length === 0) await save();
  }

  /** Those that lost looks, or nobody by name when all did. */
  function namesOf(): readonly string[] {
    const isAll = affected.size >= parts.watched() || affected.size > namedServices;
    return isAll ? [] : [...affected];
  }

  async function save(): Promise<void> {
    const rows = present ? [...past, present] : past;
    await table.set(rowKey, rows).catch((error) => {
      log('error', 'a time of blindness could not be stored', { error: String(error) });
    });
  }

  // After a restart the canaries say whether it lasts.
  if (present?.why === 'network') troubles.set('v4', silence('v4'));
  if (present?.why === 'names') troubles.set('names', silence('names'));

  return {
    start: () => schedule.every(jobId, 0, lookUp),
    believe,
    prepare: () => void canaries.ask('v4'),
    get periods() {
      return present ? [...past, { ...present, services: namesOf() }] : past;
    },
    health() {
      return present ? { isWorking: false, reason: reasonOf(present) } : { isWorking: true };
    },
    stop: pulse.stop,
  };
}

/** Something at the far end has spoken, well or not. */
function isAnswer(reading: Reading): boolean {
  const { status, cause, address } = reading;
  if (!isTimed(reading)) return false;
  if (status === 'up' || status === 'degraded') return true;
  return cause?.kind === 'hard' && cause.code !== 'refused' && address !== undefined;
}

/** No URL is parsed for it, as it is asked of every look. */
const withoutName = /^[^:]*:\/\/([^/?#@]*@)?(\[|[\d.]+([:/?#]|$)|localhost\b|\/|$)/i;

function hasName(target: string): boolean {
  return !withoutName.test(target);
}
