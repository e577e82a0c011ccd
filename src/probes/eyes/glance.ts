/** One look in progress: its deadline, its phases with their timings, and everything that must be freed after it. */
import type { Cause, Phase } from '../../model.ts';
import { SightError } from '../probe.ts';
import { causeFrom, fail } from './cause.ts';
import { type Deadline, deadlineIn } from './deadline.ts';
import type { Eyes } from './eyes.ts';

type Freeable = { destroy(): unknown };

export type Glance = {
  readonly eyes: Eyes;
  readonly timeoutMs: number;
  /** Ends the phase before it; a phase that comes again (a redirect) adds up. */
  begin(phase: Phase): void;
  phase(): Phase;
  /** Milliseconds until the deadline, never negative. */
  leftMs(): number;
  /** Has it ended? Then nothing new may be opened. */
  isOver(): boolean;
  /** Notes something to be destroyed when the look ends, or destroys it at once when it has ended. */
  keep<T extends Freeable>(thing: T): T;
  /** Somebody else frees it now. */
  release(thing: Freeable): void;
  /** The remote address that is talked to. */
  noteAddress(address: string): void;
  noteCertificateDays(days: number): void;
};

/** The side of a glance that only `look` uses. */
export type OpenGlance = Glance & {
  /** Settles as `sight` does, or fails with the cause `timeout` in the phase that was reached. */
  race<T>(sight: Promise<T>): Promise<T>;
  /** Frees everything and says how long each phase took. */
  end(): Ended;
};

type Ended = {
  readonly timings: Readonly<Partial<Record<Phase, number>>>;
  readonly tookMs: number;
  readonly address?: string;
  readonly certificateDays?: number;
};

export function createGlance(eyes: Eyes, timeoutMs: number): OpenGlance {
  return new OneGlance(eyes, timeoutMs);
}

/** A class, as every look makes one: its methods are there once, where as many functions would be made anew each time. */
class OneGlance implements OpenGlance {
  readonly eyes: Eyes;
  readonly timeoutMs: number;
  readonly #startedAt = performance.now();
  readonly #timings: Partial<Record<Phase, number>> = {};
  readonly #kept: Freeable[] = [];
  #current: Phase | undefined;
  #begunAt = this.#startedAt;
  #isOver = false;
  #address: string | undefined;
  #certificateDays: number | undefined;
  #deadline: Deadline | undefined;

  constructor(eyes: Eyes, timeoutMs: number) {
    this.eyes = eyes;
    this.timeoutMs = timeoutMs;
  }

  begin(phase: Phase): void {
    if (!this.#isOver && phase !== this.#current) this.#turnTo(phase);
  }

  #turnTo(phase: Phase | undefined): void {
    const now = performance.now();
    const before = this.#current;
    if (before !== undefined) {
      this.#timings[before] = tenth((this.#timings[before] ?? 0) + now - this.#begunAt);
    }
    this.#current = phase;
    this.#begunAt = now;
  }

  phase(): Phase {
    return this.#current ?? 'dns';
  }

  leftMs(): number {
    return Math.max(0, this.#startedAt + this.timeoutMs - performance.now());
  }

  isOver(): boolean {
    return this.#isOver;
  }

  keep<T extends Freeable>(thing: T): T {
    if (this.#isOver) {
      thing.destroy();
      fail(['timeout', 'soft'], this.phase());
    }
    this.#kept.push(thing);
    return thing;
  }

  release(thing: Freeable): void {
    const place = this.#kept.indexOf(thing);
    if (place !== -1) this.#kept.splice(place, 1);
  }

  noteAddress(address: string): void {
    this.#address = address;
  }

  noteCertificateDays(days: number): void {
    this.#certificateDays = Math.min(this.#certificateDays ?? days, days);
  }

  race<T>(sight: Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#deadline = deadlineIn(this.timeoutMs, () =>
      reject(new SightError(lateness(this.eyes, this.phase(), this.timeoutMs))),
    );
    // The loser of the race fails later, when its sockets are destroyed, and changes nothing then.
    sight.then(resolve, reject);
    return promise;
  }

  end(): Ended {
    const tookMs = tenth(performance.now() - this.#startedAt);
    this.#turnTo(undefined);
    this.#isOver = true;
    this.#deadline?.cancel();
    for (const thing of this.#kept) thing.destroy();
    return {
      timings: this.#timings,
      tookMs,
      ...(this.#address === undefined ? {} : { address: this.#address }),
      ...(this.#certificateDays === undefined ? {} : { certificateDays: this.#certificateDays }),
    };
  }
}

/** Late in phase dns while the resolver answers nothing at all is our trouble, not the target's. */
function lateness(eyes: Eyes, phase: Phase, limitMs: number): Cause {
  if (phase === 'dns' && eyes.names.isSilent()) return causeFrom(['own-network', 'ours'], phase);
  return causeFrom(['timeout', 'soft'], phase, { values: { limitMs } });
}

function tenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}
