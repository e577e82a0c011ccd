/**
 * Webhooks as a chat network: what is told goes to other tools as signed JSON (Standard Webhooks), with all that telling
 * promises. A channel is `webhook:NAME/1` and so on, since one follows only so much; each webhook is a workspace of its
 * own, so that one that fails slows down no other.
 * A receiver knows a repeat by its `webhook-id`, which is why repeats are safe.
 */
import { createHash } from 'node:crypto';
import type { Message } from '../message.ts';
import type { Channel, Health } from '../model.ts';
import type { Platform, Sent } from './platform.ts';
import { createUnderWay } from './under-way.ts';
import { type Body, bodyOf } from './webhook/body.ts';
import { outcomeOf, outcomeOfError } from './webhook/outcome.ts';
import { signatureOf } from './webhook/sign.ts';

export type Hook = { readonly name: string; readonly url: string };

export type WebhookSettings = {
  readonly hooks: readonly Hook[];
  /** The bytes of each; all of them sign. */
  readonly secrets: readonly Buffer[];
};

export type WebhookParts = { readonly now: () => number; readonly userAgent: string };

const timeoutMs = 10_000;
/** What is under way when we stop gets this long. */
const stopWithinMs = 2_000;
/** Ten a second, and a burst of as many: more than a bot says, and no flood for a small receiver. */
const calls = { everyMs: 100, leewayMs: 1_000 };
const dayMs = 86_400_000;

/** What all channels of a webhook begin with; a number follows. */
export function hookChannels(name: string): string {
  return `webhook:${name}/`;
}

export function createWebhook(settings: WebhookSettings, parts: WebhookParts): Platform {
  const { now, userAgent } = parts;
  const urls = new Map(settings.hooks.map(({ name, url }) => [name, url] as const));
  const failing = new Map<string, string>();
  const underWay = createUnderWay();
  const ending = new AbortController();

  /** Never follows a redirect: what is signed for one place is not for another. */
  async function call(url: string, init: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ending.signal]);
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    // Nothing in it is of use, and it may have no end.
    await response.body?.cancel();
    return response;
  }

  async function send(body: Body, webhookId: string): Promise<Sent> {
    const { channel, id } = body.data;
    const name = nameIn(channel);
    const url = urls.get(name);
    if (url === undefined) {
      return { result: 'gone', reason: 'there is no webhook of that name in WEBHOOKS' };
    }
    const failure = await underWay.during(deliver(url, JSON.stringify(body), webhookId));
    if (failure) failing.set(name, failure.reason);
    else failing.delete(name);
    return failure ?? { result: 'ok', id };
  }

  async function deliver(url: string, body: string, id: string) {
    const atSeconds = Math.floor(now() / 1_000);
    const headers = {
      'content-type': 'application/json',
      'user-agent': userAgent,
      'webhook-id': id,
      'webhook-timestamp': String(atSeconds),
      'webhook-signature': signatureOf({ id, atSeconds, body }, settings.secrets),
    };
    try {
      const response = await call(url, { method: 'POST', headers, body });
      const { status } = response;
      return outcomeOf({ status, retryAfter: response.headers.get('retry-after') }, now());
    } catch (error) {
      return outcomeOfError(error, now());
    }
  }

  return {
    name: 'webhook',
    repeatsAreSafeForMs: dayMs,
    limits: { calls },
    start: async () => {},
    async stop() {
      const timer = setTimeout(() => ending.abort(), stopWithinMs);
      await underWay.idle();
      clearTimeout(timer);
    },
    post(channel, message, { nonce, replyTo, isQuiet }) {
      const posted = { id: nonce, channel, at: now(), replyTo, isQuiet };
      return send(bodyOf('message.posted', message, posted), nonce);
    },
    edit(channel, id, message) {
      const body = bodyOf('message.edited', message, { id, channel, at: now() });
      return send(body, `${id}.${fingerprint(message)}`);
    },
    /** Anything that is an answer counts but that of somebody in front of it: not all know HEAD. */
    async isAnswering(channel) {
      const url = urls.get(nameIn(channel));
      if (url === undefined) return false;
      const headers = { 'user-agent': userAgent };
      return call(url, { method: 'HEAD', headers }).then(
        ({ status }) => ![429, 502, 503, 504].includes(status),
        () => false,
      );
    },
    health: () => healthOf(failing, urls.size),
  };
}

function nameIn(channel: Channel): string {
  return /^webhook:([^/]+)\//.exec(channel)?.[1] ?? '';
}

/** The same edit again has the same id, so that a repeat of it is known as one. */
function fingerprint(message: Message): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 16);
}

/** A receiver that is away is its own trouble; when none is left, it is ours too. */
function healthOf(failing: ReadonlyMap<string, string>, hooks: number): Health {
  if (failing.size === 0 || failing.size < hooks) return { isWorking: true };
  const reasons = [...failing].map(([name, reason]) => `${name}: ${reason}`);
  return { isWorking: false, reason: reasons.slice(0, 3).join('; ') };
}
