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
import { createHttpWay, createSocketWay } from './slack-ways.ts';

/** Slack does not say whose limit it was; a channel's own is a second. */
const channelPauseSeconds = 2;

export async function createSlackChat(parts: ChatParts): Promise<Chat> {
  const { clock, isOutside } = parts;
  const peer = await createSlackPeer();
  const way = parts.isCalled ? createHttpWay(peer) : createSocketWay(peer);
  const ids = ['C1', 'C2'];
  for (const id of ids) peer.addChannel({ id });
  const happenings: Happening[] = [];
  let refusals = 0;
  let refusedUntil = 0;
  let changes = 1;
  const mentions: string[] = [];
  /** When each reply to a mention was on its way. */
  const replies: { readonly body: string; readonly at: number }[] = [];
  const patience = createPatience(isOutside);

  function note({ path, body, answer }: Done): void {
    if (!isWrite(path) || answer.ok !== true) return;
    const fields = new URLSearchParams(body);
    if (isReply(path, fields)) return;
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
      if (isReply(path, new URLSearchParams(body))) replies.push({ body, at: performance.now() });
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

  /** Slack believes that its event was lost, and sends it twice. */
  function mention({ key }: Asking): Asked {
    mentions.push(key);
    const text = `<@${botUser}> status ${key}`;
    const event = {
      type: 'app_mention',
      user: 'U1',
      text,
      channel: 'C1',
      ts: `1.${mentions.length}`,
    };
    for (let time = 0; time < 2; time += 1) peer.event(event, `Ev${key}`).catch(() => {});
    const isSeen = () => peer.history('C1').some((one) => one.text.includes(`answer-${key}`));
    return { isSeen, isAnsweredBy: () => false };
  }

  /** Not even whoever heard nothing of a first answer sends a second so soon. */
  function isAnsweredTwice(key: string): boolean {
    const own = replies.filter(({ body }) => body.includes(`answer-${key}`));
    return own.some(({ at }, n) => n > 0 && at - (own[n - 1]?.at ?? 0) < repeatPauseMs);
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
      const apiUrl = `${proxy.ownOrigin}/api/`;
      const slack = createSlack(
        { botToken, ...way.settings, apiUrl, command: '/tocsin' },
        {
          ...{ now: its.now, callLimitMs },
          log(level, text, details) {
            way.overhear(text, details);
            log(level, text, details);
          },
        },
      );
      return patience.watch(slack);
    },
    get environment() {
      const SLACK_API_URL = `${proxy.ownOrigin}/api/`;
      return { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL };
    },
    fault: (dice) => anyFault(dice, busy(dice), refused(dice)),
    answerFault: (dice) =>
      anyAnswerFault(dice, { kind: 'busy', headers: { 'retry-after': '1' }, body: {} }),
    trouble: way.trouble,
    burden() {
      refusedUntil = Number.POSITIVE_INFINITY;
      parts.onRefused?.('slack');
      void peer.uninstall();
      return 'removal';
    },
    relieve() {
      peer.install();
      if (refusedUntil > performance.now()) refusedUntil = performance.now() + longPauseMs;
    },
    plainKinds: ['command', 'mention'],
    kinds: () => ['command', 'form', 'mention', unfilled() ? 'filled' : 'command'],
    ask(asking) {
      if (asking.kind === 'mention') return mention(asking);
      return asking.kind === 'filled' ? fill(asking) : type(asking);
    },
    wrongAnswers: () => [
      ...way.wrong,
      ...mentions.filter(isAnsweredTwice).map((key) => `${key} was answered twice`),
    ],
    refusals: () => refusals,
    isMute: () => performance.now() < refusedUntil || way.isMute(),
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

/** Whoever's token is refused asks again after a second, then after two and four. */
const standingPauseMs = 1_500;
const longPauseMs = 4_500;
const repeatPauseMs = 250;

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

/** An answer to a mention tells nobody's story. */
function isReply(path: string, fields: URLSearchParams): boolean {
  return path.includes('chat.postMessage') && !fields.has('metadata');
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
