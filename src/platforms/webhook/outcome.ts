/** What an answer of a webhook, or none, means for a delivery. */
import type { Sent } from '../platform.ts';

/** When nothing says how long to wait. */
const pauseMs = 30_000;
const unreachablePauseMs = 10_000;
/** Whoever asks for more is asked again all the same. */
const longestPauseMs = 3_600_000;

/** System and undici errors that come before anything was sent. */
const unsentCodes = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN'],
  ...['EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT'],
]);

type NotSent = Exclude<Sent, { result: 'ok' }>;

export type Answered = { readonly status: number; readonly retryAfter: string | null };

/** Undefined for an answer that is well. What may have been taken in all the same is unsure. */
export function outcomeOf({ status, retryAfter }: Answered, now: number): NotSent | undefined {
  const reason = `it answered ${status}`;
  if (status >= 200 && status < 300) return undefined;
  if (status === 408 || status === 425 || status === 429 || status === 503) {
    return { result: 'wait', retryAt: now + waitMs(retryAfter, now), reason, isEverywhere: true };
  }
  if (status >= 300 && status < 400) {
    return { result: 'gone', reason: `${reason}, which leads elsewhere: write the final address` };
  }
  if (status === 404 || status === 410) return { result: 'gone', reason };
  if (status === 401 || status === 403 || status === 407) {
    return { result: 'refused', reason: `${reason}: does it know WEBHOOK_SECRET?` };
  }
  if (status < 500) return { result: 'malformed', reason };
  return { result: 'unsure', reason };
}

/** Of a call without an answer. */
export function outcomeOfError(error: unknown, now: number): NotSent {
  const code = codeOf(error);
  const isUnsent = unsentCodes.has(code) || /^(CERT_|ERR_TLS_|DEPTH_|UNABLE_|SELF_)/.test(code);
  if (!isUnsent) return { result: 'unsure', reason: `no answer (${code})` };
  const reason = `it cannot be reached (${code})`;
  return { result: 'wait', retryAt: now + unreachablePauseMs, reason, isEverywhere: true };
}

/** The innermost code, or the kind of error: never its text, which may hold the address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, cause, name } = error as Error & { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? codeOf(cause) : name;
}

/** In seconds or as a date (RFC 9110 §10.2.3). */
function waitMs(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return pauseMs;
  const isSeconds = /^\d+$/.test(retryAfter.trim());
  const ms = isSeconds ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1_000), longestPauseMs) : pauseMs;
}
