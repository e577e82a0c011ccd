/**
 * Looks at an IMAP server (RFC 9051): greeting, capabilities, STARTTLS, on request LOGIN, then LOGOUT.
 * `* BYE` and the codes UNAVAILABLE, INUSE and LIMIT (RFC 5530, RFC 2221) say that it is busy.
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

export const imap: Probe<MailExpectation> = {
  schemes: ['imap', 'imaps'],
  expectation: mailExpectation,
  problem: mailProblem,
  look,
};

const untaggedLimit = 200;

async function look(target: URL, _expect: MailExpectation, glance: Glance): Promise<Sight> {
  const { dialogue, greeting } = await enterImap(target, glance);
  dialogue.leave('a9 LOGOUT');
  return { facts: { greeting: greeting.slice(2) } };
}

/** Greeted, over TLS as the target asks for, and signed in where it has a password. */
export async function enterImap(
  target: URL,
  glance: Glance,
): Promise<{ readonly dialogue: Dialogue; readonly greeting: string }> {
  const dialogue = await openMail(target, glance);
  const greeting = await dialogue.line();
  judgeGreeting(greeting, glance);
  glance.begin('request');
  const { lines } = await ask(dialogue, glance, { tag: 'a1', command: 'CAPABILITY' });
  const talk = { dialogue, glance };
  await upgrade(target, talk, {
    isOffered: capabilities(lines).has('STARTTLS'),
    async ask(isOptional) {
      const question = { tag: 'a2', command: 'STARTTLS', isOptional };
      return (await ask(dialogue, glance, question)).isDone;
    },
    again: () => ask(dialogue, glance, { tag: 'a3', command: 'CAPABILITY' }),
  });
  await signIn(target, talk);
  return { dialogue, greeting };
}

function judgeGreeting(line: string, glance: Glance): void {
  const condition = readCondition(line);
  if (condition === undefined || condition.tag !== '*') garbled(glance, line);
  if (condition.word === 'OK' || condition.word === 'PREAUTH') return;
  refuse(glance, condition.word === 'BYE' ? 'busy' : kindOf(condition), {
    line,
    code: condition.code ?? condition.word,
  });
}

async function signIn(target: URL, talk: Talk): Promise<void> {
  const login = beginAuth(target, talk);
  if (login === undefined) return;
  const command = `LOGIN ${quoted(login.user)} ${quoted(login.password)}`;
  await ask(talk.dialogue, talk.glance, { tag: 'a4', command });
}

/** A quoted string of RFC 9051 §4.3; line ends cannot be quoted and are dropped. */
function quoted(text: string): string {
  return `"${text.replace(/[\r\n\0]/g, '').replace(/["\\]/g, '\\$&')}"`;
}

type Question = { readonly tag: string; readonly command: string };

/** Sends a command and reads to its tagged answer. `isOptional` makes a NO or BAD an answer like any other. */
export async function ask(
  dialogue: Dialogue,
  glance: Glance,
  { tag, command, isOptional }: Question & { readonly isOptional?: boolean },
): Promise<{ lines: readonly string[]; isDone: boolean }> {
  dialogue.send(`${tag} ${command}`);
  const lines: string[] = [];
  for (;;) {
    const line = await dialogue.line();
    const condition = readCondition(line);
    if (condition?.tag === '*' && condition.word === 'BYE') {
      refuse(glance, 'busy', { line, code: condition.code ?? 'BYE' });
    }
    if (condition?.tag === tag) {
      const isDone = condition.word === 'OK';
      if (!isDone && isOptional !== true) {
        refuse(glance, kindOf(condition, glance), { line, code: condition.code ?? condition.word });
      }
      return { lines: [...lines, line], isDone };
    }
    if (!/^[*+] /.test(line) || lines.length >= untaggedLimit) garbled(glance, line);
    lines.push(line);
  }
}

export type Condition = {
  readonly tag: string;
  readonly word: 'OK' | 'NO' | 'BAD' | 'BYE' | 'PREAUTH';
  /** The first word in brackets: `UNAVAILABLE`, `CAPABILITY`. */
  readonly code?: string;
};

/** A status line, tagged or not; undefined for every other line. */
export function readCondition(line: string): Condition | undefined {
  const [, tag, word, code] =
    /^(\*|a\d) (OK|NO|BAD|BYE|PREAUTH)(?: \[([a-z0-9-]{1,40})[^\]]{0,2000}\])?(?: |$)/i.exec(
      line,
    ) ?? [];
  if (tag === undefined || word === undefined) return undefined;
  const upper = word.toUpperCase() as Condition['word'];
  return { tag, word: upper, ...(code === undefined ? {} : { code: code.toUpperCase() }) };
}

/** Everything a server says that it can, in capitals, from untagged lines and from bracketed codes. */
export function capabilities(lines: readonly string[]): ReadonlySet<string> {
  const found = lines.flatMap((line) => {
    const [, untagged, bracketed] = /^\* CAPABILITY (.*)|\[CAPABILITY ([^\]]*)\]/i.exec(line) ?? [];
    return (untagged ?? bracketed ?? '').toUpperCase().split(' ');
  });
  return new Set(found.filter((capability) => capability !== ''));
}

const busyCodes = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'OVERQUOTA'];

function kindOf({ code }: Condition, glance?: Glance): CauseKind {
  if (code !== undefined && busyCodes.includes(code)) return 'busy';
  return glance?.phase() === 'auth' ? 'policy' : 'hard';
}
