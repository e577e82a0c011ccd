/** Counts what a channel heard of a recorded history, and looks for what it should not have heard, or missed. */
import { type Message, plain } from '../message.ts';
import type { Said } from './channel.ts';
import type { Recorded } from './recorded.ts';

export type Summary = {
  readonly rows: number;
  readonly services: number;
  /** Rows of failures of a service in the file, as they were recorded. */
  readonly outages: number;
  /** Those of them that were over before the file was. */
  readonly ended: number;
  /** Those of them that some message named while they lasted, or soon after as missed. */
  readonly endedVisible: number;
  /** The same, of all outages. */
  readonly visible: number;
  /** Messages that people notice because something changed. */
  readonly posts: number;
  /** Those that only say that it still lasts. */
  readonly reminders: number;
  readonly quiet: number;
  readonly edits: number;
  readonly byKind: Readonly<Record<string, number>>;
  /** From the first recorded failure to the message, in milliseconds. */
  readonly medianDelayMs: number;
  readonly longestDelayMs: number;
  /** A service told down, or back, twice in a row. */
  readonly doubled: number;
  /** A recovery of which nobody had heard the outage. */
  readonly lone: number;
  /** The outages that no message showed, at most twenty. */
  readonly unseen: readonly { readonly service: string; readonly at: number }[];
};

export type Tally = {
  /** A row, before what it made the channel hear. */
  row(row: Recorded): void;
  said(said: Said): void;
  summary(): Summary;
};

type Outage = {
  readonly service: string;
  readonly from: number;
  /** The newest message about the service already calls it failing or unstable. */
  readonly isForetold: boolean;
  to?: number;
  seenAt?: number;
};

const unseenAtMost = 20;
/** The recorder notices the end of an outage before we confirm its beginning, when both are minutes apart. */
const stillNewsMs = 15 * 60_000;

export function createTally(): Tally {
  const outages: Outage[] = [];
  const latest = new Map<string, Outage>();
  const services = new Set<string>();
  const down = new Set<string>();
  /** What the newest message about a service says. */
  const shownFailing = new Set<string>();
  const byKind: Record<string, number> = {};
  const counts = { rows: 0, post: 0, quiet: 0, edit: 0, doubled: 0, lone: 0 };

  function begin(service: string, from: number): void {
    const isForetold = shownFailing.has(service);
    const outage = { service, from, isForetold, ...(isForetold ? { seenAt: from } : {}) };
    outages.push(outage);
    latest.set(service, outage);
  }

  /** Follows what readers believe of a service, and notes what does not fit. */
  function believe({ what }: Said, service: string, isOver: boolean): void {
    const isDown = down.has(service);
    if (what === 'recovery') {
      if (!isDown) counts.lone += 1;
      down.delete(service);
    } else if (what === 'outage' || what === 'again' || what === 'missed') {
      if (isDown) counts.doubled += 1;
      if (what === 'missed') down.delete(service);
      else down.add(service);
    } else if (!isOver) down.add(service);
  }

  function see(service: string, at: number): void {
    const outage = latest.get(service);
    if (!outage || outage.seenAt !== undefined) return;
    if (outage.to === undefined || at - outage.to <= stillNewsMs) outage.seenAt = at;
  }

  return {
    row({ service, at, isUp }) {
      counts.rows += 1;
      services.add(service);
      const last = latest.get(service);
      const isFailing = last !== undefined && last.to === undefined;
      if (isUp && isFailing) last.to = at;
      if (!isUp && !isFailing) begin(service, at);
    },
    said(said) {
      counts[said.kind] += 1;
      byKind[said.what] = (byKind[said.what] ?? 0) + 1;
      for (const { service, endedAt } of said.incidents) {
        const isOver = endedAt !== undefined;
        const isShown = isNamed(said.message, service);
        if (isOver) shownFailing.delete(service);
        else if (isShown) shownFailing.add(service);
        if (isShown && (!isOver || said.what === 'missed')) see(service, said.at);
        believe(said, service, isOver);
      }
    },
    summary() {
      const visible = outages.filter(({ seenAt }) => seenAt !== undefined);
      const delays = visible
        .filter(({ isForetold }) => !isForetold)
        .map(({ from, seenAt = from }) => seenAt - from);
      delays.sort((one, other) => one - other);
      return {
        rows: counts.rows,
        services: services.size,
        outages: outages.length,
        ended: outages.filter(({ to }) => to !== undefined).length,
        endedVisible: visible.filter(({ to }) => to !== undefined).length,
        visible: visible.length,
        posts: counts.post,
        reminders: byKind.reminder ?? 0,
        quiet: counts.quiet - (byKind.reminder ?? 0),
        edits: counts.edit,
        byKind,
        medianDelayMs: delays[delays.length >> 1] ?? 0,
        longestDelayMs: delays.at(-1) ?? 0,
        doubled: counts.doubled,
        lone: counts.lone,
        unseen: outages
          .filter(({ seenAt }) => seenAt === undefined)
          .slice(0, unseenAtMost)
          .map(({ service, from }) => ({ service, at: from })),
      };
    },
  };
}

/** A card of many outages names as many as there is room for. */
function isNamed({ title, lines }: Message, service: string): boolean {
  const literal = service.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const name = new RegExp(`(?<![\\p{L}\\p{N}_-])${literal}(?![\\p{L}\\p{N}_-])`, 'u');
  return name.test(title) || lines.some((line) => name.test(plain(line)));
}
