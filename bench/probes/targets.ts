/** The healthy far end, in a process of its own: pages over http and https that count who asked. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';

let asked = 0;
const page = Buffer.from('ok\n');

const http = createServer({ keepAliveTimeout: 1 }, (_, response) => {
  asked++;
  response.end(page);
});
const [cert, key] = [process.env.BENCH_CERT ?? '', process.env.BENCH_KEY ?? ''];
const https = createSecureServer({ cert, key }, (_, response) => {
  asked++;
  response.end(page);
});

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
