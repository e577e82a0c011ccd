/** The contract of a probe: how one protocol looks at a target and what it reports. */
import type { ZodType } from 'zod';
import type { Cause, Phase } from '../model.ts';

/** What a probe may use to reach outside; shared by all looks, made once by `createEyes`. */
export type { Eyes, Glance } from './eyes/eyes.ts';

import type { Glance } from './eyes/eyes.ts';

/** What a probe found; `look` in `index.ts` adds instants, timings and the deadline and makes a Reading of it. */
export type Sight = {
  readonly cause?: Cause;
  readonly certificateDays?: number;
  /** Texts may be given as they came: they are cleaned, and cut to 200 characters. */
  readonly facts?: Readonly<Record<string, string | number>>;
};

/**
 * One protocol. A failure of the far end is returned as a `Sight` with a cause or thrown as a `SightError`;
 * anything else thrown is a bug of ours and becomes *unknown*.
 */
export type Probe<E = unknown> = {
  /** The URL schemes it answers for, without colon. */
  readonly schemes: readonly string[];
  /** The schema of `expect:` in a services file, with its defaults. */
  readonly expectation: ZodType<E>;
  /** What is wrong with a target, in one sentence that says what would be right; undefined when fine. */
  problem?(target: URL): string | undefined;
  /** What must never be seen of a target, beside its password and what a web address asks for. */
  secrets?(target: URL): readonly string[];
  look(target: URL, expect: E, glance: Glance): Promise<Sight>;
};

/** A failure with its cause, thrown from wherever in a dialogue it is noticed. */
export class SightError extends Error {
  override readonly name = 'SightError';
  readonly sight: Cause;
  constructor(cause: Cause) {
    super(`${cause.phase}: ${cause.code}`);
    this.sight = cause;
  }
}

/** The phases in the order of a look, for showing timings. */
export const phases: readonly Phase[] = [
  'dns',
  'tcp',
  'tls',
  'greeting',
  'auth',
  'request',
  'first-byte',
  'body',
  'expect',
];
