/** What a replay prints: JSON for machines, a listing to judge by eye, and the summary in words. */
import { tones } from '../platforms/tones.ts';
import type { Said } from './channel.ts';
import type { Summary } from './tally.ts';

/** One line of JSON for one message. */
export function asJson({ at, kind, what, why, incidents, message }: Said): string {
  const services = incidents.map(({ service }) => service);
  const facts = { at: new Date(at).toISOString(), kind, what, why, services };
  return JSON.stringify({ ...facts, title: message.title });
}

/** Lists posts, one line each; undefined for what nobody would notice. */
export function createListing(timeZone: string): (said: Said) => string | undefined {
  const date = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return ({ at, kind, message }) =>
    kind === 'post'
      ? `${date.format(at)}  ${tones[message.tone].glyph} ${message.title}`
      : undefined;
}

export function inWords(summary: Summary): string {
  const { byKind, unseen } = summary;
  const kinds = Object.entries(byKind).filter(([kind]) => kind !== 'edit');
  const lines = [
    `rows         ${summary.rows} of ${summary.services} services`,
    `outages      ${summary.outages} recorded, ${summary.ended} of them with an end`,
    `visible      ${summary.visible} of ${summary.outages}; ${summary.endedVisible} of the ${summary.ended} with an end`,
    `posts        ${summary.posts} that people notice${kinds.length > 0 ? `: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')}` : ''}`,
    `beside them  ${summary.quiet} quiet, ${summary.edits} edits`,
    `delay        median ${seconds(summary.medianDelayMs)}, longest ${seconds(summary.longestDelayMs)}`,
    `doubled      ${summary.doubled}`,
    `lone         ${summary.lone}`,
  ];
  const missed = unseen.map(
    ({ service, at }) => `unseen       ${service}, ${new Date(at).toISOString()}`,
  );
  return `${[...lines, ...missed].join('\n')}\n`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
