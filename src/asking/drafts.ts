/** Announcements that were shown to their author and wait to be confirmed: in memory, for a quarter of an hour. */
import { randomBytes } from 'node:crypto';
import type { Draft } from '../../commands/command.ts';

const keptMs = 15 * 60_000;
const keptAtMost = 200;

export type Drafts = {
  /** The id by which it can be taken, by nobody who has not seen it. */
  keep(workspace: string, draft: Draft): string;
  /** Once, and only in the workspace where it was made. */
  take(workspace: string, id: string): Draft | undefined;
};

export function createDrafts(now: () => number): Drafts {
  const kept = new Map<string, { workspace: string; draft: Draft; until: number }>();
  return {
    keep(workspace, draft) {
      const id = randomBytes(9).toString('base64url');
      kept.set(id, { workspace, draft, until: now() + keptMs });
      const [oldest] = kept.keys();
      if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest);
      return id;
    },
    take(workspace, id) {
      const known = kept.get(id);
      if (known?.workspace !== workspace || known.until < now()) return undefined;
      kept.delete(id);
      return known.draft;
    },
  };
}
