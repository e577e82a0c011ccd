/** The far end, in a process of its own: healthy pages, black holes, endless bodies and a silent name server. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createPlainServer, type Server } from 'node:net';

let asked = 0;
const page = Buffer.from('ok\n');

const http = createServer({ keepAliveTimeout: 1 }, (request, response) => {
  if (request.url === '/endless') {
    const more = () => {
      while (response.write(Buffer.alloc(4096)));
    };
    response.on('drain', more).on('error', () => {});
    return more();
  }
  asked++;
  response.end(page);
});
const [cert, key] = [process.env.BENCH_CERT ?? '', process.env.BENCH_KEY ?? ''];
const https = createSecureServer({ cert, key }, (_, response) => {
  asked++;
  response.end(page);
});
const hole = createPlainServer((socket) => {
  socket.on('error', () => {});
});
const names = createSocket('udp4');

for (const server of [http, https, hole]) {
  server.on('clientError', (_error: unknown, socket: { destroy(): void }) => socket.destroy());
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
}
names.bind(0, '127.0.0.1');
await once(names, 'listening');

const portOf = (server: Server) => (server.address() as AddressInfo).port;
process.on('message', () => process.send?.({ asked }));
// Without a driver there is nobody to serve.
process.on('disconnect', () => process.exit());
process.send?.({
  ports: {
    http: portOf(http),
    https: portOf(https),
    hole: portOf(hole),
    names: names.address().port,
  },
});
