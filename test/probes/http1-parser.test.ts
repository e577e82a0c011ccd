/** The answer to one request, read off a connection: the same whatever way it was cut. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createParser } from '../../src/probes/eyes/http1-parser.ts';
import { SightError } from '../../src/probes/probe.ts';

type Read = {
  status?: number;
  reason?: string;
  headers?: Record<string, string>;
  body: string;
  interims: number;
  isWhole: boolean;
  rest?: string;
  fails: string | undefined;
};

type Bytes = string | Buffer;

/** Everything that a parser says of these pieces, and then of the end of the connection. */
function read(pieces: readonly Bytes[], { maySwitch = false, ends = true } = {}): Read {
  const said: Read = { body: '', interims: 0, isWhole: false, fails: undefined };
  const parser = createParser(
    {
      interim: () => void said.interims++,
      head({ status, reason, headers }) {
        Object.assign(said, { status, reason, headers: Object.fromEntries(headers) });
      },
      isEnough(piece) {
        said.body += piece.toString('latin1');
        return false;
      },
      whole() {
        said.isWhole = true;
      },
      switched({ status }, rest) {
        Object.assign(said, { status, rest: rest.toString('latin1') });
      },
    },
    maySwitch,
  );
  try {
    for (const piece of pieces) parser.push(Buffer.from(piece as string, 'latin1'));
    if (ends) parser.end();
  } catch (error) {
    if (!(error instanceof SightError)) throw error;
    const { phase, code, kind } = error.sight;
    said.fails = `${phase} ${code} ${kind}`;
  }
  return said;
}

const good = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const chunked =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n';

describe('what is read', () => {
  test.for<[string, Bytes, Partial<Read>]>([
    ['a length', good, { status: 200, reason: 'OK', body: 'hello', isWhole: true }],
    ['chunks, extensions and a trailer', chunked, { body: 'hello world', isWhole: true }],
    [
      'capitals in a size',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n',
      { body: '0123456789', isWhole: true },
    ],
    [
      'another coding below the chunks',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
      { body: 'hi', isWhole: true },
    ],
    [
      'a coding that does not know its end',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhi',
      { body: 'hi', isWhole: true },
    ],
    [
      'chunks beside a length',
      chunked.replace('Transfer', 'Content-Length: 3\r\nTransfer'),
      { body: 'hello world', isWhole: true },
    ],
    ['no length', 'HTTP/1.0 200 OK\r\n\r\nhello', { body: 'hello', isWhole: true }],
    ['a length of nothing', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', { isWhole: true }],
    ['204 with a length', 'HTTP/1.1 204 x\r\nContent-Length: 5\r\n\r\n', { isWhole: true }],
    ['304 with a length', 'HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n', { isWhole: true }],
    [
      'more than the length',
      `${good}HTTP/1.1 500 Oops\r\n\r\n`,
      { status: 200, body: 'hello', isWhole: true },
    ],
    ['line feeds alone', good.replaceAll('\r', ''), { body: 'hello', isWhole: true }],
    ['no reason', 'HTTP/1.1 200\r\n\r\n', { status: 200, reason: '' }],
    [
      'a header that goes on in the next line',
      'HTTP/1.1 200 OK\r\nX-Long: one\r\n\t two\r\n\r\n',
      { headers: { 'x-long': 'one two' } },
    ],
    [
      'a header that is repeated',
      'HTTP/1.1 200 OK\r\nVia: a\r\nvia: b\r\n\r\n',
      { headers: { via: 'a, b' } },
    ],
    [
      'a header named like something of ours',
      'HTTP/1.1 200 OK\r\n__proto__: x\r\nConstructor: y\r\n\r\n',
      { status: 200, isWhole: true },
    ],
    [
      'the same length twice',
      good.replace('Content', 'Content-Length: 5\r\nContent'),
      { body: 'hello', isWhole: true },
    ],
    [
      'early hints before the answer',
      `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${good}`,
      { interims: 1, status: 200, headers: { 'content-length': '5' }, body: 'hello' },
    ],
  ])('%s', ([, bytes, said]) => {
    expect(read([bytes])).toMatchObject({ fails: undefined, ...said });
  });
});

describe('what makes no sense', () => {
  const after = 'HTTP/1.1 200 OK\r\n';
  const chunks = `${after}Transfer-Encoding: chunked\r\n\r\n`;
  test.for<[string, Bytes, string]>([
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', 'first-byte garbage hard'],
    ['a space before the answer', ` ${good}`, 'first-byte garbage hard'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'first-byte garbage hard'],
    ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'first-byte garbage hard'],
    ['a header without a colon', `${after}Oops\r\n\r\n`, 'first-byte garbage hard'],
    ['a header without a name', `${after}: x\r\n\r\n`, 'first-byte garbage hard'],
    ['a name with a space', `${after}Content-Length : 5\r\n\r\n`, 'first-byte garbage hard'],
    ['a first header that goes on', `${after} x\r\n\r\n`, 'first-byte garbage hard'],
    ['a carriage return within', `${after}X: a\rb\r\n\r\n`, 'first-byte garbage hard'],
    ['zero in a header', `${after}X: a\0b\r\n\r\n`, 'first-byte garbage hard'],
    ['zero in what goes on', `${after}X: a\r\n \0\r\n\r\n`, 'first-byte garbage hard'],
    ['a length in words', `${after}Content-Length: five\r\n\r\n`, 'first-byte garbage hard'],
    ['an empty length', `${after}Content-Length:\r\n\r\n`, 'first-byte garbage hard'],
    ['a length below zero', `${after}Content-Length: -1\r\n\r\n`, 'first-byte garbage hard'],
    ['two lengths', `${after}Content-Length: 5, 6\r\n\r\n`, 'first-byte garbage hard'],
    ['a size in words', `${chunks}five\r\n`, 'body garbage hard'],
    ['a size below zero', `${chunks}-1\r\n`, 'body garbage hard'],
    ['an endless size', `${chunks}${'f'.repeat(13)}\r\n`, 'body garbage hard'],
    ['more than the chunk', `${chunks}2\r\nhello\r\n`, 'body garbage hard'],
    ['extensions without end', `${chunks}1;${'x'.repeat(40_000)}`, 'body too-large hard'],
    ['a header without end', `${after}X: ${'x'.repeat(40_000)}`, 'first-byte too-large hard'],
    ['trailers without end', `${chunks}0\r\n${'A: b\r\n'.repeat(9000)}`, 'body too-large hard'],
    ['hints without end', 'HTTP/1.1 103 x\r\n\r\n'.repeat(9000), 'first-byte too-large hard'],
  ])('%s', ([, bytes, fails]) => {
    expect(read([bytes], { ends: false })).toMatchObject({ fails, isWhole: false });
  });

  test.for<[string, Bytes, string]>([
    ['nothing', '', 'first-byte reset soft'],
    ['half a status', 'HTTP/1.', 'first-byte reset soft'],
    ['half a head', `${after}Content-Le`, 'first-byte reset soft'],
    ['hints alone', 'HTTP/1.1 103 x\r\n\r\n', 'first-byte reset soft'],
    ['half a body', good.slice(0, -1), 'body reset soft'],
    ['half the chunks', `${chunks}5\r\nhello\r\n`, 'body reset soft'],
    ['a last chunk without its end', `${chunks}0\r\n`, 'body reset soft'],
  ])('a connection that ends after %s', ([, bytes, fails]) => {
    expect(read([bytes])).toMatchObject({ fails, isWhole: false });
    expect(read([bytes], { ends: false })).toMatchObject({ fails: undefined, isWhole: false });
  });
});

