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
  end(): {
    readonly timings: Readonly<Partial<Record<Phase, number>>>;
    readonly tookMs: number;
    readonly address?: string;
    readonly certificateDays?: number;
  };
};

export function createGlance(eyes: Eyes, timeoutMs: number): OpenGlance {
  const startedAt = performance.now();
  const timings: Partial<Record<Phase, number>> = {};
  const kept = new Set<Freeable>();
  let current: Phase | undefined;
  let begunAt = startedAt;
  let isOver = false;
  let address: string | undefined;
  let certificateDays: number | undefined;
  let deadline: Deadline | undefined;

  function begin(phase: Phase | undefined): void {
    const now = performance.now();
    if (current !== undefined) {
      timings[current] = tenth((timings[current] ?? 0) + now - begunAt);
    }
    current = phase;
    begunAt = now;
  }

  const phase = () => current ?? 'dns';

  return {
    eyes,
    timeoutMs,
    begin(next) {
      if (!isOver && next !== current) begin(next);
    },
    phase,
    leftMs: () => Math.max(0, startedAt + timeoutMs - performance.now()),
    isOver: () => isOver,
    keep(thing) {
      if (isOver) {
        thing.destroy();
        fail(['timeout', 'soft'], phase());
      }
      kept.add(thing);
      return thing;
    },
    release(thing) {
      kept.delete(thing);
    },
    noteAddress(next) {
      address = next;
    },
    noteCertificateDays(days) {
      certificateDays = certificateDays === undefined ? days : Math.min(certificateDays, days);
    },
    race(sight) {
      const late = Promise.withResolvers<never>();
      deadline = deadlineIn(timeoutMs, () =>
        late.reject(new SightError(lateness(eyes, phase(), timeoutMs))),
      );
      // The loser of the race fails later, when its sockets are destroyed, and nobody listens then.
      sight.catch(() => {});
      return Promise.race([sight, late.promise]);
    },
    end() {
      const tookMs = tenth(performance.now() - startedAt);
      begin(undefined);
      isOver = true;
      deadline?.cancel();
      for (const thing of kept) thing.destroy();
      return {
        timings,
        tookMs,
        ...(address === undefined ? {} : { address }),
        ...(certificateDays === undefined ? {} : { certificateDays }),
      };
    },
  };
}

/** Late in phase dns while the resolver answers nothing at all is our trouble, not the target's. */
function lateness(eyes: Eyes, phase: Phase, limitMs: number): Cause {
  if (phase === 'dns' && eyes.names.isSilent()) return causeFrom(['own-network', 'ours'], phase);
  return causeFrom(['timeout', 'soft'], phase, { values: { limitMs } });
}

function tenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}
