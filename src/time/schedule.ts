/**
 * When we look: jobs that say themselves when they want to run next, on the monotonic clock.
 *
 * One heap and one timer for all jobs, so that ten thousand cost what ten cost. A job runs once at
 * a time; after a stall or a suspended machine it runs once, not once per missed turn, and goes on
 * in its old phase, so that jobs spread over a minute stay spread.
 */
import { type Clock, createClock } from './clock.ts';
import { createHeap, type Timed } from './heap.ts';

/** Resolves to the milliseconds until the next run. */
export type Job = () => Promise<number>;

export type Schedule = {
  /** Runs `job` in `phaseMs`, then whenever it asks; takes the place of an earlier job of that id. */
  every(id: string, phaseMs: number, job: Job): void;
  /** Runs it as soon as there is room, 50 ms after its last run began; once more after the present run when it is running. */
  hurry(id: string): void;
  /** It does not run again; a run under way ends by itself. */
  cancel(id: string): void;
  /** Nothing begins any more; resolves when all that is under way has ended. */
  stop(): Promise<void>;
};

export type ScheduleParts = {
  readonly clock?: Pick<Clock, 'elapsed' | 'after'>;
  /** How many jobs run at once; the others wait in the order in which they came due. */
  readonly maxInFlight?: number;
  /** A job that has run for so long is waiting for somebody and takes no place any more. */
  readonly slowAfterMs?: number;
  /** How long after its turn a job began. */
  readonly onStart?: (lateMs: number, id: string) => void;
  /** Hears of a job that threw or asked for an impossible time; the job goes on. */
  readonly onBug: (error: unknown, id: string) => void;
};

/** A job that asks for less would turn the machine into a heater. */
const shortestMs = 50;
/** So many times `maxInFlight` run at once at the very most, also when all of them wait. */
const mostTimes = 16;
/** The wait of a job that has never said one. */
const defaultMs = 60_000;

type State = 'waiting' | 'ready' | 'running';

type Entry = Timed & {
  readonly id: string;
  job: Job;
  state: State;
  /** Where its turns lie; a hurried run does not move them. */
  turn: number;
  startedAt: number;
  intervalMs: number;
  isHurried: boolean;
  isCancelled: boolean;
};

