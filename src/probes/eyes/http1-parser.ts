/**
 * Reads the answer to one GET as it comes off a connection, however it is cut into pieces: HTTP/1.1 (RFC 9112).
 *
 * As forgiving as browsers, whose users would see a working page: line feeds alone, folded lines, one length said twice,
 * chunks beside a length (they win, §6.3). As strict as they are where nobody can know what was meant: lengths that
 * disagree, control characters. A parser of our own, because a look has one answer to read on one connection and a
 * client made for many costs more than all the rest of the look; and because it can name the line that made no sense.
 */
import { isUtf8 } from 'node:buffer';
import type { Phase } from '../../model.ts';
import { headerLimit } from './answer.ts';
import { fail } from './cause.ts';

export type Head = {
  readonly status: number;
  readonly reason: string;
  /** By lower-case name; repeated ones joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
};

/** Who is told. What one of these throws comes out of `push`. */
export type Heard = {
  /** A 1xx on the way to the answer. */
  interim(): void;
  head(head: Head): void;
  /** Some of the body; true when it is enough and nothing more is to be read. */
  isEnough(piece: Buffer): boolean;
  /** The answer has come to its end. */
  whole(): void;
  /** The switch of protocols that was asked for; `rest` is the first of the new one. */
  switched(head: Head, rest: Buffer): void;
};

export type Parser = {
  /** Throws a SightError where the bytes make no sense or are too many. */
  push(piece: Buffer): void;
  /** Nothing more comes; throws a SightError when something was still to come. */
  end(): void;
};

type Line = 'status' | 'header' | 'size' | 'after-chunk' | 'trailer';
type Body = 'counted' | 'chunk' | 'until-end';
type Step = Line | Body | 'switched' | 'done';

const lineFeed = 10;
const carriageReturn = 13;
const beginning = 'HTTP/1.';
const statusLine = /^HTTP\/1\.\d \d{3}(?: .*)?$/s;
/** Where the code stands in a status line. */
const codeAt = 9;
const token = /^[!#$%&'*+\-.^_`|~\w]+$/;
const sizeLine = /^([\da-f]{1,12})[\t ]*(?:;.*)?$/is;
const lengthValue = /^\d{1,15}$/;
const beyondAscii = /[\x80-\xff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\0-\x08\x0a-\x1f\x7f]/;

/** `maySwitch`: the request asked for another protocol. */
export function createParser(heard: Heard, maySwitch: boolean): Parser {
  return new Http1Parser(heard, maySwitch);
}

/** A class, as every look makes one: its methods are there once, where as many functions would be made anew each time. */
class Http1Parser implements Parser {
  readonly #heard: Heard;
  readonly #maySwitch: boolean;
  #step: Step = 'status';
  #head: (Head & { readonly headers: Map<string, string> }) | undefined;
  #lastName = '';
  /** A line that has only begun. */
  #held: Buffer | undefined;
  /** Bytes that may still come of all that is not body: status, headers, chunk extensions, trailers. */
  #allowance = headerLimit;
  /** Bytes of the body or of the chunk that are still to come. */
  #left = 0;

  constructor(heard: Heard, maySwitch: boolean) {
    this.#heard = heard;
    this.#maySwitch = maySwitch;
  }

  push(piece: Buffer): void {
    const bytes = this.#held === undefined ? piece : Buffer.concat([this.#held, piece]);
    this.#held = undefined;
    let at = 0;
    while (at < bytes.length && this.#step !== 'switched' && this.#step !== 'done') {
      at = isBody(this.#step)
        ? this.#readBody(this.#step, bytes, at)
        : this.#readLine(this.#step, bytes, at);
    }
    if (this.#step !== 'switched' || this.#head === undefined) return;
    this.#step = 'done';
    this.#heard.switched(this.#head, bytes.subarray(at));
  }

  end(): void {
    if (this.#step === 'until-end') this.#finish();
    else if (this.#step !== 'done') fail(['reset', 'soft'], this.#phase());
  }

  #readLine(what: Line, bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lineFeed, at);
    if (end === -1) {
      this.#held = bytes.subarray(at);
      this.#begun(what, this.#held);
      return bytes.length;
    }
    const isPair = end > at && bytes[end - 1] === carriageReturn;
    const line = textOf(bytes, at, isPair ? end - 1 : end);
    if (control.test(line)) this.#garbage(line);
    this.#take(what, line);
    return end + 1;
  }

  /** What cannot become right any more is not waited for. */
  #begun(what: Line, bytes: Buffer): void {
    if (bytes.length > this.#allowance) this.#tooLarge();
    const line = bytes.toString('latin1', 0, 100);
    if (what === 'status' && !beginning.startsWith(line.slice(0, beginning.length))) {
      this.#garbage(line);
    }
  }

  #take(what: Line, line: string): void {
    if (what === 'size') this.#takeSize(line);
    else if (what === 'after-chunk') this.#takeChunkEnd(line);
    else if (what === 'status') this.#takeStatus(line);
    else if (what === 'header') this.#takeHeader(line);
    else this.#takeTrailer(line);
  }

  #takeStatus(line: string): void {
    this.#spend(line.length);
    if (!statusLine.test(line)) this.#garbage(line);
    const status = Number(line.slice(codeAt, codeAt + 3));
    this.#head = { status, reason: line.slice(codeAt + 4), headers: new Map() };
    this.#lastName = '';
    this.#step = 'header';
  }

  #takeHeader(line: string): void {
    this.#spend(line.length);
    if (line === '') this.#endHead();
    else if (this.#lastName !== '' && isFolded(line)) this.#note(this.#lastName, line, ' ');
    else this.#takeField(line);
  }

  #takeField(line: string): void {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon));
    if (!token.test(name)) this.#garbage(line);
    this.#lastName = name.toLowerCase();
    this.#note(this.#lastName, line.slice(colon + 1), ', ');
  }

  #note(name: string, value: string, joint: string): void {
    const before = this.#head?.headers.get(name);
    const all = before === undefined ? value.trim() : before + joint + value.trim();
    this.#head?.headers.set(name, all);
  }

  #takeSize(line: string): void {
    const [, digits = ''] = sizeLine.exec(line) ?? this.#garbage(line);
    this.#spend(line.length - digits.length);
    this.#left = Number.parseInt(digits, 16);
    this.#step = this.#left === 0 ? 'trailer' : 'chunk';
  }

  #takeChunkEnd(line: string): void {
    if (line !== '') this.#garbage(line);
    this.#step = 'size';
  }

  /** Nobody asks for trailers. */
  #takeTrailer(line: string): void {
    this.#spend(line.length);
    if (line === '') this.#finish();
  }

  #endHead(): void {
    if (this.#head === undefined) return;
    if (this.#head.status === 101 && this.#maySwitch) {
      this.#step = 'switched';
    } else if (this.#head.status < 200) {
      this.#heard.interim();
      this.#step = 'status';
    } else {
      this.#frame(this.#head);
    }
  }

  /** How the end of the body is known, and its length (RFC 9112 §6.3). */
  #frame(head: Head): void {
    const { status, headers } = head;
    const coding = headers.get('transfer-encoding');
    const written = headers.get('content-length');
    const length = written === undefined ? undefined : lengthIn(written);
    if (written !== undefined && length === undefined) this.#garbage(`Content-Length: ${written}`);
    const isEmpty = status === 204 || status === 304 || (coding === undefined && length === 0);
    this.#heard.head(head);
    this.#left = length ?? 0;
    if (isEmpty) this.#finish();
    else if (coding === undefined) this.#step = length === undefined ? 'until-end' : 'counted';
    else this.#step = /(?:^|,)\s*chunked$/i.test(coding) ? 'size' : 'until-end';
  }

  #readBody(what: Body, bytes: Buffer, at: number): number {
    const end = what === 'until-end' ? bytes.length : Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    if (this.#heard.isEnough(bytes.subarray(at, end))) this.#step = 'done';
    else if (what === 'chunk' && this.#left === 0) this.#step = 'after-chunk';
    else if (what === 'counted' && this.#left === 0) this.#finish();
    return end;
  }

  #finish(): void {
    this.#step = 'done';
    this.#heard.whole();
  }

  #spend(bytes: number): void {
    this.#allowance -= bytes;
    if (this.#allowance < 0) this.#tooLarge();
  }

  #tooLarge(): never {
    return fail(['too-large', 'hard'], this.#phase(), { values: { limit: headerLimit } });
  }

  #garbage(evidence: string): never {
    return fail(['garbage', 'hard'], this.#phase(), { evidence });
  }

  #phase(): Phase {
    return this.#step === 'status' || this.#step === 'header' ? 'first-byte' : 'body';
  }
}

function isBody(step: Line | Body): step is Body {
  return step === 'counted' || step === 'chunk' || step === 'until-end';
}

/** Said once or several times, but always the same; undefined when it makes no sense. */
function lengthIn(written: string): number | undefined {
  if (lengthValue.test(written)) return Number(written);
  const [length = '', ...others] = new Set(written.split(/, */));
  return others.length === 0 && lengthValue.test(length) ? Number(length) : undefined;
}

/** Only ASCII is allowed; most of those who write more write UTF-8. */
function textOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('latin1', start, end);
  if (!beyondAscii.test(text)) return text;
  const written = bytes.subarray(start, end);
  return isUtf8(written) ? written.toString('utf8') : text;
}

/** A line that goes on with the value before it (obs-fold, RFC 9112 §5.2). */
function isFolded(line: string): boolean {
  return line.startsWith(' ') || line.startsWith('\t');
}
