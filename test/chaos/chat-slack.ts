/** Slack in the stories over the wire: @slack/bolt, a faulty way, and our stand-in. */
import { createSlack } from '../../src/platforms/slack.ts';
import type { Dice } from '../../src/simulation/random.ts';
import { appToken, botToken, botUser, createSlackPeer, type Question } from '../peers/slack.ts';
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
  let refusals = 0;
  let refusedUntil = 0;
  let changes = 1;
  /** How many connections there had been when one was frozen. */
  let frozenAfter = 0;
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
    const seconds = Number(fault.headers['retry-after'] ?? 0);
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
      if (fault.kind === 'busy') refusals += 1;
      if (fault.kind === 'refused') {
        refusedUntil = performance.now() + standingPauseMs;
        parts.onRefused?.('slack');
      }
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
    fault: (dice) => anyFault(dice, busy(dice), refused(dice)),
    answerFault: (dice) =>
      anyAnswerFault(dice, { kind: 'busy', headers: { 'retry-after': '1' }, body: {} }),
    trouble(dice) {
      const { socket } = peer;
      const what = pick(dice, ['cut', 'cut', 'renewed', 'renewed', 'refused', 'refused', 'frozen']);
      if (what === 'renewed') return socket.disconnect(pick(dice, renewals));
      if (what === 'frozen') {
        frozenAfter = socket.opened;
        return socket.freeze();
      }
      if (what === 'refused') socket.refuseHandshakes(pick(dice, [409, 500, 503]));
      socket.cut();
    },
    kinds: () => ['command', 'form', unfilled() ? 'filled' : 'command'],
    ask: (asking) => (asking.kind === 'filled' ? fill(asking) : type(asking)),
    wrongAnswers: () => [],
    refusals: () => refusals,
    isMute: () =>
      performance.now() < refusedUntil ||
      (peer.socket.opened <= frozenAfter && peer.socket.connections > 0),
    setGone(channel, isGone) {
      const id = channel.slice(channel.indexOf('/') + 1);
      const [gone, back] = id === ids[0] ? archived : thrownOut;
      peer.addChannel({ id, ...(isGone && gone.place) });
      const event = { ...(isGone ? gone.event : back), channel: id };
      // Slack repeats what it believes lost.
      for (let time = 0; time < 2; time += 1) peer.event(event, `Ev${changes}`).catch(() => {});
      changes += 1;
    },
    async close() {
      proxy.close();
      await peer.close();
    },
  };
}

/** Whoever's token is refused asks again after a second. */
const standingPauseMs = 1_500;
const renewals = ['warning', 'refresh_requested', 'too_many_websockets'] as const;

/** Ways to lose a channel, and to get it back. */
const archived = [
  { place: { isArchived: true }, event: { type: 'channel_archive', user: 'U1' } },
  { type: 'channel_unarchive', user: 'U1' },
] as const;
const thrownOut = [
  { place: { isMember: false }, event: { type: 'channel_left', actor_id: 'U1' } },
  { type: 'member_joined_channel', user: botUser },
] as const;

/** Some name no time. */
function busy(dice: Dice): WireFault {
  const seconds = pick(dice, [1, 2, 8, 15]);
  const headers = dice.next() < 0.95 ? { 'retry-after': String(seconds) } : {};
  return { kind: 'busy', headers, body: { ok: false, error: 'ratelimited' } };
}

function refused(dice: Dice): WireFault {
  const codes = ['token_revoked', 'invalid_blocks', 'msg_too_long'];
  return { kind: 'refused', status: 200, body: { ok: false, error: pick(dice, codes) } };
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
