/**
 * Looks at a mail server as a sender would (RFC 5321): greeting, EHLO, STARTTLS, then QUIT. On one's own server, on
 * request, also AUTH, and MAIL and RCPT without a message, which shows full disks and queues; never do that to others.
 * 4xx says that it is busy, 5xx that it refuses us and may serve others; neither is an outage. A fault after the
 * greeting counts as much as one before it.
 */
import { z } from 'zod';
import type { CauseKind } from '../model.ts';
import type { Dialogue } from './eyes/dialogue.ts';
import { common } from './eyes/expectation.ts';
import type { Glance } from './eyes/glance.ts';
import {
  beginAuth,
  garbled,
  mailProblem,
  openMail,
  refuse,
  type Talk,
  upgrade,
} from './eyes/mail.ts';
import type { Probe, Sight } from './probe.ts';

/** It must not be able to end its line or its brackets. */
export const mailbox = z
  .string()
  .max(254)
  .regex(/^[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+$/u, 'write a mailbox: name@example.com');

const expectation = z
  .strictObject({ ...common, from: mailbox.optional(), to: mailbox.optional() })
  .refine(
    ({ from, to }) => (from === undefined) === (to === undefined),
    'write both from: and to:',
  );

type Expectation = z.infer<typeof expectation>;

export const smtp: Probe<Expectation> = {
  schemes: ['smtp', 'smtps'],
  expectation,
  problem: mailProblem,
  look,
};

export type Reply = { readonly code: number; readonly lines: readonly string[] };

const replyLineLimit = 100;

async function look(target: URL, expect: Expectation, glance: Glance): Promise<Sight> {
  const { dialogue, greeting } = await enterSmtp(target, glance);
  await offer(expect, dialogue, glance);
  dialogue.leave('QUIT');
  return { facts: { greeting } };
}

/** Greeted, over TLS as the target asks for, and signed in where it has a password. */
export async function enterSmtp(
  target: URL,
  glance: Glance,
): Promise<{ readonly dialogue: Dialogue; readonly greeting: string }> {
  const dialogue = await openMail(target, glance);
  const greeting = await reply(dialogue, glance);
  insist(greeting, 220, glance);
  glance.begin('request');
  const offers = await hello(dialogue, glance);
  const talk = { dialogue, glance };
  await upgrade(target, talk, {
    isOffered: offers.has('STARTTLS'),
    ask: (isOptional) => startTls(talk, isOptional),
    again: () => hello(dialogue, glance),
  });
  await signIn(target, talk);
  return { dialogue, greeting: textOf(greeting) };
}

/** EHLO, or HELO where a server knows nothing newer; the extensions it offers, in capitals. */
async function hello(dialogue: Dialogue, glance: Glance): Promise<ReadonlySet<string>> {
  dialogue.send(`EHLO ${dialogue.ownAddress()}`);
  let answer = await reply(dialogue, glance);
  if ([500, 501, 502, 504].includes(answer.code)) {
    dialogue.send(`HELO ${dialogue.ownAddress()}`);
    answer = await reply(dialogue, glance);
  }
  insist(answer, 250, glance);
  return new Set(answer.lines.map((line) => line.slice(4).split(' ')[0]?.toUpperCase() ?? ''));
}

async function startTls({ dialogue, glance }: Talk, isOptional: boolean): Promise<boolean> {
  dialogue.send('STARTTLS');
  const answer = await reply(dialogue, glance);
  if (isOptional && answer.code !== 220) return false;
  insist(answer, 220, glance);
  return true;
}

/** AUTH PLAIN (RFC 4616). */
async function signIn(target: URL, talk: Talk): Promise<void> {
  const login = beginAuth(target, talk);
  if (login === undefined) return;
  const secret = Buffer.from(`\0${login.user}\0${login.password}`).toString('base64');
  talk.dialogue.send(`AUTH PLAIN ${secret}`);
  insist(await reply(talk.dialogue, talk.glance), 235, talk.glance);
}

/** Offers a message and takes it back before there is one. */
async function offer(expect: Expectation, dialogue: Dialogue, glance: Glance): Promise<void> {
  if (expect.from === undefined || expect.to === undefined) return;
  glance.begin('request');
  for (const line of [`MAIL FROM:<${expect.from}>`, `RCPT TO:<${expect.to}>`, 'RSET']) {
    await command(dialogue, glance, { line, code: 250 });
  }
}

/** Says a line; any answer but this one ends the look. */
export async function command(
  dialogue: Dialogue,
  glance: Glance,
  { line, code }: { readonly line: string; readonly code: number },
): Promise<void> {
  dialogue.send(line);
  insist(await reply(dialogue, glance), code, glance);
}

async function reply(dialogue: Dialogue, glance: Glance): Promise<Reply> {
  const lines: string[] = [];
  for (;;) {
    const line = await dialogue.line();
    const part = readReplyLine(line);
    lines.push(line);
    const isOdd = part === undefined || !line.startsWith(lines[0]?.slice(0, 3) ?? '');
    if (isOdd || lines.length > replyLineLimit) garbled(glance, line);
    if (part.isLast) return { code: part.code, lines };
  }
}

/** One line of a reply: three digits, then a space on the last line or a dash on all before it. */
export function readReplyLine(line: string): { code: number; isLast: boolean } | undefined {
  const [, code, mark] = /^([1-5]\d\d)([ -]|$)/.exec(line) ?? [];
  return code === undefined ? undefined : { code: Number(code), isLast: mark !== '-' };
}

function insist(answer: Reply, code: number, glance: Glance): void {
  if (answer.code === code) return;
  refuse(glance, kindOf(answer.code), { line: answer.lines[0] ?? '', code: answer.code });
}

function kindOf(code: number): CauseKind {
  if (code >= 500) return 'policy';
  return code >= 400 ? 'busy' : 'hard';
}

function textOf({ lines }: Reply): string {
  return lines[0]?.slice(4) ?? '';
}
