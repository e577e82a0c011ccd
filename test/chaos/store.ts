/** A store that dies with the process: at a chosen commit, before or after it became durable. */
import type { Store, Table } from '../../src/store/store.ts';

export type MortalStore = Pick<Store, 'table'> & {
  /** Dies at the n-th commit from now on, 1 being the next. `onDeath` is called at that moment. */
  dieAt(commit: number, isDurable: boolean): void;
  /** From now on nothing of it answers. */
  kill(): void;
  readonly isDead: boolean;
  /** Resolves when what has become durable can be read by the next life. */
  settled(): Promise<void>;
};

type Write = {
  readonly key: string;
  /** Absent when the row goes. */
  readonly value?: unknown;
  readonly run: () => Promise<void>;
};

/** Notes in `durable`, by `table|key`, whatever has become durable. */
export function createMortalStore(
  store: Pick<Store, 'table'>,
  durable: Map<string, unknown>,
  onDeath: () => void,
): MortalStore {
  let waiting: (Write & { readonly resolve: () => void })[] = [];
  let left = Number.POSITIVE_INFINITY;
  let isDurable = false;
  let isDead = false;
  let committing: Promise<unknown> = Promise.resolve();

  /** What was begun in one turn is one transaction, as the contract says. */
  function write(one: Write): Promise<void> {
    return new Promise((resolve) => {
      if (isDead) return;
      if (waiting.push({ ...one, resolve }) === 1) setImmediate(() => void commit());
    });
  }

  function note(key: string, value: unknown): void {
    if (value === undefined) durable.delete(key);
    else durable.set(key, value);
  }

  async function commit(): Promise<void> {
    const writes = waiting;
    waiting = [];
    if (isDead) return;
    left -= 1;
    const isLast = left <= 0;
    if (isLast) isDead = true;
    if (!isLast || isDurable) {
      for (const { key, value } of writes) note(key, value);
      const running = Promise.all(writes.map(({ run }) => run()));
      committing = running.catch(() => {});
      await running;
    }
    if (isLast) return onDeath();
    if (!isDead) for (const { resolve } of writes) resolve();
  }

  return {
    table<T>(name: string): Table<T> {
      const table = store.table<T>(name);
      return {
        get: (key) => (isDead ? new Promise<never>(() => {}) : table.get(key)),
        set: (key, value) => {
          const copy = structuredClone(value);
          return write({ key: `${name}|${key}`, value: copy, run: () => table.set(key, copy) });
        },
        delete: (key) => write({ key: `${name}|${key}`, run: () => table.delete(key) }),
        entries: () => table.entries(),
      };
    },
    dieAt(commits, durable) {
      left = commits;
      isDurable = durable;
    },
    kill() {
      isDead = true;
    },
    settled: async () => {
      await committing;
    },
    get isDead() {
      return isDead;
    },
  };
}
