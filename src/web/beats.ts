/**
 * Where jobs call: `POST /beat/:key` when all went well, with the body `fail`, `?status=fail` or `/beat/:key/fail`
 * when not. Each call is durable before it is answered, so silence after a restart is really silence.
 */
import type { Context } from 'hono';
import type { Beat, Beats } from '../probes/eyes/beats.ts';
import type { Table } from '../store/store.ts';
import type { Door } from './door.ts';

export type Bells = Beats & {
  /** Takes a call; resolves when it is durable. */
  ring(key: string, beat: Omit<Beat, 'at'>): Promise<Rung>;
};

export type Rung = 'heard' | 'unknown' | 'too-many' | 'not-stored';

export type BellParts = {
  readonly table: Table<Beat>;
  readonly now: () => number;
  /** The keys that a call may have. */
  readonly keys: () => ReadonlySet<string>;
};

const minuteMs = 60_000;
/** A job that calls more often than this does not know what it does. */
const mostCalls = 30;
/** Somebody who guesses keys. */
const mostGuesses = 60;
const longestSaid = 200;
const longestBody = 1_000;

/** Reads the calls of before. */
export async function createBells({ table, now, keys }: BellParts): Promise<Bells> {
  const beats = new Map<string, Beat>();
  for await (const [key, beat] of table.entries()) beats.set(key, beat);
  const counts = new Map<string, number>();
  let minute = 0;

  /** How often it was there in this minute. Keys are few, and guesses share one. */
  function count(key: string): number {
    const current = Math.floor(now() / minuteMs);
    if (current !== minute) counts.clear();
    minute = current;
    const calls = (counts.get(key) ?? 0) + 1;
    counts.set(key, calls);
    return calls;
  }

  return {
    listeningSince: now(),
    last: (key) => beats.get(key),
    async ring(key, beat) {
      if (!keys().has(key)) return count('') > mostGuesses ? 'too-many' : 'unknown';
      if (count(key) > mostCalls) return 'too-many';
      const rung = { at: now(), ...beat };
      beats.set(key, rung);
      return await table.set(key, rung).then(
        () => 'heard' as const,
        () => 'not-stored' as const,
      );
    },
  };
}

const answers = {
  heard: ['ok', 200],
  unknown: ['no job has this key', 404],
  'too-many': ['too many calls', 429],
  'not-stored': ['heard, but it could not be stored; call again', 503],
} as const;

/** Opens the door for jobs; `GET` too, as that is all that some can do. */
export const hangBells: Door = (web, { bells }) => {
  if (!bells) return;
  const answer = async (context: Context) => {
    const body = context.req.method === 'POST' ? await glimpse(context.req.raw.body) : '';
    const status = context.req.query('status') ?? context.req.param('status') ?? '';
    const isFailure = isBad(status) || isBad(body.split(/\s/, 1)[0] ?? '');
    const rung = await bells.ring(context.req.param('key') ?? '', {
      ...(isFailure && { isFailure }),
      ...(body !== '' && { said: body.slice(0, longestSaid) }),
    });
    const [words, code] = answers[rung];
    if (code === 429) context.header('retry-after', '60');
    return context.text(`${words}\n`, code);
  };
  for (const path of ['/beat/:key', '/beat/:key/:status{fail}']) {
    web.on(['GET', 'POST'], path, answer);
  }
};

function isBad(word: string): boolean {
  return /^(fail|failed|failure|error)[.:!]?$/i.test(word);
}

/** The beginning of a body; the rest is nobody's business. */
async function glimpse(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of body ?? []) {
      pieces.push(piece);
      size += piece.length;
      if (size >= longestBody) break;
    }
  } catch {
    // Who hangs up in the middle of a word has called all the same.
  }
  return Buffer.concat(pieces).toString('utf8', 0, longestBody).trim();
}
