/**
 * How machines are answered: who may see nothing is refused, the same question within a second gets the same answer,
 * and every answer bears a tag, so that who asks again gets it only when it has changed.
 */
import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { createMemo } from '../asking/memo.ts';
import { bestLanguage, createVoice } from '../languages/index.ts';
import type { Voice } from '../languages/language.ts';
import { type Reader, refusal } from './access.ts';
import type { WebParts } from './door.ts';
import { createView, type View } from './view.ts';

/** A question as doors read it. */
export type Asked = {
  readonly view: View;
  /** The language of `?lang=`, else the usual one. */
  readonly voice: Voice;
  readonly now: number;
  /** A part of the path by its name; empty when it has none. */
  readonly param: (name: string) => string;
  /** What was asked beside the path, as far as the door reads it. */
  readonly query: Readonly<Record<string, string>>;
  /** The path that was asked for. */
  readonly path: string;
  /** Our address as people outside know it, without a slash at its end. */
  readonly base: string;
};

export type Answer = {
  readonly body: string;
  readonly type: string;
  readonly status?: 200 | 400 | 404;
  /** For so long nobody needs to ask again; ten seconds when absent. */
  readonly forSeconds?: number;
};

export type Tell = (asked: Asked) => Answer | Promise<Answer>;

const sameForMs = 1_000;
const rememberedAtMost = 500;
/** Names, languages and cursors are shorter. */
const longestValue = 300;
const usualSeconds = 10;

export function json(value: unknown, more: Partial<Answer> = {}): Answer {
  return { body: JSON.stringify(value), type: 'application/json; charset=utf-8', ...more };
}

export function notFound(error: string): Answer {
  return json({ error, code: 'not-found' }, { status: 404 });
}

type Kept = {
  readonly answer: Answer;
  /** Its body, written once for all who ask. */
  readonly bytes: Buffer<ArrayBuffer>;
  readonly tag: string;
};

/** What has no meaning does not make a question another one. */
export type IsMeant = (name: string) => boolean;

const noneMeant: IsMeant = () => false;

/** Gives doors the means to answer at a path; `lang` is read everywhere. */
export function createAnswers(web: Hono, parts: WebParts) {
  const memo = createMemo<Promise<Kept>>({
    forMs: sameForMs,
    atMost: rememberedAtMost,
    now: parts.now,
  });

  return function answerAt(path: string, tell: Tell, isMeant = noneMeant): void {
    web.options(path, (context) => preflight(context));
    web.get(path, etag(), async (context) => {
      const reader = parts.access.readerOf(context);
      share(context, reader);
      const refused = refusal(reader, parts.access);
      if (refused) return refuse(context, refused);
      const asked = askedBy(context, reader, { parts, isMeant });
      const key = JSON.stringify([reader.seesAll, asked.base, asked.path, asked.query]);
      const known = await memo(key, () => kept(tell(asked)));
      return send(context, known, reader);
    });
  };
}

async function kept(told: Answer | Promise<Answer>): Promise<Kept> {
  const answer = await told;
  const bytes = Buffer.from(answer.body);
  const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  return { answer, bytes, tag: `"${tag}"` };
}

type Reading = { readonly parts: WebParts; readonly isMeant: IsMeant };

function askedBy(context: Context, reader: Reader, { parts, isMeant }: Reading): Asked {
  const { lang, ...rest } = context.req.query();
  const voice = createVoice(bestLanguage(lang?.slice(0, 35), parts.language), parts.timeZone);
  const meant = Object.entries(rest)
    .filter(([name]) => isMeant(name))
    .map(([name, value]) => [name, value.slice(0, longestValue)] as const);
  return {
    view: createView(parts, reader),
    voice,
    now: parts.now(),
    param: (name) => context.req.param(name) ?? '',
    query: { ...Object.fromEntries(meant), ...(lang !== undefined && { lang: voice.tag }) },
    path: context.req.path,
    base: parts.publicUrl ?? new URL(context.req.url).origin,
  };
}

function send(context: Context, { answer, bytes, tag }: Kept, reader: Reader): Response {
  const { type, status = 200, forSeconds = usualSeconds } = answer;
  context.header('content-type', type);
  if (status === 200) context.header('etag', tag);
  const isPublic = reader.by === 'nothing';
  const how = isPublic ? `public, max-age=${forSeconds}` : 'private, no-cache';
  context.header('cache-control', how);
  context.header('vary', 'Authorization, Cookie, Origin');
  return context.body(bytes, status);
}

function refuse(
  context: Context,
  { status, error }: { readonly status: 401 | 403; readonly error: string },
): Response {
  if (status === 401) context.header('www-authenticate', 'Bearer realm="Tocsin"');
  return context.json({ error, code: 'not-allowed' }, status);
}

/** Scripts and pages elsewhere may read what strangers may, and what a key in their own hands opens. */
function share(context: Context, { by }: Reader): void {
  if (by === 'this-machine' || by === 'cookie') return;
  context.header('access-control-allow-origin', '*');
  context.header('access-control-expose-headers', 'ETag');
  context.header('cross-origin-resource-policy', 'cross-origin');
}

function preflight(context: Context): Response {
  context.header('access-control-allow-origin', '*');
  context.header('access-control-allow-methods', 'GET, HEAD');
  context.header('access-control-allow-headers', 'Authorization, If-None-Match');
  context.header('access-control-max-age', '86400');
  return context.body(null, 204);
}
