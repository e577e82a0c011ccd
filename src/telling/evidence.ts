/** The evidence against a part in one line: what failed, how much of it, where, and what the far end said. */

import type { Voice } from '../languages/language.ts';
import { type SpanValue, sayLine } from '../languages/line.ts';
import { type Line, quote } from '../message.ts';
import type { Cause, CauseCode, ComponentVerdict, Evidence, Service } from '../model.ts';
import { publicTarget } from '../probes/eyes/target.ts';

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
export function sayCause(voice: Voice, { code, phase, values }: Cause): string {
  const duration = (ms: unknown) => (typeof ms === 'number' ? voice.duration(ms) : 'none');
  return voice.say(`cause.${code}`, {
    phase,
    limit: duration(values.limitMs),
    took: duration(values.tookMs),
    status: quote(String(values.status ?? 'none'), 20),
    days: typeof values.days === 'number' ? Math.abs(values.days) : 'none',
  });
}

/** One line for one part of a service; the reason that most of its checks share. */
export function sayPart(voice: Voice, service: Service, part: ComponentVerdict): Line {
  const shared = mostCommon(voice, part.evidence);
  const [first] = shared;
  const values = {
    part: { bold: partName(voice, service, part.component) },
    cause: amount(voice, part, shared),
    ...whereAndWhat(first),
  };
  const isAlone = service.components.length <= 1 && first !== undefined;
  return sayLine(voice, isAlone ? 'evidence.alone' : 'evidence.part', values);
}

/** The name of a part; its id when the service has changed since. */
export function partName(voice: Voice, service: Service, id: string): string {
  const component = service.components.find((one) => one.id === id);
  return quote(component ? voice.name(component.name) : id, 60);
}

/** Where a check looks, in the shortest form that leads there: `e1.whatsapp.net:443`. */
export function place(target: string): string {
  const shown = publicTarget(target).replace(/^[^:]*:\/*/, '');
  return quote(shown.replace(/[?&][^?&]*=\*\*\*/g, '').replace(/\/$/, ''), 60);
}

function mostCommon(voice: Voice, evidence: readonly Evidence[]): readonly Evidence[] {
  const groups = Map.groupBy(evidence, ({ cause }) => (cause ? sayCause(voice, cause) : ''));
  return [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

function amount(voice: Voice, part: ComponentVerdict, shared: readonly Evidence[]): string {
  const cause = shared[0]?.cause;
  const text = cause ? sayCause(voice, cause) : voice.say(`status.${part.status}`);
  if (part.checks <= 1 || shared.length === 0) return text;
  return voice.say('evidence.some', { cause: text, failed: shared.length, checks: part.checks });
}

function whereAndWhat(evidence: Evidence | undefined): Record<string, SpanValue> {
  if (!evidence) return { extra: 'none', place: '', said: '' };
  const { cause, target } = evidence;
  const isQuoted = cause !== undefined && worthQuoting.includes(cause.code);
  const said = isQuoted && cause.evidence ? quote(cause.evidence) : '';
  return { extra: said ? 'said' : 'place', place: { code: place(target) }, said: { code: said } };
}
