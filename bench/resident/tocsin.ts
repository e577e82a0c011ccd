/** The whole bot as `npm start` runs it, with the real clients of both networks connected to stand-ins. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiscordPeer } from '../../test/peers/discord.ts';
import { appToken, botToken, createSlackPeer } from '../../test/peers/slack.ts';
import { freePort, type Load, launch, type Program } from './program.ts';

const checksEach = 5;
const root = join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Resolves when both networks are connected and everything is watched. */
export async function startTocsin(load: Load): Promise<Program> {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  writeFileSync(join(home, 'services.yaml'), JSON.stringify({ services: servicesOf(load) }));
  const { settings, close } = await networks();
  const leave = async () => {
    await close();
    rmSync(home, { recursive: true });
  };
  const port = await freePort();
  const program = await launch({
    name: 'the bot',
    command: ['sh', '-c', scripts.start.replaceAll(/(?:\.\/)?src\//g, '"$0"/src/'), root],
    // In a folder of its own it finds no settings of this machine.
    options: {
      cwd: home,
      env: { ...process.env, ...settings, HTTP_PORT: String(port), LOG_LEVEL: 'error' },
    },
    readyAt: `http://127.0.0.1:${port}/readyz`,
  }).catch(async (error) => {
    await leave();
    throw error;
  });
  return {
    ...program,
    async close() {
      await program.close();
      await leave();
    },
  };
}

async function networks() {
  const slack = await createSlackPeer();
  const discord = await createDiscordPeer();
  discord.addChannel(discord.addGuild('Ops'), 'alerts');
  return {
    settings: {
      ...{ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl },
      ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
      ...{ CANARIES: 'off', CONSOLE: 'off' },
    },
    async close() {
      discord.close();
      await slack.close();
    },
  };
}

function servicesOf({ checks, everySeconds, pageOf }: Load) {
  const every = `${everySeconds}s`;
  return Array.from({ length: checks / checksEach }, (_, index) => ({
    id: `bench-${index}`,
    name: { en: `Bench ${index}` },
    checks: Array.from({ length: checksEach }, (_each, check) => ({
      target: pageOf(index * checksEach + check),
      every,
    })),
  }));
}
