/** The healthy far end, in a process of its own: pages over http and https that count who asked. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';

let asked = 0;
const page = Buffer.from('ok\n');

const http = createServer({ keepAliveTimeout: 1 }, answer);
const [cert, key] = [process.env.BENCH_CERT ?? '', process.env.BENCH_KEY ?? ''];
const https = createSecureServer({ cert, key }, answer);

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  asked++;
  if (url.startsWith('/shaky/') && isBroken(url)) response.statusCode = 503;
  response.end(page);
}

/** One minute in five, another one for each page. */
function isBroken(url: string): boolean {
  const minute = Math.floor(Date.now() / 60_000);
  return (minute + Number(url.split('/').at(-1))) % 5 === 0;
}

for (const server of [http, https]) {
  server.on('clientError', (_error: unknown, socket: { destroy(): void }) => socket.destroy());
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;
process.on('message', () => process.send?.({ asked }));
// Without a driver there is nobody to serve.
process.on('disconnect', () => process.exit());
process.send?.({ ports: { http: portOf(http), https: portOf(https) } });
