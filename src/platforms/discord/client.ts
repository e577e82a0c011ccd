/**
 * One connection to Discord's gateway: discord.js set up to keep little, to identify rarely and to end when told.
 * How: `destroy()` of discord.js 14.28 forgets a shard that waits for its next try and a socket that is still
 * connecting; both would live on, identify again or raise an error that nobody hears. So a destroyed client's
 * tries are kept from ever going on, and such sockets are ended here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  Events,
  GatewayIntentBits,
  type IIdentifyThrottler,
  Options,
  SimpleIdentifyThrottler,
  SimpleShardingStrategy,
} from 'discord.js';
import { callingOnce } from './rest.ts';

/** For interaction callbacks; Discord waits three seconds for the first. */
const callbackLimitMs = 5_000;
/** Nothing that is asked is heard before all servers are there, or none has come for so long: one may be down. */
const serversLimitMs = 500;
/** A bot that identifies more than 1,000 times a day loses its token, so the pauses grow. */
const freeIdentifies = 3;
const identifyPauseMs = 5_000;
/** Still 720 a day; shorter than the time after which the gateway replaces a client that is away. */
const longestIdentifyPauseMs = 120_000;
const identifyMemoryMs = 3_600_000;

/** The one of `@discordjs/ws`; discord.js has another class of this name. */
type WebSocketManager = ConstructorParameters<typeof SimpleShardingStrategy>[0];

export type Connection = {
  readonly client: Client;
  /** Ends everything that the client has begun. Never rejects. */
  close(): Promise<void>;
};

export function createConnection(apiUrl: string | undefined, pace: Pace): Connection {
  let isClosed = false;
  let strategy: SimpleShardingStrategy | undefined;

  function buildStrategy(manager: WebSocketManager): SimpleShardingStrategy {
    const { retrieveSessionInfo } = manager.options;
    manager.options.retrieveSessionInfo = (shardId) =>
      isClosed ? new Promise(() => {}) : retrieveSessionInfo(shardId);
    strategy = new SimpleShardingStrategy(manager);
    return strategy;
  }

  const client: Client = new Client({
    intents: [GatewayIntentBits.Guilds],
    shards: 'auto',
    allowedMentions: { parse: [], repliedUser: false },
    waitGuildTimeout: serversLimitMs,
    rest: callingOnce(apiUrl, callbackLimitMs),
    ws: {
      large_threshold: 50,
      version: 10,
      buildStrategy,
      buildIdentifyThrottler: async (manager) => {
        const { session_start_limit } = await manager.fetchGatewayInformation();
        const throttler = new SimpleIdentifyThrottler(session_start_limit.max_concurrency);
        return { waitForIdentify: (id, signal) => paced(id, signal, pace, throttler) };
      },
    },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: ({ id }) => id === client.user?.id },
      UserManager: { maxSize: 0, keepOverLimit: ({ id }) => id === client.user?.id },
    }),
  });

  contain(client);
  return {
    client,
    async close() {
      isClosed = true;
      const sockets = strategy ? socketsOf(strategy) : [];
      await client.destroy().catch(() => undefined);
      for (const socket of sockets) end(socket);
    },
  };
}

/** A packet that discord.js cannot read would else end the process, as a rejection that nobody handles. */
function contain(client: Client): void {
  const manager = client.ws as unknown as { handlePacket: (...packet: unknown[]) => boolean };
  const handle = manager.handlePacket.bind(manager);
  manager.handlePacket = (...packet) => {
    try {
      return handle(...packet);
    } catch (error) {
      client.emit(Events.Error, error instanceof Error ? error : new Error(String(error)));
      return true;
    }
  };
}

type Socket = { onerror: unknown; readonly readyState: number; terminate(): void };

/** discord.js has no public way to its sockets. */
function socketsOf(strategy: SimpleShardingStrategy): Socket[] {
  const shards: Map<number, { connection: Socket | null }> = Reflect.get(strategy, 'shards');
  return [...shards.values()].flatMap(({ connection }) => connection ?? []);
}

function end(socket: Socket): void {
  const isOver = socket.readyState === 3;
  if (isOver) return;
  socket.onerror = () => undefined;
  socket.terminate();
}

async function paced(id: number, signal: AbortSignal, pace: Pace, inner: IIdentifyThrottler) {
  await pace(signal);
  await inner.waitForIdentify(id, signal);
}

/** Waits before an identify; rejects when the signal says that it is no longer wanted. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Lets the first identifies of an hour pass and each further one wait twice as long. */
export function createPace(now: () => number): Pace {
  let instants: number[] = [];
  return async (signal) => {
    instants = instants.filter((at) => now() - at < identifyMemoryMs);
    await sleep(identifyPause(instants.length), undefined, { signal });
    instants.push(now());
  };
}

/** How long the identify after so many in the last hour waits. */
export function identifyPause(count: number): number {
  if (count < freeIdentifies) return 0;
  const pauseMs = identifyPauseMs * 2 ** (count - freeIdentifies);
  return Math.min(pauseMs, longestIdentifyPauseMs);
}
