/** Posts and edits on Slack through the real client, and what becomes of each when something is wrong. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
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

test('whom one channel names is named in no other that gets the same message', async () => {
  const { platform, peer } = stage;
  for (const id of ['C8', 'C9']) peer.addChannel({ id });
  const mention = { who: 'group', id: 'S7' } as const;
  await platform.post('slack:T0TEAM/C8', card, { ...delivery, mention });
  await platform.post('slack:T0TEAM/C9', card, delivery);
  expect(JSON.stringify(peer.history('C8'))).toContain('<!subteam^S7>');
  expect(peer.history('C9')).toHaveLength(1);
  expect(JSON.stringify(peer.history('C9'))).not.toContain('S7');
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
  // Each in a channel of its own: some of them must rest.
  const own = `slack:T0TEAM/${expect.getState().currentTestName?.replace(/\W/g, '')}`;
  expect(await stage.platform.edit(own, '1.1', card)).toMatchObject(expected);
});

/** Slack before a bot of its own, since pauses outlive a test. */
async function ownStage() {
  const own = await createStage();
  onTestFinished(own.close);
  await own.platform.start(own.ears);
  const posts = () => own.peer.calls.filter(({ method }) => method === 'chat.postMessage').length;
  return { ...own, posts };
}

test.each([
  ['as it says', 7, 7_000],
  ['when it does not say', undefined, 30_000],
])('nothing is sent earlier than Slack wants, %s', async (_, retryAfter, pauseMs) => {
  const { peer, platform, posts } = await ownStage();
  const before = Date.now();
  const given = retryAfter === undefined ? {} : { retryAfter };
  peer.fail('chat.postMessage', { kind: 'ratelimited', ...given });
  for (const delivered of [
    await platform.post(channel, card, delivery),
    await platform.post(channel, card, delivery),
  ]) {
    if (delivered.result !== 'wait') throw new Error(delivered.result);
    expect(delivered.retryAt - before).toBeGreaterThanOrEqual(pauseMs);
  }
  expect(posts()).toBe(1);
});

test('a limit that answers the question whether Slack answers is kept too', async () => {
  const { peer, platform, posts } = await ownStage();
  peer.fail('chat.postMessage', { kind: 'ratelimited', retryAfter: 20 });
  expect(await platform.isAnswering(channel)).toBe(false);
  expect(await platform.isAnswering(channel)).toBe(false);
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'wait' });
  expect(posts()).toBe(1);
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
