/** Posts and edits over Discord's REST API: one call, no retries, the outcome as a value. */
import { MessageFlags, type REST, Routes } from 'discord.js';
import type { Log } from '../../log.ts';
import type { Message } from '../../message.ts';
import type { Channel, Mention } from '../../model.ts';
import type { Delivery, Sent } from '../platform.ts';
import { createRests } from '../rests.ts';
import { createUnderWay } from '../under-way.ts';
import { contentLimit, nonceLimit } from './limits.ts';
import { isCode, isDiscordAnswer, isTokenFault, sentFromError, tokenReason } from './outcome.ts';
import { type DiscordBody, renderDiscord, renderDiscordText } from './render.ts';

/** Discord shuts an address out after 10,000 refused requests in ten minutes; we stop before. */
const refusedRequestsLimit = 8_000;
/** A reply where the bot may not read the history. */
const historyHidden = 160_002;

export type WriterParts = {
  readonly rest: REST;
  readonly now: () => number;
  readonly log: Log;
  /** The permissions that the bot is known to lack in a channel, in Discord's own words. */
  readonly missingPermissions: (channelId: string) => readonly string[];
  /** Called when Discord refuses the token; nothing more is sent until `accept`. */
  readonly onRefused: (reason: string) => void;
};

export type Writer = {
  post(channel: Channel, message: Message, delivery: Delivery): Promise<Sent>;
  edit(channel: Channel, id: string, message: Message): Promise<Sent>;
  isAnswering(channel: Channel): Promise<boolean>;
  /** The conversation with a person; undefined when there is none to be had. Never rejects. */
  personal(person: string): Promise<Channel | undefined>;
  /** Discord takes the token again. */
  accept(): void;
  /** Resolves when no call is under way. */
  idle(): Promise<void>;
};

export function createWriter(parts: WriterParts): Writer {
  const { rest, now } = parts;
  /** By route. */
  const rests = createRests();
  const underWay = createUnderWay();
  const bodies = new WeakMap<Message, DiscordBody>();
  let refusal: string | undefined;
  /** Until when nothing at all is sent. */
  let heldUntil = 0;

  rest.on('invalidRequestWarning', ({ count, remainingTime }) => {
    parts.log('error', 'Discord refuses many requests', { count, remainingTime });
    if (count >= refusedRequestsLimit) heldUntil = now() + remainingTime;
  });

  /** One call on one route of one channel; the answer is a message, its id is the result. */
  async function send(
    channelId: string,
    method: 'post' | 'patch',
    path: `/${string}`,
    body: unknown,
  ): Promise<Sent> {
    if (refusal !== undefined) return { result: 'refused', reason: refusal };
    const key = `${method} ${channelId}`;
    const retryAt = heldBack(key);
    if (retryAt > now()) return { result: 'wait', retryAt, reason: "Discord's rate limit" };
    try {
      return delivered(await underWay.during(rest[method](path, { body })));
    } catch (error) {
      return failed(error, channelId, key);
    }
  }

  function heldBack(key: string): number {
    return Math.max(heldUntil, rests.until(key));
  }

  function failed(error: unknown, channelId: string, key: string): Sent {
    if (isTokenFault(error)) return refuse();
    if (isCode(error, historyHidden)) return withoutHistory;
    const sent = sentFromError(error, {
      now: now(),
      missingPermissions: () => parts.missingPermissions(channelId),
    });
    if (sent.result === 'wait') rests.note(key, sent.retryAt);
    return sent;
  }

  function refuse(): Sent {
    refusal = tokenReason;
    parts.onRefused(refusal);
    return { result: 'refused', reason: refusal };
  }

  /** Without the right to embed, Discord would drop our embed in silence. */
  function bodyFor(channelId: string, message: Message): DiscordBody {
    const isTextOnly = parts.missingPermissions(channelId).includes('Embed Links');
    return isTextOnly ? renderDiscordText(message) : rendered(message);
  }

  /** Ten thousand channels get the same message. */
  function rendered(message: Message): DiscordBody {
    const known = bodies.get(message);
    if (known) return known;
    const made = renderDiscord(message);
    bodies.set(message, made);
    return made;
  }

  async function post(channel: Channel, message: Message, delivery: Delivery): Promise<Sent> {
    const channelId = channelIdOf(channel);
    if (channelId === undefined) return noChannel(channel);
    const body = postBody(bodyFor(channelId, message), delivery);
    const path = Routes.channelMessages(channelId);
    const sent = await send(channelId, 'post', path, body);
    // The refusal is certain, so a second call cannot double the message.
    const again = sent === withoutHistory;
    const last = again ? await send(channelId, 'post', path, unlinked(body)) : sent;
    // The network knows this nonce, and its message was deleted since: people have had it.
    return last.result === 'missing' ? { result: 'ok', id: deletedId } : last;
  }

  async function edit(channel: Channel, id: string, message: Message): Promise<Sent> {
    const channelId = channelIdOf(channel);
    if (channelId === undefined) return noChannel(channel);
    if (!isSnowflake(id)) return { result: 'missing', reason: 'the message was deleted' };
    const { flags: _, ...body } = bodyFor(channelId, message);
    return send(channelId, 'patch', Routes.channelMessage(channelId, id), body);
  }

  async function isAnswering(channel: Channel): Promise<boolean> {
    const channelId = channelIdOf(channel);
    if (channelId === undefined || refusal !== undefined) return false;
    if (heldBack(`post ${channelId}`) > now()) return false;
    try {
      const path = Routes.channelMessages(channelId);
      const body = { content: '', allowed_mentions: { parse: [] } };
      await underWay.during(rest.post(path, { body }));
      return true;
    } catch (error) {
      failed(error, channelId, `post ${channelId}`);
      return isDiscordAnswer(error) && !isTokenFault(error);
    }
  }

  async function personal(person: string): Promise<Channel | undefined> {
    if (!isSnowflake(person) || refusal !== undefined || heldUntil > now()) return undefined;
    const body = { recipient_id: person };
    const asked = underWay.during(rest.post(Routes.userChannels(), { body }));
    const answer = await asked.catch(() => undefined);
    const id = (answer as { id?: unknown } | undefined)?.id;
    return typeof id === 'string' && isSnowflake(id) ? `discord:${id}` : undefined;
  }

  return {
    post,
    edit,
    isAnswering,
    personal,
    accept() {
      refusal = undefined;
    },
    idle: underWay.idle,
  };
}

