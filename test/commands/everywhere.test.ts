/** The same command says the same on every network, through the real client libraries. */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createAnswer } from '../../src/asking/answer.ts';
import type { Line, Message } from '../../src/message.ts';
import { createConsole } from '../../src/platforms/console.ts';
import { createDiscord } from '../../src/platforms/discord.ts';
import type { Ears } from '../../src/platforms/platform.ts';
import { createSlack } from '../../src/platforms/slack.ts';
import { cause, createMemoryDesk, incident, minute, now, part, verdict } from '../desk.ts';
import { createDiscordPeer } from '../peers/discord.ts';
import { appToken, botToken, createSlackPeer } from '../peers/slack.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const refused = part('chat', 'major', { cause: cause('refused') });
const seen = verdict('whatsapp', 'major', [refused], { since: now - 8 * minute });

/** One bot on three networks; every answer is kept as the commands gave it. */
async function town() {
  const { desk } = createMemoryDesk({
    standings: { whatsapp: { verdict: seen, isWatched: true } },
    incidents: { whatsapp: [incident()] },
  });
  const said: Message[] = [];
  const { answer, complete, shapes } = createAnswer({
    commands,
    desk,
    defaults: { language: 'en', timeZone: 'UTC' },
    log: (_level, message) => {
      throw new Error(message);
    },
  });
  const ears: Ears = {
    commands: shapes,
    complete,
    async answer(ask) {
      const given = await answer(ask);
      said.push(given.message);
      return given;
    },
    noticeChannel: () => {},
  };
  const discord = await createDiscordPeer();
  const slack = await createSlackPeer();
  slack.addChannel({ id: 'C1' });
  const signed = await createSlackPeer();
  signed.addChannel({ id: 'C2' });
  const port = await freePort();
  const secret = { signingSecret: 'a signing secret' };
  signed.callBack({ url: `http://127.0.0.1:${port}/slack/events`, ...secret });
  const channelId = discord.addChannel(discord.addGuild('Ops'), 'alerts');
  const [input, output] = [new PassThrough(), new PassThrough()];
  let printed = '';
  output.on('data', (data) => {
    printed += String(data);
  });
  const parts = { log: () => {}, now: Date.now };
  const settings = { language: 'en', timeZone: 'UTC', personName: 'ana', isTerminal: false };
  const networks = [
    createDiscord({ token: discord.token, apiUrl: discord.apiUrl }, parts),
    createSlack({ botToken, appToken, apiUrl: slack.apiUrl, command: '/tocsin' }, parts),
    createSlack({ botToken, ...secret, port, apiUrl: signed.apiUrl, command: '/tocsin' }, parts),
    createConsole({ ...settings, input, output, onInterrupt: () => {} }),
  ];
  ends.push(
    () => discord.close(),
    () => slack.close(),
    () => signed.close(),
    ...networks.map((one) => () => one.stop()),
  );
  for (const one of networks) await one.start(ears);

  async function onDiscord(name: string, options: Record<string, string>) {
    const asked = discord.slash({ channelId, mayManage: true }, name, options);
    await discord.until(() => discord.interaction(asked)?.original !== undefined);
    const shown = discord.message(discord.interaction(asked)?.original ?? '');
    return { message: said.at(-1) as Message, text: JSON.stringify(shown) };
  }
  async function onSlack(line: string, peer = slack, channel = 'C1') {
    const shown = await peer.slash('/tocsin', line, channel);
    return { message: said.at(-1) as Message, text: JSON.stringify(shown) };
  }
  async function onConsole(line: string) {
    printed = '';
    const before = said.length;
    input.write(`${line}\n`);
    await vi.waitFor(() => expect(said.length > before && printed !== '').toBe(true));
    return { message: said.at(-1) as Message, text: printed };
  }
  const onSlackByHttp = (line: string) => onSlack(line, signed, 'C2');
  return { onDiscord, onSlack, onSlackByHttp, onConsole };
}

/** Words alone: no markup, no escapes, no times, which each network shows its own way. */
function words(text: string): string {
  return text
    .replace(/&amp;/g, '&')
    .replace(/<t:[^>]*>|<!date[^>]*>/g, ' ')
    .replace(/\\+n/g, ' ')
    .replace(/[\\*∗`_<>|~]+/g, '')
    .replace(/[\u2060\u200b]/g, '')
    .replace(/\s+/g, ' ');
}

/** What a line says between its times. */
function pieces(line: Line): readonly string[] {
  const text = line.map((span) => {
    if (typeof span === 'string') return span;
    if ('time' in span) return '\n';
    return 'bold' in span ? span.bold : 'code' in span ? span.code : span.text;
  });
  return text
    .join('')
    .split('\n')
    .map((piece) => words(piece).trim());
}

function expectAll({ message, text }: { message: Message; text: string }): void {
  const shown = words(text);
  const wanted = [
    ...pieces([message.title]),
    ...message.lines.flatMap(pieces),
    ...pieces(message.footer ?? []),
    ...(message.buttons ?? []).slice(0, 5).map(({ label }) => words(label).trim()),
  ];
  for (const piece of wanted) expect(shown).toContain(piece);
}

const asked: readonly (readonly [string, Record<string, string>, string])[] = [
  ['status', { service: 'whatsapp' }, 'status whatsapp'],
  ['subscribe', { service: 'whatsapp gmail' }, 'subscribe whatsapp gmail'],
  ['status', {}, 'status'],
  ['subscriptions', {}, 'subscriptions'],
  ['services', { search: 'mail' }, 'services mail'],
  ['history', { service: 'whatsapp', days: '7' }, 'history whatsapp 7'],
  ['probe', { target: 'whatsapp' }, 'probe whatsapp'],
  ['mute', { service: 'whatsapp', for: '2h' }, 'mute whatsapp 2h'],
  ['unmute', { service: 'whatsapp' }, 'unmute whatsapp'],
  ['settings', { reminders: 'off' }, 'settings reminders:off'],
  ['watch', { target: 'gopher://x' }, 'watch gopher://x'],
  ['unwatch', {}, 'unwatch'],
  ['maintenance', {}, 'maintenance'],
  ['announce', { service: 'whatsapp', text: 'we moved' }, 'announce whatsapp we moved'],
  ['test', {}, 'test'],
  ['forecast', { service: 'whatsapp' }, 'forecast whatsapp'],
  ['calendar', {}, 'calendar'],
  ['about', {}, 'about'],
  ['help', {}, 'help'],
  ['status', { service: 'whatsap <@1> *x*' }, 'status whatsap <@1> *x*'],
  ['unsubscribe', { service: 'whatsapp gmail' }, 'unsubscribe whatsapp gmail'],
];

test('every command says the same on Discord, on Slack in both its modes and in the terminal', async () => {
  const { onDiscord, onSlack, onSlackByHttp, onConsole } = await town();
  for (const [name, options, line] of asked) {
    const all = [
      await onDiscord(name, options),
      await onSlack(line),
      await onSlackByHttp(line),
      await onConsole(line),
    ];
    for (const one of all) expectAll(one);
    const titles = all.map(({ message }) => message.title);
    expect({ line, titles: new Set(titles).size }).toEqual({ line, titles: 1 });
  }
  const named = new Set(asked.map(([name]) => name));
  expect(commands.filter(({ name }) => !named.has(name))).toEqual([]);
}, 20_000);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
