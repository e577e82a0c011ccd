/** The evidence against the parts of a service: one line for each cause, with all parts that share it. */

import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Line, quote } from '../message.ts';
import type { Cause, CauseCode, ComponentVerdict, Evidence, Service } from '../model.ts';
import { publicTarget } from '../probes/eyes/target.ts';

/** More lines than this are no glance. */
const linesAtMost = 4;
const namesInLine = 8;

/** Only these say more in the words of the far end than in ours. */
const worthQuoting: readonly CauseCode[] = [
  'reply',
  'garbage',
  'mismatch',
  'dns-mismatch',
  'tls-failed',
  'starttls-missing',
];

/** Why a reading is not up, in words of the reader. */
export function sayCause(voice: Voice, { code, kind, phase, values }: Cause): string {
  const duration = (ms: unknown) => (typeof ms === 'number' ? voice.duration(ms) : 'none');
  return voice.say(`cause.${code}`, {
    kind,
    phase,
    limit: duration(values.limitMs),
    took: duration(values.tookMs),
    status: quote(String(values.status ?? 'none'), 20),
    days: typeof values.days === 'number' ? Math.abs(values.days) : 'none',
  });
}

/** A reason and the parts that have it. */
type Finding = { readonly reason: string; readonly said: string; readonly of: readonly Seen[] };
/** A part, and the evidence that most of its checks share. */
type Seen = { readonly part: ComponentVerdict; readonly shared: readonly Evidence[] };

/** One line for each reason, in the order of the parts; beyond four the other parts are only named. */
export function partLines(
  voice: Voice,
  service: Service,
  parts: readonly ComponentVerdict[],
): readonly Line[] {
  const findings = findingsOf(voice, parts);
  const shown = findings.length > linesAtMost ? findings.slice(0, linesAtMost - 1) : findings;
  const rest = findings.slice(shown.length).flatMap(({ of }) => of);
  const lines = shown.map((finding) => sayFinding(voice, service, finding));
  if (rest.length === 0) return lines;
  const names = rest.map(({ part }) => partName(voice, service, part.component));
  return [...lines, sayLine(voice, 'line.also', { parts: listed(voice, names, namesInLine) })];
}

/** The reasons alone, those of most parts first. */
export function reasonsOf(voice: Voice, parts: readonly ComponentVerdict[]): readonly string[] {
  const known = parts.filter(({ evidence }) => evidence.some(({ cause }) => cause));
  const count = Map.groupBy(findingsOf(voice, known), ({ reason }) => reason);
  const size = (findings: readonly Finding[]) => findings.flatMap(({ of }) => of).length;
  return [...count].sort(([, a], [, b]) => size(b) - size(a)).map(([reason]) => reason);
}

/** The name of a part; its id when the service has changed since. */
export function partName(voice: Voice, service: Service, id: string): string {
  const component = service.components.find((one) => one.id === id);
  return quote(component ? voice.name(component.name) : id, 60);
}

/** As many names as there is room for, and how many more; never only one more. */
export function listed(
  voice: Voice,
  names: readonly string[],
  atMost: number,
  more: 'part.more' | 'title.group.more' = 'part.more',
): string {
  if (names.length <= atMost) return voice.list(names);
  const parts = voice.list(names.slice(0, atMost - 1));
  const total = names.length;
  return voice.say(more, { parts, total, count: total - atMost + 1 });
}

/** Where a check looks, in the shortest form that leads there: `e1.whatsapp.net:443`, `example.com MX`. */
export function place(target: string): string {
  const [where = '', query = ''] = publicTarget(target).split('?');
  const type = target.startsWith('dns:') ? /(?:^|&)type=(\w+)/.exec(query)?.[1] : undefined;
  const shown = where.replace(/^[^:]*:\/*/, '').replace(/\/$/, '');
  return quote(type === undefined ? shown : `${shown} ${type}`, 60);
}

function findingsOf(voice: Voice, parts: readonly ComponentVerdict[]): readonly Finding[] {
  const seen = parts.map((part) => {
    const shared = mostCommon(voice, part.evidence);
    return { part, shared, reason: reasonOf(voice, part, shared), said: saidBy(shared[0]) };
  });
  const groups = Map.groupBy(seen, ({ reason, said }) => `${reason}\n${said}`);
  return [...groups.values()].map((of) => ({
    reason: of[0]?.reason ?? '',
    said: of[0]?.said ?? '',
    of,
  }));
}

function mostCommon(voice: Voice, evidence: readonly Evidence[]): readonly Evidence[] {
  const groups = Map.groupBy(evidence, ({ cause }) => (cause ? sayCause(voice, cause) : ''));
  return [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

function reasonOf(voice: Voice, part: ComponentVerdict, shared: readonly Evidence[]): string {
  const cause = shared[0]?.cause;
  return cause ? sayCause(voice, cause) : voice.say(`status.${part.status}`);
}

function saidBy(evidence: Evidence | undefined): string {
  const { cause } = evidence ?? {};
  return cause?.evidence && worthQuoting.includes(cause.code) ? quote(cause.evidence) : '';
}

function sayFinding(voice: Voice, service: Service, finding: Finding): Line {
  const [first, second] = finding.of;
  const line =
    second || !first
      ? sayShared(voice, service, finding)
      : sayOne(voice, service, { ...first, reason: finding.reason });
  if (finding.said === '') return line;
  return [...line, ...sayLine(voice, 'evidence.said', { said: { code: finding.said } })];
}

function sayShared(voice: Voice, service: Service, { of, reason }: Finding): Line {
  const names = of.map(({ part }) => partName(voice, service, part.component));
  const isAll = of.length === service.components.length;
  const part = isAll
    ? voice.say('part.all', { count: of.length })
    : listed(voice, names, namesInLine);
  return sayLine(voice, 'evidence.part', { part: { bold: part }, cause: reason });
}

/** One host out of many would mislead, so the place is named only when a single check failed. */
function sayOne(voice: Voice, service: Service, one: Seen & { readonly reason: string }): Line {
  const { part, shared } = one;
  const [first, second] = shared;
  const cause = amount(voice, one);
  const where = first && !second ? place(first.target) : '';
  if (first && service.components.length <= 1) {
    if (second || where === '') return sayLine(voice, 'line.reason', { cause });
    return sayLine(voice, 'evidence.alone', { place: where, cause });
  }
  const name = { bold: partName(voice, service, part.component) };
  if (where === '') return sayLine(voice, 'evidence.part', { part: name, cause });
  return sayLine(voice, 'evidence.place', { part: name, place: where, cause });
}

function amount(
  voice: Voice,
  { part, shared, reason }: Seen & { readonly reason: string },
): string {
  const { checks } = part;
  if (checks <= 1 || shared.length === 0) return reason;
  if (shared.length === 1) return voice.say('evidence.one', { cause: reason, checks });
  if (shared.length >= checks) return voice.say('evidence.all', { cause: reason, checks });
  return voice.say('evidence.some', { cause: reason, failed: shared.length, checks });
}
