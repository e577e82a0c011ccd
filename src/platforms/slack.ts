/** Slack: posts and edits notices, hears commands, mentions and buttons, over Socket Mode or HTTP. */
import { setTimeout as pause } from 'node:timers/promises';
import { App, type Logger } from '@slack/bolt';
import type { Log } from '../log.ts';
import type { Channel, Health } from '../model.ts';
import { type Ears, type Limits, type Platform, PlatformRefused } from './platform.ts';
import { listenForAsks } from './slack/asking.ts';
import { clientOptions, createClient } from './slack/client.ts';
import { createDoor, type Door } from './slack/door.ts';
import { listenForLifecycle } from './slack/lifecycle.ts';
import { createLink, type Link } from './slack/link.ts';
import { createBoltLogger } from './slack/logger.ts';
import { commandProblem } from './slack/manifest.ts';
import { createPass, type Identity } from './slack/pass.ts';
import { createPeople, type Managers } from './slack/people.ts';
import { createSpeaker } from './slack/speaker.ts';
import { createUpload, type Draw } from './slack/upload.ts';

/**
 * https://docs.slack.dev/apis/web-api/rate-limits: one message a second in a channel, "several hundred"
 * a minute in a workspace, fifty edits a minute in a workspace (tier 3). The leeway is spent within the
 * first minute, so it is taken off what a minute holds: 40 + 10 edits, 250 + 20 posts.
 */
const limits: Limits = {
  posts: { everyMs: 240, leewayMs: 20 * 240 },
  edits: { everyMs: 1_500, leewayMs: 9 * 1_500 },
  channelPosts: { everyMs: 1_010, leewayMs: 0 },
};

/** How long calls under way may take once we stop. */
const patienceMs = 800;

export type SlackSettings = {
  readonly botToken: string;
  /** With it Socket Mode, without it HTTP. */
  readonly appToken?: string;
  readonly signingSecret?: string;
  readonly port?: number;
  /** Another server that speaks Slack's Web API, such as `http://127.0.0.1:4003/api/`. */
  readonly apiUrl?: string;
  /** The slash command, with its slash. */
  readonly command: string;
  /** Who may change what channels hear; full members when absent. */
  readonly managers?: Managers;
};

export type SlackParts = {
  readonly log: Log;
  readonly now: () => number;
  /** Draws charts as pictures; without it they are shown as text. */
  readonly draw?: Draw;
  /** How long Slack may take to answer a post; 12 s when absent. */
  readonly callLimitMs?: number;
};

/**
 * One workspace. `start` rejects when Slack refuses a token; a network that is away is no refusal: the platform then
 * connects by itself as soon as it can, and `health` says so meanwhile. Slack drops no repeats, hence the 0.
 */
export function createSlack(settings: SlackSettings, parts: SlackParts): Platform {
  const { log, now } = parts;
  const { apiUrl } = settings;
  const stopping = new AbortController();
  const calls = new AbortController();
  const logger = createBoltLogger(log, now);
  const client = createClient(settings.botToken, {
    apiUrl,
    logger: createBoltLogger(log, now, 'debug'),
    signal: calls.signal,
    callLimitMs: parts.callLimitMs,
  });
  const pass = createPass({ client, log, now, stopping: stopping.signal });
  const speaker = createSpeaker({ client, pass, now });
  const upload = createUpload({ client, draw: parts.draw, now, log });
  let mode: Link | Door | undefined;

  async function open(ears: Ears, identity: Identity): Promise<void> {
    mode = createMode(settings, { log, now, logger });
    const app = new App({
      receiver: mode,
      authorize: async () => ({ botToken: settings.botToken, ...identity }),
      deferInitialization: true,
      convoStore: false,
      logger,
      clientOptions: clientOptions({ apiUrl, logger, signal: calls.signal }),
    });
    app.error(async (error) => {
      log('error', 'an event from Slack was not processed', { error: String(error.stack) });
    });
    listen(app, ears, identity);
    await app.init();
    if (!stopping.signal.aborted) await mode.start();
  }

  function listen(app: App, ears: Ears, { teamId, botUserId, botName }: Identity): void {
    const channelOf = (id: string): Channel => `slack:${teamId}/${id}`;
    const { command, managers = 'members' } = settings;
    listenForAsks({
      app,
      client,
      ears,
      command,
      managers,
      botUserId,
      botName,
      people: createPeople({ client, now, managers, log }),
      channelOf,
      reply: speaker.reply,
      whisper: speaker.whisper,
      upload,
      now,
      log,
    });
    listenForLifecycle({
      app,
      botUserId,
      noticeChannel: (id, change) => ears.noticeChannel(channelOf(id), change),
      onRemoved: (reason) => pass.refuse(reason, () => ears.noticeRemoval?.(`slack:${teamId}`, [])),
      onRefused: pass.refuse,
    });
  }

  async function openWhenAccepted(ears: Ears): Promise<void> {
    const identity = await pass.accepted();
    if (identity) await open(ears, identity);
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await Promise.all([
      mode?.stop(),
      Promise.race([speaker.idle(), pause(patienceMs, undefined, { ref: false })]),
    ]);
    calls.abort();
  }

  return {
    name: 'slack',
    repeatsAreSafeForMs: 0,
    limits,
    async start(ears) {
      const problem = settingsProblem(settings);
      if (problem !== undefined) throw new PlatformRefused(problem);
      const entry = await pass.check();
      if (entry.result === 'refused') throw new PlatformRefused(entry.reason);
      if (entry.result !== 'accepted') {
        openWhenAccepted(ears).catch((error) =>
          log('error', 'Slack does not let us listen', { reason: String(error.message) }),
        );
        return;
      }
      try {
        await open(ears, entry.identity);
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    post: speaker.post,
    edit: speaker.edit,
    isAnswering: speaker.isAnswering,
    // A message to a person's id goes to their conversation with the app.
    personal: async (channel, person) =>
      /^[UW][A-Z0-9]+$/.test(person) ? channel.replace(/[^/]*$/, person) : undefined,
    health(): Health {
      const standing = pass.health();
      return standing.isWorking && mode ? mode.health() : standing;
    },
  };
}

function createMode(
  settings: SlackSettings,
  parts: SlackParts & { readonly logger: Logger },
): Link | Door {
  const { appToken, signingSecret = '', port = 0, apiUrl } = settings;
  if (appToken !== undefined) return createLink({ appToken, apiUrl }, parts);
  return createDoor({ signingSecret, port }, parts);
}

function settingsProblem(settings: SlackSettings): string | undefined {
  const { botToken, appToken, signingSecret, port } = settings;
  if (botToken.startsWith('xapp-') || appToken?.startsWith('xoxb-')) {
    return 'SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-: they look swapped';
  }
  if (appToken === undefined && (!signingSecret || port === undefined)) {
    return 'Slack needs SLACK_APP_TOKEN (Socket Mode), or SLACK_SIGNING_SECRET and SLACK_PORT (HTTP mode)';
  }
  return commandProblem(settings.command);
}
