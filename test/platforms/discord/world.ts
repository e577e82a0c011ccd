/** The bot's Discord side and our stand-in, wired together for a test and taken apart after it. */
import { onTestFinished } from 'vitest';
import type { Message } from '../../../src/message.ts';
import { createDiscord, type DiscordParts } from '../../../src/platforms/discord.ts';
import type { Answer, Ask, Choice, CommandShape, Ears } from '../../../src/platforms/platform.ts';
import { createDiscordPeer, type PeerOptions } from '../../peers/discord.ts';

export const status: CommandShape = {
  name: 'status',
  description: { en: 'How a service is doing', 'zh-CN': '查看服务状态' },
  options: [
    {
      name: 'service',
      description: { en: 'Its name', 'zh-CN': '名称' },
      isRequired: false,
      isCompleted: true,
    },
  ],
  isPrivate: true,
  isManaging: false,
};

export const subscribe: CommandShape = {
  name: 'subscribe',
  description: { en: 'Tell this channel about a service' },
  options: [
    { name: 'note', description: { en: 'A note' }, isRequired: false, isCompleted: false },
    { name: 'service', description: { en: 'Its name' }, isRequired: true, isCompleted: true },
  ],
  isPrivate: false,
  isManaging: true,
};

export const down: Message = {
  tone: 'down',
  title: 'WhatsApp is down',
  lines: [['Since ', { time: 1_795_356_120_000, text: '14:02 UTC' }]],
  footer: ['Seen by 3 of 4 checks'],
  buttons: [{ label: 'Details', command: 'status whatsapp' }],
};

export const back: Message = { tone: 'recovered', title: 'WhatsApp is back', lines: [] };

/** Ears that remember what they heard; `answer` and `complete` can be replaced by a test. */
export function createEars() {
  const asks: Ask[] = [];
  const notices: string[] = [];
  const ears = {
    commands: [status, subscribe] as readonly CommandShape[],
    asks,
    notices,
    async answer(ask: Ask): Promise<Answer> {
      asks.push(ask);
      return { message: { tone: 'info', title: 'Here you are', lines: [] }, isPrivate: true };
    },
    async complete(_ask: Ask, _option: string, typed: string): Promise<readonly Choice[]> {
      return [{ name: `WhatsApp (${typed})`, value: 'whatsapp' }];
    },
    noticeChannel(channel: string, change: 'gone' | 'back'): void {
      notices.push(`${channel} ${change}`);
    },
  } satisfies Ears & { asks: Ask[]; notices: string[] };
  return ears;
}

/** Another bot of the same application, as after a restart. */
export function createBot(peer: { token: string; apiUrl: string }) {
  return createDiscord(
    { token: peer.token, apiUrl: peer.apiUrl },
    { log: () => undefined, now: Date.now },
  );
}

type SceneOptions = PeerOptions & { readonly botToken?: string } & Pick<DiscordParts, 'draw'>;

export async function createScene(options: SceneOptions = {}) {
  const peer = await createDiscordPeer(options);
  const guild = peer.addGuild('Ops');
  const channel = peer.addChannel(guild, 'alerts');
  const logged: string[] = [];
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const ears = createEars();
  const discord = createDiscord(
    { token: options.botToken ?? peer.token, apiUrl: peer.apiUrl },
    {
      log: (level, text) => void logged.push(`${level}: ${text}`),
      now,
      ...(options.draw ? { draw: options.draw } : {}),
    },
  );
  onTestFinished(async () => {
    await discord.stop();
    peer.close();
  });
  let count = 0;
  return {
    peer,
    guild,
    id: channel,
    channel: `discord:${channel}`,
    discord,
    ears,
    logged,
    advance: (ms: number) => {
      aheadMs += ms;
    },
    now,
    delivery: () => ({ nonce: `nonce-${++count}`, isQuiet: false }),
  };
}

/** Resolves when `isTrue`, which is asked again in every turn of the event loop. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}
