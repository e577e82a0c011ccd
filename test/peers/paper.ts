/** A chat network on paper: it keeps what people would read, and fails on request like the real ones. */
import type { Message } from '../../src/message.ts';
import type { Delivery, Platform, Sent } from '../../src/platforms/platform.ts';

/** What happens to the next post; `lost-answer` is delivered but reported as unsure. */
export type Fault = 'lost-answer' | 'lost' | 'busy' | 'gone' | 'malformed' | 'refused';

export type Note = {
  readonly id: string;
  readonly channel: string;
  readonly replyTo?: string;
  readonly isQuiet: boolean;
  title: string;
  edits: number;
};

export type Paper = Platform & {
  readonly notes: Note[];
  readonly faults: Fault[];
  /** Every title in the order in which people noticed it. */
  read(channel: string): readonly string[];
  isAway: boolean;
  /** The cards whose messages somebody deleted. */
  readonly deleted: Set<string>;
};

export function createPaper(facts: { dropsRepeats: boolean; now: () => number }): Paper {
  const notes: Note[] = [];
  const faults: Fault[] = [];
  const byNonce = new Map<string, string>();
  const deleted = new Set<string>();

  function write(channel: string, message: Message, delivery: Delivery): string {
    const known = facts.dropsRepeats ? byNonce.get(delivery.nonce) : undefined;
    if (known) return known;
    const id = `n${notes.length + 1}`;
    const { replyTo, isQuiet } = delivery;
    notes.push({
      id,
      channel,
      isQuiet,
      title: message.title,
      edits: 0,
      ...(replyTo ? { replyTo } : {}),
    });
    byNonce.set(delivery.nonce, id);
    return id;
  }

  function fail(fault: Fault): Sent {
    if (fault === 'busy') return { result: 'wait', retryAt: facts.now() + 2_000, reason: 'busy' };
    if (fault === 'lost' || fault === 'lost-answer') return { result: 'unsure', reason: fault };
    return { result: fault, reason: fault };
  }

  const paper: Paper = {
    name: 'paper',
    repeatsAreSafeForMs: facts.dropsRepeats ? 120_000 : 0,
    notes,
    faults,
    deleted,
    isAway: false,
    read: (channel) =>
      notes.filter((note) => note.channel === channel && !note.isQuiet).map(({ title }) => title),
    async start() {},
    async stop() {},
    async post(channel, message, delivery) {
      if (paper.isAway) return { result: 'unsure', reason: 'away' };
      const fault = faults.shift();
      if (fault !== undefined && fault !== 'lost-answer') return fail(fault);
      const id = write(channel, message, delivery);
      return fault ? fail(fault) : { result: 'ok', id };
    },
    async edit(_channel, id, message) {
      if (paper.isAway) return { result: 'unsure', reason: 'away' };
      const note = notes.find((one) => one.id === id);
      if (!note || deleted.has(id)) return { result: 'missing', reason: 'deleted' };
      note.title = message.title;
      note.edits += 1;
      return { result: 'ok', id };
    },
    isAnswering: async () => !paper.isAway,
    health: () => ({ isWorking: !paper.isAway }),
  };
  return paper;
}
