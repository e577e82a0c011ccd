/** Our stand-in for Slack is as strict as Slack, and lives on as a process of its own when the bot does not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test } from 'vitest';
import { appToken, botToken, createSlackPeer } from './slack.ts';
import { judge } from './slack-judge.ts';

const peer = await createSlackPeer();
peer.addChannel({ id: 'C1' });
peer.addChannel({ id: 'C2', isArchived: true });
peer.addChannel({ id: 'C3', isMember: false });
peer.addChannel({ id: 'G1', isPrivate: true, isMember: false });
afterAll(() => peer.close());

async function call(method: string, body: object, token = botToken, apiUrl = peer.apiUrl) {
  const response = await fetch(`${apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return {
    status: response.status,
    wait: response.headers.get('retry-after'),
    ...((await response.json()) as object),
  };
}

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (label: string, value = 'help', id = 'run:0') => ({
  type: 'button',
  action_id: id,
  value,
  text: { type: 'plain_text', text: label },
});
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const block = (one: object) => ({ text: 'a', blocks: [one] });

test.each([
  ['no text', { text: '' }, 'no_text'],
  ['51 blocks', { text: 'a', blocks: Array(51).fill(section('a')) }, 'invalid_blocks'],
  ['a section of 3001 characters', block(section('a'.repeat(3001))), 'invalid_blocks'],
  ['an empty section', block(section('')), 'invalid_blocks'],
  ['a label of 76 characters', block(actions(button('a'.repeat(76)))), 'invalid_blocks'],
  ['a value of 2001 characters', block(actions(button('a', 'b'.repeat(2001)))), 'invalid_blocks'],
  ['the same action twice', block(actions(button('a'), button('b'))), 'invalid_blocks'],
  ['a block of no known type', block({ type: 'brand_new' }), 'invalid_blocks'],
  ['a bad block in an attachment', { attachments: [{ blocks: [section('')] }] }, 'invalid_blocks'],
  ['an edit of 4001 characters', { text: 'a'.repeat(4001) }, 'msg_too_long'],
  ['what is fine', { text: 'a', blocks: [section('a'), actions(button('a'))] }, undefined],
])('judges %s', (_, body, expected) => {
  expect(judge('update', body)).toBe(expected);
});

test.each([
  ['C2', 'is_archived'],
  ['C3', 'not_in_channel'],
  ['G1', 'channel_not_found'],
  ['C9', 'channel_not_found'],
])('nobody can post to %s: %s', async (channel, error) => {
  expect(await call('chat.postMessage', { channel, text: 'a' })).toMatchObject({
    ok: false,
    error,
  });
});

test('each token opens its own door only', async () => {
  expect(await call('auth.test', {}, 'xoxb-wrong')).toMatchObject({ error: 'invalid_auth' });
  expect(await call('apps.connections.open', {})).toMatchObject({ error: 'invalid_auth' });
  expect(await call('apps.connections.open', {}, appToken)).toMatchObject({ ok: true });
});

test('the second message within a second has to wait', async () => {
  peer.pace(true);
  expect(await call('chat.postMessage', { channel: 'C1', text: 'a' })).toMatchObject({ ok: true });
  const second = await call('chat.postMessage', { channel: 'C1', text: 'b' });
  expect(second).toMatchObject({ status: 429, wait: '1', error: 'ratelimited' });
  expect(peer.history('C1').map(({ text }) => text)).toEqual(['a']);
});

test('as a process of its own it is told what to do over HTTP', async () => {
  const child = spawn(process.execPath, ['test/peers/slack.ts']);
  const [line] = await once(child.stdout, 'data');
  const apiUrl = String(line).trim();
  const control = async (method: string, ...list: unknown[]) => {
    const response = await fetch(apiUrl.replace('/api/', `/control/${method}`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(list),
    });
    return ((await response.json()) as { result: unknown }).result;
  };
  await control('addChannel', { id: 'C1' });
  await control('fail', 'chat.postMessage', { kind: 'code', code: 'fatal_error' });
  const post = () => call('chat.postMessage', { channel: 'C1', text: 'a' }, botToken, apiUrl);
  expect(await post()).toMatchObject({ error: 'fatal_error' });
  expect(await post()).toMatchObject({ ok: true });
  expect(await control('history', 'C1')).toMatchObject([{ text: 'a', edits: 0 }]);
  child.kill();
  await once(child, 'exit');
});
