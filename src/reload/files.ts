/**
 * Says when files have changed. How: each folder is watched, because editors put a new file in the place of
 * the old one, and a volume of Kubernetes swaps a link beside it; then the files are asked whether they
 * really are different, and have stopped changing. Now and then they are asked without a sign, for file
 * systems that give none.
 */
import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Clock } from '../time/clock.ts';

/** An editor is done with a file when it stays the same for so long. */
const settledMs = 250;
/** A file that is gone is being replaced; after this many looks it is gone. */
const mostLooks = 20;
const askedEveryMs = 60_000;

export type FilesParts = {
  readonly paths: readonly string[];
  readonly clock: Clock;
  /** They are different, and those in `missing` are not there any more. */
  readonly onChange: (missing: readonly string[]) => void;
  /** A folder gives no signs, for this reason. */
  readonly onTrouble: (reason: string) => void;
};

/** The answer ends it. */
export function watchFiles({ paths, clock, onChange, onTrouble }: FilesParts): () => void {
  let known = marksOf(paths);
  let settling: (() => void) | undefined;
  let isStopped = false;

  /** Many signs are one look. */
  function look(): void {
    if (isStopped || settling || isSame(marksOf(paths), known)) return;
    settle(marksOf(paths), 1);
  }

  function settle(before: Marks, looks: number): void {
    settling = clock.after(settledMs, () => {
      const seen = marksOf(paths);
      const gone = paths.filter((path) => known.get(path) !== '' && seen.get(path) === '');
      const isReady = isSame(seen, before) && gone.length === 0;
      if (!isReady && looks < mostLooks) return settle(seen, looks + 1);
      settling = undefined;
      if (isSame(seen, known)) return;
      known = seen;
      onChange(gone);
    });
  }

  function open(folder: string): readonly FSWatcher[] {
    try {
      const watcher = watch(folder, { persistent: false }, look);
      watcher.on('error', (error) => onTrouble(String(error)));
      return [watcher];
    } catch (error) {
      onTrouble(String(error));
      return [];
    }
  }

  const watchers = [...new Set(paths.map((path) => dirname(resolve(path))))].flatMap(open);
  let asking = clock.after(askedEveryMs, ask);
  function ask(): void {
    look();
    asking = clock.after(askedEveryMs, ask);
  }

  return () => {
    isStopped = true;
    asking();
    settling?.();
    for (const watcher of watchers) watcher.close();
  };
}

/** What tells one state of a file from another; nothing for one that is not there. */
type Marks = ReadonlyMap<string, string>;

function marksOf(paths: readonly string[]): Marks {
  return new Map(
    paths.map((path) => {
      const facts = statSync(path, { throwIfNoEntry: false });
      return [path, facts ? `${facts.ino} ${facts.size} ${facts.mtimeMs}` : ''];
    }),
  );
}

function isSame(one: Marks, other: Marks): boolean {
  return [...one].every(([path, mark]) => other.get(path) === mark);
}
