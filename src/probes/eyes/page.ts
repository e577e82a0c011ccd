/**
 * Gets one page: connection, TLS where the address says so, one exchange. What http, websocket and metrics share.
 *
 * HTTP/1.1 is offered. A server that knows nothing but HTTP/2 refuses that while shaking hands (RFC 7301 §3.2); then,
 * and only then, a second connection offers HTTP/2. Such places are remembered, so that their next look takes one.
 */
import type { Socket } from 'node:net';
import type { Answer, Request } from './answer.ts';
import { fail } from './cause.ts';
import { connect, type Place } from './connect.ts';
import type { Glance } from './glance.ts';
import { exchangeOverHttp1 } from './http1.ts';
import { exchangeOverHttp2 } from './http2.ts';
import { codeOf, type Family } from './names.ts';
import { secure } from './secure.ts';
import { hostOf, loginOf, portOf } from './target.ts';

/** What the far end says when nothing that is offered suits it. */
const noCommonProtocol = 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL';
const modernLimit = 10_000;

export type Page = {
  /** Of http or https. */
  readonly url: URL;
  readonly family: Family;
  /** Where user and password come from, if they may go there. */
  readonly login?: URL | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly upgrade?: string;
  /** Nothing else will do; HTTP/2 needs TLS. Without it either will. */
  readonly version?: 1 | 2 | undefined;
  needsBody(answer: Answer): boolean;
};

export function getPage(glance: Glance, page: Page): Promise<Answer> {
  return open(glance, page).then((socket) => {
    const send = isHttp2(socket) ? exchangeOverHttp2 : exchangeOverHttp1;
    return send(glance, socket, requestFor(glance, page));
  });
}

function open(glance: Glance, page: Page): Promise<Socket> {
  const isSecure = page.url.protocol === 'https:';
  const place = {
    host: hostOf(page.url),
    port: portOf(page.url, isSecure ? 443 : 80),
    family: page.family,
  };
  return isSecure ? openSecure(glance, place, page) : connect(glance, place);
}

function requestFor({ eyes }: Glance, { url, login, headers, upgrade, needsBody }: Page): Request {
  const all = {
    'user-agent': eyes.userAgent,
    accept: '*/*',
    ...(login && authorization(login)),
    ...headers,
  };
  return upgrade === undefined
    ? { url, headers: all, needsBody }
    : { url, headers: all, needsBody, upgrade };
}

async function openSecure(glance: Glance, place: Place, page: Page): Promise<Socket> {
  const { host } = place;
  const { modern } = glance.eyes;
  const name = `${host}:${place.port}`;
  const shake = async (protocols: readonly string[]) =>
    await secure(glance, await connect(glance, place), { host, protocols });
  if (page.version === 2) return insist(await shake(['h2']));
  // Only HTTP/1.1 can switch protocols as a websocket does.
  if (page.version === 1 || page.upgrade !== undefined) return await shake(['http/1.1']);
  try {
    const socket = await shake(modern.has(name) ? ['h2', 'http/1.1'] : ['http/1.1']);
    if (!isHttp2(socket)) modern.delete(name);
    return socket;
  } catch (error) {
    if (codeOf(error) !== noCommonProtocol) throw error;
    if (modern.size >= modernLimit) modern.clear();
    modern.add(name);
    return await shake(['h2']);
  }
}

function insist(socket: Socket): Socket {
  if (isHttp2(socket)) return socket;
  return fail(['tls-failed', 'hard'], 'tls', { evidence: 'does not speak HTTP/2' });
}

/** RFC 7617. */
function authorization(target: URL): Record<string, string> {
  const login = loginOf(target);
  if (login === undefined) return {};
  const pair = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/** Did the handshake (ALPN, RFC 7301) settle on HTTP/2? */
function isHttp2(socket: Socket): boolean {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
}
