/** Discord: posts as a bot over REST, hears commands over the gateway, needs no privileged intent. */
import { type Client, Events } from 'discord.js';
import type { Log } from '../log.ts';
import { missingPermissions, watchChannels } from './discord/channels.ts';
import { createGateway } from './discord/gateway.ts';
import { createInteractions, type Interactions } from './discord/interactions.ts';
import { namedPause } from './discord/outcome.ts';
import type { Draw } from './discord/picture.ts';
import { register } from './discord/registration.ts';
import { createRest } from './discord/rest.ts';
import { createStanding } from './discord/standing.ts';
import { createWriter } from './discord/writer.ts';
import type { Ears, Limits, Platform } from './platform.ts';

/** Discord drops a repeat with the same nonce for "a few minutes"; less is relied on. */
const repeatsAreSafeForMs = 120_000;
/**
 * Fifty requests a second (https://docs.discord.com/developers/topics/rate-limits#global-rate-limit),
 * never 51 in any second, however they are delayed on their way. The buckets of channels are known by
 * their headers alone.
 */
const limits: Limits = {
  calls: { everyMs: 20.2, leewayMs: 100 },
  window: { calls: 50, ms: 1_008 },
};
const farewellMs = 2_000;
const registerPauseMs = 60_000;

export type DiscordSettings = {
  readonly token: string;
  /** Another server that speaks Discord's API, such as `http://127.0.0.1:8081/api`. */
  readonly apiUrl?: string;
};

export type DiscordParts = {
  readonly log: Log;
  readonly now: () => number;
  /** Draws the charts of answers; without it they are rows of bars. */
  readonly draw?: Draw;
  /** How long Discord may take to answer a post; 10 s when absent. */
  readonly callLimitMs?: number;
};

export function createDiscord(settings: DiscordSettings, parts: DiscordParts): Platform {
  const { log, now } = parts;
  const rest = createRest({ ...settings, callLimitMs: parts.callLimitMs });
  let ears: Ears | undefined;
  let interactions: Interactions | undefined;
  let unregistered: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  const standing = createStanding({
    rest,
    now,
    log,
    onAccepted() {
      writer.accept();
      gateway.accept();
    },
  });
  const gateway = createGateway({
    token: settings.token,
    apiUrl: settings.apiUrl,
    rest,
    now,
    log,
    onClient: listen,
    onReady: (client) => tellCommands(client.application.id),
    onRefused: () => standing.doubt(),
  });
  const writer = createWriter({
    rest,
    now,
    log,
    missingPermissions: (channelId) => missingPermissions(gateway.client(), channelId),
    onRefused: gateway.refuse,
  });

  function listen(client: Client): void {
    const heard = interactions;
    if (!ears || !heard) return;
    watchChannels(client, ears);
    client.on(Events.InteractionCreate, (interaction) => heard.handle(interaction));
  }

  /** Never rejects; when Discord does not take the commands, it is told them again later. */
  async function tellCommands(applicationId: string): Promise<void> {
    clearTimeout(timer);
    if (isStopped) return;
    try {
      const result = await register(rest, applicationId, ears?.commands ?? []);
      unregistered = undefined;
      log('info', 'commands registered', { platform: 'discord', result });
    } catch (error) {
      unregistered = `Discord did not take the commands: ${String(error).slice(0, 300)}`;
      log('error', unregistered, { platform: 'discord' });
      const pauseMs = Math.max(registerPauseMs, namedPause(error));
      timer = setTimeout(() => void tellCommands(applicationId), pauseMs);
    }
  }

  return {
    name: 'discord',
    repeatsAreSafeForMs,
    limits,
    async start(given) {
      ears = given;
      interactions = createInteractions(given, log, parts.draw);
      try {
        await gateway.start();
      } catch (error) {
        standing.stop();
        throw error;
      }
    },
    async stop() {
      isStopped = true;
      standing.stop();
      clearTimeout(timer);
      // First what is under way, since the answers go through the connection's client.
      await Promise.race([
        Promise.all([interactions?.idle(), writer.idle()]),
        new Promise((resolve) => setTimeout(resolve, farewellMs).unref()),
      ]);
      await Promise.race([
        gateway.stop(),
        new Promise((resolve) => setTimeout(resolve, farewellMs / 4).unref()),
      ]);
      rest.clearHashSweeper();
      rest.clearHandlerSweeper();
    },
    post: writer.post,
    edit: writer.edit,
    isAnswering: writer.isAnswering,
    personal: (_channel, person) => writer.personal(person),
    health() {
      const health = gateway.health();
      if (!health.isWorking || unregistered === undefined) return health;
      return { isWorking: false, reason: unregistered };
    },
  };
}
