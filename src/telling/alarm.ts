/** Many things with a time, one timer for all of them. */
import type { Clock } from '../time/clock.ts';
import { createHeap, type Timed } from '../time/heap.ts';

export type Alarm<T extends Timed> = {
  /** `ring` will be called with it at `at`; a second time moves it. */
  set(thing: T, at: number): void;
  unset(thing: T): void;
  stop(): void;
};

/** A thing may be in one alarm or heap at a time. */
export function createAlarm<T extends Timed>(clock: Clock, ring: (thing: T) => void): Alarm<T> {
  const waiting = createHeap<T>();
  let callOff: (() => void) | undefined;
  let setFor = Number.POSITIVE_INFINITY;
  let isStopped = false;

  function arm(): void {
    if (isStopped) return;
    const at = waiting.first()?.due ?? Number.POSITIVE_INFINITY;
    if (at === setFor) return;
    callOff?.();
    setFor = at;
    callOff = Number.isFinite(at) ? clock.after(Math.max(at - clock.now(), 0), go) : undefined;
  }

  function go(): void {
    setFor = Number.POSITIVE_INFINITY;
    callOff = undefined;
    for (let first = waiting.first(); first; first = waiting.first()) {
      if (first.due > clock.now()) break;
      waiting.remove(first);
      ring(first);
    }
    arm();
  }

  return {
    set(thing, at) {
      thing.due = at;
      waiting.put(thing);
      arm();
    },
    unset(thing) {
      waiting.remove(thing);
      arm();
    },
    stop() {
      isStopped = true;
      callOff?.();
    },
  };
}
