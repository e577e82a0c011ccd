/** Looks at a WebSocket (RFC 6455): the handshake, and on request one message sent and one that must come. */
import { createHash, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import type { CauseKind } from '../model.ts';
import type { Answer } from './eyes/answer.ts';
import { fail } from './eyes/cause.ts';
import { common, family, occurs, text } from './eyes/expectation.ts';
import { closeFrame, frameLimit, readFrame, textFrame } from './eyes/frames.ts';
import type { Glance } from './eyes/glance.ts';
import { mismatch } from './eyes/http-expectation.ts';
import { getPage } from './eyes/page.ts';
import { needHost } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

const expectation = z.strictObject({
  ...common,
  family,
  /** A message to send once connected. */
  send: z.string().max(1000).optional(),
  /** Text that a message of the server must hold, or `/pattern/flags`. */
  receive: text.optional(),
});

type Expectation = z.infer<typeof expectation>;

export const websocket: Probe<Expectation> = {
  schemes: ['ws', 'wss'],
  expectation,
  problem: (target) => needHost(target, target.protocol === 'wss:' ? 443 : 80),
  look,
};

/** RFC 6455 §1.3: what a server proves itself with. */
const salt = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const messageLimit = 100;

async function look(target: URL, expect: Expectation, glance: Glance): Promise<Sight> {
  const answer = await shakeHands(target, expect, glance);
  const facts = { status: answer.status };
  if (answer.socket === undefined) {
    const only = {
      status: [{ from: 101, to: 101 }],
      redirects: 0,
      family: 0 as const,
      http: 1 as const,
    };
    const cause = mismatch(answer, only, glance.eyes.clock());
    return cause === undefined ? { facts } : { facts, cause };
  }
  if (expect.send !== undefined) answer.socket.write(textFrame(expect.send, randomBytes(4)));
  if (expect.receive !== undefined) await receive(answer.socket, expect.receive, glance);
  answer.socket.end(closeFrame(randomBytes(4)));
  return { facts };
}

async function shakeHands(target: URL, expect: Expectation, glance: Glance): Promise<Answer> {
  const key = randomBytes(16).toString('base64');
  const answer = await getPage(glance, {
    url: new URL(target.href.replace(/^ws/, 'http')),
    family: expect.family,
    login: target,
    headers: { 'sec-websocket-version': '13', 'sec-websocket-key': key },
    upgrade: 'websocket',
    needsBody: () => false,
  });
  const proof = createHash('sha1')
    .update(key + salt)
    .digest('base64');
  const shown = answer.header('sec-websocket-accept');
  if (answer.socket !== undefined && shown !== proof) {
    fail(['garbage', 'hard'], 'first-byte', { evidence: `Sec-WebSocket-Accept: ${shown}` });
  }
  return answer;
}

/** Reads messages until one holds what is wanted. */
async function receive(socket: Duplex, wanted: string, glance: Glance): Promise<void> {
  glance.begin('body');
  let heard = Buffer.alloc(0);
  let messages = 0;
  for await (const chunk of socket) {
    heard = Buffer.concat([heard, chunk as Buffer]);
    for (let frame = readFrame(heard); frame !== undefined; frame = readFrame(heard)) {
      if (frame === 'garbage') fail(['garbage', 'hard'], 'body', { evidence: heard });
      if (frame === 'too-large')
        fail(['too-large', 'hard'], 'body', { values: { limit: frameLimit } });
      heard = Buffer.from(frame.rest);
      if (frame.opcode === 8) refuse(frame.payload);
      if (frame.opcode <= 2 && occurs(wanted, frame.payload.toString('utf8'))) return;
      if (++messages > messageLimit) fail(['mismatch', 'hard'], 'expect', { values: { wanted } });
    }
  }
  fail(['reset', 'soft'], 'body');
}

/** The far end closes in words of its own; 1012 and 1013 ask to come back later (RFC 6455 §7.4 and its registry). */
function refuse(payload: Buffer): never {
  const code = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
  const kind: CauseKind =
    code === 1012 || code === 1013 ? 'busy' : code === 1008 ? 'policy' : 'hard';
  const evidence = `closed with ${code} ${payload.toString('utf8', 2)}`;
  fail(['reply', kind], 'body', { values: { code }, evidence });
}
