/** The demo's small world: local servers that can be broken in the ways real ones break, and healed again. */
import { createSocket } from 'node:dgram';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { makeAuthority } from './certificates.ts';

const host = '127.0.0.1';

/** One server of the world. `port` is a free one of this machine. */
export type Place = {
  readonly port: number;
  break(): Promise<void>;
  heal(): Promise<void>;
  close(): Promise<void>;
};

/** Overloaded: answers 503 to everybody. */
export async function createShop(): Promise<Place> {
  const fault = createSwitch();
  const server = createHttpServer((_, response) => {
    response.writeHead(fault.isOn ? 503 : 200, { connection: 'close' });
    response.end(fault.isOn ? 'We are busy.' : 'Welcome.');
  });
  const port = await listen(server);
  return {
    port,
    break: fault.on,
    heal: fault.off,
    close: () => end(server),
  };
}

/** Crashed: nobody listens any more. */
export async function createLogin(): Promise<Place> {
  const start = () => createServer((socket) => socket.on('error', () => {}).end());
  let server = start();
  const port = await listen(server);
  return {
    port,
    break: () => end(server),
    async heal() {
      server = start();
      await listen(server, port);
    },
    close: () => end(server),
  };
}

/** A mail server with too many guests: greets with 421. */
export async function createMail(): Promise<Place> {
  const fault = createSwitch();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (fault.isOn) return socket.end('421 4.3.2 Too many connections, try again later\r\n');
    socket.write('220 mail.demo ESMTP\r\n');
    socket.on('data', (data) => {
      if (/^QUIT/i.test(data.toString('latin1'))) socket.end('221 2.0.0 Bye\r\n');
      else socket.write('250 mail.demo\r\n');
    });
  });
  const port = await listen(server);
  return {
    port,
    break: fault.on,
    heal: fault.off,
    close: () => end(server),
  };
}

/** A forgotten renewal: the certificate expired yesterday. */
export async function createBank(): Promise<Place & { readonly authority: string }> {
  const authority = makeAuthority('Demo authority');
  const { cert, key } = authority.issue({ toDays: 60 });
  const old = authority.issue({ fromDays: -61, toDays: -1 });
  const server = createTlsServer({ key, cert }, (socket) => {
    socket.on('error', () => {});
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
  });
  server.on('tlsClientError', () => {});
  const port = await listen(server);
  return {
    port,
    authority: authority.cert,
    break: async () => server.setSecureContext({ key: old.key, cert: old.cert }),
    heal: async () => server.setSecureContext({ key, cert }),
    close: () => end(server),
  };
}

/** A name server that has lost a name: answers NXDOMAIN. */
export async function createNames(): Promise<Place> {
  const fault = createSwitch();
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    socket.send(fault.isOn ? nameError(query) : addressRecord(query), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, host, resolve));
  return {
    port: socket.address().port,
    break: fault.on,
    heal: fault.off,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** RFC 1035 §4.1.1: the query with QR and RD set and RCODE 3. */
function nameError(query: Buffer): Buffer {
  return answer(query, 0x8183, 0);
}

/** The question with one A record, 192.0.2.1, that points back at the name (RFC 1035 §4.1.4). */
function addressRecord(query: Buffer): Buffer {
  const record = Buffer.from('c00c00010001000000050004c0000201', 'hex');
  return Buffer.concat([answer(query, 0x8180, 1), record]);
}

function answer(query: Buffer, flags: number, answers: number): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers, 6);
  const endOfName = query.indexOf(0, 12);
  return Buffer.concat([header, query.subarray(12, endOfName + 5)]);
}

function createSwitch() {
  const fault = {
    isOn: false,
    on: async () => {
      fault.isOn = true;
    },
    off: async () => {
      fault.isOn = false;
    },
  };
  return fault;
}

function listen(server: Server, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) (server.closeAllConnections as () => void)();
  });
}
