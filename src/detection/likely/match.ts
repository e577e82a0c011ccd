/** How far a row of the table applies to the evidence. */
import type { Cause, CauseCode, LikelyClass } from '../../model.ts';
import type { Clues, Failing } from './clues.ts';

/** How far a row applies, 0 to 1, and what fills its phrase. */
export type Match = {
  readonly weight: number;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Where the row itself does not know the class. */
  readonly points?: Points;
};

export type Points = Readonly<Partial<Record<LikelyClass, number>>>;

/** How far the evidence shows it; undefined for not at all. */
export type Matcher = (clues: Clues) => Match | undefined;

export type Test = (failing: Failing) => boolean;

export function all(values: NonNullable<Match['values']> = {}): Match {
  return { weight: 1, values };
}

/** Holds as far as the failing checks show it; filled with what the first of them says. */
export function checks(test: Test): Matcher {
  return ({ failing }) => share(failing, failing.filter(test));
}

/** The same for what many targets show when it is our own resolver, clock or store of roots that is wrong. */
export function unlessCrowded(test: Test): Matcher {
  return ({ failing, crowd }) =>
    share(
      failing,
      failing.filter((one) => test(one) && one.cause.kind === 'hard' && !isCrowded(one, crowd)),
    );
}

export function share(failing: readonly Failing[], shown: readonly Failing[]): Match | undefined {
  const [first] = shown;
  if (!first) return undefined;
  const isAll = shown.length > 1 && shown.length === failing.length;
  const values = { ...saidBy(first.cause), all: isAll ? 'yes' : 'no', count: shown.length };
  return { weight: shown.length / failing.length, values };
}

function saidBy({ values, evidence, code }: Cause): Record<string, string | number> {
  const status = values.status ?? values.code ?? 'none';
  return { cause: code, status, said: evidence ?? 'none' };
}

export function isCrowded({ cause }: Failing, crowd: readonly CauseCode[] = []): boolean {
  return crowd.includes(cause.code);
}

export function is(...codes: readonly CauseCode[]): Test {
  return ({ cause }) => codes.includes(cause.code);
}

export function status(...wanted: readonly number[]): Test {
  return ({ cause, scheme }) =>
    cause.code === 'http-status' &&
    !isMeter(scheme) &&
    wanted.includes(Number(cause.values.status));
}

/** It looks from the inside, so its failures are numbers and not faults of their own. */
export function isMeter(scheme: string): boolean {
  return scheme.startsWith('metrics+');
}
