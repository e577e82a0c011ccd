/** The Socket Mode half of our stand-in for Slack: connections, envelopes, acknowledgements, and what can go wrong. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

type Open = { readonly socket: WebSocket; readonly wire: Duplex };

/** Counts up from 1. */
export function createCount(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

export function createSocketHalf(onChange: () => void) {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open: Open[] = [];
  const waiting = new Map<string, (payload: unknown) => void>();
  const refusedHandshakes: number[] = [];
  let isSayingHello = true;
  const next = createCount();
  let opened = 0;

  function upgrade(request: IncomingMessage, wire: Duplex, head: Buffer): void {
    wire.on('error', () => {});
    const status = refusedHandshakes.shift() ?? (tickets.delete(request.url ?? '') ? 101 : 401);
    if (status !== 101) {
      wire.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    server.handleUpgrade(request, wire, head, (socket) => welcome({ socket, wire }));
  }

  function welcome(connection: Open): void {
    const { socket } = connection;
    open.push(connection);
    socket.on('error', () => {});
    socket.on('close', () => {
      open.splice(open.indexOf(connection), 1);
      onChange();
    });
    socket.on('message', (data) => {
      const { envelope_id: id, payload } = JSON.parse(String(data));
      waiting.get(id)?.(payload);
      waiting.delete(id);
    });
    opened += 1;
    if (isSayingHello) socket.send(JSON.stringify({ type: 'hello', num_connections: open.length }));
    onChange();
  }

  return {
    upgrade,
    /** The path that `apps.connections.open` hands out; good for one connection. */
    ticket(): string {
      const path = `/link?ticket=${next()}`;
      tickets.add(path);
      return path;
    },
    get connections() {
      return open.length;
    },
    /** How many there have been. */
    get opened() {
      return opened;
    },
    /** Hands an envelope to any one connection; resolves with what the acknowledgement carries. */
    send(type: string, payload: unknown, id = `envelope-${next()}`): Promise<unknown> {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const connection = open[next() % Math.max(open.length, 1)];
      if (!connection) return Promise.reject(new Error('nobody is connected'));
      waiting.set(id, resolve);
      setTimeout(() => reject(new Error('not acknowledged within 3 s')), 3000).unref();
      const envelope = { type, envelope_id: id, accepts_response_payload: true, payload };
      connection.socket.send(JSON.stringify(envelope));
      return promise;
    },
    /** Sends any text to every connection. */
    sendRaw(text: string): void {
      for (const { socket } of open) socket.send(text);
    },
    disconnect(reason: 'warning' | 'refresh_requested' | 'too_many_websockets'): void {
      for (const { socket } of open) socket.send(JSON.stringify({ type: 'disconnect', reason }));
    },
    /** The wires are cut without a goodbye. */
    cut(): void {
      for (const { wire } of [...open]) wire.destroy();
    },
    /** The connections stay open, but nothing that arrives is read any more. */
    freeze(): void {
      for (const { wire } of open) wire.pause();
    },
    refuseHandshakes(...statuses: number[]): void {
      refusedHandshakes.push(...statuses);
    },
    sayHello(isOn: boolean): void {
      isSayingHello = isOn;
    },
    close(): void {
      for (const { socket } of [...open]) socket.terminate();
      server.close();
    },
  };
}
