/** What other tools receive: signed, in one form, once, and never more trouble than it is worth. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/message.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { outcomeOf, outcomeOfError } from '../../src/platforms/webhook/outcome.ts';
import { secretOf, signatureOf } from '../../src/platforms/webhook/sign.ts';
import { createWebhook, hookChannels } from '../../src/platforms/webhook.ts';
import { createWebhookPeer, isGenuine } from '../peers/webhook.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const older = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const secrets = [secret, older].flatMap((one) => secretOf(one) ?? []);
const noon = Date.UTC(2026, 10, 22, 12);
const channel = `${hookChannels('ops')}1`;
const delivery = { nonce: 'nonce-1', isQuiet: false };

const message: Message = {
  tone: 'down',
  title: 'Gmail is down',
  lines: [
    ['since ', { time: noon, text: '12:00 UTC' }, ': ', { code: '421 4.3.2' }],
    [{ bold: 'SMTP' }, ' on ', { link: 'https://mail.example.com/', text: 'mail' }],
  ],
  footer: ['seen from here'],
  buttons: [
    { label: 'Status page', url: 'https://status.example.com/' },
    { label: 'History', command: 'history gmail' },
  ],
  subjects: [{ service: 'gmail', status: 'major', incident: 'gmail.1', startedAt: noon }],
};

let peer: Awaited<ReturnType<typeof createWebhookPeer>>;
let platform: Platform;

beforeEach(async () => {
  peer = await createWebhookPeer(secret);
  platform = createWebhook(
    { hooks: [{ name: 'ops', url: peer.url }], secrets },
    { now: Date.now, userAgent: 'Tocsin/test' },
  );
});
afterEach(async () => {
  await platform.stop();
  peer.close();
});

describe('what arrives', () => {
  test('the message in words and in parts', async () => {
    const sent = await platform.post(channel, message, { ...delivery, replyTo: 'card' });
    expect(sent).toEqual({ result: 'ok', id: 'nonce-1' });
    expect(peer.messages()).toEqual([
      {
        ...{ version: 1, id: 'nonce-1', channel, replyTo: 'card', isQuiet: false },
        ...{ tone: 'down', title: 'Gmail is down' },
        text: 'Gmail is down\nsince 12:00 UTC: 421 4.3.2\nSMTP on mail\nseen from here',
        lines: [
          [
            { text: 'since ' },
            { text: '12:00 UTC', time: '2026-11-22T12:00:00.000Z' },
            { text: ': ' },
            { text: '421 4.3.2', style: 'code' },
          ],
          [
            { text: 'SMTP', style: 'bold' },
            { text: ' on ' },
            { text: 'mail', link: 'https://mail.example.com/' },
          ],
          [{ text: 'seen from here' }],
        ],
        links: [
          { label: 'mail', url: 'https://mail.example.com/' },
          { label: 'Status page', url: 'https://status.example.com/' },
        ],
        services: [{ service: 'gmail', status: 'major', incident: 'gmail.1', startedAt: noon }],
      },
    ]);
    const [call] = peer.calls;
    expect(call).toMatchObject({ method: 'POST', path: '/hooks/tocsin' });
    expect(call?.headers['content-type']).toBe('application/json');
    expect(call?.headers['user-agent']).toBe('Tocsin/test');
  });

  test('an edit bears the id of its message and an id of its own, the same for the same edit', async () => {
    await platform.post(channel, message, delivery);
    const changed: Message = { ...message, title: 'Gmail is back' };
    for (const one of [changed, changed, message]) {
      expect(await platform.edit(channel, 'nonce-1', one)).toEqual({ result: 'ok', id: 'nonce-1' });
    }
    const [first, ...edits] = peer.calls.map(({ headers }) => headers['webhook-id']);
    expect(first).toBe('nonce-1');
    expect(edits[0]).toBe(edits[1]);
    expect(new Set([first, ...edits]).size).toBe(3);
    expect(peer.messages().map(({ title }) => title)).toEqual(['Gmail is down']);
  });

  test('it is signed with each secret, over what was sent and when', async () => {
    await platform.post(channel, message, delivery);
    const [call] = peer.calls;
    if (!call) throw new Error('no call');
    expect([isGenuine(call, secret), isGenuine(call, older)]).toEqual([true, true]);
    expect(isGenuine({ ...call, text: `${call.text} ` }, secret)).toBe(false);
    const later = { ...call.headers, 'webhook-timestamp': String(Date.now() / 1_000 - 1_000) };
    expect(isGenuine({ ...call, headers: later }, secret)).toBe(false);
  });

  test('the signature is that of the convention’s own example', () => {
    const written = secretOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const body = '{"test": 2432232314}';
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atSeconds: 1_614_265_330, body };
    expect(signatureOf(signed, written ? [written] : [])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    );
  });

  test.each([
    ['empty', ''],
    ['without its beginning', Buffer.alloc(32).toString('base64')],
    ['no base64', `whsec_${'!'.repeat(40)}`],
    ['too short', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['too long', `whsec_${Buffer.alloc(65).toString('base64')}`],
  ])('a secret that is %s is none', (_, written) => {
    expect(secretOf(written)).toBeUndefined();
  });
});

describe('what becomes of it', () => {
  test.each([
    [200, 'ok'],
    [204, 'ok'],
    [301, 'gone'],
    [307, 'gone'],
    [400, 'malformed'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'gone'],
    [408, 'wait'],
    [410, 'gone'],
    [413, 'malformed'],
    [422, 'malformed'],
    [429, 'wait'],
    [500, 'unsure'],
    [502, 'unsure'],
    [503, 'wait'],
    [504, 'unsure'],
  ])('an answer of %i is %s', (status, result) => {
    expect(outcomeOf({ status, retryAfter: null }, noon)?.result ?? 'ok').toBe(result);
  });

  test.each([
    ['7', noon + 7_000],
    ['Sun, 22 Nov 2026 12:05:00 GMT', noon + 300_000],
    ['0', noon + 1_000],
    ['99999999', noon + 3_600_000],
    ['soon', noon + 30_000],
    [null, noon + 30_000],
  ])('Retry-After %s is heeded, within reason', (retryAfter, retryAt) => {
    expect(outcomeOf({ status: 429, retryAfter }, noon)).toMatchObject({ result: 'wait', retryAt });
  });

  test('an answer of the real server is heeded too', async () => {
    peer.replies.push({ status: 429, headers: { 'retry-after': '60' } });
    const sent = await platform.post(channel, message, delivery);
    expect(sent).toMatchObject({ result: 'wait', isEverywhere: true });
    expect(sent.result === 'wait' && sent.retryAt).toBeGreaterThan(Date.now() + 55_000);
  });

  test('a redirect is not followed: the signed message goes nowhere else', async () => {
    const elsewhere = await createWebhookPeer(secret);
    peer.replies.push({ status: 307, headers: { location: elsewhere.url } });
    expect(await platform.post(channel, message, delivery)).toMatchObject({ result: 'gone' });
    expect(elsewhere.calls).toEqual([]);
    elsewhere.close();
  });

  test('cut off after it was taken in, it is unsure, and the repeat is known as one', async () => {
    peer.replies.push('cut');
    expect(await platform.post(channel, message, delivery)).toMatchObject({ result: 'unsure' });
    expect(await platform.post(channel, message, delivery)).toMatchObject({ result: 'ok' });
    expect(peer.messages()).toHaveLength(1);
    expect(platform.repeatsAreSafeForMs).toBeGreaterThan(0);
  });

  test('a place where nobody listens waits, and its address is in no reason', async () => {
    peer.close();
    const sent = await platform.post(channel, message, delivery);
    expect(sent).toMatchObject({ result: 'wait', isEverywhere: true });
    expect(JSON.stringify(sent)).not.toContain('/hooks/');
    expect(outcomeOfError(new TypeError('https://secret'), noon)).toEqual({
      ...{ result: 'unsure', reason: 'no answer (TypeError)' },
    });
  });

  test('one receiver that fails is its own trouble; when all do, it is ours', async () => {
    const two = createWebhook(
      {
        hooks: [
          { name: 'ops', url: peer.url },
          { name: 'more', url: `${peer.url}/more` },
        ],
        secrets,
      },
      { now: Date.now, userAgent: 'Tocsin/test' },
    );
    peer.replies.push({ status: 500 });
    await two.post(channel, message, delivery);
    expect(two.health()).toEqual({ isWorking: true });
    peer.replies.push({ status: 500 });
    await two.post(`${hookChannels('more')}1`, message, delivery);
    expect(two.health()).toEqual({
      isWorking: false,
      reason: 'ops: it answered 500; more: it answered 500',
    });
    await two.post(channel, message, delivery);
    expect(two.health()).toEqual({ isWorking: true });
    await two.stop();
  });

  test('a server that knows no HEAD answers; one that is overloaded does not', async () => {
    expect(await platform.isAnswering(channel)).toBe(true);
    peer.replies.push({ status: 503 });
    expect(await platform.isAnswering(channel)).toBe(false);
    expect(await platform.isAnswering(`${hookChannels('nobody')}1`)).toBe(false);
    expect(peer.messages()).toEqual([]);
  });
});

test('stopping waits for what is under way, and not for ever', async () => {
  peer.replies.push('hang');
  const sending = platform.post(channel, message, delivery);
  await platform.stop();
  expect(await sending).toMatchObject({ result: 'unsure' });
});
