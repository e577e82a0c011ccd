/** What an error of a call to Discord means for a delivery: an allow-list of codes, by class. */
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import type { Sent } from '../platform.ts';

/** A 429 that names no time, and the pause after a connection that was never made. */
const pauseMs = 5_000;
/** A refusal by something in front of Discord (a proxy, its shield) is asked again rarely. */
const shieldPauseMs = 60_000;
/** Discord's own "later, please" codes name no time either. */
const laterPauseMs = 30_000;

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const goneReasons: ReadonlyMap<number, string> = new Map([
  [10003, 'this Discord channel does not exist any more'],
  [10004, 'this Discord server does not exist any more, or the bot was removed from it'],
  [40058, 'a Discord forum cannot be written to; choose a text channel or a thread'],
  [50001, 'the bot cannot see this channel'],
  [50007, 'this person does not take messages from the bot'],
  [50008, 'this kind of Discord channel cannot be written to; choose a text channel'],
  [50013, 'the bot may not write in this channel'],
  [50024, 'this kind of Discord channel cannot be written to; choose a text channel'],
  [50083, 'this thread is archived'],
  [50278, 'this person does not take messages from the bot'],
  [160005, 'this thread is locked'],
  [200000, "the server's AutoMod blocks this message"],
]);
const permissionCodes = new Set([50001, 50013]);
const refusedCodes = new Set([40001, 50014]);
const laterCodes = new Set([20016, 20028, 30046, 130000]);
const unknownMessage = 10008;

/** System and undici errors that come before anything was sent. */
const unsentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What only the parent knows about the place and the moment. */
export type Situation = {
  readonly now: number;
  /** The permissions that the bot lacks there, in Discord's own words; empty when not known. */
  readonly missingPermissions: () => readonly string[];
};

/** Total: whatever was thrown becomes a `Sent`; what nobody foresaw is unsure. */
export function sentFromError(error: unknown, situation: Situation): Sent {
  if (error instanceof RateLimitError) return rateLimited(error, situation.now);
  if (error instanceof DiscordAPIError) return answered(error, situation);
  if (error instanceof HTTPError) {
    return { result: 'unsure', reason: `Discord answered ${error.status}` };
  }
  const code = codeOf(error);
  if (code !== undefined && (unsentCodes.has(code) || isCertificateFault(code))) {
    return {
      result: 'wait',
      retryAt: situation.now + pauseMs,
      reason: `Discord cannot be reached (${code})`,
      isEverywhere: true,
    };
  }
  return { result: 'unsure', reason: `no answer from Discord (${code ?? describe(error)})` };
}

/** Has Discord's API itself answered? A shield or a proxy in front of it gives no code. */
export function isDiscordAnswer(error: unknown): error is DiscordAPIError {
  return error instanceof DiscordAPIError && typeof error.code === 'number';
}

export function isCode(error: unknown, code: number): boolean {
  return isDiscordAnswer(error) && error.code === code;
}

/** Discord said that the token is no longer good. */
export function isTokenFault(error: unknown): boolean {
  if (!(error instanceof DiscordAPIError)) return false;
  return error.status === 401 || refusedCodes.has(Number(error.code));
}

/** The pause that Discord asks for, in milliseconds; 0 when it names none. */
export function namedPause(error: unknown): number {
  if (!(error instanceof RateLimitError)) return 0;
  return Math.ceil(Math.max(error.retryAfter, error.global ? error.timeToReset : 0));
}

function rateLimited(error: RateLimitError, now: number): Sent {
  return {
    result: 'wait',
    retryAt: now + (namedPause(error) || pauseMs),
    reason: `Discord's ${error.global ? 'global' : error.scope} rate limit`,
    ...(error.global && { isEverywhere: true }),
  };
}

function answered(error: DiscordAPIError, situation: Situation): Sent {
  const code = Number(error.code);
  if (isTokenFault(error)) return { result: 'refused', reason: tokenReason };
  if (!isDiscordAnswer(error)) return shielded(error, situation.now);
  if (code === unknownMessage) return { result: 'missing', reason: 'the message was deleted' };
  if (laterCodes.has(code)) {
    return { result: 'wait', retryAt: situation.now + laterPauseMs, reason: words(error) };
  }
  const gone = goneReasons.get(code);
  if (gone !== undefined) return { result: 'gone', reason: gone + missing(code, situation) };
  if (error.status === 403) return { result: 'gone', reason: words(error) };
  return { result: 'malformed', reason: words(error) };
}

export const tokenReason =
  'Discord refuses the bot token; put a current one into DISCORD_TOKEN ' +
  '(Developer Portal, your application, Bot, Reset Token)';

function shielded(error: DiscordAPIError, now: number): Sent {
  return {
    result: 'wait',
    retryAt: now + shieldPauseMs,
    reason: `something in front of Discord answered ${error.status}`,
    isEverywhere: true,
  };
}

function missing(code: number, situation: Situation): string {
  if (!permissionCodes.has(code)) return '';
  const names = situation.missingPermissions();
  return names.length === 0 ? '' : `; missing: ${names.join(', ')}`;
}

function words(error: DiscordAPIError): string {
  return `Discord answered ${error.code}: ${error.message}`.replace(/\s+/g, ' ').slice(0, 300);
}

function isCertificateFault(code: string): boolean {
  return /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code);
}

/** The code of an error or of what it wraps. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, cause } = error as Error & { code?: unknown };
  if (typeof code === 'string') return code;
  return cause instanceof Error ? codeOf(cause) : undefined;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : 'unknown';
}
