/** Finished pages: kept for some seconds, as many people look at once, packed once, and sent again only when changed. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { createMemo } from '../../asking/memo.ts';
import { policy } from './assets.ts';

/** A page, or another path of ours that has it. */
export type Made =
  | { readonly status: ContentfulStatusCode; readonly text: string }
  | { readonly to: string };

export type Sheet =
  | {
      readonly status: ContentfulStatusCode;
      readonly plain: Buffer<ArrayBuffer>;
      /** Packed for the first who can read that, and then for all. */
      readonly packed: () => Promise<Buffer<ArrayBuffer>>;
      readonly tag: string;
    }
  | { readonly to: string };

export type Sheets = {
  /** `key` names all that the page depends on but the passing of a moment. */
  of(key: string, make: () => Promise<Made>): Promise<Sheet>;
  send(context: Context, sheet: Sheet): Promise<Response>;
};

/** While all stands as it did; then only the time of the last look is another. */
const keptForMs = 5_000;
const keptAtMost = 200;
const pack = promisify(gzip);

export function createSheets(elapsed: () => number): Sheets {
  const memo = createMemo<Promise<Sheet>>({ forMs: keptForMs, atMost: keptAtMost, now: elapsed });
  return { of: (key, make) => memo(key, () => finished(make)), send };
}

async function finished(make: () => Promise<Made>): Promise<Sheet> {
  const made = await make();
  if ('to' in made) return made;
  const plain = Buffer.from(made.text);
  const tag = `W/"${createHash('sha1').update(plain).digest('base64url')}"`;
  let packing: Promise<Buffer<ArrayBuffer>> | undefined;
  const packed = () => {
    packing ??= pack(plain);
    return packing;
  };
  return { status: made.status, plain, packed, tag };
}

/** Headers of everything that is shown to people; who may see it and in which language changes it. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'cache-control': 'private, no-cache',
  vary: 'accept-encoding, accept-language, authorization, cookie',
} as const;

async function send(context: Context, sheet: Sheet): Promise<Response> {
  if ('to' in sheet) return context.redirect(sheet.to, 302);
  const { status, plain, packed, tag } = sheet;
  const headers = { ...pageHeaders, etag: tag };
  if (status === 200 && context.req.header('if-none-match')?.includes(tag)) {
    return context.body(null, 304, headers);
  }
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0+)?\s*(,|$))/.test(
    context.req.header('accept-encoding') ?? '',
  );
  if (!takesGzip) return context.body(plain, status, headers);
  return context.body(await packed(), status, { ...headers, 'content-encoding': 'gzip' });
}
