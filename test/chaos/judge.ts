/** Judges what people in one channel read against what happened: the invariants of telling. Pure. */
import type { Incident } from '../../src/model.ts';
import type { Happening } from './network.ts';

export type Case = {
  readonly channel: string;
  readonly happenings: readonly Happening[];
  /** The services that the channel follows. */
  readonly services: readonly string[];
  readonly incidents: readonly Incident[];
  readonly notices: readonly string[];
  /** Messages that were taken as sent because nobody can know. */
  readonly assumed: number;
  /** How often a message may stand there twice: calls without an answer, and deaths. */
  readonly repeatsAllowed: number;
  /** A repeat within this time of the first must never be seen. */
  readonly repeatsAreSafeForMs: number;
};

/** `outage|s1.3@2+,s2.1@1-`: what was said, of which incidents in which revision, open or ended. */
type Said = {
  readonly what: string;
  readonly members: readonly { service: string; id: string; revision: number; isOpen: boolean }[];
};

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

/** Every broken promise, in words; empty when the channel read the right story. */
export function judge(one: Case): string[] {
  const wrong: string[] = [];
  const beliefs = new Map<string, 'up' | 'down'>();
  const shown = new Map<string, number>();
  const firsts = new Map<string, number>();
  const noticed = new Set<string>();
  /** Services that people saw fail by a quiet edit alone: the bot may have died before it knew. */
  const glimpsed = new Set<string>();
  let repeats = 0;
  for (const { title, isEdit, post, at } of one.happenings) {
    const { what, members } = read(title);
    const firstAt = isEdit ? undefined : firsts.get(post.nonce);
    if (!isEdit) firsts.set(post.nonce, firstAt ?? at);
    for (const { id, revision } of members) shown.set(id, Math.max(revision, shown.get(id) ?? 0));
    if (firstAt !== undefined) {
      repeats += 1;
      if (at - firstAt < one.repeatsAreSafeForMs) wrong.push(`seen twice: ${title}`);
      continue;
    }
    if (what === 'notice') noticed.add(title);
    for (const { service, isOpen } of members) {
      const belief = beliefs.get(service) ?? 'up';
      const isGlimpse = belief === 'up' && (isEdit || what === 'card');
      const known = what === 'missed' && glimpsed.has(service) ? 'up' : belief;
      const next = believed(what, known, isEdit, isOpen);
      if (next === undefined) wrong.push(`${title} while people believe it ${belief}`);
      else beliefs.set(service, next);
      if (isGlimpse && next === 'down') glimpsed.add(service);
      else if (!isEdit) glimpsed.delete(service);
    }
  }
  if (repeats > one.repeatsAllowed) {
    wrong.push(`${repeats} repeats where ${one.repeatsAllowed} are allowed`);
  }
  // What nobody can know may have been lost, and what follows from it looks odd.
  if (one.assumed > 0)
    return wrong.filter((text) => text.startsWith('seen') || /repeats/.test(text));
  for (const id of one.notices) {
    if (!noticed.has(`notice|${id}`)) wrong.push(`never heard of the notice ${id}`);
  }
  for (const service of one.services) wrong.push(...judgeEnd(one, service, { beliefs, shown }));
  return wrong;
}

/** What people believe of a service after a message; undefined when it makes no sense to them. */
function believed(
  what: string,
  belief: 'up' | 'down',
  isEdit: boolean,
  isOpen: boolean,
): 'up' | 'down' | undefined {
  // A service that fails later joins a card that is already there.
  if (isEdit || what === 'card') return isOpen ? 'down' : belief;
  if (what === 'outage' || what === 'again') return belief === 'up' ? 'down' : undefined;
  if (what === 'recovery') return belief === 'down' ? 'up' : undefined;
  if (what === 'missed') return belief === 'up' ? 'up' : undefined;
  return belief === 'down' ? 'down' : undefined;
}

function judgeEnd(
  { incidents }: Case,
  service: string,
  { beliefs, shown }: { beliefs: ReadonlyMap<string, string>; shown: ReadonlyMap<string, number> },
): string[] {
  const own = incidents.filter((incident) => incident.service === service);
  const last = own.at(-1);
  const truth = last && last.endedAt === undefined ? 'down' : 'up';
  const belief = beliefs.get(service) ?? 'up';
  const wrong = belief === truth ? [] : [`people believe ${service} ${belief}, it is ${truth}`];
  for (const { id } of own) if (!shown.has(id)) wrong.push(`never heard of ${id}`);
  // Of an outage that came and went unseen after its end was told, an old card may say nothing.
  if (last && truth === 'down' && (shown.get(last.id) ?? last.revision) < last.revision) {
    wrong.push(`${last.id} is at ${last.revision}, people see ${shown.get(last.id)}`);
  }
  return wrong;
}
