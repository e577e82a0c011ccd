/**
 * The hostile far end, in a process of its own so that its endless writing does not delay healthy answers:
 * black holes, bodies without end and a name server that never speaks.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createPlainServer, type Server } from 'node:net';

const endless = createServer((_, response) => {
  const more = () => {
    while (response.write(Buffer.alloc(4096)));
  };
  response.on('drain', more).on('error', () => {});
  more();
});
const hole = createPlainServer((socket) => {
  // Who does not read never learns that the other one has gone, and runs out of sockets.
  socket.on('error', () => {}).resume();
});
const names = createSocket('udp4');

for (const server of [endless, hole]) {
  server.on('clientError', (_error: unknown, socket: { destroy(): void }) => socket.destroy());
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
}
names.bind(0, '127.0.0.1');
await once(names, 'listening');

const portOf = (server: Server) => (server.address() as AddressInfo).port;
process.on('disconnect', () => process.exit());
process.send?.({
  ports: { endless: portOf(endless), hole: portOf(hole), names: names.address().port },
});
