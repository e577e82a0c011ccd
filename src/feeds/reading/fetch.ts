/**
 * Gets a document over HTTP as a polite reader does: conditionally, under our own name, through the
 * same guarded connections as the probes. undici's Client speaks.
 */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type buildConnector, Client } from 'undici';
import type { Cause, CauseKind } from '../../model.ts';
import { causeOf } from '../../probes/eyes/cause.ts';
import { connect } from '../../probes/eyes/connect.ts';
import type { Eyes } from '../../probes/eyes/eyes.ts';
import { createGlance, type Glance, type OpenGlance } from '../../probes/eyes/glance.ts';
import { retryAfter } from '../../probes/eyes/http-expectation.ts';
import { secure } from '../../probes/eyes/secure.ts';
import { hostOf, portOf } from '../../probes/eyes/target.ts';
import type { Document } from '../feed.ts';

export type Wanted = {
  readonly url: string;
  readonly accept?: string | undefined;
  /** What the server called the document that we have. */
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly mostBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
};

export type Fetched =
  | {
      readonly is: 'document';
      readonly document: Document;
      readonly etag?: string;
      readonly lastModified?: string;
    }
  | { readonly is: 'unchanged' }
  | {
      readonly is: 'failed';
      /** In words for an operator. */
      readonly reason: string;
      readonly retryAfterMs?: number;
      /** How much it says about the far end. */
      readonly kind: CauseKind;
    };

export type Fetch = (wanted: Wanted) => Promise<Fetched>;

export const usualBytes = 5_000_000;
const usualTimeoutMs = 10_000;
const mostRedirects = 4;

/** `fetch` never rejects; `close` ends what is under way. */
export function createFetch(eyes: Eyes): { readonly fetch: Fetch; close(): void } {
  const open = new Set<OpenGlance>();
  async function fetch(wanted: Wanted): Promise<Fetched> {
    const glance = createGlance(eyes, wanted.timeoutMs ?? usualTimeoutMs);
    open.add(glance);
    try {
      return await glance.race(follow(glance, wanted));
    } catch (error) {
      return failure(causeOf(error, glance.phase()));
    } finally {
      open.delete(glance);
      glance.end();
    }
  }
  return {
    fetch,
    close() {
      for (const glance of open) glance.end();
    },
  };
}

function failure({ code, phase, kind, evidence }: Cause): Fetched {
  const reason = `${code} (${phase})${evidence === undefined ? '' : `: ${evidence}`}`;
  return { is: 'failed', reason, kind };
}

function refused(reason: string): Fetched {
  return { is: 'failed', reason, kind: 'hard' };
}

async function follow(glance: Glance, wanted: Wanted): Promise<Fetched> {
  let url = URL.parse(wanted.url);
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    if (url === null || !/^https?:$/.test(url.protocol)) return refused('leads to no web address');
    const answer = await get(glance, url, wanted);
    if (!('redirect' in answer)) return answer;
    const next = URL.parse(answer.redirect, url.href);
    if (url.protocol === 'https:' && next?.protocol !== 'https:') {
      return refused('leads from https to something else');
    }
    url = next;
  }
  return refused(`leads on more than ${mostRedirects} times`);
}

type Answer = Fetched | { readonly redirect: string };
type Headers = Readonly<Record<string, string | string[] | undefined>>;

async function get(glance: Glance, url: URL, wanted: Wanted): Promise<Answer> {
  const { accept = '*/*', etag, lastModified, mostBytes = usualBytes } = wanted;
  const client = new Client(url.origin, {
    connect: connector(glance, url),
    allowH2: false,
    maxResponseSize: mostBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  glance.keep({ destroy: () => void client.destroy().catch(() => {}) });
  const { statusCode, headers, body } = await client.request({
    method: 'GET',
    path: url.pathname + url.search,
    headers: {
      'user-agent': glance.eyes.userAgent,
      accept,
      'accept-encoding': 'gzip, br',
      ...(etag !== undefined && { 'if-none-match': etag }),
      ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
    },
  });
  // Frees the socket also when nobody reads on; what is destroyed must not be heard of again.
  body.on('error', () => {});
  glance.keep(body);
  const location = one(headers.location);
  if (statusCode >= 300 && statusCode < 400 && location !== undefined)
    return { redirect: location };
  if (statusCode === 304) return { is: 'unchanged' };
  if (statusCode !== 200) return rejected(statusCode, headers, glance.eyes.clock());
  glance.begin('body');
  const packed = await collect(body, mostBytes);
  const bytes = packed && (await unpacked(packed, one(headers['content-encoding']), mostBytes));
  if (bytes === undefined) return refused(`has more than ${mostBytes} bytes, or is packed wrongly`);
  return documentOf(bytes, headers, url);
}

function documentOf(bytes: Buffer, headers: Headers, url: URL): Fetched {
  const etag = one(headers.etag);
  const lastModified = one(headers['last-modified']);
  return {
    is: 'document',
    document: { bytes, contentType: one(headers['content-type']) ?? '', url: url.href },
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
}

function rejected(status: number, headers: Headers, now: number): Fetched {
  const retryAfterMs = retryAfter(one(headers['retry-after']), now);
  const words = { is: 'failed', reason: `answers ${status}`, kind: kindOf(status) } as const;
  return retryAfterMs === undefined ? words : { ...words, retryAfterMs };
}

function kindOf(status: number): CauseKind {
  if (status === 401 || status === 403 || status === 429) return 'policy';
  return status >= 500 ? 'soft' : 'hard';
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function connector(glance: Glance, url: URL): buildConnector.connector {
  const isSecure = url.protocol === 'https:';
  const host = hostOf(url);
  async function open() {
    const place = { host, port: portOf(url, isSecure ? 443 : 80), family: 0 as const };
    const plain = await connect(glance, place);
    return isSecure ? await secure(glance, plain, { host, protocols: ['http/1.1'] }) : plain;
  }
  return (_options, connected) => {
    open().then(
      (socket) => {
        glance.begin('first-byte');
        connected(null, socket);
      },
      (error) => connected(error, null),
    );
  };
}

/** Undefined when there is more than may be read. */
async function collect(body: AsyncIterable<Buffer>, most: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > most) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

/** A small body can unfold to gigabytes, so there is a limit here too. */
async function unpacked(
  packed: Buffer,
  encoding: string | undefined,
  most: number,
): Promise<Buffer | undefined> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || packed.length === 0) return packed;
  if (!Object.hasOwn(unpackers, name)) return undefined;
  const unpack = unpackers[name as keyof typeof unpackers] as (
    body: Buffer,
    options: { maxOutputLength: number },
  ) => Promise<Buffer>;
  return await unpack(packed, { maxOutputLength: most }).catch(() => undefined);
}
