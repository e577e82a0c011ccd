/** Posts and edits on Slack through the real client, and what becomes of each when something is wrong. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Fault } from '../../peers/slack.ts';
import { card, createStage, delivery, type Stage } from './stage.ts';

const channel = 'slack:T0TEAM/C1';
let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
  await stage.platform.start(stage.ears);
});

afterAll(() => stage.close());

test('a card is posted, edited in place, followed in its thread and heard in the channel', async () => {
  const { platform, peer } = stage;
  const posted = await platform.post(channel, card, delivery);
  const id = posted.result === 'ok' ? posted.id : '';
  const back = { ...card, tone: 'recovered', title: 'WhatsApp is back' } as const;
  expect(await platform.edit(channel, id, back)).toEqual({ result: 'ok', id });
  await platform.post(channel, card, { nonce: 'n2', isQuiet: true, replyTo: id });
  await platform.post(channel, back, { nonce: 'n3', isQuiet: false, replyTo: id });

  expect(peer.history('C1')).toMatchObject([
    {
      ts: id,
      text: expect.stringContaining('🟢 WhatsApp is back'),
      edits: 1,
      metadata: { event_type: 'tocsin_notice', event_payload: { nonce: 'n1' } },
    },
    { thread: id, isBroadcast: false },
    { thread: id, isBroadcast: true },
  ]);
});

const code = (name: string): Fault => ({ kind: 'code', code: name });

const outcomes: readonly (readonly [string, Fault, object])[] = [
  [
    'a channel that the bot is not in',
    code('not_in_channel'),
    { result: 'gone', reason: 'not in the channel: type /invite @tocsin there' },
  ],
  ['an archived channel', code('is_archived'), { result: 'gone' }],
  ['blocks that Slack does not take', code('invalid_blocks'), { result: 'malformed' }],
  [
    'an internal error, which may come after the work',
    code('internal_error'),
    { result: 'unsure' },
  ],
  ['a fatal error, which may come after the work', code('fatal_error'), { result: 'unsure' }],
  ['a code that nobody knows', code('brand_new_code'), { result: 'unsure' }],
  ['a page of HTML with status 200', { kind: 'html' }, { result: 'unsure' }],
  ['status 500', { kind: 'status', status: 500 }, { result: 'unsure' }],
  ['status 403 of a proxy', { kind: 'status', status: 403 }, { result: 'wait' }],
  ['a connection that is reset', { kind: 'reset' }, { result: 'unsure' }],
  ['a limit in the body', code('rate_limited'), { result: 'wait' }],
  ['a message that is not there', code('message_not_found'), { result: 'missing' }],
  ['a message too old to edit', code('edit_window_closed'), { result: 'missing' }],
];

test.each(outcomes)('%s', async (_, fault, expected) => {
  stage.peer.fail('chat.update', fault);
  expect(await stage.platform.edit(channel, '1.1', card)).toMatchObject(expected);
});

test('nothing is sent earlier than Slack says, also when it does not say', async () => {
  const before = Date.now();
  stage.peer.fail(
    'chat.postMessage',
    { kind: 'ratelimited', retryAfter: 7 },
    { kind: 'ratelimited' },
  );
  const said = await stage.platform.post(channel, card, delivery);
  const unsaid = await stage.platform.post(channel, card, delivery);
  expect(said).toMatchObject({ result: 'wait' });
  expect(unsaid).toMatchObject({ result: 'wait' });
  const waits = [said, unsaid].map((sent) => (sent.result === 'wait' ? sent.retryAt - before : 0));
  expect(waits[0]).toBeGreaterThanOrEqual(7000);
  expect(waits[1]).toBeGreaterThanOrEqual(30_000);
});

test('a lost answer is doubt, and nothing is repeated behind our back', async () => {
  const { peer, platform } = stage;
  const before = peer.history('C1').length;
  peer.fail('chat.postMessage', { kind: 'lose' });
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'unsure' });
  expect(peer.history('C1').length).toBe(before + 1);
});

test('asking whether Slack answers posts nothing', async () => {
  const { peer, platform } = stage;
  const before = peer.history('C1').length;
  expect(await platform.isAnswering(channel)).toBe(true);
  peer.fail('chat.postMessage', { kind: 'status', status: 503 });
  expect(await platform.isAnswering(channel)).toBe(false);
  expect(peer.history('C1').length).toBe(before);
});

test('a channel of another workspace is not ours to write to', async () => {
  const sent = await stage.platform.post('slack:T9/C1', card, delivery);
  expect(sent).toMatchObject({ result: 'gone' });
});

test('a revoked token stops everything until Slack accepts it again', async () => {
  const { peer, platform } = stage;
  peer.fail('chat.postMessage', code('token_revoked'));
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'refused' });
  expect(platform.health()).toMatchObject({ isWorking: false });
  const calls = peer.calls.filter(({ method }) => method === 'chat.postMessage').length;
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'refused' });
  expect(peer.calls.filter(({ method }) => method === 'chat.postMessage').length).toBe(calls);
  await expect.poll(() => platform.health().isWorking, { timeout: 5000 }).toBe(true);
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'ok' });
});
