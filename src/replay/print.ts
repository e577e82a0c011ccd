/** What a replay prints: JSON for machines, a listing to judge by eye, and the summary in words. */
import { tones } from '../platforms/tones.ts';
import type { Said } from './channel.ts';
import type { Summary } from './tally.ts';

/** Counted apart from what tells a change. */
const besides = new Set(['reminder', 'card', 'edit']);

/** One line of JSON for one message. */
export function asJson({ at, kind, what, why, incidents, message }: Said): string {
  const services = incidents.map(({ service }) => service);
  const facts = { at: new Date(at).toISOString(), kind, what, why, services };
  return JSON.stringify({ ...facts, title: message.title });
}

/** Lists what tells a change, one line each; undefined for what nobody would notice, and for reminders. */
export function createListing(timeZone: string): (said: Said) => string | undefined {
  const date = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return ({ at, kind, what, message }) =>
    kind !== 'edit' && what !== 'reminder'
      ? `${date.format(at)}  ${tones[message.tone].glyph} ${message.title}`
      : undefined;
}

export function inWords(summary: Summary): string {
  const { byKind, outages, ended, visible, endedVisible, unseen } = summary;
  const kinds = Object.entries(byKind)
    .filter(([kind]) => !besides.has(kind))
    .map(([kind, count]) => `${count} ${kind}`);
  const lines = [
    `rows         ${summary.rows} of ${summary.services} services`,
    `outages      ${outages} recorded, ${ended} of them with an end`,
    `visible      ${visible} of ${outages}; ${endedVisible} of the ${ended} with an end`,
    `posts        ${summary.posts} that people notice (${kinds.join(', ') || 'none'})`,
    `reminders    ${summary.reminders} that it still lasts, which people may turn off`,
    `beside them  ${summary.quiet} quiet, ${summary.edits} edits`,
    `delay        median ${seconds(summary.medianDelayMs)}, longest ${seconds(summary.longestDelayMs)}`,
    `doubled      ${summary.doubled}`,
    `lone         ${summary.lone}`,
    ...unseen.map(({ service, at }) => `unseen       ${service}, ${new Date(at).toISOString()}`),
  ];
  return `${lines.join('\n')}\n`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
