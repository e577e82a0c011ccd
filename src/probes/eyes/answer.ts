/**
 * The answer to a web request, and the reading of it whatever version carried it.
 *
 * Reads at most 64 KB of a body nobody asked for and 1 MB of one that is to be searched. Nothing is asked for in
 * compressed form; what comes compressed all the same is unpacked only to be searched, to 1 MB at most.
 */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';
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

/** Bytes of an answer that are not body. */
export const headerLimit = 32 * 1024;
const glimpseLimit = 64 * 1024;
const bodyLimit = 1024 * 1024;
/** Servers send one or two 103 Early Hints; a flood of 1xx would keep a look busy for ever. */
const interimLimit = 16;

export type Reader = {
  /** Takes the head of the answer. */
  head(answer: Answer): void;
  /** Counts a 1xx; true when they are a flood. */
  isFlood(): boolean;
  /** Takes a piece of the body; true when enough has been read, and then the answer is settled. */
  isEnough(piece: Buffer): boolean;
  /** Settles the answer with what has been read. */
  finish(isWhole: boolean): void;
};

/** Collects an answer within the limits and hands it to `settle`. */
export function createReader(
  glance: Glance,
  request: Request,
  settle: (answer: Answer) => void,
): Reader {
  const pieces: Buffer[] = [];
  let head: Answer | undefined;
  let isKept = false;
  let size = 0;
  let interim = 0;

  function finish(isWhole: boolean): void {
    if (head === undefined) return;
    settle({ ...head, body: pieces.length === 0 ? nothing : Buffer.concat(pieces), isWhole });
  }

  return {
    head(answer) {
      glance.begin('body');
      isKept = request.needsBody(answer);
      head = answer;
    },
    isFlood: () => ++interim > interimLimit,
    isEnough(piece) {
      size += piece.length;
      if (isKept) pieces.push(piece);
      if (size < (isKept ? bodyLimit : glimpseLimit)) return false;
      finish(false);
      return true;
    },
    finish,
  };
}

/** Ends an exchange that has said enough; seen from outside only when it was a flood of 1xx. */
export class Enough extends Error {
  readonly code = 'HPE_INTERIM_FLOOD';
  constructor() {
    super('too many interim responses');
  }
}

/** The head of an answer from its parts. */
export function headOf(
  status: number,
  reason: string | undefined,
  header: (name: string) => string | undefined,
): Answer {
  return {
    status,
    line: `${status} ${reason || (STATUS_CODES[status] ?? '')}`,
    header,
    body: nothing,
    isWhole: true,
  };
}

const nothing = Buffer.alloc(0);

const unpackers: Readonly<
  Record<string, (packed: Buffer, limit: { maxOutputLength: number }) => Buffer>
> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** The answer as it was before its body was encoded. Synchronous on purpose: at most 1 MB, and no thread is taken. */
export function unpacked(answer: Answer): Answer {
  const encoding = answer.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (answer.body.length === 0 || encoding === 'identity') return answer;
  const unpack = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  if (unpack === undefined) {
    fail(['garbage', 'hard'], 'body', { evidence: `Content-Encoding: ${encoding}` });
  }
  if (!answer.isWhole) fail(['too-large', 'hard'], 'body', { values: { limit: bodyLimit } });
  try {
    return { ...answer, body: unpack(answer.body, { maxOutputLength: bodyLimit }) };
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      fail(['too-large', 'hard'], 'body', { values: { limit: bodyLimit } });
    }
    return fail(['garbage', 'hard'], 'body', { evidence: `Content-Encoding: ${encoding}` });
  }
}
