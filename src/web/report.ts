/** What people outside any chat read of incidents and planned work: the same words as there, as plain text. Pure. */
import type { Occurrence, Window } from '../incidents/window.ts';
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { plain, quote } from '../message.ts';
import type { Incident, Service } from '../model.ts';
import { composeCard, serviceName } from '../telling/compose.ts';
import { listed } from '../telling/evidence.ts';
import { timeSpan } from '../telling/period.ts';
import type { View } from './view.ts';

export type Report = {
  /** One complete sentence. */
  readonly title: string;
  readonly lines: readonly string[];
};

const muchLaterMs = 400 * 86_400_000;
const mostNames = 5;

export function reportOf(incident: Incident, service: Service, voice: Voice): Report {
  // Written as if read much later: every time has its date and year, and the text is the same tomorrow.
  const later = incident.changedAt + muchLaterMs;
  const { title, lines } = composeCard(incident, service, voice, later);
  return { title, lines: lines.map(plain) };
}

/** When planned work takes place, with dates and years. */
export function workTime({ from, until }: Occurrence, voice: Voice): string {
  const later = until + muchLaterMs;
  const times = { from: timeSpan(voice, from, later), until: timeSpan(voice, until, later) };
  return plain(sayLine(voice, 'notice.maintenance.next', times));
}

/** What planned work is called: its own title, behind the names of the services it concerns. */
export function workTitle(
  { window, from, until }: Occurrence & { readonly window: Pick<Window, 'services' | 'title'> },
  view: View,
  voice: Voice,
): string {
  const known = (window.services ?? []).flatMap((id) => view.get(id) ?? []);
  const names = listed(
    voice,
    known.map((one) => serviceName(voice, one)),
    mostNames,
  );
  if (window.title === undefined) {
    const duration = voice.duration(until - from);
    return voice.say('notice.maintenance', { count: known.length, services: names, duration });
  }
  const title = quote(window.title, 120);
  return names === '' ? title : voice.say('status.row', { service: names, status: title });
}