test('what comes after a switch of protocols belongs to the new one', () => {
  const head = 'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n';
  const asked = { maySwitch: true, ends: false };
  expect(read([`${head}\x81\x02hi`], asked)).toMatchObject({ status: 101, rest: '\x81\x02hi' });
  expect(read([head], asked)).toMatchObject({ status: 101, rest: '' });
  expect(read([`${head}${good}`], { ends: false })).toMatchObject({ interims: 1, status: 200 });
});

const line = fc.constantFrom(
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 103 Early Hints\r\n\r\n',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n',
  'X-Long: one\r\n two\r\n',
  '\r\n',
  '\n',
  '5\r\nhello\r\n',
  '0\r\n\r\n',
  'hello',
  '\0',
);
const talk = fc.oneof(
  fc.array(line, { maxLength: 10 }).map((lines) => Buffer.from(lines.join(''), 'latin1')),
  fc.constantFrom(good, chunked).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const ways = fc.record({ maySwitch: fc.boolean(), ends: fc.boolean() });

test('an answer is the same whatever way it was cut', () => {
  fc.assert(
    fc.property(talk, fc.array(fc.nat(300), { maxLength: 30 }), ways, (bytes, cuts, how) => {
      const places = [0, ...cuts.filter((at) => at < bytes.length).sort((a, b) => a - b)];
      const pieces = places.map((at, index) => bytes.subarray(at, places[index + 1]));
      expect(read(pieces, how)).toEqual(read([bytes], how));
    }),
    { numRuns: 2000 },
  );
});

test('byte by byte it is the same', () => {
  fc.assert(
    fc.property(talk, ways, (bytes, how) => {
      const pieces = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
      expect(read(pieces, how)).toEqual(read([bytes], how));
    }),
  );
});
