/** What the mail probes share: how their targets read, how a conversation is opened, when TLS comes in. */
import { z } from 'zod';
import type { CauseKind } from '../../model.ts';
import { fail } from './cause.ts';
import { connect } from './connect.ts';
import { createDialogue, type Dialogue } from './dialogue.ts';
import { common } from './expectation.ts';
import type { Glance } from './glance.ts';
import { secure, type Wanted } from './secure.ts';
import { commonQuery, familyOf, hostOf, loginOf, needHost, needQuery, portOf } from './target.ts';

export const mailExpectation = z.strictObject(common);
export type MailExpectation = z.infer<typeof mailExpectation>;

/**
 * optional: used when offered, whatever the certificate (RFC 7435) · required: offered, and the certificate is good ·
 * never: not asked for.
 */
type StartTls = 'optional' | 'required' | 'never';

const startTlsValues: readonly string[] = ['optional', 'required', 'never'];
const mailQuery = { ...commonQuery, starttls: startTlsValues };

/** Ports by scheme; the ones with an s speak TLS from the first byte (RFC 8314). */
const ports: Readonly<Record<string, number>> = {
  smtp: 25,
  smtps: 465,
  imap: 143,
  imaps: 993,
  pop3: 110,
  pop3s: 995,
};

export function mailProblem(target: URL): string | undefined {
  const scheme = target.protocol.slice(0, -1);
  const isImplicit = scheme.endsWith('s');
  const problem =
    needHost(target, ports[scheme]) ?? needQuery(target, isImplicit ? commonQuery : mailQuery);
  if (problem !== undefined) return problem;
  if (loginOf(target) !== undefined && !isImplicit && startTlsOf(target) !== 'required') {
    return `a password needs TLS; write ${scheme}s:// or add ?starttls=required`;
  }
  return undefined;
}

/** A conversation within a look. */
export type Talk = { readonly dialogue: Dialogue; readonly glance: Glance };

/** Connected, with TLS for the implicit schemes, and waiting for the greeting. */
export async function openMail(target: URL, glance: Glance): Promise<Dialogue> {
  const scheme = target.protocol.slice(0, -1);
  const host = hostOf(target);
  const place = { host, port: portOf(target, ports[scheme] ?? 0), family: familyOf(target) };
  const plain = await connect(glance, place);
  const socket = scheme.endsWith('s') ? await secure(glance, plain, { host }) : plain;
  glance.begin('greeting');
  return createDialogue(glance, socket);
}

function startTlsOf(target: URL): StartTls {
  const written = target.searchParams.get('starttls')?.toLowerCase();
  return written === 'required' || written === 'never' ? written : 'optional';
}

/** How one protocol goes over to TLS. */
export type Upgrading = {
  readonly isOffered: boolean;
  /** Asks for it; false when the server says no, which ends the look unless that `isOptional`. */
  ask(isOptional: boolean): Promise<boolean>;
  /** Greets once more: what was said before TLS does not count (RFC 3207 §4.2). */
  again(): Promise<unknown>;
};

/** Goes over to TLS as the target wants it and the server offers it. */
export async function upgrade(
  target: URL,
  { dialogue, glance }: Talk,
  { isOffered, ask, again }: Upgrading,
): Promise<void> {
  const wanted = upgradeWanted(target, dialogue, isOffered);
  if (wanted === undefined || !(await ask(startTlsOf(target) === 'optional'))) return;
  await dialogue.upgrade(wanted);
  glance.begin('request');
  await again();
}

/** What is to be done about STARTTLS, given what the server offers; undefined for nothing. */
function upgradeWanted(target: URL, dialogue: Dialogue, isOffered: boolean): Wanted | undefined {
  const wish = startTlsOf(target);
  if (dialogue.isSecure() || wish === 'never') return undefined;
  if (!isOffered && wish === 'required') fail(['starttls-missing', 'hard'], 'tls');
  return isOffered ? { host: hostOf(target), isVerified: wish === 'required' } : undefined;
}

/** Whom to sign in as, if anybody; only ever over TLS: other targets with a password are refused before. */
export function beginAuth(target: URL, { dialogue, glance }: Talk) {
  const login = loginOf(target);
  if (login === undefined || !dialogue.isSecure()) return undefined;
  glance.begin('auth');
  return login;
}

/** A bad reply with the server's own line as evidence. */
export function refuse(
  glance: Glance,
  kind: CauseKind,
  { line, code }: { line: string; code: string | number },
): never {
  fail(['reply', kind], glance.phase(), { values: { code }, evidence: line });
}

export function garbled(glance: Glance, line: string): never {
  fail(['garbage', 'hard'], glance.phase(), { evidence: line });
}
