/** Why we and other checkers see some behaviours differently, as data: the first row that fits is the reason. */
import type { Compared } from './behaviour.ts';
import type { Opinion } from './peers.ts';

type Row = {
  readonly why: string;
  fits(ours: Compared, theirs: Opinion): boolean;
};

const rows: readonly Row[] = [];

/** Undefined when nobody knows. */
export function reasonFor(ours: Compared, theirs: Opinion): string | undefined {
  return ours.differs ?? rows.find((row) => row.fits(ours, theirs))?.why;
}
