/** Posts and edits on Slack; every outcome is a value. */
import type { webApi } from '@slack/bolt';
import type { Message } from '../../message.ts';
import type { Channel, Mention } from '../../model.ts';
import type { Delivery, Sent } from '../platform.ts';
import { createRests } from '../rests.ts';
import { createUnderWay } from '../under-way.ts';
import { outcomeOf } from './outcome.ts';
import type { Pass } from './pass.ts';
import { renderSlack, type SlackMessage } from './render.ts';
import type { PictureMessage } from './upload.ts';

/** Slack must not go looking for links and names in what is already marked up. */
const unparsed = { parse: 'none', link_names: false } as const;

export type Speaker = {
  post(channel: Channel, message: Message, delivery: Delivery): Promise<Sent>;
  edit(channel: Channel, id: string, message: Message): Promise<Sent>;
  isAnswering(channel: Channel): Promise<boolean>;
  /** Answers in a thread; `channel` is Slack's own id. */
  reply(
    place: { readonly channel: string; readonly thread: string },
    message: Message | PictureMessage,
  ): Promise<Sent>;
  /** Posts to one person in a channel, for nobody else to see. */
  whisper(to: { readonly channel: string; readonly user: string }, message: Message): Promise<Sent>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

export type SpeakerParts = {
  readonly client: webApi.WebClient;
  readonly pass: Pass;
  readonly now: () => number;
};

export function createSpeaker({ client, pass, now }: SpeakerParts): Speaker {
  const underWay = createUnderWay();
  /** By method, and by method and channel. */
  const rests = createRests();
  const bodies = new WeakMap<Message, SlackMessage>();

  /** Thousands of channels get the same message. */
  function rendered(message: Message): SlackMessage {
    const known = bodies.get(message);
    if (known) return known;
    const made = renderSlack(message);
    bodies.set(message, made);
    return made;
  }

  /** `slack:T1/C1` → `C1`, as long as it is of the workspace that we are in. */
  function idOf(channel: Channel): string | undefined {
    const [, team, id] = /^slack:([^/]*)\/(.+)$/.exec(channel) ?? [];
    return pass.identity === undefined || pass.identity.teamId === team ? id : undefined;
  }

  async function call(
    method: 'chat.postMessage' | 'chat.update' | 'chat.postEphemeral',
    channel: string,
    work: () => Promise<{ ts?: string }>,
  ): Promise<Sent> {
    if (pass.refusal !== undefined) return { result: 'refused', reason: pass.refusal };
    const place = `${method} ${channel}`;
    const retryAt = Math.max(rests.until(method), rests.until(place));
    if (retryAt > now()) return { result: 'wait', retryAt, reason: 'Slack asked us to slow down' };
    try {
      const { ts } = await underWay.during(work());
      return ts ? { result: 'ok', id: ts } : { result: 'unsure', reason: 'Slack named no message' };
    } catch (error) {
      const sent = outcomeOf(error, now(), pass.identity?.botName ?? 'Tocsin');
      if (sent.result === 'refused') pass.refuse(sent.reason);
      if (sent.result === 'wait') rests.note(sent.isEverywhere ? method : place, sent.retryAt);
      return sent;
    }
  }

  return {
    async post(channel, message, { nonce, isQuiet, replyTo, mention }) {
      const id = idOf(channel);
      if (id === undefined) return elsewhere;
      const thread = replyTo === undefined ? {} : { thread_ts: replyTo, reply_broadcast: !isQuiet };
      const metadata = { event_type: 'tocsin_notice', event_payload: { nonce } };
      return call('chat.postMessage', id, () =>
        client.chat.postMessage({
          channel: id,
          ...naming(rendered(message), mention),
          ...unparsed,
          ...thread,
          metadata,
        }),
      );
    },
    async edit(channel, ts, message) {
      const id = idOf(channel);
      if (id === undefined) return elsewhere;
      const { text, blocks, attachments } = rendered(message);
      return call('chat.update', id, () =>
        client.chat.update({ channel: id, ts, text, blocks, attachments, ...unparsed }),
      );
    },
    async isAnswering(channel) {
      const id = idOf(channel);
      if (id === undefined) return true;
      const sent = await call('chat.postMessage', id, () =>
        client.chat.postMessage({ channel: id, text: '' }),
      );
      return sent.result === 'malformed' || sent.result === 'gone' || sent.result === 'refused';
    },
    async reply({ channel, thread }, message) {
      const body = 'tone' in message ? renderSlack(message) : message;
      return call('chat.postMessage', channel, () =>
        client.chat.postMessage({ channel, thread_ts: thread, ...body, ...unparsed }),
      );
    },
    async whisper({ channel, user }, message) {
      const { text, blocks, attachments } = renderSlack(message);
      const body = { text, blocks, attachments };
      return call('chat.postEphemeral', channel, async () => {
        const { message_ts: ts } = await client.chat.postEphemeral({
          ...{ channel, user, ...body, ...unparsed },
        });
        return { ...(ts ? { ts } : {}) };
      });
    },
    idle: underWay.idle,
  };
}

/** Slack notifies whom a block names; our blocks name nobody else. A user group's id begins with S. */
function naming(rendered: SlackMessage, mention: Mention | undefined): SlackMessage {
  const isGroup = mention?.who === 'group';
  if (!mention || !(isGroup ? /^S[A-Z0-9]+$/ : /^[UW][A-Z0-9]+$/).test(mention.id)) return rendered;
  const name = isGroup ? `<!subteam^${mention.id}>` : `<@${mention.id}>`;
  const text = { type: 'mrkdwn', text: name, verbatim: true } as const;
  return { ...rendered, blocks: [{ type: 'section', text }, ...rendered.blocks] };
}

const elsewhere: Sent = {
  result: 'gone',
  reason: 'the channel belongs to another Slack workspace',
};
