/**
 * Sends a message through one's own mail server and waits for it in the mailbox: what "the mail is slow today" means.
 *
 * `mailtrip://user:password@smtp.example.com:587?imap=imap.example.com:993&to=probe@example.com`. Sending goes over
 * STARTTLS, on port 465 over TLS from the first byte; the mailbox over TLS, on port 143 over STARTTLS. The mailbox is
 * opened first, so that a message which nobody could see is not sent. It is removed again; one that comes too late is
 * removed by a look of the next day.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { fail } from './eyes/cause.ts';
import type { Dialogue } from './eyes/dialogue.ts';
import { common } from './eyes/expectation.ts';
import type { Glance } from './eyes/glance.ts';
import { commonQuery, decoded, hostOf, needHost, needQuery, secretsOf } from './eyes/target.ts';
import { ask, capabilities, enterImap } from './imap.ts';
import type { Probe, Sight } from './probe.ts';
import { command, enterSmtp, mailbox } from './smtp.ts';

const expectation = z.strictObject(common);

export const mailtrip: Probe<z.infer<typeof expectation>> = {
  schemes: ['mailtrip'],
  expectation,
  problem,
  secrets: (target) => secretsOf(tripOf(target).inbox),
  look,
};

type Trip = {
  /** As the probes of smtp and imap read them. */
  readonly outbox: URL;
  readonly inbox: URL;
  readonly from: string;
  readonly to: string;
};

const example =
  'write mailtrip://user:password@smtp.example.com?imap=imap.example.com&to=you@example.com';

function problem(target: URL): string | undefined {
  const wrong =
    needHost(target, 587) ??
    needQuery(target, { ...commonQuery, imap: 'any', to: 'any', from: 'any' });
  if (wrong !== undefined) return wrong;
  if (target.username === '' || target.password === '') return `no user and password; ${example}`;
  const { inbox, from, to } = tripOf(target);
  if (hostOf(inbox) === '' || inbox.pathname !== '') return `imap= is no server; ${example}`;
  const box = [from, to].find((one) => !mailbox.safeParse(one).success);
  return box === undefined ? undefined : `no mailbox to write to; ${example}`;
}

function tripOf(target: URL): Trip {
  const user = decoded(target.username);
  const own = user.includes('@') ? user : undefined;
  const to = target.searchParams.get('to') ?? own ?? '';
  return {
    outbox: outboxOf(target),
    inbox: inboxOf(target),
    from: target.searchParams.get('from') ?? own ?? to,
    to,
  };
}

function outboxOf(target: URL): URL {
  const { username, password, host, port } = target;
  const scheme = port === '465' ? 'smtps' : 'smtp';
  const place = port === '' ? `${host}:587` : host;
  const family = target.searchParams.get('family');
  const query = [scheme === 'smtp' && 'starttls=required', family && `family=${family}`];
  return new URL(`${scheme}://${username}:${password}@${place}?${query.filter(Boolean).join('&')}`);
}

/** The same user and password, unless `imap=user:password@host` has its own. */
function inboxOf(target: URL): URL {
  // As written: taken out of the query and decoded, a password could end its own URL.
  const [, written = target.hostname] = /[?&]imap=([^&]*)/.exec(target.search) ?? [];
  const url = URL.parse(`imaps://${written}`) ?? new URL('imaps://');
  if (url.port === '143') {
    url.protocol = 'imap:';
    url.search = '?starttls=required';
  }
  if (url.username === '' && url.hostname !== '') {
    url.username = target.username;
    url.password = target.password;
  }
  return url;
}

async function look(target: URL, _expect: unknown, glance: Glance): Promise<Sight> {
  const trip = tripOf(target);
  const mark = createHash('sha256').update(`${trip.outbox.host} ${trip.to}`).digest('hex');
  const series = `tocsin${mark.slice(0, 12)}`;
  const token = `${series}${randomBytes(8).toString('hex')}`;
  const inbox = await openInbox(trip.inbox, glance);
  await inbox.remove(
    await inbox.search(`BEFORE ${yesterday(glance.eyes.clock())} SUBJECT "${series}"`),
  );
  await send(trip, token, glance);
  glance.begin('expect');
  const sentAt = performance.now();
  const found = await arrival(inbox, token, glance);
  const deliveryMs = Math.round(performance.now() - sentAt);
  if (found.length === 0) {
    fail(['lost', 'hard'], 'expect', { values: { limitMs: deliveryMs } });
  }
  await inbox.remove(found);
  inbox.leave();
  return { facts: { deliveryMs } };
}

