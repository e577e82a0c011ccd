/** Servers for the laboratory: TCP, TLS and DNS ones whose every byte a behaviour decides. */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export type Lab = {
  readonly port: number;
  /** Connections accepted so far. */
  connections(): number;
  /** Connections that are still open. */
  open(): number;
  close(): Promise<void>;
};

/** A TCP server on a free port of 127.0.0.1 that treats each connection as it is told. */
export async function tcpLab(treat: (socket: Socket) => void, host = '127.0.0.1'): Promise<Lab> {
  return await open(
    createServer({ allowHalfOpen: true }, (socket) => treat(quiet(socket))),
    host,
  );
}

/** The same with TLS from the first byte. */
export async function tlsLab(
  options: TlsOptions,
  treat: (socket: Socket) => void = () => {},
): Promise<Lab> {
  const server = createTlsServer(options, (socket) => treat(quiet(socket)));
  server.on('tlsClientError', () => {});
  return await open(server);
}

/** A port on which nothing listens any more. */
export async function deadPort(): Promise<number> {
  const lab = await tcpLab(() => {});
  await lab.close();
  return lab.port;
}

export function quiet<S extends Socket>(socket: S): S {
  return socket.on('error', () => {});
}

async function open(server: Server, host = '127.0.0.1'): Promise<Lab> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    sockets.add(quiet(socket));
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    open: () => sockets.size,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** What a question got: a code of RFC 1035 §4.1.1, raw bytes, or silence. */
export type DnsAnswer =
  | { readonly records: readonly DnsRecord[] }
  | { readonly code: number }
  | { readonly raw: Buffer }
  | 'silence';

export type DnsRecord = { readonly type: number; readonly data: Buffer; readonly name?: string };

export const dnsTypes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
} as const;

/** A name server over UDP on a free port of 127.0.0.1. */
export async function dnsLab(
  answer: (name: string, type: number) => DnsAnswer,
): Promise<Lab & { readonly server: string }> {
  const socket = createSocket('udp4');
  let questions = 0;
  socket.on('message', (message, from) => {
    questions++;
    const { name, type, end } = readQuestion(message);
    const answered = answer(name, type);
    if (answered !== 'silence') send(respond(message.subarray(0, end), answered), from);
  });
  const send = (bytes: Buffer, from: RemoteInfo) => socket.send(bytes, from.port, from.address);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    port,
    server: `127.0.0.1:${port}`,
    connections: () => questions,
    open: () => 0,
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let size = message[at] ?? 0; size > 0; size = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + size));
    at += size + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function respond(question: Buffer, answer: Exclude<DnsAnswer, 'silence'>): Buffer {
  if ('raw' in answer) return Buffer.concat([question.subarray(0, 2), answer.raw]);
  const records = 'records' in answer ? answer.records : [];
  const code = 'code' in answer ? answer.code : 0;
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, ...records.map(record)]);
}

function record({ type, data, name }: DnsRecord): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(60, 4);
  fixed.writeUInt16BE(data.length, 8);
  const owner = name === undefined ? Buffer.from([0xc0, 12]) : dnsName(name);
  return Buffer.concat([owner, fixed, data]);
}

export function dnsName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  const parts = labels.map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** A record of type A. */
export function a(address: string): DnsRecord {
  return { type: dnsTypes.A, data: Buffer.from(address.split('.').map(Number)) };
}
