/** The chat networks that the settings name, put together; one that refuses its settings keeps no other from starting. */
import type { Readable, Writable } from 'node:stream';
import { drawChart } from './charts/draw.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { Health } from './model.ts';
import { createConsole } from './platforms/console.ts';
import { type Ears, type Platform, PlatformRefused } from './platforms/platform.ts';
import { createWebhook } from './platforms/webhook.ts';

/** The terminal in front of somebody, or a pipe. */
export type Terminal = {
  readonly input: Readable;
  readonly output: Writable;
  readonly isTerminal: boolean;
  readonly personName: string;
  readonly onInterrupt: () => void;
};

export type NetworksParts = {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly now: () => number;
  readonly log: Log;
  /** A network whose use is noted. */
  readonly noted: (platform: Platform) => Platform;
};

export type Networks = {
  /** By name: those that have been started. */
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly hasTerminal: boolean;
  /** Resolves when each is listening or has refused. */
  start(ears: Ears): Promise<void>;
  /** By name: those that refused to start, too. */
  health(): Readonly<Record<string, Health>>;
  stop(): Promise<void>;
};

export async function createNetworks(parts: NetworksParts): Promise<Networks> {
  const { terminal, log } = parts;
  const platforms = new Map<string, Platform>();
  const chosen = await chosenIn(parts);
  /** Why a network was not started, by its name. */
  const refusals = new Map<string, Health>();

  async function start(platform: Platform, ears: Ears): Promise<void> {
    platforms.set(platform.name, parts.noted(platform));
    try {
      await platform.start(ears);
    } catch (error) {
      platforms.delete(platform.name);
      if (!(error instanceof PlatformRefused)) throw error;
      const { name } = platform;
      refusals.set(name, { isWorking: false, reason: error.message });
      terminal.output.write(`${name}: ${error.message}\n`);
      const reason = { platform: name, error: error.message };
      log('error', 'a chat network refuses these settings', reason);
    }
  }

  return {
    platforms,
    hasTerminal: chosen.some(({ name }) => name === 'console'),
    async start(ears) {
      await Promise.all(chosen.map((platform) => start(platform, ears)));
    },
    health() {
      const started = [...platforms].map(([name, one]) => [name, one.health()] as const);
      return Object.fromEntries([...started, ...refusals]);
    },
    async stop() {
      await Promise.all([...platforms.values()].map((platform) => platform.stop()));
    },
  };
}

/**
 * A new network is one entry here. Without any, the terminal is one. The library of a network that is not used stays
 * out of memory.
 */
async function chosenIn({ config, terminal, now, log }: NetworksParts): Promise<Platform[]> {
  const { discord, slack, webhooks, userAgent, language, timeZone } = config;
  const parts = { log, now, draw: drawChart };
  const chosen: Platform[] = [];
  if (discord) {
    const { createDiscord } = await import('./platforms/discord.ts');
    chosen.push(createDiscord(discord, parts));
  }
  if (slack) {
    const { createSlack } = await import('./platforms/slack.ts');
    chosen.push(createSlack(slack, parts));
  }
  if (webhooks) chosen.push(createWebhook(webhooks, { now, userAgent }));
  const isConsole = config.console === 'on' || (config.console === 'auto' && chosen.length === 0);
  if (isConsole) chosen.push(createConsole({ ...terminal, language, timeZone }));
  return chosen;
}
