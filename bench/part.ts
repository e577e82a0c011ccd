/** The contract of a part of the bench: figures, each with the bar it has to meet. */

export type Figure = {
  /** What was measured, in words: `CPU per look over https, everything in, against the bare client`. */
  readonly what: string;
  readonly value: number;
  /** `×`, `ms`, `kB`, `%` … */
  readonly unit: string;
  /** The most (or with `isLeast` the least) that is well; a figure without a bar is only shown. */
  readonly bar?: number;
  readonly isLeast?: boolean;
  /** The range of the rounds, the parts of a ratio, what it was measured with. */
  readonly note?: string;
  /** The machine was too restless to judge; such a figure is neither met nor missed. */
  readonly isInconclusive?: boolean;
};

export type How = {
  /** Longer and larger, for a release. */
  readonly isLong: boolean;
  /** How long a soak lasts; a part that is none does not ask. */
  readonly minutes: number;
  /** Shows a figure as soon as there is one. */
  show(figure: Figure): void;
  /** What cannot be measured here, and why; or what goes on now. */
  say(text: string): void;
};

/** Measures and shows; rejects only for bugs. */
export type Part = { measure(how: How): Promise<void> };

export type Outcome = 'met' | 'missed' | 'inconclusive' | 'shown';

export function outcomeOf({ value, bar, isLeast, isInconclusive }: Figure): Outcome {
  if (bar === undefined) return 'shown';
  if (isInconclusive === true || Number.isNaN(value)) return 'inconclusive';
  return (isLeast === true ? value >= bar : value <= bar) ? 'met' : 'missed';
}

/** One line: outcome, measured, bar, measured ÷ bar, what it is. */
export function lineOf(figure: Figure): string {
  const { what, value, unit, bar, isLeast, note } = figure;
  const sign = isLeast === true ? '≥' : '≤';
  const share = bar ? ` (${(value / bar).toFixed(2)} of it)` : '';
  const against = bar === undefined ? '' : ` ${sign} ${written(bar)} ${unit}${share}`;
  const outcome = outcomeOf(figure).padEnd(12);
  return `${outcome} ${written(value)} ${unit}${against}  ${what}${note === undefined ? '' : ` [${note}]`}`;
}

function written(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}
