/** What people ask on Slack: the real Bolt over Socket Mode before our stand-in. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { botUser, type Fault } from '../../peers/slack.ts';
import { createStage, type Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await createStage();
  await stage.platform.start(stage.ears);
});

beforeEach(() => {
  stage.asks.length = 0;
});

afterAll(() => stage.close());

test('a slash command is answered in its acknowledgement, to the asker alone', async () => {
  const seen = await stage.peer.slash('/tocsin', 'status whatsapp');
  expect(seen).toMatchObject({ response_type: 'ephemeral', text: 'ℹ️ You said status whatsapp' });
  expect(stage.asks).toEqual([
    {
      line: 'status whatsapp',
      channel: 'slack:T0TEAM/C1',
      person: { id: 'U1', name: 'ana' },
      mayManage: true,
      prefix: '/tocsin ',
    },
  ]);
});

test('whom a command names is handed over with it', async () => {
  await stage.peer.slash('/tocsin', 'subscribe gmail mention:<!subteam^S7|@oncall>');
  expect(stage.asks[0]).toMatchObject({
    line: 'subscribe gmail mention:@oncall',
    mentions: [{ typed: '@oncall', mention: { who: 'group', id: 'S7' } }],
  });
});

test('a change is answered in the channel', async () => {
  const seen = await stage.peer.slash('/tocsin', 'subscribe whatsapp');
  expect(seen.response_type).toBe('in_channel');
});

test('the short command asks for a status', async () => {
  await stage.peer.slash('/outage', 'whatsapp');
  await stage.peer.slash('/outage', '');
  expect(stage.asks.map(({ line }) => line)).toEqual(['status whatsapp', 'status']);
});

test('an answer that takes long still arrives, after an acknowledgement in time', async () => {
  const seen = await stage.peer.slash('/tocsin', 'slow');
  expect(seen.text).toBe('ℹ️ You said slow');
});

test('a button runs its command line as if its presser had typed it', async () => {
  const button = { type: 'button', action_id: 'run:0', value: 'status whatsapp' };
  const seen = await stage.peer.press(button);
  expect(seen).toMatchObject({ replace_original: false, response_type: 'ephemeral' });
  expect(stage.asks[0]).toMatchObject({ line: 'status whatsapp', person: { id: 'U1' } });
});

test('a mention starts a thread, and in a thread is answered there', async () => {
  await stage.peer.mention(`<@${botUser}> whatsapp`, 'C1');
  await stage.peer.mention(`hey <@${botUser}> whatsapp &amp; co`, 'C1', '17.5');
  const replies = await stage.peer.until(() => {
    const seen = stage.peer.history('C1');
    return seen.length === 2 && seen;
  });
  expect(replies.map(({ thread }) => thread)).toEqual([
    expect.stringMatching(/^\d+\.\d{6}$/),
    '17.5',
  ]);
  expect(stage.asks.map(({ line }) => line)).toEqual(['whatsapp', 'hey whatsapp & co']);
  expect(stage.asks[0]?.prefix).toBe('@tocsin ');
});

test.each<[string, Fault]>([
  ['must wait', { kind: 'ratelimited', retryAfter: 1 }],
  ['is lost on its way', { kind: 'reset' }],
  ['meets an error', { kind: 'status', status: 503 }],
])('an answer to a mention that %s arrives', async (why, fault) => {
  stage.peer.fail('chat.postMessage', fault);
  await stage.peer.mention(`<@${botUser}> ${why}`, 'C1', '20.5');
  await stage.peer.until(() => stage.peer.history('C1').at(-1)?.text.includes(why));
});

test.each<[string, Fault]>([
  ['must wait', { kind: 'ratelimited', retryAfter: 1 }],
  ['is lost on its way', { kind: 'reset' }],
  ['meets an error', { kind: 'status', status: 503 }],
  ['is answered by something else', { kind: 'html' }],
])('an answer through the response address that %s arrives', async (_, fault) => {
  stage.peer.fail('respond', fault);
  const button = { type: 'button', action_id: 'run:0', value: 'status whatsapp' };
  expect((await stage.peer.press(button)).text).toContain('status whatsapp');
});

test('an event that Slack sends again is answered once', async () => {
  const before = stage.peer.history('C1').length;
  await stage.peer.mention(`<@${botUser}> once`, 'C1', '18.5', 'EvSame');
  await stage.peer.mention(`<@${botUser}> once`, 'C1', '18.5', 'EvSame');
  await stage.peer.mention(`<@${botUser}> after`, 'C1', '18.5');
  await stage.peer.until(() => stage.peer.history('C1').at(-1)?.text.includes('after'));
  expect(stage.peer.history('C1').length).toBe(before + 2);
});

test('a person is answered in the language and zone of their Slack, a guest may not manage', async () => {
  stage.peer.addPerson('U2', {
    name: 'li',
    locale: 'zh-CN',
    tz: 'Asia/Shanghai',
    is_restricted: true,
    profile: { display_name: '李' },
  });
  await stage.peer.slash('/tocsin', 'status', 'D1', 'U2');
  expect(stage.asks[0]).toMatchObject({
    channel: 'slack:T0TEAM/D1',
    person: { id: 'U2', name: '李' },
    mayManage: false,
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
  });
});

test('what happens to channels is noticed', async () => {
  await stage.peer.event({ type: 'channel_archive', channel: 'C9', user: 'U1' });
  await stage.peer.event({ type: 'channel_unarchive', channel: 'C9', user: 'U1' });
  await stage.peer.event({ type: 'group_left', channel: 'G9', actor_id: 'U1' });
  await stage.peer.event({ type: 'member_joined_channel', channel: 'G9', user: botUser });
  await stage.peer.event({ type: 'member_joined_channel', channel: 'G8', user: 'U1' });
  await stage.peer.event({ type: 'channel_deleted', channel: 'C9' });
  expect(stage.notices).toEqual([
    'slack:T0TEAM/C9 gone',
    'slack:T0TEAM/C9 back',
    'slack:T0TEAM/G9 gone',
    'slack:T0TEAM/G9 back',
    'slack:T0TEAM/C9 gone',
  ]);
});

test('envelopes of an unknown form harm nothing', async () => {
  for (const text of [
    '',
    'null',
    '{',
    '{"type":"events_api"}',
    '{"type":"brand_new","payload":{}}',
  ]) {
    stage.peer.socket.sendRaw(text);
  }
  expect((await stage.peer.slash('/tocsin', 'still here')).text).toContain('still here');
});
