/** A message sent and fetched again: how long it takes, what loses it, and that no password is ever seen. */
import { afterEach, describe, expect, test } from 'vitest';
import type { CauseCode, CauseKind, Phase, Reading } from '../../src/model.ts';
import { createEyes, look, publicTarget, targetProblem } from '../../src/probes/index.ts';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { judgeForm } from '../lab/behaviour.ts';
import { createPost, type Manner, type Post } from '../lab/post.ts';
import { createRealPost, hasRealPost } from '../lab/real-post.ts';

const authority = makeAuthority();
const password = 'p@ss/w0rd "quoted"';
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

type Trip = { readonly post: Post; readonly reading: Reading };

async function travel(manner: Manner, more: { expect?: unknown; timeoutMs?: number } = {}) {
  const post = await createPost(authority.issue(), manner);
  closers.push(post.close);
  return { post, reading: await look(forLook(post, more), openEyes()) } satisfies Trip;
}

function openEyes() {
  const eyes = createEyes({ trust: [authority.cert] });
  closers.push(eyes.close);
  return eyes;
}

function forLook(post: Post, more: { expect?: unknown; timeoutMs?: number } = {}) {
  const login = `me%40mail.test:${encodeURIComponent(password)}`;
  const target = `mailtrip://${login}@localhost:${post.smtpPort}?imap=localhost:${post.imapPort}`;
  return { target, timeoutMs: 8000, expect: undefined, ...more };
}

test('a message that arrives is up, timed, and gone again', async () => {
  const { post, reading } = await travel({ deliversAfterMs: 300 });
  expect(reading).toMatchObject({ status: 'up', certificateDays: 89 });
  expect(reading.facts?.deliveryMs).toBeGreaterThanOrEqual(295);
  expect(post.heard).toContain('MAIL FROM:<me@mail.test>');
  expect(post.heard).toContain('Auto-Submitted: auto-generated');
  expect(post.letters()).toEqual([]);
});

test('a message that takes long is slow', async () => {
  const { reading } = await travel({ deliversAfterMs: 400 }, { expect: { within: '300ms' } });
  expect(reading).toMatchObject({ status: 'degraded', cause: { code: 'slow', phase: 'expect' } });
});

test('a message that never comes is lost', async () => {
  const { reading } = await travel({ deliversAfterMs: undefined }, { timeoutMs: 1200 });
  expect(reading).toMatchObject({ status: 'down', cause: { code: 'lost', kind: 'hard' } });
});

test('what comes too late is removed the day after, and nothing else is', async () => {
  const manner = { deliversAfterMs: 1 };
  const { post } = await travel(manner);
  const [, series] = /Subject: Tocsin round trip (tocsin\w{12})/.exec(post.heard.join('\n')) ?? [];
  const dayMs = 86_400_000;
  post.put(`Subject: Tocsin round trip ${series}0123`, Date.now() - 3 * dayMs);
  post.put(`Subject: Tocsin round trip ${series}4567`, Date.now());
  post.put('Subject: somebody else', Date.now() - 3 * dayMs);
  await look(forLook(post), openEyes());
  expect(post.letters()).toEqual([
    `Subject: Tocsin round trip ${series}4567`,
    'Subject: somebody else',
  ]);
});

type Row = readonly [string, Manner, readonly [Phase, CauseCode, CauseKind]];
const rows: readonly Row[] = [
  ['greylisted', { answers: { RCPT: '450 4.2.0 later' } }, ['request', 'reply', 'busy']],
  ['a full queue', { answers: { DATA: '452 4.3.1 full' } }, ['request', 'reply', 'busy']],
  ['sent away at the end', { answers: { END: '451 4.7.1 no' } }, ['request', 'reply', 'busy']],
  ['refused at the end', { answers: { END: '554 5.7.1 spam' } }, ['request', 'reply', 'policy']],
  ['a wrong password', { answers: { AUTH: '535 5.7.8 no' } }, ['auth', 'reply', 'policy']],
  ['no TLS', { answers: { EHLO: '250 mail.test' } }, ['tls', 'starttls-missing', 'hard']],
  ['a busy mailbox', { imapAnswers: { SELECT: '{tag} NO [INUSE] x' } }, ['auth', 'reply', 'busy']],
  [
    'a mailbox that does not open',
    { imapAnswers: { LOGIN: '{tag} NO [AUTHENTICATIONFAILED] x' } },
    ['auth', 'reply', 'policy'],
  ],
];

test.each(rows)('%s', async (_, manner, [phase, code, kind]) => {
  const { post, reading } = await travel({ deliversAfterMs: 1, ...manner });
  expect(reading.cause).toMatchObject({ phase, code, kind });
  judgeForm(reading);
  expect(post.letters()).toEqual([]);
});

test('nothing is sent to a mailbox that cannot be read', async () => {
  const { post } = await travel({ imapAnswers: { LOGIN: '{tag} NO x' } });
  expect(post.heard.filter((line) => line.startsWith('MAIL'))).toEqual([]);
});

describe('secrets', () => {
  const echo = (word: string) => ({ answers: { [word]: `535 not ${password} at all` } });
  test('a password that a server says aloud is not in the reading', async () => {
    const { reading } = await travel(echo('AUTH'));
    expect(reading.cause?.evidence).toBe('535 not *** at all');
  });

  test('nor is that of the mailbox', async () => {
    const post = await createPost(authority.issue(), {
      imapAnswers: { LOGIN: '{tag} NO never heard of sesame' },
    });
    closers.push(post.close);
    const target = `mailtrip://me%40mail.test:pw1@localhost:${post.smtpPort}?imap=you:sesame@localhost:${post.imapPort}`;
    const reading = await look({ target, timeoutMs: 3000, expect: undefined }, openEyes());
    expect(reading.cause?.evidence).toMatch(/never heard of \*\*\*$/);
    expect(publicTarget(target)).not.toMatch(/pw1|sesame|mail\.test/);
    expect(targetProblem(`${target}&oops=1`)).not.toMatch(/pw1|sesame/);
  });
});

test.each([
  ['mailtrip://smtp.example.com', 'no user and password'],
  ['mailtrip://me:pw@smtp.example.com', 'no mailbox to write to'],
  ['mailtrip://me:pw@smtp.example.com?to=nobody', 'no mailbox to write to'],
  ['mailtrip://me%40x.test:pw@smtp.example.com?imap=a/b:c', 'imap= is no server'],
  ['mailtrip://me%40x.test:pw@smtp.example.com?imap=', 'imap= is no server'],
  ['mailtrip://me%40x.test:pw@smtp.example.com?pop=x', 'unknown option "pop"'],
  ['mailtrip://me%40x.test:pw@smtp.example.com', undefined],
])('%s', (target, problem) => {
  if (problem === undefined) expect(targetProblem(target)).toBeUndefined();
  else expect(targetProblem(target)).toContain(problem);
});

describe.skipIf(!hasRealPost)('Postfix and Dovecot (need to be installed, and root)', () => {
  test('a message goes all the way and leaves nothing behind', async () => {
    const post = await createRealPost(authority.issue());
    closers.push(post.close);
    const target = `mailtrip://me%40mail.test:sesame@localhost:${post.smtpPort}?imap=localhost:${post.imapPort}`;
    const reading = await look({ target, timeoutMs: 15_000, expect: undefined }, openEyes());
    expect(reading).toMatchObject({ status: 'up', facts: { deliveryMs: expect.any(Number) } });
    expect(post.letters()).toEqual([]);
  });
});
