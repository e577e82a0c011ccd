/**
 * One seeded story of deaths: the real clients in a process that is killed by SIGKILL at a commit of its store, and
 * started again until the story is over, while the networks tell it to wait, requests and answers are lost, a network
 * is away for a while and a channel is gone.
 * Seeds 1 and 2 die at the first commit, before and after it is durable, 3 and 4 at the second, and so on; some die
 * again in their next lives, where the dice say. After `boundaries` commits it begins anew, with other dice.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Channel, Incident } from '../../src/model.ts';
import { createDice, type Dice } from '../../src/simulation/random.ts';
import { createStore } from '../../src/store/index.ts';
import { bury, type Chat, clockSince } from './chat.ts';
import { createDiscordChat } from './chat-discord.ts';
import { createSlackChat } from './chat-slack.ts';
import { createDoubts } from './doubts.ts';
import { judge } from './judge.ts';
import type { Said } from './program.ts';
import { createSpells } from './spells.ts';

const program = join(import.meta.dirname, 'program.ts');
/** What Node compiled once it need not compile again. */
const compiled = join(tmpdir(), 'tocsin-chaos-compiled');
/** More commits than a whole story has; a story whose first life has fewer sees no death. */
export const boundaries = 45;
const faultsAtMost = 4;
const deathsAtMost = 3;

export type KilledVerdict = {
  readonly wrong: readonly string[];
  readonly messages: number;
  readonly faults: number;
  /** 0 when the first life had fewer commits. */
  readonly deaths: number;
  /** Networks that were away, and channels that were gone. */
  readonly spells: number;
  readonly log: readonly string[];
};

/** When a life ends, counted in commits; undefined for one that sees the end of the story. */
type Death = { readonly at: number; readonly when: 'before' | 'after' } | undefined;

export async function playKilled(seed: number): Promise<KilledVerdict> {
  const dice = createDice(`killed/${seed}`);
  const beganAt = Date.now();
  const clock = clockSince(beganAt);
  const chats = [
    await createDiscordChat({ clock, isOutside: true }),
    await createSlackChat({ clock, isOutside: true }),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-'));
  const storeUrl = `sqlite:${join(folder, 'tocsin.db')}`;
  const durable = new Map<string, unknown>();
  const doubts = createDoubts(durable);
  const log: string[] = [];
  const say = (text: string) => log.push(`${((clock.now() - beganAt) / 1000).toFixed(1)} ${text}`);
  const counts = { faults: 0, deaths: 0 };
  let living: ChildProcess | undefined;
  const onBack = (channel: Channel) => tell(`back ${channel}`);
  const spells = createSpells({ chats, say, onBack });

  /** What a bot that listens would hear. */
  function tell(news: string): void {
    living?.stdin?.write(`${news}\n`);
  }

  function spoil(): void {
    spells.cast(dice);
    for (const { name, proxy, fault } of chats) {
      const faults = Array.from({ length: Math.floor(dice.next() * (faultsAtMost + 1)) }, () =>
        fault(dice),
      );
      say(`${name} ${JSON.stringify(faults)}`);
      proxy.faults.push(...faults);
      counts.faults += faults.length;
    }
  }

  /** False when it was killed. */
  async function live(death: Death): Promise<boolean> {
    const child = spawn(process.execPath, [program], {
      env: {
        ...{ PATH: process.env.PATH, NODE_COMPILE_CACHE: compiled },
        ...Object.assign({}, ...chats.map(({ environment }) => environment)),
        ...{ STORE_URL: storeUrl, BEGAN_AT: String(beganAt) },
        CHANNELS: chats.map(({ channels }) => channels[0]).join(' '),
        ...(death && { KILL_AT: String(death.at), KILL_WHEN: death.when }),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // The dead do not read.
    child.stdin.on('error', () => {});
    living = child;
    const present = chats.map(({ channels }) => channels[0] ?? '');
    for (const channel of present) if (!spells.isGone(channel)) onBack(channel);
    void spells.over().then(() => child.stdin.write('calm\n'));
    let isOver = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said: Said = JSON.parse(line);
      if ('commits' in said) isOver = true;
      heed(said);
    });
    const [code, signal] = await once(child, 'close');
    if (!isOver && signal !== 'SIGKILL') throw new Error(`a life ended with ${code ?? signal}`);
    return isOver;
  }

  function heed(said: Said): void {
    if ('row' in said) note(said.row, said.value);
    else say(JSON.stringify(said));
    if ('unsure' in said) {
      doubts.doubt(said.unsure);
      for (const { patience } of chats) patience.miss(said.unsure);
    }
    if (!('step' in said)) return;
    const assumed = doubts.note(said.step, clock.now());
    const chat = chats.find(({ channels }) => channels.includes(said.step.channel ?? ''));
    if (assumed) chat?.happenings.push(assumed);
  }

  function note(row: string, value: unknown): void {
    if (value === undefined) durable.delete(row);
    else durable.set(row, value);
  }

  /** What the dead has left, to the last row. */
  async function mourn(): Promise<void> {
    counts.deaths += 1;
    say('the bot dies');
    const store = await createStore(storeUrl);
    durable.clear();
    for (const name of ['told', 'noticed', 'holds']) {
      for await (const [key, value] of store.table(name).entries()) note(`${name}|${key}`, value);
    }
    await store.close();
    doubts.doubt();
    for (const chat of chats) bury(chat, { durable, now: clock.now() });
    // A process takes longer to start than a request takes to arrive.
    await Promise.all(chats.map(({ proxy }) => proxy.idle()));
  }

  function wrongIn(chat: Chat): string[] {
    const [channel = ''] = chat.channels;
    const wrong = judge({
      ...{ channel, services, incidents: ended, notices: [], doubts },
      happenings: chat.happenings.filter(({ post }) => post.channel === channel),
      repeatsAreSafeForMs: chat.name === 'discord' ? 120_000 : 0,
      mayArriveLate: true,
    });
    return [...wrong, ...chat.patience.violations].map((text) => `${channel}: ${text}`);
  }

  try {
    let death = firstDeath(seed);
    spoil();
    while (!(await live(death))) {
      await mourn();
      death = counts.deaths < deathsAtMost ? nextDeath(dice) : undefined;
      spoil();
    }
    const messages = chats.flatMap(({ happenings }) => happenings).length;
    const wrong = chats.flatMap(wrongIn);
    return { wrong, messages, ...counts, spells: spells.count(), log };
  } finally {
    await spells.over();
    for (const chat of chats) await chat.close();
    rmSync(folder, { recursive: true });
  }
}

function firstDeath(seed: number): Death {
  const at = 1 + ((Math.ceil(seed / 2) - 1) % boundaries);
  return { at, when: seed % 2 === 1 ? 'before' : 'after' };
}

function nextDeath(dice: Dice): Death {
  if (dice.next() < 0.7) return undefined;
  return { at: 1 + Math.floor(dice.next() * 10), when: dice.next() < 0.5 ? 'before' : 'after' };
}

const services = ['s0', 's1'];
/** As the program leaves them. */
const over = { status: 'major', worst: 'major', startedAt: 1, openedAt: 1, endedAt: 2 } as const;
const ended: readonly Incident[] = [
  { ...over, id: 's0.1', service: 's0', revision: 3, changedAt: 2, parts: [] },
  { ...over, id: 's1.1', service: 's1', revision: 2, changedAt: 2, parts: [] },
];