/** What a repeat of a deleted message is called: it was told, and there is nothing to edit. */
const deletedId = 'deleted';

const withoutHistory: Sent = {
  result: 'malformed',
  reason: 'the bot may not reply here; missing: Read Message History',
};

function postBody(body: DiscordBody, delivery: Delivery): Record<string, unknown> {
  const quiet = delivery.isQuiet ? MessageFlags.SuppressNotifications : 0;
  return {
    ...body,
    ...naming(body, delivery.mention),
    flags: (body.flags ?? 0) | quiet,
    nonce: delivery.nonce.slice(0, nonceLimit),
    enforce_nonce: true,
    ...(delivery.replyTo !== undefined &&
      isSnowflake(delivery.replyTo) && {
        message_reference: { message_id: delivery.replyTo, fail_if_not_exists: false },
      }),
  };
}

/** Nobody but the one who is meant, and nobody at all rather than a message that is too long. */
function naming({ content }: DiscordBody, mention: Mention | undefined): object {
  if (!mention || !isSnowflake(mention.id)) return {};
  const name = mention.who === 'group' ? `<@&${mention.id}>` : `<@${mention.id}>`;
  const text = `${name} ${content}`;
  if (text.length > contentLimit) return {};
  const kind = mention.who === 'group' ? 'roles' : 'users';
  return { content: text, allowed_mentions: { parse: [], [kind]: [mention.id] } };
}

function unlinked({ message_reference: _, ...body }: Record<string, unknown>): unknown {
  return body;
}

/** The answer to a write is the message; anything else did not come from Discord. */
function delivered(answer: unknown): Sent {
  const id = (answer as { id?: unknown } | null)?.id;
  if (typeof id === 'string' && isSnowflake(id)) return { result: 'ok', id };
  return { result: 'unsure', reason: 'the answer is not one of Discord' };
}

/** Discord's ids are 64-bit numbers; anything else in a route would share one rate limit. */
function isSnowflake(id: string): boolean {
  return /^\d{15,20}$/.test(id);
}

function channelIdOf(channel: Channel): string | undefined {
  const [name, id] = channel.split(':', 2);
  return name === 'discord' && id !== undefined && isSnowflake(id) ? id : undefined;
}

function noChannel(channel: Channel): Sent {
  return { result: 'gone', reason: `${channel.slice(0, 60)} is no Discord channel` };
}
