/** Whatever bytes a server sends, in whatever pieces: a reading, in time, within its limits, and never a fault of ours. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evidenceOf } from '../../src/probes/eyes/evidence.ts';
import { occurs } from '../../src/probes/eyes/expectation.ts';
import { closeFrame, readFrame, textFrame } from '../../src/probes/eyes/frames.ts';
import { retryAfter } from '../../src/probes/eyes/http-expectation.ts';
import { capabilities, readCondition } from '../../src/probes/imap.ts';
import { createEyes, type Eyes, look } from '../../src/probes/index.ts';
import { readStatus } from '../../src/probes/pop3.ts';
import { readReplyLine } from '../../src/probes/smtp.ts';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { busyMachineMs, judgeForm } from '../lab/behaviour.ts';
import { dnsLab, dnsName, tcpLab, tlsLab } from '../lab/servers.ts';

/** Lines that real servers send, to be cut and joined at random. */
const corpus = [
  '220 mail.test ESMTP\r\n',
  '220-first\r\n',
  '250-STARTTLS\r\n250 8BITMIME\r\n',
  '250 ok\r\n',
  '421 4.7.0 busy\r\n',
  '554 no\r\n',
  '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n',
  '* CAPABILITY IMAP4rev1\r\n',
  '* BYE [UNAVAILABLE] later\r\n',
  'a1 OK done\r\n',
  'a1 NO [INUSE] locked\r\n',
  'a2 OK go\r\n',
  '+OK ready\r\n',
  '-ERR [SYS/TEMP] later\r\n',
  'USER\r\nSTLS\r\n.\r\n',
  'HTTP/1.1 200 OK\r\n',
  'Content-Length: 5\r\n',
  'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'Location: /again\r\n\r\n',
  'HTTP/1.1 302 Found\r\n',
  '\r\n',
  '\0',
  '\n',
];

const piece = fc.oneof(
  fc.constantFrom(...corpus).map((line) => Buffer.from(line)),
  fc
    .tuple(fc.constantFrom(...corpus), fc.nat(20))
    .map(([line, cut]) => Buffer.from(line.slice(cut))),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.nat(20_000).map((size) => Buffer.alloc(size, 'x')),
);
const talk = fc.record({
  pieces: fc.array(piece, { maxLength: 8 }),
  end: fc.constantFrom('close', 'reset', 'stay'),
});

let eyes: Eyes;
beforeAll(() => {
  eyes = createEyes();
});
afterAll(() => eyes.close());

describe('a server that says anything', () => {
  test.for(['smtp', 'imap', 'pop3', 'http', 'tls', 'smtps'])('over %s', async (scheme) => {
    await fc.assert(
      fc.asyncProperty(talk, async ({ pieces, end }) => {
        const lab = await tcpLab((socket) => {
          socket.on('data', () => {});
          for (const bytes of pieces) socket.write(bytes);
          if (end === 'close') socket.end();
          if (end === 'reset') setImmediate(() => socket.resetAndDestroy());
        });
        const startedAt = performance.now();
        const check = {
          target: `${scheme}://127.0.0.1:${lab.port}/`,
          timeoutMs: 60,
          expect: undefined,
        };
        const reading = await look(check, eyes);
        const tookMs = performance.now() - startedAt;
        await lab.close();
        judgeForm(reading);
        expect(reading.cause?.kind).not.toBe('ours');
        expect(tookMs).toBeLessThan(60 + busyMachineMs);
      }),
      { numRuns: 60, interruptAfterTimeLimit: 8000 },
    );
  });
});

/** Frames that HTTP/2 servers send, whole and broken. */
const framePiece = fc.oneof(
  fc
    .constantFrom(
      '000000040000000000',
      '000000040100000000',
      '00000101050000000188',
      '0000040800000000007fffffff',
      '00000403000000000100000002',
      '0000080700000000000000000000000000',
      '00000500010000000168656c6c6f',
      '000000000100000001',
    )
    .map((hex) => Buffer.from(hex, 'hex')),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
);

test('a server that says anything over HTTP/2', async () => {
  const authority = makeAuthority();
  const trusting = createEyes({ trust: [authority.cert] });
  const options = { ...authority.issue(), ALPNProtocols: ['h2'] };
  const end = fc.constantFrom('close', 'reset', 'stay');
  await fc.assert(
    fc.asyncProperty(fc.array(framePiece, { maxLength: 8 }), end, async (pieces, how) => {
      const lab = await tlsLab(options, (socket) => {
        socket.on('data', () => {});
        for (const bytes of pieces) socket.write(bytes);
        if (how === 'close') socket.end();
        if (how === 'reset') setImmediate(() => socket.destroy());
      });
      const target = `https://localhost:${lab.port}/`;
      const reading = await look({ target, timeoutMs: 80, expect: { http: 2 } }, trusting);
      await lab.close();
      judgeForm(reading);
      expect(reading.cause?.kind).not.toBe('ours');
    }),
    { numRuns: 60, interruptAfterTimeLimit: 8000 },
  );
  trusting.close();
});

