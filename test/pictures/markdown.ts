/** Discord's markdown as HTML, as far as a bot's message can have it. */
import { element, escapeHtml } from './html.ts';
import { clockTime, dateAndTime, type Reader } from './reader.ts';

const pieces = new RegExp(
  [
    '\\\\(?<escaped>[^0-9A-Za-z\\s])',
    '<t:(?<seconds>-?\\d+)(?::(?<style>[tTdDfFRsS]))?>',
    '(?<mention>@(?:everyone|here)|<@[!&]?\\d+>|<#\\d+>)',
    '(?<fence>`+)(?<code>[^`](?:.*?[^`])?)\\k<fence>(?!`)',
    '\\[(?<label>(?:\\\\.|[^\\[\\]\\\\])+)\\]\\((?<url>https?://[^\\s()]+)\\)',
    '\\*\\*(?<bold>(?:\\\\.|[^\\\\])+?)\\*\\*(?!\\*)',
    '__(?<underline>(?:\\\\.|[^\\\\])+?)__(?!_)',
    '~~(?<strike>(?:\\\\.|[^\\\\])+?)~~',
    '\\|\\|(?<spoiler>(?:\\\\.|[^\\\\])+?)\\|\\|',
    '\\*(?<italic>[^\\s*](?:\\\\.|[^\\\\*])*)\\*(?!\\*)',
    '_(?<slanted>[^\\s_](?:\\\\.|[^\\\\_])*)_(?!\\w)',
    '(?<address>https?://[^\\s<]+[^<.,:;"\'\\]\\s])',
  ].join('|'),
  'gu',
);

const lineStarts: readonly (readonly [RegExp, string])[] = [
  [/^-# +(?=\S)/, 'subtext'],
  [/^#{1,3} +(?=\S)/, 'heading'],
  [/^>(?:>>)? /, 'quotation'],
  [/^ *(?:[-*+]|\d+\.) +(?=\S)/, 'item'],
];

/** The content of a message or the description of an embed. */
export function markdownHtml(text: string, reader: Reader): string {
  return text
    .split('\n')
    .map((line) => lineHtml(line, reader))
    .join('');
}

function lineHtml(line: string, reader: Reader): string {
  const start = lineStarts.find(([pattern]) => pattern.test(line));
  if (!start) return element('div', 'line', inline(line, reader));
  return element('div', `line ${start[1]}`, inline(line.replace(start[0], ''), reader));
}

function inline(text: string, reader: Reader): string {
  let html = '';
  let from = 0;
  for (const found of text.matchAll(pieces)) {
    html += escapeHtml(text.slice(from, found.index)) + piece(found.groups ?? {}, reader);
    from = found.index + found[0].length;
  }
  return html + escapeHtml(text.slice(from));
}

const wrappers = {
  bold: 'b',
  underline: 'u',
  strike: 's',
  spoiler: 'mark',
  italic: 'i',
  slanted: 'i',
} as const;

function piece(groups: Record<string, string | undefined>, reader: Reader): string {
  const { escaped, seconds, style = 'f', mention, code, label, address } = groups;
  if (escaped !== undefined) return escapeHtml(escaped);
  if (seconds !== undefined) return timeHtml(Number(seconds) * 1000, style, reader);
  if (mention !== undefined) return element('span', 'mention', escapeHtml(mention));
  if (code !== undefined) return element('code', 'code', escapeHtml(code));
  if (label !== undefined) return `<a class="link" href="#">${inline(label, reader)}</a>`;
  if (address !== undefined) return `<a class="link" href="#">${escapeHtml(address)}</a>`;
  const [name, tag] = Object.entries(wrappers).find(([kind]) => groups[kind] !== undefined) ?? [];
  return name && tag ? element(tag, name, inline(groups[name] ?? '', reader)) : '';
}

/** https://docs.discord.com/developers/reference#message-formatting-timestamp-styles; the two that we use. */
function timeHtml(at: number, style: string, reader: Reader): string {
  const text = style === 't' ? clockTime(at, reader) : dateAndTime(at, 'long', reader);
  return element('span', 'date', escapeHtml(text));
}
