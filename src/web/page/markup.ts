/** The small pieces of a page: lines of text, signs for a state, links that lead somewhere safe. */
import { html } from 'hono/html';
import type { Line, Span, Tone } from '../../message.ts';
import { timeHtml } from './times.ts';
import type { Visit } from './visit.ts';

/** A piece of a page; every text in it has been escaped. */
export type Markup = ReturnType<typeof html>;

export function lineHtml(line: Line, visit: Visit): readonly unknown[] {
  return line.map((span) => spanHtml(span, visit));
}

function spanHtml(span: Span, visit: Visit): unknown {
  if (typeof span === 'string') return span;
  if ('bold' in span) return html`<b>${span.bold}</b>`;
  if ('code' in span) return html`<code>${span.code}</code>`;
  if ('link' in span) return outward(span.link, span.text);
  return timeHtml(span.time, visit);
}

/** A link to somebody else's page; only its text when the address is none of the web. */
export function outward(url: string, text: string): Markup | string {
  const isWeb = /^https?:$/.test(URL.parse(url)?.protocol ?? '');
  return isWeb ? html`<a href="${url}" rel="noopener noreferrer nofollow">${text}</a>` : text;
}

/** A shape for each tone, so that colour is never alone; the words beside it say the same. */
export function sign(tone: Tone): Markup {
  return html`<svg class="sign ${tone}" aria-hidden="true"><use href="#${shapes[tone]}"/></svg>`;
}

const shapes: Readonly<Record<Tone, string>> = {
  down: 'cross',
  degraded: 'bang',
  recovered: 'tick',
  operational: 'tick',
  unknown: 'query',
  info: 'tool',
};

/** The shapes, once for a page. */
export const signs = html`<svg class="hidden" aria-hidden="true">
<symbol id="tick" viewBox="0 0 20 20"><path d="M5.5 10.5l3 3 6-6.5"/></symbol>
<symbol id="cross" viewBox="0 0 20 20"><path d="M6.5 6.5l7 7m0-7l-7 7"/></symbol>
<symbol id="bang" viewBox="0 0 20 20"><path d="M10 5v6m0 3.5v.1"/></symbol>
<symbol id="query" viewBox="0 0 20 20"><path d="M7.5 7.8a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8m0 2.8v.1"/></symbol>
<symbol id="tool" viewBox="0 0 20 20"><path d="M5.5 14.5l5-5m3.8-3.3l-2 2-1-1 2-2a3 3 0 0 0-3.6 3.9"/></symbol>
</svg>`;
