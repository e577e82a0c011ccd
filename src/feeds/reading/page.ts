/** From bytes to a page: character encoding, JSON in its wrappers, and what is no feed at all. */
import type { Document, Page } from '../feed.ts';

/** The page, or one sentence about what came instead. */
export function pageOf({ bytes, contentType, url }: Document): Page | string {
  if (bytes.length === 0) return 'an empty document';
  const text = decode(bytes, contentType);
  if (text === undefined) return 'a text in an encoding that we do not know';
  const start = text.trimStart().slice(0, 300);
  if (start === '') return 'an empty document';
  // Single-page apps answer every path with their shell and the status 200.
  if (/^text\/html|^application\/xhtml/i.test(contentType.trim())) return 'a web page';
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?(<!doctype html|<html)/i.test(start)) {
    return 'a web page';
  }
  const json = jsonOf(text);
  if (json === undefined && !start.startsWith('<')) return 'neither JSON nor XML';
  if (json === undefined && !isWhole(text)) return 'an XML document that breaks off';
  return { url, text, json };
}

/** The last tag closes the first; comments may follow. */
function isWhole(text: string): boolean {
  const end = text
    .slice(-1_000)
    .replace(/<!--[\s\S]*?-->/g, '')
    .trimEnd();
  const [, last] = /<\/([\w:.-]+)\s*>$/.exec(end) ?? [];
  const [, first] =
    /<([\w:.-]+)[\s>]/.exec(text.slice(0, 5_000).replace(/<!--[\s\S]*?-->/g, '')) ?? [];
  return first !== undefined && first === last;
}

const marks: readonly (readonly [string, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * The mark at the beginning counts more than the header (AWS sends UTF-16 and calls it JSON), then
 * come the zeros that UTF-16 has between Latin letters, the header, and what XML says of itself.
 */
function decode(bytes: Uint8Array, contentType: string): string | undefined {
  const mark = marks.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  const encoding = mark?.[0] ?? byZeros(bytes) ?? named(contentType) ?? ofXml(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    return undefined;
  }
}

function byZeros([first, second]: Uint8Array): string | undefined {
  if (first === 0 && second !== 0) return 'utf-16be';
  return first !== 0 && second === 0 ? 'utf-16le' : undefined;
}

function named(contentType: string): string | undefined {
  return /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];
}

function ofXml(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)/.exec(start)?.[1];
}

/** Apple wraps its JSON into a call: `jsonCallback({…});`. */
function jsonOf(text: string): unknown {
  const bare = text.trim().replace(/^[\w$.]{1,80}\(([\s\S]*)\)\s*;?$/, '$1');
  if (!/^[[{]/.test(bare)) return undefined;
  try {
    return JSON.parse(bare);
  } catch {
    return undefined;
  }
}
