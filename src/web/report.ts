/** An incident as people outside any chat read it: the same words as on a card, as plain text. Pure. */
import type { Voice } from '../languages/language.ts';
import { plain } from '../message.ts';
import type { Incident, Service } from '../model.ts';
import { composeCard } from '../telling/compose.ts';

export type Report = {
  /** One complete sentence. */
  readonly title: string;
  readonly lines: readonly string[];
};

const muchLaterMs = 400 * 86_400_000;

export function reportOf(incident: Incident, service: Service, voice: Voice): Report {
  // Written as if read much later: every time has its date and year, and the text is the same tomorrow.
  const later = incident.changedAt + muchLaterMs;
  const { title, lines } = composeCard(incident, service, voice, later);
  return { title, lines: lines.map(plain) };
}
