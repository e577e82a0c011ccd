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
const statusLine = /^HTTP\/1\.\d (\d{3})(?: (.*))?$/s;
const headerLine = /^([!#$%&'*+\-.^_`|~\w]+):(.*)$/s;
const sizeLine = /^([\da-f]{1,12})[\t ]*(?:;.*)?$/is;
const lengthValue = /^\d{1,15}$/;
const beyondAscii = /[\x80-\xff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\0-\x08\x0a-\x1f\x7f]/;

/** `maySwitch`: the request asked for another protocol. */
export function createParser(heard: Heard, maySwitch: boolean): Parser {
  let step: Step = 'status';
  let head: (Head & { readonly headers: Map<string, string> }) | undefined;
  let lastName = '';
  /** A line that has only begun. */
  let held: Buffer | undefined;
  /** Bytes that may still come of all that is not body: status, headers, chunk extensions, trailers. */
  let allowance = headerLimit;
  /** Bytes of the body or of the chunk that are still to come. */
  let left = 0;

  const take: Readonly<Record<Line, (line: string) => void>> = {
    status(line) {
      spend(line.length);
      const [, code, reason = ''] = matched(statusLine, line);
      head = { status: Number(code), reason, headers: new Map() };
      lastName = '';
      step = 'header';
    },
    header(line) {
      spend(line.length);
      if (line === '') endHead();
      else if (lastName !== '' && isFolded(line)) note(lastName, line, ' ');
      else {
        const [, name = '', value = ''] = matched(headerLine, line);
        lastName = name.toLowerCase();
        note(lastName, value, ', ');
      }
    },
    size(line) {
      const [, digits = ''] = matched(sizeLine, line);
      spend(line.length - digits.length);
      left = Number.parseInt(digits, 16);
      step = left === 0 ? 'trailer' : 'chunk';
    },
    'after-chunk'(line) {
      if (line !== '') garbage(line);
      step = 'size';
    },
    /** Nobody asks for trailers. */
    trailer(line) {
      spend(line.length);
      if (line === '') finish();
    },
  };

  function push(piece: Buffer): void {
    const bytes = held === undefined ? piece : Buffer.concat([held, piece]);
    held = undefined;
    let at = 0;
    while (at < bytes.length && step !== 'switched' && step !== 'done') {
      at = isBody(step) ? readBody(step, bytes, at) : readLine(step, bytes, at);
    }
    if (step !== 'switched' || head === undefined) return;
    step = 'done';
    heard.switched(head, bytes.subarray(at));
  }

  function readLine(what: Line, bytes: Buffer, at: number): number {
    const end = bytes.indexOf(lineFeed, at);
    if (end === -1) {
      held = bytes.subarray(at);
      begun(what, held);
      return bytes.length;
    }
    const isPair = end > at && bytes[end - 1] === carriageReturn;
    const line = textOf(bytes, at, isPair ? end - 1 : end);
    if (control.test(line)) garbage(line);
    take[what](line);
    return end + 1;
  }

  /** What cannot become right any more is not waited for. */
  function begun(what: Line, bytes: Buffer): void {
    if (bytes.length > allowance) tooLarge();
    const line = bytes.toString('latin1', 0, 100);
    if (what === 'status' && !beginning.startsWith(line.slice(0, beginning.length))) garbage(line);
  }

  function endHead(): void {
    if (head === undefined) return;
    if (head.status === 101 && maySwitch) {
      step = 'switched';
    } else if (head.status < 200) {
      heard.interim();
      step = 'status';
    } else {
      const [framing, length] = framingOf(head);
      heard.head(head);
      step = framing;
      left = length;
      if (framing === 'counted' && left === 0) finish();
    }
  }

  /** How the end of the body is known, and its length (RFC 9112 §6.3). */
  function framingOf({ status, headers }: Head): ['size' | 'counted' | 'until-end', number] {
    const coding = headers.get('transfer-encoding');
    const written = headers.get('content-length');
    const length = written === undefined ? undefined : lengthIn(written);
    if (written !== undefined && length === undefined) garbage(`Content-Length: ${written}`);
    if (status === 204 || status === 304) return ['counted', 0];
    if (coding !== undefined) return [/(?:^|,)\s*chunked$/i.test(coding) ? 'size' : 'until-end', 0];
    return length === undefined ? ['until-end', 0] : ['counted', length];
  }

  function readBody(what: Body, bytes: Buffer, at: number): number {
    const end = what === 'until-end' ? bytes.length : Math.min(bytes.length, at + left);
    left -= end - at;
    if (heard.isEnough(bytes.subarray(at, end))) step = 'done';
    else if (what === 'chunk' && left === 0) step = 'after-chunk';
    else if (what === 'counted' && left === 0) finish();
    return end;
  }

  function note(name: string, value: string, joint: string): void {
    const before = head?.headers.get(name);
    head?.headers.set(name, before === undefined ? value.trim() : before + joint + value.trim());
  }

  function finish(): void {
    step = 'done';
    heard.whole();
  }

  function matched(form: RegExp, line: string): readonly string[] {
    return form.exec(line) ?? garbage(line);
  }

  function spend(bytes: number): void {
    allowance -= bytes;
    if (allowance < 0) tooLarge();
  }

  function tooLarge(): never {
    return fail(['too-large', 'hard'], phase(), { values: { limit: headerLimit } });
  }

  function garbage(evidence: string): never {
    return fail(['garbage', 'hard'], phase(), { evidence });
  }

  function phase(): Phase {
    return step === 'status' || step === 'header' ? 'first-byte' : 'body';
  }

  return {
    push,
    end() {
      if (step === 'until-end') finish();
      else if (step !== 'done') fail(['reset', 'soft'], phase());
    },
  };
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
