/** What single checks show of the software and of its load, in the codes and words of their protocols. */
import type { CauseCode } from '../../model.ts';
import type { Clues, Failing } from './clues.ts';
import { all, isCrowded, isMeter, type Match, share, status } from './match.ts';
import { reported, resourceOf } from './resource.ts';

const LONG_RAMP = 3;
const FLAT_RAMP = 2;

const wrongAnswers: readonly CauseCode[] = [
  'mismatch',
  'garbage',
  'too-large',
  'too-many-redirects',
  'reply',
];

export function isWrongAnswer(failing: Failing): boolean {
  const { cause, scheme } = failing;
  const isAnswer = wrongAnswers.includes(cause.code) && cause.phase !== 'dns' && !isMeter(scheme);
  return isAnswer && cause.kind === 'hard' && !isBackend(failing) && !isMaintenance(failing);
}

/** TLS that does not come about though somebody answers; 454 and 525 say so in words of their own. */
export function isTlsSetup({ cause }: Failing): boolean {
  if (cause.code === 'tls-failed') return cause.kind === 'hard';
  if (cause.code === 'starttls-missing') return true;
  return cause.values.status === 525 || cause.values.code === 454;
}

/** It may be overloaded, being worked on or half-way through a start. */
export function isPlainUnavailable(failing: Failing): boolean {
  const isHard = failing.cause.kind === 'hard';
  return status(503)(failing) && isHard && !isMaintenance(failing);
}

/** Mail servers say what it is that they wait for themselves. */
const backends =
  /\b(data ?base|back-?end|upstream|userdb|ldap|redis|mysql|postgres\w*|mongo\w*)\b/i;
const lookups = /\blook-?up (failure|error)\b/i;
/** A page may speak of databases for its living. */
const troubles =
  /error|fail|unavailable|could ?n[o']t|can ?n?[o']t|refused|time-?out|timed out|too many/i;

export function isBackend({ cause, scheme }: Failing): boolean {
  if (isMeter(scheme) || (cause.code !== 'reply' && cause.code !== 'mismatch')) return false;
  const said = cause.evidence ?? '';
  return (backends.test(said) && troubles.test(said)) || lookups.test(said);
}

/** Refusals that only look like being busy: greylisting, and a mailbox or a person over a limit. */
const notBusy = /gr[ea]y-?list|over ?quota|\b4\.2\.2\b/i;

export function isBusy(failing: Failing): boolean {
  const { cause, scheme } = failing;
  if (cause.kind !== 'busy' || isMeter(scheme) || isTlsSetup(failing)) return false;
  const said = cause.evidence ?? '';
  const isOther = isStorageFull(failing) || isBackend(failing) || isMaintenance(failing);
  return !isOther && !notBusy.test(said) && !/\bSERVERBUG\b/.test(said);
}

export function isStorageFull({ cause }: Failing): boolean {
  if (cause.code !== 'reply') return false;
  return cause.values.code === 452 || /\b4\.3\.1\b/.test(cause.evidence ?? '');
}

const stalling = ['tls', 'greeting', 'first-byte', 'request'];

/**
 * Somebody takes the connection and then does nothing. One alone may be a lost packet or a hang; many
 * unrelated ones are large packets that get lost near us.
 */
export function severalStalled({ failing, canaries, crowd }: Clues): Match | undefined {
  if (canaries !== 'working') return undefined;
  const stalled = failing.filter(
    (one) =>
      one.cause.code === 'timeout' && stalling.includes(one.cause.phase) && !isCrowded(one, crowd),
  );
  return severally(failing, stalled);
}

/** Weighs half as much for one check alone. */
function severally(failing: readonly Failing[], shown: readonly Failing[]): Match | undefined {
  const match = share(failing, shown);
  return match && { ...match, weight: shown.length > 1 ? match.weight : match.weight / 2 };
}

/** Answers took longer and longer while connecting did not. */
export function answersRamp({ ramps = [], failing }: Clues): Match | undefined {
  const hosts = failing.map(({ host }) => host);
  const long = ramps.filter(
    ({ host, connect, answer }) =>
      hosts.includes(host) && answer >= LONG_RAMP && connect < FLAT_RAMP,
  );
  if (long.length === 0) return undefined;
  return all({ times: Math.floor(Math.min(...long.map(({ answer }) => answer))) });
}

export function resource({ failing }: Clues): Match | undefined {
  const found = failing
    .flatMap((one) => resourceOf(reported(one)) ?? [])
    .find((one) => one !== 'hardware' && one !== 'traffic');
  return found && all({ resource: found });
}

export function brokenHardware({ failing }: Clues): Match | undefined {
  const said = failing
    .filter(({ cause }) => cause.kind === 'hard')
    .map(reported)
    .find((one) => resourceOf(one) === 'hardware');
  return said === undefined ? undefined : all({ said });
}

const maintenanceWords =
  /\b(under|down for|for|in|scheduled|planned|system|site|server) maintenance\b|\bmaintenance (mode|page|window|work|in progress)\b|维护中|正在维护|系统维护|維護中/i;

export function isMaintenance({ cause }: Failing): boolean {
  const isPage =
    cause.code === 'mismatch' || cause.code === 'http-status' || cause.code === 'reply';
  return isPage && maintenanceWords.test(cause.evidence ?? '');
}
