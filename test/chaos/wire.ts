/**
 * One seeded story over the wire: the real clients before stand-ins of Slack and Discord, on a way that loses
 * requests and answers in every place; connections are cut, frozen and renewed, people ask, channels go and come
 * back, the networks refuse the bot for a while, and it dies at commits of its store. The dice are seeded; how the machine interleaves things is not.
 */
import type { Subscription } from '../../src/model.ts';
import { createDice } from '../../src/simulation/random.ts';
import { createStore } from '../../src/store/index.ts';
import { createSubscriptions } from '../../src/telling/subscriptions.ts';
import { createBurdens } from './burdens.ts';
import { bury, type Chat, clockSince, pick } from './chat.ts';
import { createDiscordChat } from './chat-discord.ts';
import { createSlackChat } from './chat-slack.ts';
import { createDoubts, type TrailEntry } from './doubts.ts';
import { judge, write } from './judge.ts';
import { beginLife, type Life } from './life.ts';
import { createOutages } from './outages.ts';
import { type Asking, createQuestions } from './questions.ts';

const services = ['s0', 's1', 's2'];
/** Of the stories, in how many Slack calls the bot. */
const calledShare = 0.35;
/** Until every channel has read the right story; only one that went wrong takes so long. */
const patienceMs = 20_000;
/** Of 10,000 that Discord takes in ten minutes before it shuts an address out. */
const refusalsAtMost = 100;
/** Whether something more comes that nobody should read. */
const lingerMs = 300;

export type WireVerdict = {
  readonly wrong: readonly string[];
  readonly messages: number;
  readonly faults: number;
  readonly deaths: number;
  /** Refusals that last, and servers that are down. */
  readonly burdens: number;
  /** Slack called the bot. */
  readonly isCalled: boolean;
  readonly questions: number;
  readonly answers: number;
  readonly log: readonly string[];
};

