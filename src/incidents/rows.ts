/** How many looks in a row went the same way, per check: what one place tells another. */
import type { Reading } from '../model.ts';
import type { View } from './vote.ts';

/** Written into at every look. */
type Row = {
  failing: number;
  working: number;
  at: number;
  /** The last ten looks as bits, a failure is a one. */
  lately: number;
};

export type Rows = {
  note(check: string, reading: Reading, now: number): void;
  /** Of a check that was never looked at, nothing speaks for or against it. */
  view(check: string, now: number): View;
  forget(check: string): void;
};

const nothing: Readonly<Row> = { failing: 0, working: 0, at: 0, lately: 0 };
const lastTen = 0b11_1111_1111;

export function createRows(): Rows {
  const rows = new Map<string, Row>();

  return {
    note(check, { status }, now) {
      if (status === 'unknown') return;
      const row = rows.get(check) ?? { ...nothing };
      const isDown = status === 'down';
      row.failing = isDown ? row.failing + 1 : 0;
      row.working = isDown ? 0 : row.working + 1;
      row.lately = ((row.lately << 1) & lastTen) | Number(isDown);
      row.at = now;
      rows.set(check, row);
    },
    view(check, now) {
      const { failing, working, at, lately } = rows.get(check) ?? nothing;
      return { failing, working, lost: ones(lately), ageMs: Math.max(0, now - at) };
    },
    forget: (check) => void rows.delete(check),
  };
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
