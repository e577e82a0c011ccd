/** What became of a call to Slack, from the error that its client threw. */
import { webApi } from '@slack/bolt';
import type { Sent } from '../platform.ts';

type NotSent = Exclude<Sent, { result: 'ok' }>;

/** When a network or Slack itself is away, and when Slack says "later" without saying when. */
const pauseMs = { unreachable: 10_000, busy: 30_000, away: 60_000 } as const;

/** Slack does not say whose limit it was; a channel's own is one second, so a longer pause is for all. */
const channelPauseSeconds = 2;

/**
 * An allow-list: only a code that is known to mean "not sent" is taken as that. Slack's client hands over a page of
 * HTML as an error code, and "internal_error" may come after the message was posted
 * (https://docs.slack.dev/reference/methods/chat.postMessage#errors); both are `unsure`.
 */
export function outcomeOf(error: unknown, now: number, bot: string): NotSent {
  if (error instanceof webApi.WebAPIPlatformError) return said(error.data, now, bot);
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const retryAt = now + Math.max(error.retryAfter, 1) * 1000;
    return {
      ...{ result: 'wait', retryAt, reason: 'Slack asks us to slow down' },
      ...(error.retryAfter > channelPauseSeconds && { isEverywhere: true }),
    };
  }
  if (error instanceof webApi.WebAPIHTTPError) return httpOutcome(error.statusCode, now);
  const code = connectionCode(error);
  if (code === undefined) {
    return { result: 'unsure', reason: `no answer from Slack: ${causeOf(error)}` };
  }
  const retryAt = now + pauseMs.unreachable;
  return {
    ...{ result: 'wait', retryAt, reason: `Slack cannot be reached (${code})` },
    isEverywhere: true,
  };
}

/** Why Slack refuses a token, and what to do about it; undefined for every other code. */
export function refusal(code: string, setting: string, needed?: string): string | undefined {
  const cure = refusals[code];
  if (cure === undefined) return undefined;
  return `Slack refuses ${setting} (${code}): ${cure.replaceAll('{needed}', needed ?? 'a scope')}`;
}

/** The code of an `ok: false` answer; undefined for every other error. */
export function codeOf(error: unknown): { code: string; needed?: string } | undefined {
  if (!(error instanceof webApi.WebAPIPlatformError)) return undefined;
  const { error: code, needed } = error.data as { error: string; needed?: string };
  return { code, ...(needed === undefined ? {} : { needed }) };
}

const refusals: Readonly<Record<string, string>> = {
  invalid_auth:
    'it is not a token of this workspace; copy it again from the pages of your Slack app',
  not_authed: 'it is empty',
  account_inactive:
    'the app was removed or its workspace closed; install it again and copy the new token',
  token_revoked: 'it was revoked; install the app again and copy the new token',
  token_expired: 'it has expired; switch token rotation off in the app and copy the new token',
  user_removed_from_team: 'the bot was removed from the workspace; install the app again',
  team_disabled: 'the workspace is disabled',
  not_allowed_token_type:
    'it is of the wrong kind; SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-',
  missing_scope:
    'the app lacks {needed}; add it to the app (npm run manifest prints all of them) and install it again',
  org_login_required: 'the workspace is moving into an organisation; try again when that is done',
  team_access_not_granted: 'the app has no access to this workspace; ask its administrators',
  app_missing_action_url: 'the app is not complete; make it from what npm run manifest prints',
};

const gone: Readonly<Record<string, string>> = {
  channel_not_found:
    'Slack does not find the channel: it was deleted, or it is private; type /invite @{bot} there',
  not_in_channel: 'not in the channel: type /invite @{bot} there',
  is_archived: 'the channel is archived',
  is_inactive: 'the channel is archived',
  restricted_action: 'a setting of the workspace does not let apps post in this channel',
  restricted_action_read_only_channel: 'the channel is read-only',
  restricted_action_thread_only_channel: 'the channel takes replies in threads only',
  restricted_action_non_threadable_channel: 'the channel does not take threads',
  messages_tab_disabled: 'the app does not take direct messages: switch its messages tab on',
  ekm_access_denied: 'the administrators of the workspace have suspended posting',
  no_permission: 'the app may not post in this channel',
  cannot_dm_bot: 'this is a conversation that the app cannot post in',
  user_not_found: 'the person is not in this workspace',
};

const missing: Readonly<Record<string, string>> = {
  message_not_found: 'the message is not there any more',
  cant_update_message: 'the message is not ours to change',
  edit_window_closed: 'the workspace does not allow changing a message of this age',
  thread_not_found: 'the thread is not there any more',
};

const malformed = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_attachments',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'metadata_too_large',
  'metadata_must_be_sent_from_app',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'too_many_attachments',
  'block_mismatch',
  'invalid_arguments',
  'invalid_arg_name',
  'invalid_array_arg',
  'invalid_form_data',
  'markdown_text_conflict',
]);

const later: Readonly<Record<string, number>> = {
  ratelimited: pauseMs.busy,
  rate_limited: pauseMs.busy,
  message_limit_exceeded: pauseMs.away,
  service_unavailable: pauseMs.away,
  team_added_to_org: pauseMs.away,
};

function said(data: { error: string; needed?: string }, now: number, bot: string): NotSent {
  const { error: code } = data;
  const refused = refusal(code, 'SLACK_BOT_TOKEN', data.needed);
  if (refused !== undefined) return { result: 'refused', reason: refused };
  const why = gone[code];
  if (why !== undefined) return { result: 'gone', reason: why.replaceAll('{bot}', bot) };
  const lost = missing[code];
  if (lost !== undefined) return { result: 'missing', reason: lost };
  if (malformed.has(code))
    return { result: 'malformed', reason: `Slack refuses the form: ${code}` };
  const pause = later[code];
  if (pause !== undefined)
    return { result: 'wait', retryAt: now + pause, reason: `Slack says ${code}` };
  return { result: 'unsure', reason: `Slack answered ${JSON.stringify(code.slice(0, 80))}` };
}

/** Below 500 something on the way refused the request, such as a proxy; from 500 on Slack may have done its work. */
function httpOutcome(status: number, now: number): NotSent {
  if (status >= 500)
    return { result: 'unsure', reason: `Slack answered with HTTP status ${status}` };
  const reason = `something refuses our way to Slack with HTTP status ${status}`;
  return { result: 'wait', retryAt: now + pauseMs.away, reason };
}

/** The code of a failure that came before a single byte of the request had left. */
function connectionCode(error: unknown): string | undefined {
  const code = causeOf(error);
  const isBefore =
    /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(
      code,
    ) || /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code);
  return isBefore ? code : undefined;
}

/** The innermost code, else the text, of a chain of causes. */
function causeOf(error: unknown): string {
  let inner = error as { code?: unknown; cause?: unknown; message?: unknown; name?: unknown };
  for (let depth = 0; depth < 5 && inner?.cause instanceof Error; depth += 1) inner = inner.cause;
  const text = inner?.code ?? inner?.message ?? inner;
  return String(typeof text === 'number' ? inner.name : text).slice(0, 200);
}
