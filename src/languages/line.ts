/** Phrases whose values are spans: a time, a bold name or a piece of code in the order of the language. */
import type { Line, Span } from '../message.ts';
import type { PhraseKey, Voice } from './language.ts';

export type SpanValue = string | number | Exclude<Span, string>;

/** Stand-ins from Unicode's private use area; texts from outside lose them before they come here. */
const opening = '\uE000';
const closing = '\uE001';
const standIn = /\uE000(\d+)\uE001/u;

/** Says a phrase as a line; values that are spans stay spans. */
export function sayLine(
  voice: Voice,
  key: PhraseKey,
  values: Readonly<Record<string, SpanValue>> = {},
): Line {
  const spans: Exclude<Span, string>[] = [];
  const texts: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'object') texts[name] = `${opening}${spans.push(value) - 1}${closing}`;
    else texts[name] = typeof value === 'string' ? withoutStandIns(value) : value;
  }
  return cut(voice.say(key, texts), spans);
}

function cut(text: string, spans: readonly Exclude<Span, string>[]): Line {
  const pieces = text.split(standIn).map((piece, index) => {
    return index % 2 === 1 ? (spans[Number(piece)] ?? '') : piece;
  });
  return pieces.filter((piece) => piece !== '');
}

function withoutStandIns(text: string): string {
  return text.replaceAll(opening, '').replaceAll(closing, '');
}
