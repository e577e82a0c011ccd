/**
 * A way to a chat network on which requests and answers are lost in every place where they can be: before the
 * network has them, after it did the work, in the middle, without an end. Remembers what the network did, since
 * the one who asked may never hear of it.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to one request. The network does the work where `isDone`. */
export type WireFault =
  /** The connection is reset: before the body was read, or with the work done. */
  | { readonly kind: 'cut'; readonly isDone: boolean }
  /** Taken, and never answered. */
  | { readonly kind: 'frozen'; readonly isDone: boolean }
  /** Half of the answer, then a reset or nothing more. */
  | { readonly kind: 'half'; readonly isFrozen: boolean }
  | { readonly kind: 'error'; readonly status: number; readonly isDone: boolean }
  /** Something in between answers in the network's place. */
  | { readonly kind: 'page'; readonly isDone: boolean }
  | { readonly kind: 'slow'; readonly ms: number }
  /** The network's own refusal: of the token, or of the form. */
  | { readonly kind: 'refused'; readonly status: number; readonly body: unknown }
  | {
      readonly kind: 'busy';
      readonly headers: Readonly<Record<string, string>>;
      readonly body: unknown;
    };

type Asked = { readonly method: string; readonly path: string; readonly body: string };

/** A request that the network has done, with its answer. */
export type Done = Asked & {
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
};

/** What tells a channel, and what answers a person. */
export type Exposed = 'message' | 'answer';

export type ProxyParts = {
  /** Where the network is: `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** Which kind of request it is: only messages and answers meet faults. */
  readonly kindOf: (path: string) => Exposed | undefined;
  /** Each request as it arrives. */
  readonly onArrival: (method: string, path: string, body: string) => void;
  readonly onDone: (done: Done) => void;
  readonly onFault: (fault: WireFault, asked: Asked) => void;
};

export type FaultyWay = {
  readonly origin: string;
  /** For a bot that starts now; good until the next `cut`. */
  readonly ownOrigin: string;
  /** The next messages meet these, one each. */
  readonly faults: WireFault[];
  /** And the next answers these. */
  readonly answerFaults: WireFault[];
  /** Every connection is reset as soon as it says something. */
  isAway: boolean;
  /** Resolves when nothing is on its way to the network. */
  idle(): Promise<void>;
  /** The bot is dead: nothing that is under way comes back, and nothing more arrives from it. */
  cut(): void;
  close(): void;
};

export async function createProxy(parts: ProxyParts): Promise<FaultyWay> {
  const faults: Record<Exposed, WireFault[]> = { message: [], answer: [] };
  const underWay = new Set<Promise<unknown>>();
  const taken = new Set<string>();
  let bots = 1;
  const server = createServer((request, response) => {
    response.on('error', () => {});
    serve(request, response).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const [, bot, path = '/'] = /^(?:\/bot(\d+))?(\/.*)/.exec(url) ?? [];
    if (bot !== undefined && Number(bot) !== bots) return void request.socket.resetAndDestroy();
    const kind = parts.kindOf(path);
    const fault = kind && !proxy.isAway ? faults[kind].shift() : undefined;
    if (proxy.isAway) return void request.socket.resetAndDestroy();
    let body = '';
    for await (const chunk of request.setEncoding('latin1')) body += chunk;
    body = Buffer.from(body, 'latin1').toString();
    parts.onArrival(method, path, body);
    if (fault) parts.onFault(fault, { method, path, body });
    await answer(fault, { request, path, response, body });
  }

  async function answer(
    fault: WireFault | undefined,
    {
      request,
      path,
      response,
      body,
    }: { request: IncomingMessage; path: string; response: ServerResponse; body: string },
  ): Promise<void> {
    const pass = () => track(passOn(request, path, body));
    if (!fault) return give(response, await pass());
    switch (fault.kind) {
      case 'busy': {
        const headers = { 'content-type': 'application/json', ...fault.headers };
        return void response.writeHead(429, headers).end(JSON.stringify(fault.body));
      }
      case 'refused':
        // What was taken once is not malformed when it comes again.
        if (taken.has(messageIn(body))) return give(response, await pass());
        response.writeHead(fault.status, { 'content-type': 'application/json' });
        return void response.end(JSON.stringify(fault.body));
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        // Whoever asked is gone, and with it the request.
        if (response.destroyed) return;
        return give(response, await pass());
      case 'half':
        return giveHalf(response, await pass(), fault.isFrozen);
      default:
        if (fault.isDone) await pass();
    }
    if (fault.kind === 'cut') request.socket.resetAndDestroy();
    if (fault.kind === 'error') response.writeHead(fault.status).end('{"message":"oops"}');
    if (fault.kind === 'page') response.writeHead(200).end('<html>Please log in</html>');
  }

  function track<T>(task: Promise<T>): Promise<T> {
    const over = () => underWay.delete(task);
    underWay.add(task);
    task.then(over, over);
    return task;
  }

  async function passOn(request: IncomingMessage, path: string, body: string): Promise<Answer> {
    const { method = 'GET', headers } = request;
    const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
    const response = await fetch(`${parts.origin}${path}`, {
      method,
      headers: rest as Record<string, string>,
      ...(method === 'GET' ? {} : { body }),
    });
    const text = await response.text();
    const { status } = response;
    taken.add(messageIn(body));
    parts.onDone({ method, path, body, status, answer: read(text) });
    return { status, text, headers: Object.fromEntries(response.headers) };
  }

  const proxy: FaultyWay = {
    origin: `http://127.0.0.1:${port}`,
    faults: faults.message,
    answerFaults: faults.answer,
    isAway: false,
    idle: async () => {
      await Promise.allSettled(underWay);
    },
    get ownOrigin() {
      return `http://127.0.0.1:${port}/bot${bots}`;
    },
    cut() {
      bots += 1;
      server.closeAllConnections();
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}

type Answer = {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** A message that comes again may say more, of what happened meanwhile; its nonce is the same. */
function messageIn(body: string): string {
  return /nonce(?:"|%22)(?::|%3A)(?:"|%22)([\w-]+)/.exec(body)?.[1] ?? body;
}

function headersOf({ headers, text }: Answer): Record<string, string> {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...rest } = headers;
  return { ...rest, 'content-length': String(Buffer.byteLength(text)) };
}

function give(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer)).end(answer.text);
}

function giveHalf(response: ServerResponse, answer: Answer, isFrozen: boolean): void {
  response.writeHead(answer.status, headersOf(answer));
  response.write(answer.text.slice(0, answer.text.length / 2), () => {
    if (!isFrozen) response.socket?.resetAndDestroy();
  });
}

function read(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
