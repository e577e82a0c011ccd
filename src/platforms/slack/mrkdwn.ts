/**
 * Turns lines into Slack's mrkdwn so that only our own spans can format, link or show a date.
 *
 * Slack has an escape for `& < >` alone (https://docs.slack.dev/messaging/formatting-message-text), which takes care
 * of mentions, links and dates. `* _ ~` and the backtick have none, so each is replaced by a character that looks like
 * it. A zero-width space beside them would keep the letter, but clients differ in whether it still formats, and it
 * hides in whatever people copy. An underscore inside a word formats nowhere and stays. Emoji codes stay too: they
 * can say nothing that the emoji itself could not.
 */
import type { Line, Span } from '../../message.ts';

const ellipsis = '…';
const zeroWidthSpace = '\u200B';
const lookalikes: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ' };
const longestUrl = 3000;

/** The line as mrkdwn of at most `budget` UTF-16 units; what does not fit is cut between graphemes and ends in `…`. */
export function mrkdwn(line: Line, budget: number): string {
  let out = '';
  for (const [index, span] of line.entries()) {
    const reserve = index === line.length - 1 ? 0 : ellipsis.length;
    const piece = joined(out, markup(span));
    if (out.length + piece.length + reserve > budget) {
      return unquoted(out + cut(span, (text) => joined(out, text), budget - out.length));
    }
    out += piece;
  }
  return unquoted(out);
}

/** Plain text of any origin as mrkdwn that shows itself and nothing else. */
export function literal(text: string): string {
  return entities(
    tidy(text)
      .replace(/[*~`]/g, (mark) => lookalikes[mark] ?? '')
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, lookalikes._ ?? ''),
  );
}

/** One line of well-formed text without control characters and without overrides of the writing direction. */
export function tidy(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/\r\n?|[\p{Cc}\u2028\u2029]/gu, ' ');
}

/** The longest beginning of `text` that still fits after `measure`, cut between graphemes and ending in `…`. */
export function shortened(text: string, measure: (text: string) => number, budget: number): string {
  if (measure(text) <= budget) return text;
  const begin = [...graphemes.segment(text.slice(0, Math.max(0, budget)))].map((g) => g.index);
  let low = 0;
  let high = begin.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const isFitting = measure(text.slice(0, begin[middle]) + ellipsis) <= budget;
    if (isFitting) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? '' : text.slice(0, begin[low - 1]) + ellipsis;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function entities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function markup(span: Span): string {
  if (typeof span === 'string') return literal(span);
  if ('bold' in span) return marked('*', literal(span.bold));
  if ('code' in span) return marked('`', entities(tidy(span.code).replaceAll('`', 'ˋ')));
  if ('link' in span) return link(span.link, span.text);
  return date(span.time, span.text);
}

/** Slack ignores a mark that touches a space on its inner side, so spaces move out. */
function marked(mark: string, text: string): string {
  const inner = text.trim();
  if (inner === '') return text;
  const start = text.indexOf(inner);
  return text.slice(0, start) + mark + inner + mark + text.slice(start + inner.length);
}

/** Slack also ignores a mark that touches a letter on its outer side, which in Chinese is every mark. */
function joined(before: string, piece: string): string {
  const touches =
    (/[*`]$/.test(before) && /^[^\s!-/:-@[-`{-~]/.test(piece)) ||
    (/^[*`]/.test(piece) && /[^\s!-/:-@[-`{-~]$/.test(before)) ||
    (/[*`]$/.test(before) && /^[*`]/.test(piece));
  return touches ? zeroWidthSpace + piece : piece;
}

/** A `>` at the start of a line makes a quotation even when it is escaped. */
function unquoted(text: string): string {
  return text.startsWith('&gt;') ? `›${text.slice('&gt;'.length)}` : text;
}

function link(address: string, text: string): string {
  const url = webAddress(address);
  const label = literal(text).trim();
  if (url === undefined || label === '') return literal(text);
  return `<${entities(url)}|${label}>`;
}

/** The address in a form that cannot end a link early; undefined when it is not one for a browser. */
export function webAddress(address: string): string | undefined {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined;
  const href = url.href.replace(/[|<>\s]/g, encodeURIComponent);
  return href.length > longestUrl ? undefined : href;
}

/** Shown in the reader's zone; with the date when the text has one (https://docs.slack.dev/messaging/formatting-message-text#date-formatting). */
function date(at: number, text: string): string {
  const fallback = literal(text).replace(/[|^]/g, ' ').trim();
  const seconds = Math.floor(at / 1000);
  if (fallback === '' || !(seconds > 0 && seconds < 1e11)) return literal(text);
  const hasDate = /\p{Nd}/u.test(
    text.replace(/\d{1,2}:\d{2}(:\d{2})?/g, '').replace(/UTC[+-]\d+/, ''),
  );
  return `<!date^${seconds}^${hasDate ? '{date_short_pretty} {time}' : '{time}'}|${fallback}>`;
}

function cut(span: Span, join: (text: string) => string, budget: number): string {
  const measure = (text: string) => join(markup(withText(span, text))).length;
  const text = shortened(tidy(textOf(span)), measure, budget);
  if (text !== '') return join(markup(withText(span, text)));
  return budget >= ellipsis.length ? ellipsis : '';
}

function textOf(span: Span): string {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  return 'code' in span ? span.code : span.text;
}

function withText(span: Span, text: string): Span {
  if (typeof span === 'string' || 'time' in span) return text;
  if ('bold' in span) return { bold: text };
  return 'code' in span ? { code: text } : { link: span.link, text };
}
