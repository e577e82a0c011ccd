/** From a message to the body that Discord's API takes: a headline, one embed, at most one row of buttons. */
import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIButtonComponentWithCustomId,
  type APIButtonComponentWithURL,
  type APIEmbed,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { type Button, type Line, type Message, plain, type Span } from '../../message.ts';
import { withBars } from '../bars.ts';
import { tones } from '../tones.ts';
import { cutEnd, cutMiddle } from './cut.ts';
import { clean, escapeCode, escapeLabel, escapeText, escapeUrl, safeUrl } from './escape.ts';
import {
  buttonsPerRow,
  buttonUrlLimit,
  codeLimit,
  contentLimit,
  customIdLimitBytes,
  descriptionLimit,
  labelLimit,
  lineLimit,
  linkLimit,
  smallPrintLimit,
  titleLimit,
} from './limits.ts';

export type DiscordBody = {
  readonly content: string;
  readonly embeds: APIEmbed[];
  readonly components: APIActionRowComponent<APIButtonComponent>[];
  /** Nobody is ever mentioned. An edit without this would mention whom the text names. */
  readonly allowed_mentions: { readonly parse: [] };
  readonly flags?: number;
};

/** What a button's `custom_id` begins with when it runs a command line. */
export const runPrefix = 'run:';

/** Total: any message becomes a body within every limit. */
export function renderDiscord(whole: Message): DiscordBody {
  const message = withBars(whole);
  const embed = embedOf(message);
  return {
    content: headline(message),
    embeds: embed ? [embed] : [],
    components: rowOf(message.buttons ?? []),
    allowed_mentions: { parse: [] },
  };
}

/** The same in text alone, for channels where our embeds would be dropped without a word. */
export function renderDiscordText(whole: Message): DiscordBody {
  const message = withBars(whole);
  const title = headline(message);
  return {
    content: [title, ...linesAndSmall(message, contentLimit - title.length - 1)].join('\n'),
    embeds: [],
    components: rowOf(message.buttons ?? []),
    allowed_mentions: { parse: [] },
    flags: MessageFlags.SuppressEmbeds,
  };
}

function headline(message: Message): string {
  const title = escapeText(cutEnd(clean(message.title), titleLimit));
  return title.trim() === ''
    ? tones[message.tone].glyph
    : `${tones[message.tone].glyph} **${title}**`;
}

function embedOf(message: Message): APIEmbed | undefined {
  const description = linesAndSmall(message, descriptionLimit).join('\n');
  if (description.trim() === '') return undefined;
  return { color: tones[message.tone].colour, description };
}

/** The lines, then the small print, which always has its room. */
function linesAndSmall({ lines, footer = [] }: Message, room: number): string[] {
  const small = smallPrint(footer);
  const left = room - small.join('\n').length - small.length;
  return [...firstLines(lines.map(renderLine), left), ...small];
}

/** A line of its own below the others: in an embed's footer no reader would see their own clock. */
function smallPrint(footer: Line): string[] {
  const cut = (text: string) => escapeText(cutEnd(clean(text), smallPrintLimit));
  const isShort = plain(footer).length <= smallPrintLimit;
  const text = (isShort ? renderLine(footer) : cut(plain(footer))).trim();
  return text === '' ? [] : [`-# ${text.length > 4 * smallPrintLimit ? cut(plain(footer)) : text}`];
}

/** As many lines as there is room for, and a sign when some are missing. */
function firstLines(lines: readonly string[], room: number): string[] {
  const fitting: string[] = [];
  let left = room;
  for (const line of lines) {
    const needed = line.length + 1;
    // Two units stay free for the sign itself.
    if (needed + 2 > left) return [...fitting, '…'];
    fitting.push(line);
    left -= needed;
  }
  return fitting;
}

function renderLine(line: Line): string {
  let left = lineLimit;
  let text = '';
  for (const span of joined(line)) {
    if (left <= 0) return `${text}…`;
    text += renderSpan(span, left);
    left -= plain([span]).length;
  }
  return text;
}

/** Neighbours of one kind become one span, so that no markup arises where two of them meet. */
function joined(line: Line): Span[] {
  const spans: Span[] = [];
  for (const span of line.map(simple)) {
    const last = spans.at(-1);
    const both = last === undefined ? undefined : together(last, span);
    if (both !== undefined) spans[spans.length - 1] = both;
    else if (plain([span]) !== '') spans.push(span);
  }
  return spans;
}

function together(one: Span, other: Span): Span | undefined {
  if (typeof one === 'string') return typeof other === 'string' ? one + other : undefined;
  if (typeof other === 'string') return undefined;
  if ('bold' in one && 'bold' in other) return { bold: one.bold + other.bold };
  if ('code' in one && 'code' in other) return { code: one.code + other.code };
  return undefined;
}

/** What Discord cannot show as meant is its plain text. */
function simple(span: Span): Span {
  if (typeof span === 'string') return clean(span);
  if ('bold' in span) return { bold: clean(span.bold) };
  if ('code' in span) return { code: clean(span.code) };
  const text = clean(span.text);
  if ('time' in span) return isShowable(span.time) ? { time: span.time, text } : text;
  const link = safeUrl(span.link, linkLimit);
  return link === undefined || text.trim() === '' ? text : { link, text };
}

/** Discord shows a time stamp beyond what a `Date` can hold as text. */
function isShowable(at: number): boolean {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15;
}

function renderSpan(span: Span, room: number): string {
  if (typeof span === 'string') return escapeText(cutEnd(span, room));
  if ('bold' in span) return `**${escapeText(cutEnd(span.bold, room))}**`;
  if ('code' in span) return `\`${escapeCode(cutMiddle(span.code, Math.min(room, codeLimit)))}\``;
  if ('link' in span) return `[${escapeLabel(cutEnd(span.text, room))}](${escapeUrl(span.link)})`;
  // The text form tells whether the day matters: it is a clock time alone when it is today.
  const style = /^\d\d?:\d\d/.test(span.text) ? 't' : 'f';
  return `<t:${Math.floor(span.time / 1000)}:${style}>`;
}

function rowOf(buttons: readonly Button[]): APIActionRowComponent<APIButtonComponent>[] {
  const components: (APIButtonComponentWithCustomId | APIButtonComponentWithURL)[] = [];
  const ids = new Set<string>();
  for (const button of buttons) {
    const component = renderButton(button);
    if (!component || components.length === buttonsPerRow) continue;
    const id = 'url' in component ? component.url : component.custom_id;
    if (ids.has(id)) continue;
    ids.add(id);
    components.push(component);
  }
  return components.length === 0 ? [] : [{ type: ComponentType.ActionRow, components }];
}

/** Undefined when Discord would refuse the button, and with it the message. */
function renderButton(
  button: Button,
): APIButtonComponentWithCustomId | APIButtonComponentWithURL | undefined {
  const label = cutEnd(clean(button.label), labelLimit).trim();
  if (label === '') return undefined;
  const type = ComponentType.Button;
  if ('url' in button) {
    const url = safeUrl(button.url, buttonUrlLimit);
    return url === undefined ? undefined : { type, style: ButtonStyle.Link, label, url };
  }
  const id = runPrefix + button.command.toWellFormed();
  if (Buffer.byteLength(id) > customIdLimitBytes) return undefined;
  return { type, style: ButtonStyle.Secondary, label, custom_id: id };
}
