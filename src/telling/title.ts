/** How a service stands, in one sentence or in a few words, with the failing parts where only some fail. */
import type { Voice } from '../languages/language.ts';
import { quote } from '../message.ts';
import { type ComponentVerdict, type Service, type Status, severity } from '../model.ts';
import { type Condition, conditionOf } from './condition.ts';
import { listed, partName } from './evidence.ts';

/** A phone shows some forty characters of a title. */
export const namesInTitle = 3;

/** One complete sentence about how a service stands, with the failing parts where only some fail. */
export function titleOf(
  status: Status,
  parts: readonly ComponentVerdict[],
  service: Service,
  voice: Voice,
): string {
  const condition = conditionOf(status, parts);
  const values = {
    service: serviceName(voice, service),
    parts: affected(worstFirst(parts), service, voice),
  };
  const isNamed = values.parts !== '' && isNaming(condition);
  return voice.say(isNamed ? `title.${condition}.parts` : `title.${condition}`, values);
}

/** The same in a few words: `partly down (Chat, Media)`. */
export function sayCondition(
  status: Status,
  parts: readonly ComponentVerdict[],
  service: Service,
  voice: Voice,
): string {
  const condition = conditionOf(status, parts);
  const said = voice.say(`status.${condition}`);
  const names = affected(worstFirst(parts), service, voice);
  if (names === '' || !isNaming(condition)) return said;
  return voice.say('status.parts', { status: said, parts: names });
}

const naming = ['degraded', 'busy', 'slow', 'partial', 'unstable'] as const;

function isNaming(condition: Condition): condition is (typeof naming)[number] {
  return naming.some((one) => one === condition);
}

/** The names of the failing parts; empty when all of them fail or there is but one. */
export function affected(
  parts: readonly ComponentVerdict[],
  service: Service,
  voice: Voice,
): string {
  const failing = parts.filter((part) => severity(part.status) > 0);
  if (failing.length >= service.components.length) return '';
  const names = failing.map((part) => partName(voice, service, part.component));
  return listed(voice, names, namesInTitle);
}

export function worstFirst(parts: readonly ComponentVerdict[]): readonly ComponentVerdict[] {
  return parts.toSorted((a, b) => severity(b.status) - severity(a.status));
}

export function serviceName(voice: Voice, service: Service): string {
  return quote(voice.name(service.name), 60);
}