export function createSchedule(parts: ScheduleParts): Schedule {
  const { clock = createClock(), maxInFlight = 256, onBug } = parts;
  const { slowAfterMs = Number.POSITIVE_INFINITY } = parts;
  const now = clock.elapsed;
  const entries = new Map<string, Entry>();
  const waiting = createHeap<Entry>();
  const ready = new Set<Entry>();
  const running = new Set<Entry>();
  /** When nothing runs any more, for whoever stops. */
  let idle: PromiseWithResolvers<void> | undefined;
  /** Those that take a place, in the order in which they began. */
  const busy = new Set<Entry>();
  let isRoomAwaited = false;
  let callOff: (() => void) | undefined;
  let timerDue = Number.POSITIVE_INFINITY;
  let isStopped = false;

  /** Sets the one timer, and only when it would ring too late. */
  function arm(): void {
    const first = waiting.first();
    if (isStopped || !first || first.due >= timerDue) return;
    callOff?.();
    timerDue = first.due;
    callOff = clock.after(first.due - now(), ring);
  }

  function ring(): void {
    timerDue = Number.POSITIVE_INFINITY;
    const instant = now();
    for (let first = waiting.first(); first && first.due <= instant; first = waiting.first()) {
      makeReady(first);
    }
    fill();
    arm();
  }

  function makeReady(entry: Entry): void {
    waiting.remove(entry);
    entry.state = 'ready';
    ready.add(entry);
  }

  function hasten(entry: Entry): void {
    entry.due = soonest(entry);
    if (entry.due <= now()) return void makeReady(entry);
    waiting.put(entry);
    arm();
  }

  /** Jobs that hurry each other would keep all else from running. */
  function soonest({ startedAt }: Entry): number {
    return Math.max(now(), startedAt + shortestMs);
  }

  function fill(): void {
    for (const entry of ready) {
      if (isStopped || !hasRoom()) return;
      ready.delete(entry);
      void run(entry);
    }
  }

  function hasRoom(): boolean {
    for (const entry of busy) {
      const restMs = entry.startedAt + slowAfterMs - now();
      if (restMs > 0) {
        if (busy.size >= maxInFlight) awaitRoom(restMs);
        break;
      }
      busy.delete(entry);
    }
    return busy.size < maxInFlight && running.size < maxInFlight * mostTimes;
  }

  /** The first of them may become slow before any of them ends. */
  function awaitRoom(ms: number): void {
    if (isRoomAwaited || ms === Number.POSITIVE_INFINITY) return;
    isRoomAwaited = true;
    clock.after(ms, () => {
      isRoomAwaited = false;
      fill();
    });
  }

  /** Never rejects. */
  async function run(entry: Entry): Promise<void> {
    begin(entry);
    try {
      const intervalMs = await entry.job();
      if (!Number.isFinite(intervalMs)) {
        throw new RangeError(`The job asked to run in ${intervalMs} ms.`);
      }
      entry.intervalMs = Math.max(shortestMs, intervalMs);
    } catch (error) {
      onBug(error, entry.id);
      // One that throws at once would begin the next one inside of itself.
      await undefined;
    }
    end(entry);
    fill();
    arm();
  }

  function begin(entry: Entry): void {
    entry.state = 'running';
    entry.isHurried = false;
    entry.startedAt = now();
    running.add(entry);
    busy.add(entry);
    // Hurried, it may begin before its turn.
    parts.onStart?.(Math.max(0, entry.startedAt - entry.due), entry.id);
  }

  function end(entry: Entry): void {
    running.delete(entry);
    if (running.size === 0) idle?.resolve();
    busy.delete(entry);
    entry.state = 'waiting';
    if (entry.isCancelled) {
      entries.delete(entry.id);
      return;
    }
    entry.turn = nextTurn(entry.turn, entry.intervalMs, entry.startedAt);
    entry.due = entry.isHurried ? soonest(entry) : entry.turn;
    waiting.put(entry);
  }

  function add(id: string, phaseMs: number, job: Job): void {
    const due = now() + phaseMs;
    const entry: Entry = {
      ...{
        id,
        job,
        due,
        turn: due,
        place: -1,
        state: 'waiting',
        intervalMs: defaultMs,
        startedAt: Number.NEGATIVE_INFINITY,
      },
      ...{ isHurried: false, isCancelled: false },
    };
    entries.set(id, entry);
    waiting.put(entry);
  }

  /** Gives a run under way to the new job, so that the two never overlap. */
  function replace(entry: Entry, phaseMs: number, job: Job): void {
    entry.job = job;
    entry.isCancelled = false;
    entry.turn = now() + phaseMs;
    entry.due = entry.turn;
    if (entry.state === 'waiting') waiting.put(entry);
  }

  return {
    every(id, phaseMs, job) {
      const entry = entries.get(id);
      if (entry) replace(entry, phaseMs, job);
      else add(id, phaseMs, job);
      arm();
    },
    hurry(id) {
      const entry = entries.get(id);
      if (!entry || entry.isCancelled) return;
      if (entry.state === 'running') entry.isHurried = true;
      if (entry.state === 'waiting') hasten(entry);
      fill();
    },
    cancel(id) {
      const entry = entries.get(id);
      if (!entry) return;
      entry.isCancelled = true;
      waiting.remove(entry);
      ready.delete(entry);
      if (entry.state !== 'running') entries.delete(id);
    },
    async stop() {
      isStopped = true;
      callOff?.();
      if (running.size === 0) return;
      idle ??= Promise.withResolvers();
      await idle.promise;
    },
  };
}

/**
 * The next turn after a run: one interval after the last turn, later by whole intervals when that
 * is past or almost now, and one interval after the run when the old turns are no guide.
 */
function nextTurn(lastTurn: number, intervalMs: number, startedAt: number): number {
  const earliest = startedAt + intervalMs / 2;
  const missed = Math.max(0, Math.ceil((earliest - lastTurn) / intervalMs));
  const turn = lastTurn + missed * intervalMs;
  return turn <= startedAt + intervalMs * 1.5 ? turn : startedAt + intervalMs;
}

/** Where in its interval a job begins: the same for the same id, spread evenly over many ids. */
export function phaseOf(id: string, everyMs: number): number {
  // FNV-1a with a final mix, as ids that differ in one last digit must land far apart.
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32) * everyMs;
}
