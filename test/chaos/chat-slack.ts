/** Slack in the stories over the wire: @slack/bolt, a faulty way, and our stand-in. */
import { createSlack } from '../../src/platforms/slack.ts';
import type { Dice } from '../../src/simulation/random.ts';
import { appToken, botToken, createSlackPeer, type Question } from '../peers/slack.ts';
import type { Body } from '../peers/slack-judge.ts';
import type { OpenView } from '../peers/slack-views.ts';
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
import { createPatience } from './patience.ts';
import { createProxy, type Done, type WireFault } from './proxy.ts';
import type { Asked, Asking } from './questions.ts';

/** Slack does not say whose limit it was; a channel's own is a second. */
const channelPauseSeconds = 2;

export async function createSlackChat(parts: ChatParts): Promise<Chat> {
  const { clock, isOutside } = parts;
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
    kindOf: (path) => (isWrite(path) ? 'message' : isAnswer(path) ? 'answer' : undefined),
    onDone: note,
    onArrival: (_method, path, body) => {
      if (isWrite(path)) patience.arrive(channelIn(body), path);
    },
    onFault(fault, { path, body }) {
      if (isWrite(path)) begin(fault, path, body);
      else parts.onAnswerLost?.('slack', path, body);
    },
  });
  peer.answerThrough(proxy.origin);
  const filled = new Set<string>();
  const unfilled = () => peer.views.find(({ id }) => !filled.has(id));

  function type({ key, kind, isLate }: Asking): Asked {
    const text = `${kind === 'form' ? 'subscribe' : 'status'} ${key}`;
    // Whoever asks a bot that is not there gets an error at once.
    peer.slash('/tocsin', text, 'C1', 'U1', isLate ? 3_500 : 0).catch(() => {});
    const question = peer.questions.at(-1) as Question;
    const isShown = () => peer.views.some((view) => isOf(view, question));
    return answeredIn(question, key, isShown);
  }

  /** Somebody sends off a form, some after longer than its question can be answered for. */
  function fill({ key, isLate }: Asking): Asked {
    const view = unfilled() as OpenView;
    filled.add(view.id);
    const question = peer.questions.find((one) => isOf(view, one)) as Question;
    if (isLate) peer.expire(question);
    peer.submit(view, { service: { type: 'plain_text_input', value: key } }).catch(() => {});
    return answeredIn(question, key, () => false);
  }

  function answeredIn({ seen, responseUrl }: Question, key: string, isShown: () => boolean): Asked {
    const isIn = ({ text }: Body) => String(text).includes(`answer-${key}`);
    const address = responseUrl.slice(responseUrl.lastIndexOf('/'));
    return {
      isSeen: () => seen.some(isIn) || peer.privately.some(isIn) || isShown(),
      isAnsweredBy: (path, body) =>
        path.endsWith(address) || body.includes(key) || body.includes(encodeURIComponent(address)),
    };
  }

  return {
    name: 'slack',
    channels: ids.map((id) => `slack:T0TEAM/${id}`),
    ...{ proxy, patience, happenings },
    platform(its, log) {
      const settings = {
        botToken,
        appToken,
        apiUrl: `${proxy.ownOrigin}/api/`,
        command: '/tocsin',
      };
      const slack = createSlack(settings, { log, now: its.now, callLimitMs });
      return patience.watch(slack);
    },
    get environment() {
      const SLACK_API_URL = `${proxy.ownOrigin}/api/`;
      return { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL };
    },
    fault: (dice) => anyFault(dice, busy(dice)),
    answerFault: (dice) =>
      anyAnswerFault(dice, { kind: 'busy', headers: { 'retry-after': '1' }, body: {} }),
    trouble(dice) {
      const { socket } = peer;
      const what = pick(dice, ['cut', 'renewed', 'refused', 'frozen']);
      if (what === 'renewed') return socket.disconnect('refresh_requested');
      if (what === 'frozen') socket.freeze();
      if (what === 'refused') socket.refuseHandshakes(500);
      socket.cut();
    },
    kinds: () => ['command', 'form', unfilled() ? 'filled' : 'command'],
    ask: (asking) => (asking.kind === 'filled' ? fill(asking) : type(asking)),
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

function isAnswer(path: string): boolean {
  return /^\/respond\/|chat\.postEphemeral|views\.open/.test(path);
}

/** Does the window carry the address of this question? */
function isOf({ private_metadata: metadata }: OpenView, { responseUrl }: Question): boolean {
  return String(metadata).includes(`"${responseUrl}"`);
}

function channelIn(body: string): string {
  return `slack:T0TEAM/${new URLSearchParams(body).get('channel')}`;
}
