/**
 * The Socket Mode connection, kept open for as long as the bot runs.
 *
 * Slack's client can reconnect by itself, but it waits longer and longer up to hours, and one failed reconnect is an
 * unhandled rejection after which it stays silent. So each of its receivers lives for one connection only, and this
 * loop makes the next one: at once after a connection that had held, else after a pause that grows to half a minute.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type App, type Logger, type Receiver, SocketModeReceiver, webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';
import type { Health } from '../../model.ts';
import { PlatformRefused } from '../platform.ts';
import { clientOptions } from './client.ts';
import { codeOf, outcomeOf, refusal } from './outcome.ts';

const usualHelloTimeoutMs = 15_000;
/** A connection that ends sooner counts as a failure. */
const heldMs = 10_000;
const longestPauseMs = 30_000;
const refusedPauseMs = 60_000;
/** Slack renews connections every few hours; a gap of this length is nothing to report. */
const graceMs = 15_000;
/** How long a peer has to answer our goodbye. */
const goodbyeMs = 1000;

export type LinkSettings = {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  /** How long Slack may take to answer a ping. */
  readonly pongTimeoutMs?: number;
  /** How long a new connection may take until Slack's hello. */
  readonly helloTimeoutMs?: number;
};

export type LinkParts = {
  readonly log: Log;
  readonly now: () => number;
  readonly logger: Logger;
};

/** `start` resolves after the first attempt, connected or not, and rejects only when Slack refuses the token. */
export type Link = Receiver & { start(): Promise<void>; stop(): Promise<void>; health(): Health };

type Connection = { readonly ended: Promise<void>; end(): Promise<void> };

export function createLink(settings: LinkSettings, parts: LinkParts): Link {
  const { log, now } = parts;
  const stopping = new AbortController();
  let app: App | undefined;
  let current: Connection | undefined;
  let lostAt: number | undefined = now();
  let trouble = 'not connected yet';
  let loop: Promise<void> | undefined;

  /** One connection from its beginning to its end; true when it had held. */
  async function connectOnce(onOpen: () => void): Promise<boolean> {
    current = await connect(settings, parts, app, stopping.signal);
    const openedAt = now();
    lostAt = undefined;
    onOpen();
    await current.ended;
    await current.end();
    lostAt = now();
    trouble = 'the connection ended';
    return lostAt - openedAt >= heldMs;
  }

  async function keepOpen(first: PromiseWithResolvers<void>): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      let pauseMs = 0;
      try {
        failures = (await connectOnce(first.resolve)) ? 0 : failures + 1;
      } catch (error) {
        if (stopping.signal.aborted) break;
        failures += 1;
        const refused = refusedReason(error);
        pauseMs = refused === undefined ? askedPauseMs(error, now()) : refusedPauseMs;
        trouble = refused ?? String(error);
        log('warn', 'the connection to Slack failed', { reason: trouble, failures });
        if (refused === undefined) first.resolve();
        else first.reject(new PlatformRefused(refused));
      }
      if (failures > 0) pauseMs = Math.max(pauseMs, growingPauseMs(failures));
      await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
    first.resolve();
  }

  return {
    init(bolt) {
      app = bolt;
    },
    async start() {
      const first = Promise.withResolvers<void>();
      loop = keepOpen(first);
      await first.promise;
    },
    async stop() {
      stopping.abort();
      await current?.end();
      await loop;
    },
    health() {
      if (lostAt === undefined || now() - lostAt < graceMs) return { isWorking: true };
      return { isWorking: false, reason: `commands on Slack are not heard: ${trouble}` };
    },
  };
}

function growingPauseMs(failures: number): number {
  return Math.min(longestPauseMs, 250 * 2 ** Math.min(failures, 10));
}

/** How long Slack itself asks us to wait. */
function askedPauseMs(error: unknown, now: number): number {
  const outcome = outcomeOf(error, now, '');
  return outcome.result === 'wait' && error instanceof webApi.WebAPIRateLimitedError
    ? outcome.retryAt - now
    : 0;
}

function refusedReason(error: unknown): string | undefined {
  const said = codeOf(error);
  return said && refusal(said.code, 'SLACK_APP_TOKEN', said.needed);
}

/** Resolves when Slack has said hello; rejects when that takes too long. */
async function connect(
  settings: LinkSettings,
  parts: LinkParts,
  app: App | undefined,
  stopping: AbortSignal,
): Promise<Connection> {
  const { helloTimeoutMs = usualHelloTimeoutMs } = settings;
  const giveUp = new AbortController();
  const signal = AbortSignal.any([giveUp.signal, stopping]);
  const receiver = createReceiver(settings, parts, signal);
  if (app) receiver.init(app);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  receiver.client.on('disconnected', () => resolve());
  const end = async () => {
    giveUp.abort();
    await goodbye(receiver, ended);
    resolve();
  };
  try {
    await Promise.race([
      receiver.start().catch((error) => {
        throw error ?? new Error('Slack closed the connection before its hello');
      }),
      aborted(AbortSignal.any([stopping, AbortSignal.timeout(helloTimeoutMs)])).then(() => {
        throw new Error(`no hello from Slack within ${helloTimeoutMs / 1000} s`);
      }),
    ]);
  } catch (error) {
    await end();
    throw error;
  }
  return { ended, end };
}

/** Asks twice: the second time the client no longer waits for the peer and destroys the socket. */
async function goodbye(receiver: SocketModeReceiver, ended: Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    receiver.client.disconnect().catch(() => {});
    await Promise.race([ended, pause(goodbyeMs, undefined, { ref: false })]);
  }
}

function createReceiver(
  settings: LinkSettings,
  { logger, log }: LinkParts,
  signal: AbortSignal,
): SocketModeReceiver {
  const receiver = new SocketModeReceiver({
    appToken: settings.appToken,
    autoReconnectEnabled: false,
    logger,
    ...(settings.pongTimeoutMs === undefined ? {} : { clientPingTimeout: settings.pongTimeoutMs }),
    installerOptions: { clientOptions: clientOptions({ apiUrl: settings.apiUrl, logger, signal }) },
    processEventErrorHandler: async ({ error }) => {
      log('error', 'an event from Slack was not processed', { error: String(error) });
      return false;
    },
  });
  // The client's own listener is asynchronous and throws on envelopes that lack what it expects.
  const [listener] = receiver.client.listeners('ws_message');
  receiver.client.removeAllListeners('ws_message');
  receiver.client.on('ws_message', async (...message: unknown[]) => {
    try {
      await listener?.(...message);
    } catch (error) {
      log('warn', 'Slack sent an envelope of an unknown form', { error: String(error) });
    }
  });
  return receiver;
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener('abort', () => resolve(), { once: true });
  return promise;
}