test('a name server that answers anything', async () => {
  const header = fc.tuple(fc.nat(0xffff), fc.nat(3), fc.nat(300), fc.nat(3), fc.nat(3));
  const answer = fc.record({
    // Flags and counts of RFC 1035 §4.1.1, then whatever follows the question.
    header: header.map((numbers) => {
      const bytes = Buffer.alloc(10);
      numbers.forEach((number, i) => void bytes.writeUInt16BE(number, i * 2));
      return bytes;
    }),
    asked: fc.boolean(),
    rest: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  });
  let next: { header: Buffer; asked: boolean; rest: Buffer } | undefined;
  const lab = await dnsLab((name, type) => {
    const question = Buffer.concat([dnsName(name), Buffer.from([type >> 8, type & 255, 0, 1])]);
    const middle = next?.asked === true ? [question] : [];
    return {
      raw: Buffer.concat([
        next?.header ?? Buffer.alloc(10),
        ...middle,
        next?.rest ?? Buffer.alloc(0),
      ]),
    };
  });
  const types = fc.constantFrom('A', 'MX', 'TXT', 'CAA', 'SRV', 'SOA', 'PTR');
  await fc.assert(
    fc.asyncProperty(answer, types, async (given, type) => {
      next = given;
      const target = `dns://${lab.server}/any.test?type=${type}`;
      const reading = await look({ target, timeoutMs: 60, expect: undefined }, eyes);
      judgeForm(reading);
      expect(reading.cause?.kind).not.toBe('ours');
    }),
    { numRuns: 100, interruptAfterTimeLimit: 8000 },
  );
  await lab.close();
});

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 500 }),
  fc.tuple(fc.constantFrom(...corpus), fc.string({ maxLength: 50 })).map((parts) => parts.join('')),
);

test('no line breaks a parser', () => {
  fc.assert(
    fc.property(anything, (line) => {
      const reply = readReplyLine(line);
      if (reply !== undefined) expect(reply.code).toBeGreaterThanOrEqual(100);
      const condition = readCondition(line);
      if (condition !== undefined) expect(line.startsWith(condition.tag)).toBe(true);
      const status = readStatus(line);
      if (status !== undefined) expect(/^[+-]/.test(line)).toBe(true);
      expect(capabilities([line])).toBeInstanceOf(Set);
    }),
    { numRuns: 1000 },
  );
});

test('lines made to be slow are not', () => {
  const long = 8000;
  const evil = [
    'a1 NO ['.padEnd(long, 'A'),
    `* CAPABILITY ${'['.repeat(long)}`,
    ' '.repeat(long),
    '+OK [' + '-'.repeat(long),
  ];
  const startedAt = performance.now();
  for (const line of evil) {
    readCondition(line);
    readStatus(line);
    capabilities(evil);
    readReplyLine(line);
  }
  expect(performance.now() - startedAt).toBeLessThan(100);
});

test('evidence is one clean line of at most 200 characters', () => {
  fc.assert(
    fc.property(
      fc.oneof(anything, fc.string({ unit: 'grapheme', minLength: 150, maxLength: 400 })),
      (said) => {
        const shown = evidenceOf(said);
        if (shown === undefined) return;
        expect(Array.from(shown).length).toBeLessThanOrEqual(200);
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(shown).toBe(shown.trim());
        expect(evidenceOf(shown)).toBe(shown);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a Retry-After is nothing or between now and a day', () => {
  const written = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(written, (value) => {
      const ms = retryAfter(value, 1_700_000_000_000);
      if (ms !== undefined) expect(ms >= 0 && ms <= 86_400_000).toBe(true);
    }),
  );
});

test('what is looked for is text unless it is written as a pattern', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (wanted, before, after) => {
      fc.pre(!/^\/.+\/[imsu]*$/s.test(wanted));
      expect(occurs(wanted, before + wanted + after)).toBe(true);
    }),
  );
});

describe('WebSocket frames', () => {
  test('no bytes break their reader, and each frame makes what is left shorter', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        let left = Buffer.from(bytes);
        for (let frame = readFrame(left); typeof frame === 'object'; frame = readFrame(left)) {
          expect(frame.rest.length).toBeLessThan(left.length);
          left = Buffer.from(frame.rest);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a client frame unmasked is what was sent', () => {
    const mask = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), mask, (said, key) => {
        const frame = textFrame(said.toWellFormed(), key);
        const start = (frame[1] ?? 0) === 254 ? 4 : 2;
        const payload = frame.subarray(start + 4).map((byte, i) => byte ^ (key[i % 4] ?? 0));
        expect(payload.toString()).toBe(said.toWellFormed());
        expect(readFrame(frame)).toBe('garbage');
      }),
    );
    expect(closeFrame(Buffer.alloc(4)).toString('hex')).toBe('88820000000003e8');
  });
});
