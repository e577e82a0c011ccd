/** The bell: on the page as its mark, and in the tab of a browser with a dot where something is wrong. */
import { html } from 'hono/html';
import type { Tone } from '../../message.ts';

const bellPath =
  'M20 8a2 2 0 0 1 2 2v.6c4 1 6.5 4.4 6.5 8.4v5l2.5 4H9l2.5-4v-5c0-4 2.5-7.4 6.5-8.4V10a2 2 0 0 1 2-2zM16.5 29.5a3.5 3.5 0 0 0 7 0z';

export const bell = html`<svg class="bell" viewBox="8 6 24 28" aria-hidden="true"><path d="${bellPath}"/></svg>`;

const dots: Readonly<Record<Tone, string>> = {
  down: '%23d1242f',
  degraded: '%23bc6a00',
  recovered: '',
  operational: '',
  unknown: '%238c959f',
  info: '%230969da',
};

/** The bell, with a dot where something is wrong. */
export function iconOf(tone: Tone = 'operational'): string {
  const dot = dots[tone] && `<circle cx='31' cy='9' r='8' fill='${dots[tone]}'/>`;
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'><rect width='40' height='40' rx='9' fill='%231f3a5f'/><path fill='%23ffd166' d='${bellPath}'/>${dot}</svg>`;
}
