/**
 * One HTTP exchange on a socket that is already connected: undici's Client speaks, we bound what it may cost us.
 *
 * Reads at most 64 KB of a body nobody asked for and 1 MB of one that is to be searched. Nothing is asked for in
 * compressed form; what comes compressed all the same is unpacked only to be searched, to 1 MB at most.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { type buildConnector, Client, type Dispatcher } from 'undici';
import { fail } from './cause.ts';
import type { Glance } from './glance.ts';
import { codeOf } from './names.ts';

export type Answer = {
  readonly status: number;
  /** `503 Service Unavailable`, in the server's words where it has some. */
  readonly line: string;
  /** A header by its lower-case name; repeated ones joined by a comma. */
  header(name: string): string | undefined;
  /** What was read of the body; empty unless it was needed. */
  readonly body: Buffer;
  /** Was that all of it? */
  readonly isWhole: boolean;
  /** The connection, after a switch of protocols that was asked for. */
  readonly socket?: Duplex;
};

export type Request = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** The protocol to switch to. */
  readonly upgrade?: string;
  /** Called once with the head of the answer: is the body to be kept? */
  needsBody(answer: Answer): boolean;
};

const headerLimit = 32 * 1024;
const glimpseLimit = 64 * 1024;
const bodyLimit = 1024 * 1024;
/** Servers send one or two 103 Early Hints; a flood of 1xx would keep a look busy for ever. */
const interimLimit = 16;

/** Sends one GET and reads the answer; fails as undici fails, or with a SightError. */
export async function exchange(glance: Glance, socket: Socket, request: Request): Promise<Answer> {
  glance.begin('request');
  const client = new Client(request.url.origin, {
    connect: giveOnce(socket),
    allowH2: false,
    maxHeaderSize: headerLimit,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  glance.keep({ destroy: () => void client.destroy().catch(() => {}) });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const handler = createReader(glance, request, { resolve, reject });
  const path = request.url.pathname + request.url.search;
  const { headers, upgrade = null } = request;
  client.dispatch({ method: 'GET', path, headers, upgrade }, handler);
  const answer = await promise;
  glance.begin('body');
  return { ...answer, body: unpacked(answer) };
}

/** Hands the socket over once: when it dies before its answer, undici must not go on with another one. */
function giveOnce(socket: Socket): buildConnector.connector {
  let isGiven = false;
  return (_options, connected) => {
    // Undici is not ready for an answer before its own call has returned.
    queueMicrotask(() => {
      if (isGiven) connected(new SocketGone(), null);
      else connected(null, socket);
      isGiven = true;
    });
  };
}

class SocketGone extends Error {
  readonly code = 'ECONNRESET';
}

type Outcome = { resolve(answer: Answer): void; reject(error: unknown): void };

function createReader(
  glance: Glance,
  request: Request,
  { resolve, reject }: Outcome,
): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let head: Answer | undefined;
  let isKept = false;
  let size = 0;
  let interim = 0;

  function finish(isWhole: boolean): void {
    if (head !== undefined) resolve({ ...head, body: Buffer.concat(chunks), isWhole });
  }

  return {
    onRequestStart() {
      glance.begin('first-byte');
    },
    onResponseStart(controller, status, headers, reason) {
      if (status < 200) {
        if (++interim > interimLimit) controller.abort(new Interim());
        return;
      }
      glance.begin('body');
      head = headOf(status, reason, headers);
      isKept = request.needsBody(head);
    },
    onRequestUpgrade(_controller, status, headers, socket) {
      resolve({ ...headOf(status, undefined, headers), socket: glance.keep(socket) });
    },
    onResponseData(controller, chunk) {
      size += chunk.length;
      if (isKept) chunks.push(chunk);
      if (size < (isKept ? bodyLimit : glimpseLimit)) return;
      finish(false);
      controller.abort(new Interim());
    },
    onResponseEnd() {
      finish(true);
    },
    onResponseError(_controller, error) {
      reject(error);
    },
  };
}

/** Ends an exchange that has said enough; seen from outside only when it was a flood of 1xx. */
class Interim extends Error {
  readonly code = 'HPE_INTERIM_FLOOD';
  constructor() {
    super('too many interim responses');
  }
}

function headOf(
  status: number,
  reason: string | undefined,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Answer {
  return {
    status,
    line: `${status} ${reason || (STATUS_CODES[status] ?? '')}`,
    header: (name) => {
      const value = headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: Buffer.alloc(0),
    isWhole: true,
  };
}

const unpackers: Readonly<
  Record<string, (packed: Buffer, limit: { maxOutputLength: number }) => Buffer>
> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** The body as it was before its encoding. Synchronous on purpose: at most 1 MB, and no thread is taken. */
function unpacked(answer: Answer): Buffer {
  const encoding = answer.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (answer.body.length === 0 || encoding === 'identity') return answer.body;
  const unpack = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  if (unpack === undefined) {
    fail(['garbage', 'hard'], 'body', { evidence: `Content-Encoding: ${encoding}` });
  }
  if (!answer.isWhole) fail(['too-large', 'hard'], 'body', { values: { limit: bodyLimit } });
  try {
    return unpack(answer.body, { maxOutputLength: bodyLimit });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      fail(['too-large', 'hard'], 'body', { values: { limit: bodyLimit } });
    }
    return fail(['garbage', 'hard'], 'body', { evidence: `Content-Encoding: ${encoding}` });
  }
}
