/** From what went wrong to a cause: system errors, TLS errors and HTTP parser errors in one table. */
import type { Cause, CauseCode, CauseKind, Phase } from '../../model.ts';
import { SightError } from '../probe.ts';
import { evidenceOf } from './evidence.ts';

type Details = {
  readonly values?: Readonly<Record<string, string | number>>;
  /** Cleaned here, so foreign text may be given as it came. */
  readonly evidence?: string | Buffer | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly since?: number | undefined;
};

/** A cause from its parts, with clean evidence. */
export function causeFrom(
  what: readonly [CauseCode, CauseKind],
  phase: Phase,
  details: Details = {},
): Cause {
  const evidence = details.evidence === undefined ? undefined : evidenceOf(details.evidence);
  return {
    code: what[0],
    kind: what[1],
    phase,
    values: details.values ?? {},
    ...(evidence === undefined ? {} : { evidence }),
    ...(details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs }),
    ...(details.since === undefined ? {} : { since: details.since }),
  };
}

/** Ends a look with a cause, from however deep in a dialogue. */
export function fail(
  what: readonly [CauseCode, CauseKind],
  phase: Phase,
  details?: Details,
): never {
  throw new SightError(causeFrom(what, phase, details));
}

const known: Readonly<Record<string, readonly [CauseCode, CauseKind]>> = {
  ECONNREFUSED: ['refused', 'hard'],
  ECONNRESET: ['reset', 'soft'],
  ECONNABORTED: ['reset', 'soft'],
  EPIPE: ['reset', 'soft'],
  UND_ERR_SOCKET: ['reset', 'soft'],
  ERR_HTTP2_STREAM_ERROR: ['reset', 'soft'],
  ERR_HTTP2_STREAM_CANCEL: ['reset', 'soft'],
  ERR_HTTP2_GOAWAY_SESSION: ['reset', 'soft'],
  ERR_HTTP2_SESSION_ERROR: ['reset', 'soft'],
  ETIMEDOUT: ['timeout', 'soft'],
  EHOSTUNREACH: ['unreachable', 'soft'],
  ENETUNREACH: ['unreachable', 'soft'],
  EHOSTDOWN: ['unreachable', 'soft'],
  ENETDOWN: ['own-network', 'ours'],
  EADDRNOTAVAIL: ['own-network', 'ours'],
  CERT_HAS_EXPIRED: ['certificate-expired', 'hard'],
  CERT_NOT_YET_VALID: ['certificate-not-yet-valid', 'hard'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['certificate-wrong-name', 'hard'],
  ERR_TLS_CERT_ALTNAME_FORMAT: ['certificate-wrong-name', 'hard'],
  CERT_UNTRUSTED: ['certificate-untrusted', 'hard'],
  CERT_REJECTED: ['certificate-untrusted', 'hard'],
  CERT_REVOKED: ['certificate-untrusted', 'hard'],
  CERT_SIGNATURE_FAILURE: ['certificate-untrusted', 'hard'],
  CERT_CHAIN_TOO_LONG: ['certificate-untrusted', 'hard'],
  INVALID_CA: ['certificate-untrusted', 'hard'],
  INVALID_PURPOSE: ['certificate-untrusted', 'hard'],
  PATH_LENGTH_EXCEEDED: ['certificate-untrusted', 'hard'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['certificate-untrusted', 'hard'],
  SELF_SIGNED_CERT_IN_CHAIN: ['certificate-untrusted', 'hard'],
  UNABLE_TO_GET_ISSUER_CERT: ['certificate-untrusted', 'hard'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['certificate-untrusted', 'hard'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['certificate-untrusted', 'hard'],
  EPROTO: ['tls-failed', 'hard'],
  UND_ERR_HEADERS_OVERFLOW: ['too-large', 'hard'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['garbage', 'hard'],
  UND_ERR_RES_EXCEEDED_MAX_SIZE: ['too-large', 'hard'],
};

/** What an error code of the system, of TLS or of the HTTP parser says; undefined when it says nothing. */
export function meaningOf(code: string): readonly [CauseCode, CauseKind] | undefined {
  if (Object.hasOwn(known, code)) return known[code];
  if (code.startsWith('HPE_') || code.startsWith('ERR_HTTP2_')) return ['garbage', 'hard'];
  if (code.startsWith('ERR_SSL_')) return ['tls-failed', 'hard'];
  return undefined;
}

/** The cause behind anything thrown during a look. What is not known is a fault of ours, never an outage. */
export function causeOf(error: unknown, phase: Phase): Cause {
  if (error instanceof SightError) return error.sight;
  const { code, reason, message } = asFault(error);
  const meaning = meaningOf(code);
  if (meaning === undefined) {
    return causeFrom(['internal', 'ours'], phase, { evidence: code || message });
  }
  const isTold = meaning[0] === 'tls-failed' || meaning[0] === 'garbage';
  return causeFrom(meaning, phase, { evidence: isTold ? reason : undefined });
}

type Fault = { readonly code: string; readonly reason: string; readonly message: string };

/** What an error of any library says: its code, and its reason in the far end's words where it has them. */
function asFault(error: unknown): Fault {
  if (!(error instanceof Error)) return { code: '', reason: '', message: String(error) };
  const { code, reason, data, message } = error as Error & Record<string, unknown>;
  if (error.name === 'HTTPParserError') {
    // Undici loses the parser's code; its data are the bytes that made no sense.
    return { code: 'HPE_INVALID', reason: String(data || message), message };
  }
  const told = typeof reason === 'string' ? reason : message;
  return { code: typeof code === 'string' ? code : '', reason: told, message };
}
