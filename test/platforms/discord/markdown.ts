/**
 * What Discord's client makes of a text: what people see, and everything in it that acts. After the rules of
 * discord-markdown and simple-markdown, in their order; written apart from our renderer, to judge it.
 */

export type Act = { readonly kind: string; readonly text: string };
export type Reading = { readonly visible: string; readonly acts: readonly Act[] };

const atLineStart: readonly (readonly [string, RegExp])[] = [
  ['heading', /^#{1,3} +(?=\S)/],
  ['subtext', /^-# +(?=\S)/],
  ['quote', /^>(?:>>)? /],
  ['list', /^ *(?:[-*+]|\d+\.) +/],
];

const whole: readonly (readonly [string, RegExp])[] = [
  ['fence', /^```[\s\S]*?```/],
  ['time', /^<t:-?\d+(?::[tTdDfFRsS])?>/],
  ['mention', /^@(?:everyone|here)/i],
  ['mention', /^<@[!&]?\d+>/],
  ['channel', /^<#\d+>/],
  ['emoji', /^<a?:\w+:\d+>/],
  ['command', /^<\/[^>]+:\d+>/],
  ['guide', /^<id:\w+>/],
  ['address', /^<[^: >]+:\/?[^ >]+>/],
  ['address', /^https?:\/\/[^\s<]+[^<.,:;"'\]\s]/i],
  ['invite', /^discord(?:(?:app)?\.com\/invite|\.gg)\/[\w-]{2,}/i],
  ['emoji', /^:[\w+-]+:/],
];

const wrapping: readonly (readonly [string, RegExp])[] = [
  ['bold', /^\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/],
  ['underline', /^__((?:\\[\s\S]|[^\\])+?)__(?!_)/],
  ['italic', /^\*(?=\S)((?:\\[\s\S]|\*\*|[^\\*])+?)\*(?!\*)/],
  ['italic', /^_((?:__|\\[\s\S]|[^\\_])+?)_(?!\w)/],
  ['strike', /^~~(?=\S)((?:\\[\s\S]|[^\\])+?)~~/],
  ['spoiler', /^\|\|((?:\\[\s\S]|[^\\])+?)\|\|/],
];

const escaped = /^\\([^0-9A-Za-z\s])/;
const code = /^(`+)([\s\S]*?[^`])\1(?!`)/;
const masked =
  /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?(?:\s+['"]([\s\S]*?)['"])?\s*\)/;

/** Zero-width spaces are what parts signs; people do not see them. */
export function read(text: string): Reading {
  const acts: Act[] = [];
  let visible = '';
  let rest = text;
  let isLineStart = true;
  while (rest !== '') {
    const step = next(rest, isLineStart);
    acts.push(...step.acts);
    visible += step.visible;
    isLineStart = rest.slice(0, step.length).endsWith('\n');
    rest = rest.slice(step.length);
  }
  return { visible: visible.replaceAll('\u200b', ''), acts };
}

type Step = Reading & { readonly length: number };

function next(rest: string, isLineStart: boolean): Step {
  for (const [kind, pattern] of isLineStart ? atLineStart : []) {
    const found = pattern.exec(rest)?.[0];
    if (found) return act(kind, found);
  }
  const sign = escaped.exec(rest);
  if (sign) return { visible: sign[1] ?? '', acts: [], length: 2 };
  for (const [kind, pattern] of whole) {
    const found = pattern.exec(rest)?.[0];
    if (found) return act(kind, found);
  }
  return nested(rest);
}

function act(kind: string, found: string): Step {
  return { visible: '', acts: [{ kind, text: found }], length: found.length };
}

function nested(rest: string): Step {
  const quoted = code.exec(rest);
  if (quoted) {
    const text = quoted[2] ?? '';
    return { visible: text, acts: [{ kind: 'code', text }], length: quoted[0].length };
  }
  const link = masked.exec(rest);
  if (link) return around('link', link[1] ?? '', link[0].length, link[2]);
  for (const [kind, pattern] of wrapping) {
    const found = pattern.exec(rest);
    if (found) return around(kind, found[1] ?? '', found[0].length);
  }
  return { visible: rest.charAt(0), acts: [], length: 1 };
}

function around(kind: string, inside: string, length: number, text = inside): Step {
  // Inside a line nothing is at the start of one: the character before stands for that.
  const inner = read(`\u200b${inside}`);
  return { visible: inner.visible, acts: [{ kind, text }, ...inner.acts], length };
}
