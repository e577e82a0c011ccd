/**
 * A stand-in for Discord that we wrote ourselves: the REST API and the gateway as far as a bot uses them, with the
 * faults that the real one has. In a test it lives in the test's process; `node test/peers/discord.ts PORT` runs
 * it alone, so that it outlives a bot that is killed: `POST /control/<method>` with a JSON list of arguments
 * calls any method of the peer.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAsks } from './discord-asks.ts';
import { createBudget } from './discord-budget.ts';
import { createFaultScript, type Fault, type FaultRule } from './discord-faults.ts';
import { createPeerGateway } from './discord-gateway.ts';
import { type Answer, answerRest, type PeerLimits, refusal } from './discord-rest.ts';
import {
  channelBody,
  createWorld,
  guildBody,
  type PeerChannel,
  type PeerMessage,
  type PeerRequest,
  permission,
} from './discord-world.ts';

export { permission };

export type PeerOptions = {
  readonly port?: number;
  readonly token?: string;
  readonly limits?: Partial<PeerLimits>;
  readonly now?: () => number;
  /** How many messages a channel takes in five seconds; any number when absent. */
  readonly messagesPerChannel?: number;
};

export type DiscordPeer = Awaited<ReturnType<typeof createDiscordPeer>>;

export async function createDiscordPeer(options: PeerOptions = {}) {
  const world = createWorld(options.token ?? 'a.good.token', options.now ?? Date.now);
  const limits: PeerLimits = { nonceMs: 180_000, interactionMs: 3_000, ...options.limits };
  const faults = createFaultScript();
  const budget = createBudget(options.messagesPerChannel, world.now);
  const hanging = new Set<ServerResponse>();
  let changed = Promise.withResolvers<void>();
  let hearCommands = () => changed.resolve();

  const server = createServer((request, response) => {
    void receive(request, response).finally(() => hearCommands());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const gatewayUrl = () => `ws://127.0.0.1:${port}/gateway`;
  hearCommands = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const gateway = createPeerGateway(server, world, gatewayUrl, () => hearCommands());

  const isKnown = ({ headers }: IncomingMessage) =>
    headers.authorization === `Bot ${world.token}` && !world.isTokenRevoked;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const text = await bodyOf(request);
    const method = request.method ?? 'GET';
    if (url.pathname.startsWith('/control/')) return control(url.pathname.slice(9), text, response);
    const path = decodeURIComponent(url.pathname).replace(/^\/api\/v10/, '');
    const body = text === '' ? {} : JSON.parse(text);
    const entry: PeerRequest = { at: world.now(), method, path, body, status: 0 };
    world.requests.push(entry);
    const work = () =>
      answerRest(method, path, isKnown(request), {
        world,
        limits,
        urlOf: gatewayUrl,
        body,
        query: url.searchParams,
      });
    const fault = faults.take(method, path) ?? budget.spend(method, path, response);
    await reply(response, fault, work, entry);
  }

  async function reply(
    response: ServerResponse,
    fault: Fault | undefined,
    work: () => Answer,
    entry: PeerRequest,
  ): Promise<void> {
    if (!fault) return write(response, work(), entry);
    if ('isStored' in fault && fault.isStored) work();
    if (fault.kind === 'slow') {
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return write(response, work(), entry);
    }
    if (fault.kind === 'reset') return void response.socket?.resetAndDestroy();
    if (fault.kind === 'hang') return void hanging.add(response);
    if (fault.kind === 'trickle') {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      return void hanging.add(response);
    }
    if (fault.kind === 'error') {
      return write(response, refusal(fault.status, fault.code, fault.message), entry);
    }
    if (fault.kind === 'rate-limit') return limit(response, fault, entry);
    const type = fault.kind === 'page' ? 'text/html' : 'text/plain';
    entry.status = fault.status;
    response.writeHead(fault.status, { 'content-type': type }).end('<html>Please wait</html>');
  }

  function limit(
    response: ServerResponse,
    fault: Extract<Fault, { kind: 'rate-limit' }>,
    entry: PeerRequest,
  ): void {
    response.setHeader('X-RateLimit-Scope', fault.scope);
    entry.retryAfterMs = (fault.retryAfter ?? 0) * 1000;
    if (fault.scope === 'global') response.setHeader('X-RateLimit-Global', 'true');
    if (fault.retryAfter !== undefined) response.setHeader('Retry-After', fault.retryAfter);
    const body = { message: 'You are being rate limited.', retry_after: fault.retryAfter ?? 1 };
    write(response, { status: 429, body }, entry);
  }

  function place(guildId: string, name: string): PeerChannel {
    const channel = { id: world.newId(), guildId, name, type: 0, denied: 0n };
    world.channels.set(channel.id, channel);
    return channel;
  }

  const peer = {
    token: world.token,
    /** What `DISCORD_API_URL` must be. */
    apiUrl: `http://127.0.0.1:${port}/api`,
    /** The bot joins a server with these channels. */
    addGuild(name: string, channels: readonly string[] = []): string {
      const id = world.newId();
      world.guilds.set(id, { id, name });
      for (const channel of channels) place(id, channel);
      gateway.dispatch('GUILD_CREATE', guildBody(world, id));
      return id;
    },
    addChannel(guildId: string, name: string): string {
      const channel = place(guildId, name);
      gateway.dispatch('CHANNEL_CREATE', channelBody(channel));
      return channel.id;
    },
    /** `denied` as a decimal string of permission bits; tells the bot unless `isSilent`. */
    deny(channelId: string, denied: string, isSilent = false): void {
      const channel = world.channels.get(channelId);
      if (!channel) return;
      channel.denied = BigInt(denied);
      if (!isSilent) gateway.dispatch('CHANNEL_UPDATE', channelBody(channel));
    },
    channelsOf: (guildId: string) =>
      [...world.channels.values()]
        .filter((channel) => channel.guildId === guildId)
        .map(({ id }) => id),
    deleteChannel(channelId: string): void {
      const channel = world.channels.get(channelId);
      world.channels.delete(channelId);
      if (channel) gateway.dispatch('CHANNEL_DELETE', channelBody(channel));
    },
    removeBot(guildId: string): void {
      world.guilds.delete(guildId);
      for (const channel of world.channels.values()) {
        if (channel.guildId === guildId) world.channels.delete(channel.id);
      }
      gateway.dispatch('GUILD_DELETE', { id: guildId });
    },
    /** The server is down, until it is up again. */
    guildOutage(guildId: string, isDown = true): void {
      if (isDown === world.outages.has(guildId)) return;
      if (isDown) world.outages.add(guildId);
      else world.outages.delete(guildId);
      if (isDown) gateway.dispatch('GUILD_DELETE', { id: guildId, unavailable: true });
      else gateway.dispatch('GUILD_CREATE', guildBody(world, guildId));
    },
    /** The token is good no more, until it is. */
    revoke(isRevoked = true): void {
      world.isTokenRevoked = isRevoked;
      if (isRevoked) gateway.close(4004);
    },
    deleteMessage(id: string): void {
      const message = world.messages.get(id);
      if (message) message.isDeleted = true;
    },
    /** What people in a channel read now, oldest first. */
    history: (channelId: string): PeerMessage[] =>
      [...world.messages.values()].filter(
        (message) => message.channelId === channelId && !message.isDeleted && !message.isPrivate,
      ),
    /** What a person reads in the conversation with the bot. */
    personally(person: string): PeerMessage[] {
      const channel = [...world.channels.values()].find(({ name }) => name === `@${person}`);
      return channel ? peer.history(channel.id) : [];
    },
    message: (id: string) => world.messages.get(id),
    /** Every message ever stored, private and deleted ones too. */
    messages: () => [...world.messages.values()],
    commands: () => world.commands,
    requests: (path = '') => world.requests.filter((request) => request.path.includes(path)),
    /** Requests that came before the time that a 429 on the same path had named. */
    tooEarly: () =>
      world.requests.filter((request, index) =>
        world.requests
          .slice(0, index)
          .some(
            (earlier) =>
              earlier.path === request.path &&
              request.at < earlier.at + (earlier.retryAfterMs ?? 0),
          ),
      ),
    interaction: (id: string) => world.interactions.get(id),
    ...createAsks(world, gateway.dispatch),
    fault: (rule: FaultRule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    /** All of them are there again after so long. */
    sessionStartsLeft(count: number, afterMs = 14_400_000): void {
      world.sessionStartsLeft = count;
      world.sessionStartsAt = world.now() + afterMs;
    },
    /** The bot has identified when it had no start left. */
    startsOverdrawn: () => world.isOverdrawn,
    /** From now on so many connections are wanted. */
    wantShards(count: number): void {
      world.shards = count;
      gateway.close(4011);
    },
    gateway,
    gatewayClose: (code?: number) => gateway.close(code),
    gatewayCounts: () => gateway.counts(),
    /** Resolves when `isTrue`; looked at again after every request and every gateway event. */
    async until(isTrue: () => boolean): Promise<void> {
      while (!isTrue()) await changed.promise;
    },
    close(): void {
      gateway.end();
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      server.close();
    },
  };

  async function control(name: string, text: string, response: ServerResponse): Promise<void> {
    const method = (peer as unknown as Record<string, unknown>)[name];
    if (typeof method !== 'function') return void response.writeHead(404).end();
    const result = await method(...(text === '' ? [] : JSON.parse(text)));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(result ?? null));
  }

  return peer;
}

function write(response: ServerResponse, answer: Answer, entry: PeerRequest): void {
  entry.status = answer.status;
  if (answer.body === undefined) return void response.writeHead(answer.status).end();
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer.body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const whole = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  return type.startsWith('multipart/') ? bodyOfForm(whole, type) : whole.toString();
}

/** Files come beside the body, which is a field of its own. */
async function bodyOfForm(whole: Buffer, type: string): Promise<string> {
  const form = await new Response(whole, { headers: { 'content-type': type } }).formData();
  return String(form.get('payload_json'));
}

if (import.meta.main) {
  const peer = await createDiscordPeer({ port: Number(process.argv[2] ?? 0) });
  process.stdout.write(`${JSON.stringify({ apiUrl: peer.apiUrl, token: peer.token })}\n`);
}
