/**
 * The real clients, real processes, SIGKILL at every commit of the store: before it is durable, and after; while
 * the networks tell them to wait.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Incident } from '../../src/model.ts';
import { createDice, type Dice } from '../../src/simulation/random.ts';
import { createStore } from '../../src/store/index.ts';
import { createDiscordPeer } from '../peers/discord.ts';
import { appToken, botToken, createSlackPeer } from '../peers/slack.ts';
import { createDoubts, type Doubts } from './doubts.ts';
import { judge, titleIn } from './judge.ts';
import type { Happening } from './network.ts';

const program = join(import.meta.dirname, 'program.ts');
const speed = 20;
const slackChannel = 'slack:T0TEAM/C1';

/** `commits` of a life that came to its end. */
type Life = { readonly isKilled: boolean; readonly commits?: number };

async function live(environment: Record<string, string>): Promise<Life> {
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, SPEED: String(speed), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const [, signal] = await once(child, 'exit');
  const [, commits] = /done (\d+)/.exec(said) ?? [];
  const isKilled = signal === 'SIGKILL';
  return commits === undefined ? { isKilled } : { isKilled, commits: Number(commits) };
}

type Peers = {
  readonly discord: Awaited<ReturnType<typeof createDiscordPeer>>;
  readonly slack: Awaited<ReturnType<typeof createSlackPeer>>;
};

/** Some of the next calls are told to wait; which ones, the seed says. */
function slowDown({ discord, slack }: Peers, dice: Dice): void {
  const some = () => Array.from({ length: Math.floor(dice.next() * 3) });
  for (const method of ['chat.postMessage', 'chat.update']) {
    slack.fail(method, ...some().map(() => ({ kind: 'ratelimited', retryAfter: 1 }) as const));
  }
  for (const method of ['POST', 'PATCH']) {
    const times = some().length;
    const scope = dice.next() < 0.5 ? 'shared' : 'global';
    // Its client waits by the clock of the machine, which is not the fast one of the story.
    const fault = { kind: 'rate-limit', scope, retryAfter: 0.02 } as const;
    if (times > 0) discord.fault({ method, path: '/messages', times, fault });
  }
}

/** One story, with a death in it; resolves to what went wrong, in words. */
async function play(killAt: number, when: 'before' | 'after'): Promise<string[]> {
  const discord = await createDiscordPeer();
  const slack = await createSlackPeer();
  const dice = createDice(`killed/${killAt}/${when}`);
  slowDown({ discord, slack }, dice);
  slack.addChannel({ id: 'C1' });
  const discordChannel = discord.addChannel(discord.addGuild('Ops'), 'alerts');
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  const environment = {
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    ...{ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slack.apiUrl },
    ...{ STORE_URL: `sqlite:${join(folder, 'tocsin.db')}` },
    CHANNELS: `discord:${discordChannel} ${slackChannel}`,
  };
  try {
    const dying = { ...environment, KILL_AT: String(killAt), KILL_WHEN: when };
    const life = await live(dying);
    if (!life.isKilled) return [`was not killed: ${life.commits} commits`];
    const doubts = createDoubts(await stored(environment.STORE_URL));
    doubts.doubt();
    slowDown({ discord, slack }, dice);
    const { commits } = await live(environment);
    if (commits === undefined) return ['did not come to its end'];
    const dropped = new Set<string>();
    const onDiscord = discord.requests(`/channels/${discordChannel}/messages`).flatMap((one) => {
      const { content, nonce = '' } = one.body as { content: string; nonce?: string };
      // Discord itself drops a repeat.
      const isDropped = one.method === 'POST' && dropped.has(nonce);
      if (one.method === 'POST' && one.status !== 429) dropped.add(nonce);
      return isDropped || content === '' || one.status === 429
        ? []
        : [happening(one.at, content, nonce)];
    });
    const onSlack = slack.calls.flatMap(({ method, at, body, fault }) => {
      const metadata = body.metadata as { event_payload: { nonce: string } } | undefined;
      const isTold = /^chat\.(postMessage|update)$/.test(method) && body.text !== '' && !fault;
      return isTold ? [happening(at, String(body.text), metadata?.event_payload.nonce ?? '')] : [];
    });
    return [
      ...wrongIn(`discord:${discordChannel}`, onDiscord, doubts),
      ...wrongIn(slackChannel, onSlack, doubts),
    ];
  } finally {
    discord.close();
    await slack.close();
    rmSync(folder, { recursive: true });
  }
}

/** An edit has no nonce. */
function happening(at: number, text: string, nonce: string): Happening {
  const title = titleIn(text);
  const post = { id: '', channel: '', nonce, at, isQuiet: false, wasRead: [], isDeleted: false };
  return { at, post, title, isEdit: nonce === '' };
}

/** What the dead has left. */
async function stored(storeUrl: string): Promise<ReadonlyMap<string, unknown>> {
  const store = await createStore(storeUrl);
  const rows = new Map<string, unknown>();
  for await (const [key, told] of store.table('told').entries()) rows.set(`told|${key}`, told);
  await store.close();
  return rows;
}

function wrongIn(channel: string, happenings: readonly Happening[], doubts: Doubts) {
  const ended = { status: 'major', worst: 'major', startedAt: 1, openedAt: 1, endedAt: 2 } as const;
  const incidents: readonly Incident[] = [
    { ...ended, id: 's0.1', service: 's0', revision: 3, changedAt: 2, parts: [] },
    { ...ended, id: 's1.1', service: 's1', revision: 2, changedAt: 2, parts: [] },
  ];
  const services = ['s0', 's1'];
  const facts = { happenings, services, incidents, notices: [], doubts };
  // The stand-in drops a repeat as Discord does, so none may be seen at all.
  const repeatsAreSafeForMs = channel === slackChannel ? 0 : Number.POSITIVE_INFINITY;
  const wrong = judge({ channel, ...facts, repeatsAreSafeForMs });
  return wrong.map((text) => `${channel}: ${text}`);
}

/** More than a whole story has: a life without a kill tells how many there are. */
const deaths = Array.from({ length: 40 }, (_, n) => n + 1);

test('killed at any commit, and told to wait, each channel reads the right story', {
  timeout: 300_000,
}, async () => {
  const wrong: string[] = [];
  let killed = 0;
  for (const killAt of deaths) {
    const both = await Promise.all([play(killAt, 'before'), play(killAt, 'after')]);
    if (both.flat().some((text) => text.startsWith('was not killed'))) break;
    killed += 1;
    for (const text of both.flat()) wrong.push(`killed at commit ${killAt}: ${text}`);
  }
  expect(wrong).toEqual([]);
  expect(killed).toBeGreaterThan(20);
});
