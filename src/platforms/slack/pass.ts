/** Our standing with Slack: who we are there, or why it will not have us. */
import { setTimeout as pause } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';
import type { Health } from '../../model.ts';
import { codeOf, outcomeOf, refusal } from './outcome.ts';

/** While Slack cannot be reached or refuses us it is asked again, with pauses that double. */
const shortestPauseMs = 1000;
const longestPauseMs = 60_000;

/** Without these the bot cannot do its work. */
const neededScopes = ['chat:write', 'commands', 'app_mentions:read'];
/** Without these it does less: invitations are needed, channel events and languages unknown, charts in words. */
const wantedScopes = [
  'chat:write.public',
  'channels:read',
  'groups:read',
  'users:read',
  'files:write',
];

export type Identity = {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly botName: string;
};

type Entry =
  | { readonly result: 'accepted'; readonly identity: Identity }
  | { readonly result: 'refused'; readonly reason: string }
  | { readonly result: 'unreachable'; readonly reason: string };

export type Pass = {
  readonly identity: Identity | undefined;
  readonly refusal: string | undefined;
  /** Asks Slack once. */
  check(): Promise<Entry>;
  /**
   * Slack has just refused us: nothing more is sent until it accepts us again, which is tried from here on.
   * `onSure` is called when the first answer says the same: what only an event says may be of long ago.
   */
  refuse(reason: string, onSure?: () => void): void;
  /** Asks until Slack accepts us; undefined when we stop before that. */
  accepted(): Promise<Identity | undefined>;
  health(): Health;
};

export type PassParts = {
  readonly client: webApi.WebClient;
  readonly log: Log;
  readonly now: () => number;
  readonly stopping: AbortSignal;
};

export function createPass({ client, log, now, stopping }: PassParts): Pass {
  let last: Entry = { result: 'unreachable', reason: 'Slack was not asked yet' };
  let identity: Identity | undefined;
  let asking: Promise<Identity | undefined> | undefined;
  let whenSure: (() => void) | undefined;

  async function check(): Promise<Entry> {
    const entry = await enter(client, now, log);
    if (entry.result !== 'accepted' && !isSame(entry, last)) {
      log('error', 'Slack does not let us in', { reason: entry.reason });
    }
    if (entry.result === 'accepted') identity = entry.identity;
    last = entry;
    if (entry.result === 'refused') whenSure?.();
    if (entry.result !== 'unreachable') whenSure = undefined;
    return entry;
  }

  async function keepAsking(): Promise<Identity | undefined> {
    for (let attempt = 0; !stopping.aborted; attempt += 1) {
      const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** Math.min(attempt, 10));
      await pause(pauseMs, undefined, { signal: stopping }).catch(() => {});
      if (stopping.aborted) return undefined;
      const entry = await check();
      if (entry.result === 'accepted') return entry.identity;
    }
    return undefined;
  }

  function accepted(): Promise<Identity | undefined> {
    asking ??= keepAsking().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return {
    get identity() {
      return identity;
    },
    get refusal() {
      return last.result === 'refused' ? last.reason : undefined;
    },
    check,
    accepted,
    refuse(reason, onSure) {
      whenSure ??= onSure;
      if (last.result !== 'refused') log('error', 'Slack refuses us', { reason });
      last = { result: 'refused', reason };
      accepted().catch(() => {});
    },
    health() {
      if (last.result === 'accepted') return { isWorking: true };
      return { isWorking: false, reason: last.reason };
    },
  };
}

async function enter(client: webApi.WebClient, now: () => number, log: Log): Promise<Entry> {
  try {
    const answer = await client.auth.test();
    const scopes = answer.response_metadata?.scopes;
    const lacking = neededScopes.filter((scope) => scopes && !scopes.includes(scope));
    if (lacking.length > 0) {
      const reason = refusal('missing_scope', 'SLACK_BOT_TOKEN', lacking.join(', ')) ?? '';
      return { result: 'refused', reason };
    }
    const absent = wantedScopes.filter((scope) => scopes && !scopes.includes(scope));
    if (absent.length > 0) log('warn', 'the Slack app lacks scopes it could use', { absent });
    return { result: 'accepted', identity: identityFrom(answer) };
  } catch (error) {
    const said = codeOf(error);
    const refused = said && refusal(said.code, 'SLACK_BOT_TOKEN', said.needed);
    if (refused !== undefined) return { result: 'refused', reason: refused };
    return { result: 'unreachable', reason: outcomeOf(error, now(), '').reason };
  }
}

function identityFrom(answer: webApi.AuthTestResponse): Identity {
  return {
    teamId: answer.team_id ?? '',
    botUserId: answer.user_id ?? '',
    botId: answer.bot_id ?? '',
    botName: answer.user ?? 'Tocsin',
  };
}

function isSame(one: Entry, other: Entry): boolean {
  return 'reason' in one && 'reason' in other && one.reason === other.reason;
}
