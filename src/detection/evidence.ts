/** What a reading is worth as evidence about the far end. */
import type { Cause, Reading } from '../model.ts';
import type { Evidence } from './belief.ts';

/** `unseen`: it says nothing about the far end (our own trouble, or we alone are refused). */
export type Worth = Evidence | 'unseen';

const EVIDENCE_LENGTH = 200;
const VALUES = 3;
const VALUE_LENGTH = 40;
const KEY_LENGTH = 16;

const noCause: Cause = { code: 'timeout', kind: 'soft', phase: 'request', values: {} };

/** Why a reading is not up; a reading that says nothing is taken for a lost packet or our own trouble. */
export function causeOf(reading: Reading): Cause {
  return reading.cause ? shortened(reading.cause) : unsaid(reading);
}

function unsaid({ status }: Reading): Cause {
  return status === 'unknown' ? { ...noCause, code: 'internal', kind: 'ours' } : noCause;
}

/** The worth of a reading while our own network works, as far as we know. */
export function worthOf(reading: Reading): Worth {
  if (reading.status === 'up') return 'up';
  const { kind } = reading.cause ?? unsaid(reading);
  if (reading.status === 'unknown' || kind === 'ours' || kind === 'policy') return 'unseen';
  if (reading.status === 'degraded' || kind === 'busy' || kind === 'slow') return 'light';
  return kind === 'hard' ? 'hard' : 'soft';
}

/** A cause is stored, so foreign text in it must not grow the state. */
function shortened(cause: Cause): Cause {
  const values: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(cause.values).slice(0, VALUES)) {
    values[key.slice(0, KEY_LENGTH)] = plainValue(value);
  }
  const { code, kind, phase } = cause;
  return {
    code,
    kind,
    phase,
    values,
    ...(cause.evidence === undefined ? {} : { evidence: cause.evidence.slice(0, EVIDENCE_LENGTH) }),
    ...(isDuration(cause.retryAfterMs) ? { retryAfterMs: cause.retryAfterMs } : {}),
    ...(isDuration(cause.since) ? { since: cause.since } : {}),
  };
}

/** JSON has no NaN and no infinity, and what comes back from the store must be what went in. */
function plainValue(value: string | number): string | number {
  if (typeof value === 'string') return value.slice(0, VALUE_LENGTH);
  return Number.isFinite(value) && !Object.is(value, -0) ? value : 0;
}

function isDuration(ms: number | undefined): ms is number {
  return ms !== undefined && Number.isFinite(ms) && ms > 0;
}
