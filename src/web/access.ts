/**
 * Who may see what. Private by default: this machine sees everything, the access key opens everything to
 * anybody, and strangers see the services that the operator has made public.
 *
 * A request of this machine comes from a loopback address, asks for a loopback name and bears no trace of a
 * proxy. One trace is missing with a proxy that adds none (nginx with nothing but `proxy_pass` asks for our own
 * address, over HTTP/1.0 before its version 1.29.7): so once PUBLIC_URL says that there is a way in from outside,
 * being on this machine opens nothing any more.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

export type AccessParts = {
  /** The ids of the services that strangers may see. */
  readonly publicServices: 'none' | 'all' | readonly string[];
  /** Opens everything. */
  readonly key?: string;
  /** There is a way in from outside, so that who comes from this machine may be a proxy. */
  readonly isProxied?: boolean;
};

/** Somebody who asks, as far as it decides what they may see. */
export type Reader = {
  readonly by: 'this-machine' | 'key' | 'cookie' | 'nothing' | 'wrong-key';
  /** Everything: also where we look, what servers said, and how the bot itself is. */
  readonly seesAll: boolean;
  /** False for a stranger where nothing is public; then `refusal` says what to answer. */
  readonly seesSome: boolean;
  maySee(service: string): boolean;
};

export type Access = {
  readerOf(context: Context): Reader;
  /** Can anybody become one who sees all, by a key? */
  readonly hasKey: boolean;
  /** What a browser keeps (in `accessCookie`) for who typed the key; undefined for any other text. */
  passFor(typed: string): string | undefined;
};

export const accessCookie = 'tocsin-access';

/** What of a request decides who asks. */
export type Asking = {
  readonly method: string;
  readonly header: (name: string) => string | undefined;
  readonly queryKey: string | undefined;
  /** Where the connection comes from; undefined when there is none, and then it is a stranger. */
  readonly address: string | undefined;
  readonly httpVersion: string | undefined;
};

export function createAccess({ publicServices, key, isProxied }: AccessParts): Access {
  const shown = new Set(typeof publicServices === 'string' ? [] : publicServices);
  const isPublic = (id: string) => publicServices === 'all' || shown.has(id);
  const seesSome = publicServices === 'all' || shown.size > 0;
  const pass = key === undefined ? undefined : digest(`pass of ${key}`).toString('base64url');

  function seenBy(by: Reader['by']): Reader {
    if (by === 'nothing') return { by, seesAll: false, seesSome, maySee: isPublic };
    const seesAll = by !== 'wrong-key';
    return { by, seesAll, seesSome: seesAll, maySee: () => seesAll };
  }

  function readerOf(context: Context): Reader {
    const asking = askingOf(context);
    const shownKey = bearer(asking.header('authorization')) ?? asking.queryKey;
    if (shownKey !== undefined) return seenBy(isSame(shownKey, key) ? 'key' : 'wrong-key');
    const cookie = cookieOf(asking.header('cookie'));
    if (cookie !== undefined && isSame(cookie, pass)) return seenBy('cookie');
    return seenBy(!isProxied && isOfThisMachine(asking) ? 'this-machine' : 'nothing');
  }

  return {
    readerOf,
    hasKey: key !== undefined,
    passFor: (typed) => (isSame(typed, key) ? pass : undefined),
  };
}

/** What somebody who sees nothing is answered; undefined for everybody else. */
export function refusal(
  reader: Reader,
  { hasKey }: Access,
): { readonly status: 401 | 403; readonly error: string } | undefined {
  if (reader.seesSome) return undefined;
  if (reader.by === 'wrong-key') return { status: 401, error: 'this is not the access key' };
  if (!hasKey) return { status: 403, error: 'nothing here is public' };
  return {
    status: 401,
    error: 'nothing here is public; send the access key as Authorization: Bearer … or as ?key=…',
  };
}

/** Traces that proxies leave. Who forges one sees less, never more. */
const proxyTraces = [
  ...['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'],
  ...['via', 'x-forwarded-server', 'x-original-forwarded-for', 'cf-connecting-ip', 'cf-ray'],
  ...[
    'true-client-ip',
    'x-client-ip',
    'x-cluster-client-ip',
    'fly-client-ip',
    'x-envoy-external-address',
  ],
  ...['x-amzn-trace-id', 'x-cloud-trace-context', 'x-arr-ssl', 'tailscale-user-login'],
] as const;

/** Loopback addresses, also as IPv6 writes those of IPv4. */
const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/i;
/** A page elsewhere can make a browser here ask, under a name of its own that leads to this machine. */
const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/** Asked on this machine itself, and neither by a proxy nor by a page from elsewhere. */
export function isOfThisMachine(asking: Asking): boolean {
  const { address, header, httpVersion } = asking;
  if (address === undefined || !loopback.test(address)) return false;
  if (httpVersion === '1.0' || proxyTraces.some((name) => header(name) !== undefined)) return false;
  return loopbackHost.test(header('host') ?? '') && !isFromElsewhere(asking);
}

/** A link may be followed from anywhere; what a page elsewhere fetches, embeds or sends, it could read or cause. */
function isFromElsewhere({ method, header }: Asking): boolean {
  const site = header('sec-fetch-site');
  if (site !== undefined) {
    const isShown =
      header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';
    const isLink = isShown && (method === 'GET' || method === 'HEAD');
    return site !== 'same-origin' && site !== 'none' && !isLink;
  }
  const origin = header('origin');
  return origin !== undefined && URL.parse(origin)?.host !== header('host');
}

function askingOf(context: Context): Asking {
  const { incoming } = (context.env ?? {}) as { incoming?: { httpVersion?: string } };
  return {
    method: context.req.method,
    header: (name) => context.req.header(name),
    queryKey: context.req.query('key'),
    address: incoming && getConnInfo(context).remote.address,
    httpVersion: incoming?.httpVersion,
  };
}

function bearer(header: string | undefined): string | undefined {
  return /^Bearer +(.*)$/i.exec(header ?? '')?.[1];
}

function cookieOf(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === accessCookie)?.[1];
}

/** Takes as long for a wrong text as for the right one. */
function isSame(shown: string, wanted: string | undefined): boolean {
  return timingSafeEqual(digest(shown), digest(wanted ?? '')) && wanted !== undefined;
}

/** Of equal length whatever is compared, so that the length stays secret too. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
