/**
 * When waiting ends. After a stall of ours the timers run before what has arrived meanwhile is read, so what came in
 * time is read once more before anybody is called late.
 */
export type Deadline = { cancel(): void };

/** Calls `onLate` once, after `ms` and a turn of the event loop, unless cancelled before. */
export function deadlineIn(ms: number, onLate: () => void): Deadline {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    turn = setImmediate(onLate);
  }, ms);
  return {
    cancel() {
      clearTimeout(timer);
      if (turn !== undefined) clearImmediate(turn);
    },
  };
}
