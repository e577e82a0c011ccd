/** Slack in the stories over the wire: @slack/bolt, a faulty way, and our stand-in. */
import { createSlack } from '../../src/platforms/slack.ts';
import type { Dice } from '../../src/simulation/random.ts';
import { appToken, botToken, createSlackPeer } from '../peers/slack.ts';
import {
  anyFault,
  type Chat,
  type ChatParts,
  callLimitMs,
  happening,
  pick,
  speed,
} from './chat.ts';
import type { Happening } from './network.ts';
import { createPatience } from './patience.ts';
import { createProxy, type Done, type WireFault } from './proxy.ts';

/** Slack does not say whose limit it was; a channel's own is a second. */
const channelPauseSeconds = 2;

export async function createSlackChat({ clock, isOutside }: ChatParts): Promise<Chat> {
  const peer = await createSlackPeer();
  const ids = ['C1', 'C2'];
  for (const id of ids) peer.addChannel({ id });
  const happenings: Happening[] = [];
  const patience = createPatience(isOutside);

  function note({ path, body, answer }: Done): void {
    if (!isWrite(path) || answer.ok !== true) return;
    const fields = new URLSearchParams(body);
    const { event_payload } = JSON.parse(fields.get('metadata') ?? '{}');
    const facts = { text: fields.get('text') ?? '', nonce: event_payload?.nonce ?? '' };
    happenings.push(happening(clock.now(), channelIn(body), facts));
  }

  function begin(fault: WireFault, kind: string, body: string): void {
    if (fault.kind !== 'busy') return;
    const seconds = Number(fault.headers['retry-after']);
    const isEverywhere = seconds > channelPauseSeconds;
    patience.begin({ channel: channelIn(body), isEverywhere, kind, ms: (seconds * 1_000) / speed });
  }

  const proxy = await createProxy({
    origin: peer.origin,
    isExposed: isWrite,
    onDone: note,
    onArrival: (_method, path, body) => {
      if (isWrite(path)) patience.arrive(channelIn(body), path);
    },
    onFault: (fault, { path, body }) => begin(fault, path, body),
  });

  return {
    name: 'slack',
    channels: ids.map((id) => `slack:T0TEAM/${id}`),
    ...{ proxy, patience, happenings },
    platform(its) {
      const settings = { botToken, appToken, apiUrl: `${proxy.origin}/api/`, command: '/tocsin' };
      const slack = createSlack(settings, { log: () => {}, now: its.now, callLimitMs });
      return patience.watch(slack);
    },
    environment: {
      ...{ SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken },
      SLACK_API_URL: `${proxy.origin}/api/`,
    },
    fault: (dice) => anyFault(dice, busy(dice)),
    trouble(dice) {
      const { socket } = peer;
      const what = pick(dice, ['cut', 'renewed', 'refused', 'frozen']);
      if (what === 'renewed') return socket.disconnect('refresh_requested');
      if (what === 'frozen') socket.freeze();
      if (what === 'refused') socket.refuseHandshakes(500);
      socket.cut();
    },
    async ask() {
      await peer.slash('/tocsin', 'status s0');
    },
    wrongAnswers: () => [],
    setGone(channel, isGone) {
      const id = channel.slice(channel.indexOf('/') + 1);
      peer.addChannel({ id, isArchived: isGone });
      const type = isGone ? 'channel_archive' : 'channel_unarchive';
      peer.event({ type, channel: id, user: 'U1' }).catch(() => {});
    },
    async close() {
      proxy.close();
      await peer.close();
    },
  };
}

function busy(dice: Dice): WireFault {
  const seconds = pick(dice, [1, 2, 8, 15]);
  return {
    kind: 'busy',
    headers: { 'retry-after': String(seconds) },
    body: { ok: false, error: 'ratelimited' },
  };
}

function isWrite(path: string): boolean {
  return /chat\.(postMessage|update)/.test(path);
}

function channelIn(body: string): string {
  return `slack:T0TEAM/${new URLSearchParams(body).get('channel')}`;
}
