/** How all services of a channel stand: those with problems first, one line each. Pure. */
import type { Standing } from '../../commands/command.ts';
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Line, Message, Tone } from '../message.ts';
import { severity } from '../model.ts';
import { sayStatus, troubledSince } from './compose-status.ts';
import { conditionOf } from './condition.ts';
import { listed } from './evidence.ts';
import { timeSpan } from './period.ts';
import { serviceName } from './title.ts';
import { toneOf } from './tone.ts';

const rowsAtMost = 10;
const namesAtMost = 30;

export function composeOverview(
  standings: readonly Standing[],
  voice: Voice,
  now: number,
): Message {
  const sorted = standings.toSorted((a, b) => weight(b) - weight(a));
  const isFine = (standing: Standing) => weight(standing) === 0;
  const notable = sorted.filter((standing) => !isFine(standing));
  return {
    tone: tone(sorted),
    title: title(sorted, voice),
    lines: [
      ...notable.slice(0, rowsAtMost).map((standing) => row(standing, voice, now)),
      ...more(notable.length - rowsAtMost, voice),
      ...fine(sorted.filter(isFine), voice),
    ],
  };
}

/** Outages before doubt (3) before blindness (2) before maintenance (1) before calm (0). */
export function weight({ verdict }: Standing): number {
  if (severity(verdict.status) > 0) return 3 + severity(verdict.status);
  if (verdict.isSuspect) return 3;
  return verdict.status === 'unknown' ? 2 : verdict.status === 'maintenance' ? 1 : 0;
}

function tone(sorted: readonly Standing[]): Tone {
  const [worst] = sorted;
  if (!worst) return 'info';
  const { status, components } = worst.verdict;
  if (severity(status) > 0) return toneOf(conditionOf(status, components));
  const tones: readonly Tone[] = ['operational', 'operational', 'unknown', 'degraded'];
  return tones[weight(worst)] ?? 'degraded';
}

function title(sorted: readonly Standing[], voice: Voice): string {
  const all = sorted.length;
  const bad = sorted.filter((standing) => weight(standing) >= 3).length;
  const unsure = sorted.filter((standing) => weight(standing) === 2).length;
  if (bad === 0 && unsure > 0) return voice.say('status.overview.unsure', { unsure });
  return voice.say('status.overview', { bad, all });
}

function row(standing: Standing, voice: Voice, now: number): Line {
  const service = { bold: serviceName(voice, standing.service) };
  const status = sayStatus(voice, standing);
  const since = troubledSince(standing);
  if (since === undefined) return sayLine(voice, 'status.row', { service, status });
  return sayLine(voice, 'status.rowSince', { service, status, when: timeSpan(voice, since, now) });
}

function more(count: number, voice: Voice): readonly Line[] {
  return count > 0 ? [sayLine(voice, 'status.moreServices', { count })] : [];
}

function fine(standings: readonly Standing[], voice: Voice): readonly Line[] {
  if (standings.length === 0) return [];
  const names = standings.map(({ service }) => serviceName(voice, service));
  return [sayLine(voice, 'line.working', { parts: listed(voice, names, namesAtMost) })];
}
