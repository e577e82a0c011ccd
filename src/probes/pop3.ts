/**
 * Looks at a POP3 server (RFC 1939): greeting, CAPA, STLS, on request USER and PASS, then QUIT.
 * The codes IN-USE, LOGIN-DELAY (RFC 2449) and SYS/TEMP (RFC 3206) say that it is busy.
 */
import type { CauseKind } from '../model.ts';
import type { Dialogue } from './eyes/dialogue.ts';
import type { Glance } from './eyes/glance.ts';
import {
  beginAuth,
  garbled,
  type MailExpectation,
  mailExpectation,
  mailProblem,
  openMail,
  refuse,
  type Talk,
  upgrade,
} from './eyes/mail.ts';
import type { Probe, Sight } from './probe.ts';

export const pop3: Probe<MailExpectation> = {
  schemes: ['pop3', 'pop3s'],
  expectation: mailExpectation,
  problem: mailProblem,
  look,
};

const listLimit = 100;

async function look(target: URL, _expect: MailExpectation, glance: Glance): Promise<Sight> {
  const dialogue = await openMail(target, glance);
  const greeting = await insist(dialogue, glance);
  glance.begin('request');
  const offers = await capabilities(dialogue, glance);
  const talk = { dialogue, glance };
  await upgrade(target, talk, {
    isOffered: offers.has('STLS'),
    ask: (isOptional) => startTls(talk, isOptional),
    again: () => capabilities(dialogue, glance),
  });
  await signIn(target, talk);
  dialogue.leave('QUIT');
  return { facts: { greeting: greeting.slice(4) } };
}

/** CAPA is optional (RFC 2449 §5): a server that does not know it offers nothing. */
async function capabilities(dialogue: Dialogue, glance: Glance): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  dialogue.send('CAPA');
  const status = await dialogue.line();
  const isKnown = readStatus(status);
  if (isKnown === undefined) garbled(glance, status);
  if (!isKnown.isOk) {
    if (isKnown.code !== undefined) insistOn(status, glance);
    return found;
  }
  for (let lines = 0; ; lines++) {
    const line = await dialogue.line();
    if (line === '.') return found;
    if (lines >= listLimit) garbled(glance, line);
    found.add(line.split(' ')[0]?.toUpperCase() ?? '');
  }
}

async function startTls({ dialogue, glance }: Talk, isOptional: boolean): Promise<boolean> {
  dialogue.send('STLS');
  const answer = await dialogue.line();
  if (isOptional && readStatus(answer)?.isOk === false) return false;
  insistOn(answer, glance);
  return true;
}

async function signIn(target: URL, talk: Talk): Promise<void> {
  const login = beginAuth(target, talk);
  if (login === undefined) return;
  talk.dialogue.send(`USER ${oneLine(login.user)}`);
  await insist(talk.dialogue, talk.glance);
  talk.dialogue.send(`PASS ${oneLine(login.password)}`);
  await insist(talk.dialogue, talk.glance);
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, '');
}

async function insist(dialogue: Dialogue, glance: Glance): Promise<string> {
  const line = await dialogue.line();
  insistOn(line, glance);
  return line;
}

function insistOn(line: string, glance: Glance): void {
  const status = readStatus(line);
  if (status === undefined) garbled(glance, line);
  if (status.isOk) return;
  refuse(glance, kindOf(status.code, line, glance), { line, code: status.code ?? '-ERR' });
}

export type Status = { readonly isOk: boolean; readonly code?: string };

/** A status line, with its extended code when it has one (RFC 2449 §8); undefined for every other line. */
export function readStatus(line: string): Status | undefined {
  const [, sign, code] = /^(\+OK|-ERR)(?:\s+\[([A-Z0-9/-]{1,40})\])?(?:\s|$)/i.exec(line) ?? [];
  if (sign === undefined) return undefined;
  return {
    isOk: sign.startsWith('+'),
    ...(code === undefined ? {} : { code: code.toUpperCase() }),
  };
}

const busyCodes = ['IN-USE', 'LOGIN-DELAY', 'SYS/TEMP'];
/** Servers older than the codes say it in words. */
const busyWords = /\b(busy|too many|try again|later|temporar\w*|overload\w*|unavailable)\b/i;

function kindOf(code: string | undefined, line: string, glance: Glance): CauseKind {
  if (code === undefined ? busyWords.test(line) : busyCodes.includes(code)) return 'busy';
  return glance.phase() === 'auth' || code === 'AUTH' ? 'policy' : 'hard';
}
