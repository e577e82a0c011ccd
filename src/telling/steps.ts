/** How an outage went, step by step, in words. Pure. */
import type { Voice } from '../languages/language.ts';
import type { IncidentStep, Service } from '../model.ts';
import { listed, partName, sayCause } from './evidence.ts';

const partsAtMost = 3;

/** `partly down (Chat: no answer while connecting)`; between two outages that are one it worked. */
export function sayStep(
  { status, parts, cause }: IncidentStep,
  service: Service,
  voice: Voice,
): string {
  if (status === 'operational') return voice.say('history.back');
  const isNamed = service.components.length > 1;
  const names = isNamed ? parts.map((id) => partName(voice, service, id)) : [];
  const reasons = [listed(voice, names, partsAtMost), cause ? sayCause(voice, cause) : ''];
  const reason = reasons.filter((text) => text !== '').join(' · ');
  const word = voice.say(`status.${status}`);
  return reason === '' ? word : voice.say('status.parts', { status: word, parts: reason });
}
