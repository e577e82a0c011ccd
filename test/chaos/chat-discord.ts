/** Discord in the stories over the wire: discord.js, a faulty way, and our stand-in. */
import { createDiscord } from '../../src/platforms/discord.ts';
import type { Dice } from '../../src/simulation/random.ts';
import { createDiscordPeer, permission } from '../peers/discord.ts';
import {
  anyAnswerFault,
  anyFault,
  type Chat,
  type ChatParts,
  callLimitMs,
  happening,
  pick,
  speed,
} from './chat.ts';
import type { Happening } from './network.ts';
import { createPatience, stretched } from './patience.ts';
import { createProxy, type Done, type WireFault } from './proxy.ts';

/** A bot may identify a thousand times a day, so ours pauses before the fourth time in an hour. */
const endingsAtMost = 2;
/** After these a session is begun anew, after those it goes on. */
const endingCodes = [1000, 4003, 4005, 4007, 4008, 4011];
const resumingCodes = [4000, 4001, 4002, 4009];

export async function createDiscordChat(parts: ChatParts): Promise<Chat> {
  const { clock, isOutside } = parts;
  const peer = await createDiscordPeer({ limits: { nonceMs: 180_000 / speed } });
  const guild = peer.addGuild('Ops');
  const ids = [peer.addChannel(guild, 'one'), peer.addChannel(guild, 'two')];
  const happenings: Happening[] = [];
  const patience = createPatience(isOutside);
  const read = new Set<unknown>();
  const asked: { readonly id: string; readonly isLate: boolean }[] = [];
  let endings = 0;
  let refusals = 0;

  function note({ method, path, body, status, answer }: Done): void {
    if ([401, 403, 429].includes(status)) refusals += 1;
    if (!isWrite(path) || status !== 200) return;
    // Discord itself drops a repeat.
    if (method === 'POST' && read.has(answer.id)) return;
    read.add(answer.id);
    const { content: text, nonce = '' } = JSON.parse(body);
    happenings.push(happening(clock.now(), channelIn(path), { text, nonce }));
  }

  function begin(fault: WireFault, method: string, path: string): void {
    if (fault.kind !== 'busy') return;
    const { 'retry-after': seconds, 'x-ratelimit-global': isGlobal } = fault.headers;
    // Without a named time there is no promise to keep.
    if (seconds === undefined) return;
    const isEverywhere = isGlobal !== undefined;
    const kind = isEverywhere ? {} : { kind: method };
    const ms = Number(seconds) * 1_000;
    patience.begin({ channel: channelIn(path), isEverywhere, ...kind, ms });
  }

  const proxy = await createProxy({
    origin: new URL(peer.apiUrl).origin,
    kindOf: (path) => (isWrite(path) ? 'message' : isAnswer(path) ? 'answer' : undefined),
    onDone: note,
    onArrival: (method, path) => {
      if (isWrite(path)) patience.arrive(channelIn(path), method);
    },
    onFault(fault, { method, path, body }) {
      if (fault.kind === 'busy' || (fault.kind === 'refused' && fault.status === 401))
        refusals += 1;
      if (isWrite(path)) begin(fault, method, path);
      else parts.onAnswerLost?.('discord', path, body);
    },
  });

  return {
    name: 'discord',
    channels: ids.map((id) => `discord:${id}`),
    ...{ proxy, patience, happenings },
    platform(its, log) {
      const settings = { token: peer.token, apiUrl: `${proxy.ownOrigin}/api` };
      const discord = createDiscord(settings, { log, now: Date.now, callLimitMs });
      return patience.watch(stretched(discord, its, speed));
    },
    get environment() {
      return { DISCORD_TOKEN: peer.token, DISCORD_API_URL: `${proxy.ownOrigin}/api` };
    },
    fault: (dice) => anyFault(dice, busy(dice), refused(dice)),
    answerFault: (dice) => anyAnswerFault(dice, busy(dice)),
    trouble(dice) {
      const { gateway } = peer;
      const isEnding = dice.next() < 0.25 && endings < endingsAtMost;
      if (isEnding) endings += 1;
      const closings = (codes: number[]) => codes.map((code) => () => gateway.close(code));
      const end = [() => gateway.invalidate(false), ...closings(endingCodes)];
      const resume = [
        ...[gateway.close, gateway.reconnect, () => gateway.invalidate(true)],
        ...closings(resumingCodes),
      ];
      pick(dice, isEnding ? end : resume)();
    },
    burden(dice) {
      const isLast = endings >= endingsAtMost;
      const what = isLast ? 'outage' : pick(dice, ['outage', 'exhausted', 'revoked']);
      if (what === 'outage') peer.guildOutage(guild);
      else endings += 1;
      if (what === 'revoked') peer.revoke();
      if (what === 'exhausted') {
        // What discord.js takes by itself when a session ends; whoever connects anew has to wait.
        peer.sessionStartsLeft(endingsAtMost - endings, dice.next() * 1_500);
        peer.gateway.close(4011);
      }
      return what;
    },
    relieve() {
      peer.guildOutage(guild, false);
      peer.revoke(false);
    },
    plainKinds: ['command'],
    kinds: () => ['command', 'command', 'typing'],
    ask({ key, kind, isLate }) {
      const [channelId = ''] = ids;
      const from = { channelId, ...(isLate ? { agoMs: 3_500 } : {}) };
      const id =
        kind === 'typing'
          ? peer.typing(from, 'status', 'service', key)
          : peer.slash(from, 'status', { service: key });
      asked.push({ id, isLate });
      const token = peer.interaction(id)?.token ?? '';
      return {
        isSeen: () =>
          peer.interaction(id)?.choices !== undefined ||
          peer.messages().some(({ content }) => content.includes(`answer-${key}`)),
        isAnsweredBy: (path) => path.includes(token),
      };
    },
    wrongAnswers: () => [
      ...(peer.startsOverdrawn() ? ['the bot identified more often than it may'] : []),
      ...asked.flatMap(({ id, isLate }) => {
        const { acknowledgement, refused = [] } = peer.interaction(id) ?? {};
        const isTooOften = refused.filter((code) => code === 40_060).length > 1;
        const isTooLate = isLate && acknowledgement !== undefined;
        return isTooOften || isTooLate ? [`the question ${id} was answered again, or late`] : [];
      }),
    ],
    refusals: () => refusals,
    isMute: () => false,
    setGone(channel, isGone) {
      const id = channel.slice('discord:'.length);
      const denied = id === ids[0] ? permission.send : permission.view;
      peer.deny(id, isGone ? String(denied) : '0');
    },
    async close() {
      proxy.close();
      peer.close();
    },
  };
}

