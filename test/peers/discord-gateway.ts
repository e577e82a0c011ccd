/** The gateway of our stand-in for Discord: identify, heartbeat, resume with replay, and ways to break. */
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { botUser, guildBody, takeStart, type World } from './discord-world.ts';

type Packet = { op: number; d?: unknown; s?: number; t?: string };
type Identify = {
  readonly token: string;
  readonly intents: number;
  readonly shard?: readonly [number, number];
};
type Session = {
  readonly id: string;
  /** All servers belong to the first of a bot's connections. */
  readonly isFirst: boolean;
  readonly events: Packet[];
  socket: WebSocket | undefined;
};

export type PeerGateway = {
  /** Sends an event to every session; a session that is cut gets it when it resumes. */
  dispatch(type: string, data: unknown): void;
  /** Closes every connection with a code, or cuts it without one. */
  close(code?: number): void;
  /** Tells every connection to come again (op 7). */
  reconnect(): void;
  /** Declares every session invalid (op 9). */
  invalidate(isResumable: boolean): void;
  /** How identifying goes from now on: a close code, or undefined for well. */
  refuseIdentify(code: number | undefined): void;
  /** Leaves resumes without an answer, as some servers do. */
  ignoreResume(isIgnored: boolean): void;
  counts(): { identifies: number; resumes: number; connections: number };
  end(): void;
};

export function createPeerGateway(
  server: Server,
  world: World,
  urlOf: () => string,
  onChange: () => void,
): PeerGateway {
  const wss = new WebSocketServer({ server, path: '/gateway' });
  const sessions = new Map<string, Session>();
  const counts = { identifies: 0, resumes: 0 };
  let identifyCode: number | undefined;
  let isResumeIgnored = false;

  wss.on('connection', (socket) => {
    send(socket, { op: 10, d: { heartbeat_interval: 41_250 } });
    socket.on('error', () => undefined);
    socket.on('close', onChange);
    socket.on('message', (data) => receive(socket, JSON.parse(String(data))));
  });

  function receive(socket: WebSocket, packet: Packet): void {
    if (packet.op === 1) send(socket, { op: 11 });
    if (packet.op === 2) identify(socket, packet.d as Identify);
    if (packet.op === 6) resume(socket, packet.d as { session_id: string; seq: number });
    onChange();
  }

  function identify(socket: WebSocket, { token, intents, shard }: Identify) {
    counts.identifies += 1;
    takeStart(world);
    const isGood = token === world.token && !world.isTokenRevoked;
    const refusal = isGood ? identifyCode : 4004;
    if (refusal !== undefined) return socket.close(refusal);
    if ((shard?.[1] ?? 1) < world.shards) return socket.close(4011);
    // Only the servers' own events are for everybody; the rest must be granted.
    if (intents !== 1) return socket.close(4014);
    const isFirst = (shard?.[0] ?? 0) === 0;
    const session: Session = { id: world.newId(), isFirst, events: [], socket };
    sessions.set(session.id, session);
    const guilds = isFirst ? [...world.guilds.keys()] : [];
    emit(session, 'READY', {
      v: 10,
      user: botUser(world),
      guilds: guilds.map((id) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: urlOf(),
      application: { id: world.applicationId, flags: 0 },
    });
    const isUp = (id: string) => !world.outages.has(id);
    for (const id of guilds.filter(isUp)) emit(session, 'GUILD_CREATE', guildBody(world, id));
  }

  function resume(socket: WebSocket, { session_id, seq }: { session_id: string; seq: number }) {
    counts.resumes += 1;
    if (world.isTokenRevoked) return socket.close(4004);
    if (isResumeIgnored) return;
    const session = sessions.get(session_id);
    if (!session) return send(socket, { op: 9, d: false });
    session.socket = socket;
    for (const event of session.events.slice(seq)) send(socket, event);
    emit(session, 'RESUMED', {});
  }

  function emit(session: Session, t: string, d: unknown): void {
    const packet = { op: 0, t, d, s: session.events.length + 1 };
    session.events.push(packet);
    if (session.socket) send(session.socket, packet);
  }

  function send(socket: WebSocket, packet: Packet): void {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(packet));
  }

  return {
    dispatch(type, data) {
      for (const session of sessions.values()) if (session.isFirst) emit(session, type, data);
    },
    close(code) {
      for (const session of sessions.values()) session.socket = undefined;
      for (const socket of wss.clients)
        code === undefined ? socket.terminate() : socket.close(code);
    },
    reconnect() {
      for (const socket of wss.clients) send(socket, { op: 7, d: null });
    },
    invalidate(isResumable) {
      if (!isResumable) sessions.clear();
      for (const socket of wss.clients) send(socket, { op: 9, d: isResumable });
    },
    refuseIdentify: (code) => {
      identifyCode = code;
    },
    ignoreResume: (isIgnored) => {
      isResumeIgnored = isIgnored;
    },
    counts: () => ({ ...counts, connections: wss.clients.size }),
    end() {
      for (const socket of wss.clients) socket.terminate();
      wss.close();
    },
  };
}
