/** Judges what people in one channel read against what happened: the invariants of telling. Pure. */
import type { Incident } from '../../src/model.ts';
import type { Doubts } from './doubts.ts';
import type { Happening } from './network.ts';

export type Case = {
  readonly channel: string;
  /** In order; what the sender had to take as sent stands among them. */
  readonly happenings: readonly Happening[];
  /** The services that the channel follows. */
  readonly services: readonly string[];
  readonly incidents: readonly Incident[];
  readonly notices: readonly string[];
  readonly doubts: Doubts;
  /** A repeat within this time of the first must never be seen. */
  readonly repeatsAreSafeForMs: number;
  /** What was given up may arrive all the same, when the way to the network is slower than anybody waits. */
  readonly mayArriveLate?: boolean;
};

/** `outage|s1.3@2+,s2.1@1-`: what was said, of which incidents in which revision, open or ended. */
type Said = { readonly what: string; readonly members: readonly SaidMember[] };
type SaidMember = {
  readonly service: string;
  readonly id: string;
  readonly revision: number;
  readonly isOpen: boolean;
};

/** What a reader of the channel knows. */
type Reader = {
  readonly beliefs: Map<string, Belief>;
  /** The newest revision seen of each incident. */
  readonly shown: Map<string, number>;
  /** When each message was first read, by its nonce. */
  readonly firsts: Map<string, number>;
  readonly repeated: Set<string>;
  readonly givenUp: Set<string>;
  readonly noticed: Set<string>;
};
type Belief = 'up' | 'down';

export function read(title: string): Said {
  const [what = '', list = ''] = title.split('|');
  const members = list.split(',').flatMap((text) => {
    const [, service, number, revision, sign] = /^(s\d+)\.(\d+)@(\d+)([+-])$/.exec(text) ?? [];
    if (service === undefined) return [];
    const isOpen = sign === '+';
    return [{ service, id: `${service}.${number}`, revision: Number(revision), isOpen }];
  });
  return { what, members };
}

export function write(what: string, incidents: readonly Incident[]): string {
  const names = incidents.map(
    ({ id, revision, endedAt }) => `${id}@${revision}${endedAt === undefined ? '+' : '-'}`,
  );
  return `${what}|${names.join(',')}`;
}

/** The title in a text as a network got it: markup, glyphs and escapes away. */
export function titleIn(text: string): string {
  return text.replaceAll('&gt;', '').replace(/[^a-z0-9|.@+,-]/g, '');
}

/** Every broken promise, in words; empty when the channel read the right story. */
export function judge(one: Case): string[] {
  const reader: Reader = {
    ...{ beliefs: new Map(), shown: new Map(), firsts: new Map() },
    ...{ repeated: new Set(), givenUp: new Set(), noticed: new Set() },
  };
  const wrong = one.happenings.flatMap((happening) => judgeNext(happening, one, reader));
  for (const id of one.notices) {
    if (!reader.noticed.has(`notice|${id}`)) wrong.push(`never heard of the notice ${id}`);
  }
  for (const service of one.services) wrong.push(...judgeEnd(one, service, reader));
  return wrong;
}

function judgeNext(happening: Happening, one: Case, reader: Reader): string[] {
  const { isEdit, post, at, assumed } = happening;
  const firstAt = isEdit ? undefined : reader.firsts.get(post.nonce);
  if (assumed) {
    // It had arrived after all, or was given up before: there is nothing to excuse.
    if (firstAt !== undefined || reader.givenUp.has(post.nonce)) return [];
    reader.givenUp.add(post.nonce);
    const wrong = judgeAssumption(happening, one);
    return [...wrong, ...judgeReading(happening, one, reader)];
  }
  if (!isEdit) reader.firsts.set(post.nonce, firstAt ?? at);
  if (one.mayArriveLate && reader.givenUp.has(post.nonce)) return [];
  if (firstAt !== undefined) return judgeRepeat(happening, at - firstAt, one, reader);
  return judgeReading(happening, one, reader);
}

/** Only where nobody can know, and of what is news only when it was tried twice. */
function judgeAssumption({ title, post, assumed }: Happening, { doubts }: Case): string[] {
  if (!doubts.nonces.has(post.nonce)) return [`given up without a doubt: ${title}`];
  const isTriedEnough = isMinor(title) || (assumed?.attempts ?? 0) >= 2;
  return isTriedEnough ? [] : [`given up too early: ${title}`];
}

function judgeRepeat(
  { title, post }: Happening,
  afterMs: number,
  one: Case,
  { repeated }: Reader,
): string[] {
  const wrong: string[] = [];
  if (afterMs < one.repeatsAreSafeForMs) wrong.push(`seen twice: ${title}`);
  if (!one.doubts.nonces.has(post.nonce)) wrong.push(`seen twice without a doubt: ${title}`);
  if (repeated.has(post.nonce)) wrong.push(`seen three times: ${title}`);
  if (isMinor(title)) wrong.push(`not worth a repeat: ${title}`);
  repeated.add(post.nonce);
  return wrong;
}

function judgeReading({ title, isEdit }: Happening, one: Case, reader: Reader): string[] {
  const { what, members } = read(title);
  const wrong: string[] = [];
  if (what === 'notice') reader.noticed.add(title);
  for (const { service, id, revision, isOpen } of members) {
    const seen = reader.shown.get(id) ?? 0;
    if (revision < seen) wrong.push(`${title} after ${id} was shown at ${seen}`);
    reader.shown.set(id, Math.max(revision, seen));
    const belief = reader.beliefs.get(service) ?? 'up';
    // People saw it fail on a card whose sender cannot know that they did.
    const isUnaware = what === 'missed' && one.doubts.glimpses.has(`${one.channel}|${id}`);
    const next = believed(what, isUnaware ? 'up' : belief, isEdit, isOpen);
    if (next === undefined) wrong.push(`${title} while people believe it ${belief}`);
    else reader.beliefs.set(service, next);
  }
  return wrong;
}

/** What people believe of a service after a message; undefined when it makes no sense to them. */
function believed(
  what: string,
  belief: Belief,
  isEdit: boolean,
  isOpen: boolean,
): Belief | undefined {
  // A service that fails later joins a card that is already there.
  if (isEdit || what === 'card') return isOpen ? 'down' : belief;
  if (what === 'outage' || what === 'again') return belief === 'up' ? 'down' : undefined;
  if (what === 'recovery') return belief === 'down' ? 'up' : undefined;
  if (what === 'missed') return belief === 'up' ? 'up' : undefined;
  return belief === 'down' ? 'down' : undefined;
}

function judgeEnd(
  { channel, incidents, doubts }: Case,
  service: string,
  { beliefs, shown }: Reader,
): string[] {
  const own = incidents.filter((incident) => incident.service === service);
  const last = own.at(-1);
  const truth = last && last.endedAt === undefined ? 'down' : 'up';
  const belief = beliefs.get(service) ?? 'up';
  const wrong = belief === truth ? [] : [`people believe ${service} ${belief}, it is ${truth}`];
  for (const { id } of own) if (!shown.has(id)) wrong.push(`never heard of ${id}`);
  const isExcused = truth === 'up' && doubts.cardless.has(`${channel}|${service}`);
  if (last && !isExcused && (shown.get(last.id) ?? last.revision) < last.revision) {
    wrong.push(`${last.id} is at ${last.revision}, people see ${shown.get(last.id)}`);
  }
  return wrong;
}

/** The card shows the same, or will. */
function isMinor(title: string): boolean {
  return /^(escalation|card|reminder)\|/.test(title);
}
