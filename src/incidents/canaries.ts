/**
 * Asks our own network at the moment of doubt: do unrelated places that never sleep still answer us?
 *
 * Each way of getting there has canaries of its own: IPv4, IPv6, and names through the system's
 * resolver (`dns:///example.com`). Some of them can never be reached from one country or another,
 * so only those vote that have answered here before.
 */
import { type Canaries, vote } from '../detection/network.ts';
import type { Reading } from '../model.ts';
import type { Table } from '../store/store.ts';

/** What a look needs of us: a route of one family, or the resolver. */
export type Way = 'v4' | 'v6' | 'names';

/** Bears one lost packet, and still leaves time to answer whoever asked. */
const timeoutMs = 2_000;
/** Doubts that arise together share one answer. */
const freshForMs = 3_000;
/** A canary that was silent for so long has moved, or we have: it does not vote any more. */
const forgottenAfterMs = 7 * 86_400_000;
/** What was seen working is noted again when the note is older. */
const renewedAfterMs = 3_600_000;

/** When each canary last answered, by target, and when a look at anything last worked, by way. */
export type Acquaintance = Readonly<Record<string, number>>;

export type CanaryParts = {
  /** Targets such as `tcp://1.1.1.1:443`; none means that nobody can be asked. */
  readonly targets: readonly string[];
  readonly look: (target: string, timeoutMs: number) => Promise<Reading>;
  /** One row under `canaries`. */
  readonly table: Table<Acquaintance>;
  readonly now: () => number;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
};

export type CanaryFlock = {
  /** `failing` also where nothing has ever worked this way from here. Never rejects. */
  ask(way: Way): Promise<Canaries>;
  /** Something was reached this way. */
  noteWorking(way: Way): void;
  /** Has anything been reached this way lately? */
  hasWorked(way: Way): boolean;
  /** Asks all of them, so that those that vote are known before they are needed. Never rejects. */
  meet(): Promise<void>;
};

const rowKey = 'canaries';

export async function createCanaries(parts: CanaryParts): Promise<CanaryFlock> {
  const { targets, look, table, now, elapsed } = parts;
  const seen = new Map(Object.entries((await table.get(rowKey)) ?? {}));
  const answers = new Map<Way, { readonly askedAt: number; readonly word: Promise<Canaries> }>();

  function isKnown(key: string): boolean {
    const at = seen.get(key);
    return at !== undefined && Math.abs(now() - at) <= forgottenAfterMs;
  }

  function note(key: string): void {
    const isOld = Math.abs(now() - (seen.get(key) ?? 0)) > renewedAfterMs;
    if (!isOld) return;
    seen.set(key, now());
    // Lost with a failing store, it is learned again.
    table
      .set(rowKey, Object.fromEntries([...seen].filter(([one]) => isKnown(one))))
      .catch(() => {});
  }

  async function askAll(
    group: readonly string[],
  ): Promise<readonly (readonly [string, Reading])[]> {
    const readings = await Promise.all(
      group.map(async (target) => [target, await look(target, timeoutMs)] as const),
    );
    for (const [target, { status }] of readings) {
      if (status !== 'up' && status !== 'degraded') continue;
      note(target);
      note(noteOf(wayOfCanary(target)));
    }
    return readings;
  }

  async function askAbout(way: Way): Promise<Canaries> {
    const readings = await askAll(targets.filter((target) => wayOfCanary(target) === way));
    const voters = readings.filter(([target]) => isKnown(target));
    if (voters.length > 0) return vote(voters.map(([, reading]) => reading));
    const hasNobody = readings.length === 0;
    if (way !== 'v4' && (hasNobody || isKnown(noteOf(way)))) return ask('v4');
    // In a closed network no canary ever answers; what has worked there is proof enough of it.
    return hasNobody || isKnown(noteOf(way)) ? 'unasked' : 'failing';
  }

  function ask(way: Way): Promise<Canaries> {
    if (targets.length === 0) return Promise.resolve('unasked');
    const known = answers.get(way);
    if (known && elapsed() - known.askedAt <= freshForMs) return known.word;
    const word = askAbout(way);
    answers.set(way, { askedAt: elapsed(), word });
    return word;
  }

  return {
    ask,
    noteWorking: (way) => note(noteOf(way)),
    hasWorked: (way) => isKnown(noteOf(way)),
    async meet() {
      await askAll(targets);
    },
  };
}

function noteOf(way: Way): string {
  return `way:${way}`;
}

/** By the target alone. */
function wayOfCanary(target: string): Way {
  const url = URL.parse(target);
  if (url?.protocol === 'dns:' && url.host === '') return 'names';
  return url && isOverSix(url) ? 'v6' : 'v4';
}

/** The query of a web address belongs to its server. */
function isOverSix({ protocol, hostname, searchParams }: URL): boolean {
  if (hostname.startsWith('[')) return true;
  return !/^(https?|wss?):$/.test(protocol) && searchParams.get('family') === '6';
}

/** What a look has been in need of. */
export function wayOf(target: string, { cause, address }: Reading): Way {
  if (cause?.phase === 'dns' && !isNameServer(target)) return 'names';
  if (address === undefined) return wayOfCanary(target) === 'v6' ? 'v6' : 'v4';
  return address.includes(':') && !/^::ffff:\d+\.\d+/i.test(address) ? 'v6' : 'v4';
}

function isNameServer(target: string): boolean {
  return /^dns:\/\/[^/]/i.test(target);
}
