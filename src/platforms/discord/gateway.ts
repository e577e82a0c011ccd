/**
 * Keeps the bot connected to Discord's gateway, says how that stands, and gives up only for what an operator
 * must mend. How: one connection at a time; discord.js resumes by itself; a connection that stays away
 * too long is replaced, with growing pauses and an eye on the daily budget of session starts.
 */
import { type Client, Events, type REST } from 'discord.js';
import type { Log } from '../../log.ts';
import type { Health } from '../../model.ts';
import { PlatformRefused } from '../platform.ts';
import { type Connection, createConnection, createPace } from './client.ts';
import { isTokenFault, namedPause, tokenReason } from './outcome.ts';
import { askForStarts, shortageOf } from './starts.ts';

/** `start` goes on without the gateway after this long; the tries go on too. */
const connectLimitMs = 15_000;
/** Shorter absences are everyday life: Discord moves connections several times a day. */
const everydayMs = 60_000;
/** discord.js is given this long to come back by itself. */
const replaceAfterMs = 180_000;
const firstPauseMs = 1_000;
const longestPauseMs = 300_000;
/** No pause is longer: session starts are counted by the day. */
const dayMs = 86_400_000;

/** The bot has grown out of its shards; whoever connects anew is told how many it takes. */
const moreShards = 4011;
/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes */
const finalReasons: ReadonlyMap<number, string> = new Map([
  [4004, tokenReason],
  [4010, 'Discord refuses the shard (4010); this is a bug'],
  [4012, 'Discord no longer speaks this version of its API (4012); update the bot'],
  [4013, 'Discord does not know the intents asked for (4013); update the bot'],
  [4014, 'Discord does not allow this bot the intent "Guilds" (4014); check the Developer Portal'],
]);

export type GatewayParts = {
  readonly token: string;
  readonly apiUrl: string | undefined;
  readonly rest: REST;
  readonly now: () => number;
  readonly log: Log;
  /** Called for every new client, before it connects. */
  readonly onClient: (client: Client) => void;
  /** Called each time when commands can arrive. */
  readonly onReady: (client: Client<true>) => Promise<void>;
  /** Called when Discord refuses the token of a bot that runs. */
  readonly onRefused: () => void;
};

export type Gateway = {
  /** Resolves when connected, or when that must be tried again later. Rejects with `PlatformRefused`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Until `accept`, or for good: an operator has to do something. */
  refuse(reason: string): void;
  /** Discord takes the token again. */
  accept(): void;
  client(): Client | undefined;
  health(): Health;
};

export function createGateway(parts: GatewayParts): Gateway {
  const { token, rest, now, log } = parts;
  const pace = createPace(now);
  let connection: Connection | undefined;
  let refusal: string | undefined;
  let awaySince: number | undefined = now();
  let shortage: string | undefined;
  let hasBeenReady = false;
  let isClosed = true;
  let isStarting = false;
  let hasStarted = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function refuse(reason: string): void {
    if (refusal === undefined) log('error', reason, { platform: 'discord' });
    refusal ??= reason;
    // Whoever starts with a wrong token is told so at once, and mends it by hand.
    if (refusal === tokenReason && !isStarting) parts.onRefused();
  }

  /** A connection that still stands needs no other. */
  function accept(): void {
    if (refusal !== tokenReason) return;
    refusal = undefined;
    if (!isClosed || !hasStarted) return;
    callOff();
    again(0);
  }

  /** The next try, which may have been meant for a connection that is closed by now. */
  function callOff(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function away(): void {
    awaySince ??= now();
    again(replaceAfterMs);
  }

  function here(): void {
    awaySince = undefined;
    failures = 0;
    callOff();
  }

  function again(pauseMs: number): void {
    if (isStopped || refusal !== undefined || timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      connect().catch((error) => refuse(String(error.message)));
    }, pauseMs);
  }

  function later(error: unknown): void {
    wait('Discord cannot be reached; trying again', namedPause(error), { error: String(error) });
  }

  function wait(text: string, askedPauseMs: number, details: object = {}): void {
    if (isStopped) return;
    const ownPauseMs = Math.min(firstPauseMs * 2 ** failures, longestPauseMs);
    const pauseMs = Math.min(Math.max(ownPauseMs, askedPauseMs), dayMs);
    failures = Math.min(failures + 1, 10);
    log('warn', text, { platform: 'discord', pauseMs, ...details });
    callOff();
    again(pauseMs);
  }

  /** One try. Rejects with `PlatformRefused` when another would be of no use. */
  async function connect(): Promise<void> {
    await connection?.close();
    connection = undefined;
    isClosed = true;
    try {
      const starts = await askForStarts(rest);
      shortage = shortageOf(starts, now());
      if (shortage !== undefined) return wait(shortage, starts.resetAfterMs);
    } catch (error) {
      if (isTokenFault(error)) throw new PlatformRefused(tokenReason);
      return later(error);
    }
    if (isStopped) return;
    connection = createConnection(parts.apiUrl, pace);
    isClosed = false;
    await login(connection);
  }

  async function login(mine: Connection): Promise<void> {
    const { client } = mine;
    parts.onClient(client);
    listen(client);
    const { promise: isReady, resolve } = Promise.withResolvers<void>();
    client.once(Events.ClientReady, (ready) => {
      hasBeenReady = true;
      here();
      void parts.onReady(ready).finally(resolve);
    });
    const failed = client.login(token).then(
      () => isReady,
      (error) => {
        if (mine !== connection) return;
        if (isTokenFault(error) || error?.code === 'TokenInvalid') refuse(tokenReason);
        if (refusal === undefined) later(error);
      },
    );
    await Promise.race([failed, isReady, pause(connectLimitMs)]);
    if (refusal !== undefined) throw new PlatformRefused(refusal);
    if (awaySince !== undefined) again(replaceAfterMs);
  }

  function listen(client: Client): void {
    client.on(Events.ShardReconnecting, away);
    client.on(Events.ShardResume, here);
    client.on(Events.ShardReady, here);
    client.on(Events.ShardDisconnect, ({ code }) => {
      isClosed = true;
      awaySince ??= now();
      if (code === moreShards) return wait('Discord wants more shards', 0);
      refuse(finalReasons.get(code) ?? `Discord closed the connection for good (${code})`);
    });
    client.on(Events.Invalidated, () => away());
    client.on(Events.ShardError, (error) => note('a connection to Discord failed', error));
    client.on(Events.Error, (error) => note('discord.js reports an error', error));
    client.on(Events.Warn, (text) => log('warn', text, { platform: 'discord' }));
  }

  function note(text: string, error: unknown): void {
    log('warn', text, { platform: 'discord', error: String(error) });
  }

  function health(): Health {
    if (refusal !== undefined) return { isWorking: false, reason: refusal };
    if (awaySince === undefined) return { isWorking: true };
    if (shortage !== undefined) return { isWorking: false, reason: shortage };
    if (hasBeenReady && now() - awaySince < everydayMs) return { isWorking: true };
    const since = new Date(awaySince).toISOString();
    return { isWorking: false, reason: `not connected to Discord's gateway since ${since}` };
  }

  return {
    async start() {
      isStarting = true;
      await connect();
      isStarting = false;
      hasStarted = true;
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await connection?.close();
    },
    // While it starts, the gateway finds out by itself whether the token is good.
    refuse: (reason) => (isStarting ? parts.onRefused() : refuse(reason)),
    accept,
    client: () => connection?.client,
    health,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
