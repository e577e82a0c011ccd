/** One row of a recorded history: what was seen of a service at an instant; or what is wrong with the row. */
import type { Cause, CauseKind, Reading } from '../model.ts';

export type Recorded = {
  readonly at: number;
  readonly service: string;
  readonly isUp: boolean;
  /** The HTTP status; absent when it is not known or there was no answer. */
  readonly code?: number;
  readonly ms?: number;
};

export const columns = 'at,service,ok,code,ms';

const longestName = 60;
const longestMs = 86_400_000;
/** Nobody recorded probes before the web; an instant out of these years has the wrong unit. */
const [earliest, latest] = [Date.UTC(1990, 0), Date.UTC(2100, 0)];
const isoInstant = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/i;

/** The row, or one sentence that says what would be right. */
export function readRow(line: string): Recorded | string {
  const fields = line.split(',').map((field) => field.trim().replace(/\s+/g, ' '));
  const [when = '', service = '', ok = '', code = '', ms = ''] = fields;
  if (fields.length < 3 || fields.length > 5) {
    return `${fields.length} fields; a row is ${columns}, where the last two may be left out`;
  }
  const at = instantOf(when);
  if (typeof at === 'string') return at;
  if (service === '' || service.length > longestName || /["\p{C}]/u.test(service)) {
    return `the name of a service is 1 to ${longestName} characters without quotes`;
  }
  if (ok !== '0' && ok !== '1') return `ok is ${shown(ok)}; write 1 (it worked) or 0 (it failed)`;
  if (!/^\d{0,3}$/.test(code)) return `code is ${shown(code)}; write an HTTP status or nothing`;
  if (ms !== '' && !(/^\d+(\.\d+)?$/.test(ms) && Number(ms) <= longestMs)) {
    return `ms is ${shown(ms)}; write milliseconds such as 120, or nothing`;
  }
  return {
    at,
    service,
    isUp: ok === '1',
    ...(Number(code) > 0 ? { code: Number(code) } : {}),
    ...(ms === '' ? {} : { ms: Number(ms) }),
  };
}

function instantOf(text: string): number | string {
  const isNumber = /^\d+(\.\d+)?$/.test(text);
  if (!isNumber && !isoInstant.test(text)) {
    return `at is ${shown(text)}; write 2026-05-01T10:00:00Z or Unix seconds`;
  }
  const at = isNumber ? Math.round(Number(text) * 1000) : Date.parse(text);
  if (at >= earliest && at <= latest) return at;
  if (isNumber && at / 1000 >= earliest && at / 1000 <= latest) {
    return `at is ${shown(text)}, in milliseconds; write Unix seconds: ${Math.floor(at / 1e6)}`;
  }
  return `at is ${shown(text)}, which is no instant from 1990 to 2100`;
}

function shown(text: string): string {
  if (text === '') return 'empty';
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}

/** What a look at `at` sees while the recorded state lasts. */
export function readingOf({ isUp, code, ms }: Recorded, at: number): Reading {
  const seen = { at, tookMs: ms ?? 0, timings: {} };
  if (isUp) return { status: 'up', ...seen };
  const cause = causeOf(code);
  const status = { busy: 'degraded', policy: 'unknown' }[cause.kind as string] ?? 'down';
  return { status: status as Reading['status'], ...seen, cause };
}

/** The record has no header fields, so a status is judged by itself. */
function causeOf(code: number | undefined): Cause {
  if (code === undefined) return { code: 'timeout', kind: 'soft', phase: 'first-byte', values: {} };
  return { code: 'http-status', kind: kindOf(code), phase: 'first-byte', values: { status: code } };
}

function kindOf(status: number): CauseKind {
  if (status === 429) return 'busy';
  if (status === 401 || status === 403 || status === 407 || status === 451) return 'policy';
  // The expectation that failed is not in the record: an answer that should have pleased did not.
  return 'hard';
}