/** In real time, since discord.js counts in it too. */
function busy(dice: Dice): WireFault {
  const scope = pick(dice, ['user', 'shared', 'global'] as const);
  const retry_after = (50 + Math.floor(dice.next() * 250)) / 1_000;
  const body = { message: 'You are being rate limited.', retry_after, global: scope === 'global' };
  const headers = {
    'retry-after': String(retry_after),
    'x-ratelimit-scope': scope,
    ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
  };
  // Some name no time, and the shield before Discord speaks HTML.
  if (dice.next() < 0.95) return { kind: 'busy', headers, body };
  const shield = { 'retry-after': '1', 'content-type': 'text/html' };
  if (dice.next() < 0.5) return { kind: 'busy', headers: shield, body: '<html>Slow down</html>' };
  return { kind: 'busy', headers: { 'x-ratelimit-scope': scope }, body };
}

function refused(dice: Dice): WireFault {
  if (dice.next() < 0.3) {
    return { kind: 'refused', status: 401, body: { message: '401: Unauthorized', code: 0 } };
  }
  const body = { message: 'Invalid Form Body', code: 50_035 };
  return { kind: 'refused', status: 400, body };
}

function isWrite(path: string): boolean {
  return /\/channels\/\d+\/messages/.test(path);
}

function isAnswer(path: string): boolean {
  return /\/interactions\/|\/webhooks\//.test(path);
}

function channelIn(path: string): string {
  return `discord:${/channels\/(\d+)/.exec(path)?.[1]}`;
}
