/** A stage for Slack tests: our stand-in, the real platform before it, and ears that repeat what they heard. */
import type { Log } from '../../../src/log.ts';
import type { Message } from '../../../src/message.ts';
import type { Ask, Ears, Platform } from '../../../src/platforms/platform.ts';
import { createSlack, type SlackParts, type SlackSettings } from '../../../src/platforms/slack.ts';
import { appToken, botToken, createSlackPeer, type SlackPeer } from '../../peers/slack.ts';

export type Stage = Awaited<ReturnType<typeof createStage>>;

export const card: Message = {
  tone: 'down',
  title: 'WhatsApp is down',
  lines: [
    ['Chat does not answer: ', { code: 'HTTP 503' }],
    ['Since ', { time: 1_795_356_120_000, text: '14:02 UTC' }],
  ],
  footer: ['Seen by 4 of 5 checks'],
  buttons: [
    { label: 'Official status', url: 'https://status.example.com/' },
    { label: 'Details', command: 'status whatsapp' },
  ],
};

export const delivery = { nonce: 'n1', isQuiet: false } as const;

export async function createStage(
  settings: Partial<SlackSettings> = {},
  parts: Partial<Pick<SlackParts, 'draw'>> = {},
) {
  const peer = await createSlackPeer();
  peer.addChannel({ id: 'C1' });
  const slack = createStaged(peer, settings, parts);
  const close = async () => {
    await slack.platform.stop();
    await peer.close();
  };
  return { peer, ...slack, close };
}

/** A platform before a peer that may also be away. */
export function createStaged(
  peer: Pick<SlackPeer, 'apiUrl'>,
  settings: Partial<SlackSettings> = {},
  parts: Partial<Pick<SlackParts, 'draw'>> = {},
): { platform: Platform; asks: Ask[]; notices: string[]; logged: string[]; ears: Ears } {
  const asks: Ask[] = [];
  const notices: string[] = [];
  const logged: string[] = [];
  const log: Log = (level, message, details) => {
    if (level !== 'debug') logged.push(`${level} ${message} ${JSON.stringify(details ?? {})}`);
  };
  const platform = createSlack(
    { botToken, appToken, apiUrl: peer.apiUrl, command: '/tocsin', ...settings },
    { log, now: Date.now, ...parts },
  );
  const ears: Ears = {
    commands: [],
    async answer(ask) {
      asks.push(ask);
      if (ask.line?.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 1700));
      const message = { tone: 'info', title: `You said ${ask.line}`, lines: [] } as const;
      return { message, isPrivate: !ask.line?.startsWith('subscribe') };
    },
    complete: async () => [],
    noticeChannel: (channel, change) => notices.push(`${channel} ${change}`),
  };
  return { platform, asks, notices, logged, ears };
}
