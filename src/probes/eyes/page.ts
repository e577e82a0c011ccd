/** Gets one page: connection, TLS where the address says so, one exchange. What http, websocket and metrics share. */
import type { Socket } from 'node:net';
import type { Answer } from './answer.ts';
import { fail } from './cause.ts';
import { connect } from './connect.ts';
import { exchange } from './exchange.ts';
import type { Glance } from './glance.ts';
import { exchangeOverHttp2 } from './http2.ts';
import type { Family } from './names.ts';
import { secure } from './secure.ts';
import { hostOf, loginOf, portOf } from './target.ts';

export type Page = {
  /** Of http or https. */
  readonly url: URL;
  readonly family: Family;
  /** Where user and password come from, if they may go there. */
  readonly login?: URL | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly upgrade?: string;
  /** 2 speaks HTTP/2, which needs TLS. */
  readonly version?: 1 | 2;
  needsBody(answer: Answer): boolean;
};

export async function getPage(glance: Glance, page: Page): Promise<Answer> {
  const host = hostOf(page.url);
  const isSecure = page.url.protocol === 'https:';
  const place = { host, port: portOf(page.url, isSecure ? 443 : 80), family: page.family };
  const plain = await connect(glance, place);
  const protocols = [page.version === 2 ? 'h2' : 'http/1.1'];
  const socket = isSecure ? await secure(glance, plain, { host, protocols }) : plain;
  if (isSecure && page.version === 2 && !isHttp2(socket)) {
    fail(['tls-failed', 'hard'], 'tls', { evidence: 'does not speak HTTP/2' });
  }
  const own = { 'user-agent': glance.eyes.userAgent, accept: '*/*', ...authorization(page.login) };
  const send = isHttp2(socket) ? exchangeOverHttp2 : exchange;
  return await send(glance, socket, {
    url: page.url,
    headers: { ...own, ...page.headers },
    needsBody: page.needsBody,
    ...(page.upgrade === undefined ? {} : { upgrade: page.upgrade }),
  });
}

/** RFC 7617. */
function authorization(target: URL | undefined): Record<string, string> {
  const login = target === undefined ? undefined : loginOf(target);
  if (login === undefined) return {};
  const pair = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/** Did the handshake (ALPN, RFC 7301) settle on HTTP/2? */
function isHttp2(socket: Socket): boolean {
  return 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
}
