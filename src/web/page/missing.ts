/** What somebody sees who follows a way that leads nowhere. */
import { html } from 'hono/html';
import type { Leaf } from './document.ts';
import { sign } from './markup.ts';
import { linkTo, type Visit } from './visit.ts';

export function missingPage(visit: Visit): Leaf {
  const { voice } = visit;
  const title = voice.say('page.missing');
  return {
    title,
    tone: 'unknown',
    status: 404,
    body: html`<section id="state" class="hero unknown"><h1>${sign('unknown')}<span>${title}</span></h1><p><a href="${linkTo('/', visit)}">${voice.say('page.all')}</a></p></section>`,
  };
}
