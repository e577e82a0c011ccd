/**
 * Slack's mrkdwn as HTML, after https://docs.slack.dev/messaging/formatting-message-text. Marks count only where
 * Slack lets them: not beside a letter, and with no space on their inner side.
 */
import { element, escapeHtml } from './html.ts';
import { clockTime, prettyDay, type Reader } from './reader.ts';

/** For whom a text is drawn, and when they look at it. */
export type View = { readonly reader: Reader; readonly now: number };

const quotation = /^(?:&gt;|>) ?/;
const pieces = new RegExp(
  [
    '<(?<angle>[^<>]*)>',
    '(?<![\\p{L}\\p{N}])`(?<code>[^`\\n]+)`(?![\\p{L}\\p{N}])',
    wrap('*', 'bold'),
    wrap('_', 'italic'),
    wrap('~', 'strike'),
  ].join('|'),
  'gu',
);

function wrap(mark: string, name: string): string {
  const sign = `\\${mark === '_' || mark === '~' ? `u{${mark.charCodeAt(0).toString(16)}}` : mark}`;
  const inner = `(?<${name}>[^\\s${sign}](?:[^${sign}\\n]*[^\\s${sign}])?)`;
  return `(?<![\\p{L}\\p{N}])${sign}${inner}${sign}(?![\\p{L}\\p{N}])`;
}

/** A text of a block or an attachment. */
export function mrkdwnHtml(text: string, view: View): string {
  return text
    .split('\n')
    .map((line) =>
      quotation.test(line)
        ? element('blockquote', 'quotation', inline(line.replace(quotation, ''), view))
        : inline(line, view),
    )
    .join('<br>');
}

function inline(text: string, view: View): string {
  let html = '';
  let from = 0;
  for (const found of text.matchAll(pieces)) {
    html += plainHtml(text.slice(from, found.index)) + piece(found.groups ?? {}, view);
    from = found.index + found[0].length;
  }
  return html + plainHtml(text.slice(from));
}

function piece(groups: Record<string, string | undefined>, view: View): string {
  const { angle, code, bold, italic, strike } = groups;
  if (angle !== undefined) return angleHtml(angle, view);
  if (code !== undefined) return element('code', 'code', plainHtml(code));
  if (bold !== undefined) return element('b', 'bold', inline(bold, view));
  if (italic !== undefined) return element('i', 'italic', inline(italic, view));
  return element('s', 'strike', inline(strike ?? '', view));
}

function angleHtml(angle: string, view: View): string {
  const [target = '', label = target] = angle.split('|');
  if (target.startsWith('!date^')) return dateHtml(target, label, view);
  if (/^[@#!]/.test(target)) return element('span', 'mention', plainHtml(label));
  return `<a class="link" href="#">${plainHtml(label)}</a>`;
}

function dateHtml(target: string, fallback: string, { reader, now }: View): string {
  const [, seconds, format = ''] = target.split('^');
  const at = Number(seconds) * 1000;
  if (!Number.isFinite(at)) return plainHtml(fallback);
  const text = format.replace(/\{(\w+)\}/g, (token, name) => {
    if (name === 'time') return clockTime(at, reader);
    return name === 'date_short_pretty' ? prettyDay(at, now, reader) : token;
  });
  return element('span', 'date', escapeHtml(text));
}

/** Slack knows three entities and no others. */
function plainHtml(text: string): string {
  const meant = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return escapeHtml(meant);
}
