/** How many looks in a row went the same way, per check: what one place tells another. */
import type { Reading } from '../model.ts';
import type { View } from './vote.ts';

type Row = { readonly failing: number; readonly working: number; readonly at: number };

export type Rows = {
  note(check: string, reading: Reading, now: number): void;
  /** Of a check that was never looked at, nothing speaks for or against it. */
  view(check: string, now: number): View;
  forget(check: string): void;
};

const nothing: Row = { failing: 0, working: 0, at: 0 };

export function createRows(): Rows {
  const rows = new Map<string, Row>();

  return {
    note(check, { status }, now) {
      if (status === 'unknown') return;
      const { failing, working } = rows.get(check) ?? nothing;
      const next = status === 'down' ? [failing + 1, 0] : [0, working + 1];
      rows.set(check, { failing: next[0] ?? 0, working: next[1] ?? 0, at: now });
    },
    view(check, now) {
      const { failing, working, at } = rows.get(check) ?? nothing;
      return { failing, working, ageMs: Math.max(0, now - at) };
    },
    forget: (check) => void rows.delete(check),
  };
}