export async function playWire(seed: number): Promise<WireVerdict> {
  const dice = createDice(`wire/${seed}`);
  const chance = (share: number) => dice.next() < share;
  const clock = clockSince(Date.now());
  const startedAt = clock.now();
  const base = await createStore('sqlite::memory:');
  const questions = createQuestions(createDice(`wire/${seed}/questions`));
  const isCalled = createDice(`wire/${seed}/way`).next() < calledShare;
  const parts = { clock, isCalled, onAnswerLost: questions.lose, onRefused: questions.refuse };
  const chats = [await createDiscordChat(parts), await createSlackChat(parts)];
  const channels = chats.flatMap((chat) => chat.channels);
  const outages = createOutages(dice, { clock, hasGroups: false });
  const durable = new Map<string, unknown>();
  const doubts = createDoubts(durable);
  const log: string[] = [];
  const say = (text: string) =>
    log.push(`${((clock.now() - startedAt) / 1000).toFixed(1)} ${text}`);
  const ends: Promise<unknown>[] = [];
  const gone = new Set<string>();
  const burdens = createBurdens({ dice, say, restart });
  const surprises: string[] = [];
  const counts = { faults: 0, deaths: 0 };
  let life: Life | undefined;
  let settled = async () => {};
  let beginning: Promise<void> | undefined;

  async function follow(): Promise<void> {
    const subscriptions = await createSubscriptions(base.table<Subscription>('subs'), () => {});
    const facts = { language: 'en', timeZone: 'UTC', by: 'ana', since: clock.now() };
    for (const channel of channels) {
      for (const service of services) await subscriptions.add({ channel, service, ...facts });
    }
  }

  function begin(): Promise<void> {
    beginning ??= live().finally(() => {
      beginning = undefined;
    });
    return beginning;
  }

  async function live(): Promise<void> {
    // A process takes longer to start than a request takes to arrive.
    await Promise.all(chats.map(({ proxy }) => proxy.idle()));
    await settled();
    life = await beginLife({
      ...{ base, durable, clock, chats, outages, doubts, questions, overhear, ends },
      log: (level, text, step) => heed(`${level} ${text}`, (step ?? {}) as TrailEntry),
      onDeath: die,
      onRefused(chat, reason) {
        say(`${chat.name} refused the bot: ${reason}`);
        if (!burdens.isExplained(chat)) surprises.push(reason);
      },
      onSurprise: (text) => surprises.push(text),
    });
    settled = life.store.settled;
  }

  function restart(): void {
    if (life) die();
    begin().catch((error) => surprises.push(String(error)));
  }

  /** Nothing that people ask or that happens to a connection is a bug of ours. */
  function overhear({ name }: Chat, level: string, text: string, details?: object): void {
    if (level !== 'debug') say(`${name}: ${level} ${text} ${JSON.stringify(details)}`);
    if (/not processed|a command failed/.test(text)) surprises.push(`${name}: ${text}`);
  }

  function heed(text: string, step: TrailEntry): void {
    say(`${text} ${JSON.stringify(step)}`);
    const assumed = doubts.note(step, clock.now());
    const chat = chats.find(({ channels: own }) => own.includes(step.channel ?? ''));
    if (assumed) chat?.happenings.push(assumed);
  }

  function die(): void {
    counts.deaths += 1;
    say('the bot dies');
    life?.end();
    life = undefined;
    doubts.doubt();
    questions.excuse();
    for (const chat of chats) bury(chat, { durable, now: clock.now() });
  }

  function change(service: string): void {
    say(write('now', [outages.change(service)]));
    life?.telling.wakeService(service);
  }

  function happen(): void {
    const chat = pick(dice, chats);
    const what = dice.next();
    say(`${what.toFixed(2)} ${chat.name}`);
    if (what < 0.36) change(pick(dice, services));
    else if (what < 0.58) {
      counts.faults += 1;
      chat.proxy.faults.push(chat.fault(dice));
    } else if (what < 0.65) move(chat);
    else if (what < 0.72) {
      questions.cut(chat.name);
      chat.trouble(dice);
    } else if (what < 0.85) ask(chat);
    else if (what < 0.88) burdens.weigh(chat);
    else if (what < 0.92) toggle(chat, pick(dice, chat.channels));
    else if (what < 0.97) life?.store.dieAt(1 + Math.floor(dice.next() * 6), chance(0.5));
    else if (life) die();
  }

  /** The network goes away, or comes back. */
  function move({ name, proxy }: Chat): void {
    proxy.isAway = !proxy.isAway;
    if (proxy.isAway) questions.excuse(name);
  }

  function ask(chat: Chat): void {
    if (chance(0.5)) chat.proxy.answerFaults.push(chat.answerFault(dice));
    questions.add(chat.name, pick(dice, chat.kinds()), chat.ask);
  }

  /** Something is asked while alerts are lost. */
  function spoil(chat: Chat): void {
    if (chance(0.5)) chat.proxy.faults.push(chat.fault(dice));
    ask(chat);
  }

  function toggle(chat: Chat, channel: string): void {
    const isGone = !gone.delete(channel);
    if (isGone) gone.add(channel);
    chat.setGone(channel, isGone);
  }

  async function heal(): Promise<void> {
    for (const chat of chats) {
      chat.proxy.isAway = false;
      chat.proxy.faults.length = 0;
      chat.proxy.answerFaults.length = 0;
      for (const channel of chat.channels) if (gone.has(channel)) toggle(chat, channel);
      burdens.relieve(chat);
    }
    // A death that has begun is over soon.
    while (life?.store.isDead) await pause(1);
    if (!life) await begin();
    life?.store.dieAt(Number.POSITIVE_INFINITY, true);
    // An event that was lost is made up for within the hour.
    for (const channel of channels) await life?.telling.resume(channel);
  }

  function wrongs(): string[] {
    return chats.flatMap((chat) =>
      chat.channels.flatMap((channel) =>
        judge({
          channel,
          happenings: chat.happenings.filter(({ post }) => post.channel === channel),
          ...{ services, incidents: outages.all(), notices: [], doubts },
          repeatsAreSafeForMs: chat.name === 'discord' ? 120_000 : 0,
          mayArriveLate: true,
        }).map((text) => `${channel}: ${text}`),
      ),
    );
  }

  await follow();
  await begin();
  for (let step = 0; step < 30; step += 1) {
    happen();
    await pause(chance(0.5) ? dice.next() * 10 : dice.next() * 120);
    if (!life && chance(0.7)) await begin();
  }
  await heal();
  const until = Date.now() + patienceMs;
  const isWrong = () => wrongs().length > 0 || questions.wrongs().length > 0;
  while (isWrong() && Date.now() < until) await pause(50);
  const heard = await Promise.all(chats.map(hears));
  for (let round = 0; round < 4; round += 1) {
    change(pick(dice, services));
    for (const chat of chats) spoil(chat);
    await pause(100);
  }
  while (isWrong() && Date.now() < until + patienceMs) await pause(50);
  await pause(lingerMs);
  const wrong = [
    ...wrongs(),
    ...questions.wrongs(),
    ...heard.flat(),
    ...surprises,
    ...chats
      .filter((chat) => chat.refusals() > refusalsAtMost)
      .map((chat) => `${chat.name} refused ${chat.refusals()} requests`),
    ...chats.flatMap(({ patience, wrongAnswers }) => [...patience.violations, ...wrongAnswers()]),
  ];
  life?.end();
  await Promise.all(ends);
  for (const chat of chats) await chat.close();
  await base.close();
  const messages = chats.flatMap(({ happenings }) => happenings).length;
  const answers = questions.answered();
  const sums = { ...counts, burdens: burdens.count(), questions: questions.all.length };
  return { wrong, ...sums, isCalled, answers, messages, log };

  /** Whatever happened to the connections, the bot can be asked again in the end. */
  async function hears(chat: Chat): Promise<string[]> {
    const heard = await Promise.all(chat.plainKinds.map((kind) => isHeard(chat, kind)));
    return chat.plainKinds
      .filter((_, n) => !heard[n])
      .map((kind) => `${chat.name} hears no ${kind}`);
  }

  async function isHeard(chat: Chat, kind: Asking['kind']): Promise<boolean> {
    const giveUpAt = Date.now() + patienceMs;
    while (Date.now() < giveUpAt) {
      const { isSeen } = questions.add(chat.name, kind, chat.ask, true);
      for (let look = 0; look < 20 && !isSeen(); look += 1) await pause(50);
      if (isSeen()) return true;
    }
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
