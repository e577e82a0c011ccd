/**
 * One request to a chat network: `fetch` for short texts. Streams and signals of `fetch` cost twice as much as all
 * else that a message takes. Nothing is repeated, no redirect is followed, everything has a limit.
 */
import { Agent, type Dispatcher, errors } from 'undici';

/** Lists of channels and of people are long; no answer of a network is longer. */
const mostBytes = 16 * 1024 * 1024;

/** What clients of `fetch` give; what they would end by a signal, the limit ends. */
export type Wanted = {
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | FormData | null | undefined;
};

/** What they read of a response. */
export type Answer = Pick<
  Response,
  'status' | 'statusText' | 'ok' | 'url' | 'bodyUsed' | 'arrayBuffer' | 'json' | 'text'
> & { readonly headers: AnswerHeaders; readonly body: null };

export type AnswerHeaders = {
  get(name: string): string | null;
  has(name: string): boolean;
  entries(): Iterable<readonly [name: string, value: string]>;
};

/**
 * Rejects with undici's errors: `ConnectTimeoutError` when the limit came before anything was sent,
 * `HeadersTimeoutError` when it came after.
 */
export type Call = (url: string | URL, wanted?: Wanted) => Promise<Answer>;

export type CallParts = {
  /** From the call to the last byte of its answer. */
  readonly limitMs: number;
  /** Ends every call that is under way. */
  readonly stopping?: AbortSignal | undefined;
};

type Exchange = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
  /** Once it is being sent. */
  controller?: Dispatcher.DispatchController;
  /** Why nobody waits for it any more. */
  reason?: Error;
  /** Where it stands among those under way. */
  place: number;
};

export function createCall({ limitMs, stopping }: CallParts): Call {
  const agent = new Agent({ allowH2: false, maxResponseSize: mostBytes });
  const underWay = createUnderWay();
  stopping?.addEventListener('abort', () => {
    for (const exchange of underWay.all()) end(exchange, stopping.reason);
  });

  return async (url, wanted = {}) => {
    const { method = 'GET', headers = {}, body = null } = wanted;
    const { origin, pathname, search } = new URL(url);
    // Before anything can end the exchange: nobody would hear of it yet.
    const content = body instanceof FormData ? await formOf(body) : { headers: {}, body };
    if (stopping?.aborted) throw stopping.reason;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const exchange: Exchange = { resolve, reject, place: -1 };
    const timer = setTimeout(() => end(exchange, late(exchange, limitMs)), limitMs);
    underWay.add(exchange);
    try {
      agent.dispatch(
        {
          ...{ origin, path: `${pathname}${search}`, method: method as Dispatcher.HttpMethod },
          headers: { ...headers, ...content.headers },
          body: content.body,
        },
        listen(exchange),
      );
      return await promise;
    } finally {
      clearTimeout(timer);
      underWay.remove(exchange);
    }
  };
}

/**
 * No `Set`: one that changes so fast grows new tables all the time, and each that was left, once it is old,
 * keeps alive what the next ones held until everything is collected. That was 4 kB and 5 µs a call.
 */
function createUnderWay() {
  const exchanges: Exchange[] = [];
  return {
    all: () => [...exchanges],
    add(exchange: Exchange): void {
      exchange.place = exchanges.push(exchange) - 1;
    },
    remove(exchange: Exchange): void {
      const last = exchanges.pop();
      if (!last || last === exchange) return;
      exchanges[exchange.place] = last;
      last.place = exchange.place;
    },
  };
}

/** A form with files, in the bytes that are sent. */
async function formOf(form: FormData) {
  const encoded = new Response(form);
  return {
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: new Uint8Array(await encoded.arrayBuffer()),
  };
}

type Head = Pick<Answer, 'status' | 'statusText' | 'headers'>;

/** Puts an answer together. */
function listen(exchange: Exchange): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let head: Head = { status: 0, statusText: '', headers: headersOf({}) };
  return {
    onRequestStart(controller) {
      exchange.controller = controller;
      // It waited for a connection for so long that nobody waits for it any more.
      if (exchange.reason) controller.abort(exchange.reason);
    },
    onResponseStart(_controller, status, headers, statusText = '') {
      head = { status, statusText, headers: headersOf(headers) };
    },
    onResponseData: (_controller, chunk) => void chunks.push(chunk),
    onResponseEnd: () => exchange.resolve(answerOf(head, Buffer.concat(chunks))),
    onResponseError: (_controller, reason) => exchange.reject(reason),
  };
}

function end(exchange: Exchange, reason: Error): void {
  exchange.reason = reason;
  exchange.reject(reason);
  exchange.controller?.abort(reason);
}

function late({ controller }: Exchange, limitMs: number): Error {
  return controller
    ? new errors.HeadersTimeoutError(`no whole answer within ${limitMs} ms`)
    : new errors.ConnectTimeoutError(`no connection within ${limitMs} ms`);
}

/** What is read of them; a `Headers` of `fetch` checks and copies all of them, which is a tenth of a call. */
function headersOf(given: Readonly<Record<string, string | string[] | undefined>>): AnswerHeaders {
  const read = (name: string) => given[name.toLowerCase()]?.toString() ?? null;
  return {
    get: read,
    has: (name) => read(name) !== null,
    entries: () =>
      Object.keys(given)
        .map((name) => [name, String(given[name])] as const)
        .values(),
  };
}

function answerOf(head: Head, bytes: Buffer<ArrayBuffer>): Answer {
  return {
    ...head,
    ok: head.status >= 200 && head.status < 300,
    ...{ url: '', body: null, bodyUsed: false },
    text: async () => bytes.toString(),
    json: async () => JSON.parse(bytes.toString()),
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
  };
}
