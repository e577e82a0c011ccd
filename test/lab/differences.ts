/** Why we and other checkers see some behaviours differently, as data: the first row that fits is the reason. */
import type { Compared } from './behaviour.ts';
import type { Opinion } from './peers.ts';

type Row = { readonly why: string; fits(ours: Compared, theirs: Opinion): boolean };

const mailPlugins = ['check_smtp', 'check_imap', 'check_pop'];

const isUp = ({ status }: Compared) => status === 'up';
const isCode = (ours: Compared, ...codes: readonly string[]) =>
  codes.includes(ours.cause?.code ?? '');

const rows: readonly Row[] = [
  {
    why: 'Faults after the greeting: a mail plugin says all is well once it was greeted. For us a fault after the greeting counts as much as one before it.',
    fits: (ours, { peer, says }) =>
      mailPlugins.includes(peer) &&
      says === 'up' &&
      !isUp(ours) &&
      ours.cause?.phase !== 'greeting',
  },
  {
    why: 'Waiting for QUIT: check_smtp wants an answer to its QUIT, which these servers do not give. We say goodbye and go.',
    fits: (ours, { peer, words }) =>
      peer === 'check_smtp' && /Socket timeout/.test(words) && ours.status !== 'down',
  },
  {
    why: 'Busy: it says itself that it is overloaded (429, 503 with Retry-After, 4xx and 421 of mail, BYE, UNAVAILABLE). For us that is degraded, with its own words; others have no such word.',
    fits: ({ cause }, { says }) => cause?.kind === 'busy' && says !== 'up',
  },
  {
    why: 'Refused: it turns us away (401, 403, 407, 451, 999, a challenge page, 5xx of mail) and may well serve others. That is no outage: unknown.',
    fits: ({ cause }, { says }) => cause?.kind === 'policy' && says !== 'up',
  },
  {
    why: 'No route: without a way from here nothing is known of the far end. That is our own trouble: unknown.',
    fits: (ours, { says }) => isCode(ours, 'own-network') && says === 'down',
  },
  {
    why: 'Warnings: monitoring-plugins answer WARNING to a 4xx, to a wrong or missing greeting and to a failing dig. Nobody can use such a server: down. (A 4xx that is right can be written as `status`.)',
    fits: ({ status }, { peer, says }) =>
      status === 'down' && peer.startsWith('check_') && says === 'degraded',
  },
  {
    why: 'One form of an answer: the others’ conversation knows EHLO and `* OK` only. RFC 5321 allows HELO and RFC 9051 allows PREAUTH.',
    fits: (ours, { says }) =>
      isUp(ours) && says !== 'up' && /^(smtp|imap)$/.test(ours.scheme ?? ''),
  },
  {
    why: 'Records of another type: check_dig is content with any record. We want one of the type that was asked for.',
    fits: (ours, { peer, says }) =>
      peer === 'check_dig' && says === 'up' && isCode(ours, 'dns-no-data'),
  },
  {
    why: '3xx that lead nowhere: 304, a redirect without a place or into an app is an answer of a server that works; `status` can ask for more. Others want 2xx, or follow it to nowhere.',
    fits: (ours, { says }) =>
      isUp(ours) && says === 'down' && /304|redirect (to an? (app|file)|without)/.test(ours.says),
  },
  {
    why: 'Redirect to no URL: whoever is sent there gets nothing, which is the server’s fault: down. check_curl calls it UNKNOWN.',
    fits: (ours, { says }) =>
      /redirect/.test(ours.says) && isCode(ours, 'garbage') && says !== 'up',
  },
  {
    why: 'Bodies without end: when nothing is looked for in a body, 64 kB of it are enough for us. Others wait for its end until their time is over.',
    fits: (ours, { says }) => isUp(ours) && says === 'down' && /without end/.test(ours.says),
  },
  {
    why: 'Truncated answers: what is cut short is a broken connection, however good its beginning. curl takes what came.',
    fits: (ours, { says }) => isCode(ours, 'reset') && says === 'up',
  },
  {
    why: 'Malformed messages: two lengths that disagree and control characters in a header are errors by RFC 9112, and browsers refuse them. Other parsers let some of them pass.',
    fits: (ours, { says }) =>
      isCode(ours, 'garbage') && says === 'up' && /^https?$/.test(ours.scheme ?? ''),
  },
  {
    why: 'Families: we look through the one that is asked for, or through both. Others take the first or their preferred one.',
    fits: (ours) => /version [46]/.test(ours.says),
  },
];

/** Undefined when nobody knows. */
export function reasonFor(ours: Compared, theirs: Opinion): string | undefined {
  return ours.differs ?? rows.find((row) => row.fits(ours, theirs))?.why;
}