type Inbox = {
  /** The numbers of the messages that match; anything but numbers is passed over. */
  search(criteria: string): Promise<readonly string[]>;
  remove(messages: readonly string[]): Promise<void>;
  leave(): void;
};

const mostRemoved = 100;

async function openInbox(target: URL, glance: Glance): Promise<Inbox> {
  const { dialogue } = await enterImap(target, glance);
  const say = (line: string) => ask(dialogue, glance, { tag: 'a5', command: line });
  const offers = capabilities((await say('CAPABILITY')).lines);
  await say('SELECT INBOX');
  return {
    async search(criteria) {
      // Some servers look for new messages only now (RFC 9051 §6.1.2).
      await say('NOOP');
      const { lines } = await say(`UID SEARCH ${criteria}`);
      return lines.flatMap((line) => /^\* SEARCH([ \d]*)$/i.exec(line)?.[1]?.match(/\d+/g) ?? []);
    },
    async remove(messages) {
      if (messages.length === 0) return;
      const set = messages.slice(0, mostRemoved).join(',');
      await say(`UID STORE ${set} +FLAGS.SILENT (\\Deleted)`);
      // Without UIDPLUS (RFC 4315) everything else that is marked as deleted would go too.
      if (offers.has('UIDPLUS')) await say(`UID EXPUNGE ${set}`);
    },
    leave: () => dialogue.leave('a9 LOGOUT'),
  };
}

async function send({ outbox, from, to }: Trip, token: string, glance: Glance): Promise<void> {
  const { dialogue } = await enterSmtp(outbox, glance);
  glance.begin('request');
  await command(dialogue, glance, { line: `MAIL FROM:<${from}>`, code: 250 });
  await command(dialogue, glance, { line: `RCPT TO:<${to}>`, code: 250 });
  await command(dialogue, glance, { line: 'DATA', code: 354 });
  write(dialogue, { from, to, token, at: new Date(glance.eyes.clock()) });
  await command(dialogue, glance, { line: '.', code: 250 });
  dialogue.leave('QUIT');
}

type Letter = {
  readonly from: string;
  readonly to: string;
  readonly token: string;
  readonly at: Date;
};

/** RFC 5322; and by RFC 3834 nobody's holiday notice answers it. */
function write(dialogue: Dialogue, { from, to, token, at }: Letter): void {
  const lines = [
    `From: Tocsin <${from}>`,
    `To: <${to}>`,
    `Subject: Tocsin round trip ${token}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${token}@${from.split('@').at(-1)}>`,
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This message measures how long mail takes. It is removed when it has arrived.',
  ];
  for (const line of lines) dialogue.send(line);
}

const firstPauseMs = 250;
const longestPauseMs = 3_000;
/** What is left at the end for a last look and for saying that it was in vain. */
const spareMs = 500;

/** Asks again and again, ever less often, until it is there or the time is over. */
async function arrival(inbox: Inbox, token: string, glance: Glance): Promise<readonly string[]> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const found = await inbox.search(`SUBJECT "${token}"`);
    const restMs = glance.leftMs() - spareMs;
    if (found.length > 0 || restMs <= 0) return found;
    await pause(Math.min(pauseMs, restMs), glance);
  }
}

async function pause(ms: number, glance: Glance): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  const end = glance.keep({ destroy: () => clearTimeout(timer) });
  await promise;
  glance.release(end);
}

/** As IMAP writes days (RFC 9051 §9): `21-Nov-2026`. */
function yesterday(now: number): string {
  const [, day, month, year] = new Date(now - 86_400_000).toUTCString().split(' ');
  return `${day}-${month}-${year}`;
}
