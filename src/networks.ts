/** The chat networks that the settings name, put together; one that refuses its settings keeps no other from starting. */
import type { Readable, Writable } from 'node:stream';
import { drawChart } from './charts/draw.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { Health } from './model.ts';
import { createConsole } from './platforms/console.ts';
import { createDiscord } from './platforms/discord.ts';
import { type Ears, type Platform, PlatformRefused } from './platforms/platform.ts';
import { createSlack } from './platforms/slack.ts';
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
  health(): Readonly<Record<string, Health>>;
  stop(): Promise<void>;
};

export function createNetworks(parts: NetworksParts): Networks {
  const { terminal, log } = parts;
  const platforms = new Map<string, Platform>();
  const chosen = chosenIn(parts);

  async function start(platform: Platform, ears: Ears): Promise<void> {
    platforms.set(platform.name, parts.noted(platform));
    try {
      await platform.start(ears);
    } catch (error) {
      platforms.delete(platform.name);
      if (!(error instanceof PlatformRefused)) throw error;
      const { name } = platform;
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
    health: () => Object.fromEntries([...platforms].map(([name, one]) => [name, one.health()])),
    async stop() {
      await Promise.all([...platforms.values()].map((platform) => platform.stop()));
    },
  };
}

/** A new network is one line here. Without any, the terminal is one. */
function chosenIn({ config, terminal, now, log }: NetworksParts): readonly Platform[] {
  const { discord, slack, webhooks, userAgent, language, timeZone } = config;
  const parts = { log, now, draw: drawChart };
  const others = [
    ...(discord ? [createDiscord(discord, parts)] : []),
    ...(slack ? [createSlack(slack, parts)] : []),
    ...(webhooks ? [createWebhook(webhooks, { now, userAgent })] : []),
  ];
  const isConsole = config.console === 'on' || (config.console === 'auto' && others.length === 0);
  return isConsole ? [...others, createConsole({ ...terminal, language, timeZone })] : others;
}
