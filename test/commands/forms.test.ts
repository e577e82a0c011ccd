/** The forms of our commands as Slack would show them, and what is typed for a digest. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createAnswer } from '../../src/asking/answer.ts';
import { digestOf } from '../../src/asking/terms.ts';
import { languages } from '../../src/languages/index.ts';
import { formView } from '../../src/platforms/slack/modal.ts';
import { createSlack } from '../../src/platforms/slack.ts';
import { createMemoryDesk } from '../desk.ts';
import { appToken, botToken, createSlackPeer } from '../peers/slack.ts';
import { viewProblem } from '../peers/slack-views.ts';
import { room } from './room.ts';

describe('forms', () => {
  const { shapes } = createAnswer({
    commands,
    desk: createMemoryDesk().desk,
    defaults: { language: 'en', timeZone: 'UTC' },
    log: () => {},
  });
  const place = { channel: 'C1', responseUrl: 'https://hooks.slack.com/commands/T1/1/x' };

  test.each(languages.map(({ tag }) => tag))('fit Slack in %s', (tag) => {
    const views = shapes.flatMap((shape) => formView(shape, place, tag) ?? []);
    expect(views.map((view) => view.callback_id)).toEqual(['form:subscribe']);
    for (const view of views) {
      expect(viewProblem({ ...view })).toBeUndefined();
      expect(view.title.text).not.toContain('…');
    }
  });

  test('are offered only to who said nothing at all', async () => {
    const { answer } = room();
    expect((await answer('subscribe')).form).toEqual({ command: 'subscribe', language: 'en' });
    expect((await answer('subscribe whatsapp')).form).toBeUndefined();
    expect((await answer('unsubscribe')).form).toBeUndefined();
  });

  test('are not offered to who may not use them', async () => {
    const { answer } = room({}, { mayManage: false });
    expect((await answer('subscribe')).form).toBeUndefined();
  });
});

test('on Slack a channel is subscribed through the form, several services at once', async () => {
  const { desk, kept, posts } = createMemoryDesk();
  const { answer, complete, shapes } = createAnswer({
    ...{ commands, desk, defaults: { language: 'en', timeZone: 'UTC' } },
    log: (_level, text) => {
      throw new Error(text);
    },
  });
  const peer = await createSlackPeer();
  onTestFinished(() => peer.close());
  peer.addChannel({ id: 'C1' });
  const slack = createSlack(
    { botToken, appToken, apiUrl: peer.apiUrl, command: '/tocsin' },
    { log: () => {}, now: Date.now },
  );
  onTestFinished(() => slack.stop());
  await slack.start({ commands: shapes, answer, complete, noticeChannel: () => {} });
  const seen = peer.slash('/tocsin', 'subscribe');
  const view = await peer.until(() => peer.views[0]);
  expect((await peer.suggest(view, 'service', 'whats'))[0]).toEqual({
    text: 'WhatsApp',
    value: 'whatsapp',
  });
  expect(await peer.suggest(view, 'level', '')).toHaveLength(3);
  const chosen = (value: string) => ({ selected_option: { value } });
  await peer.submit(view, {
    service: { selected_options: [{ value: 'whatsapp' }, { value: 'gmail' }] },
    level: chosen('partial'),
    delay: chosen('10m'),
    mention: {
      rich_text_value: {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U7' }] }],
      },
    },
    on: chosen('both'),
    hours: { value: '08:00-18:00' },
  });
  expect((await seen).text).toBe('ℹ️ Done: this channel now follows WhatsApp, Gmail');
  const hours = { from: '08:00', to: '18:00' };
  const mention = { who: 'person', id: 'U7', on: ['outage', 'recovery'], hours };
  expect(kept.map(({ service, filters }) => [service, filters])).toEqual(
    ['whatsapp', 'gmail'].map((id) => [id, { atLeast: 'partial', delayMs: 600_000, mention }]),
  );
  expect(posts).toHaveLength(2);
});

describe('a digest', () => {
  test.each([
    ['daily', { every: 'day', at: '09:00' }],
    ['daily 18:30', { every: 'day', at: '18:30' }],
    ['每天 8:00', { every: 'day', at: '08:00' }],
    ['weekly', { every: 'week', at: '09:00', day: 1 }],
    ['friday-16:00', { every: 'week', at: '16:00', day: 5 }],
    ['Sun@7:05', { every: 'week', at: '07:05', day: 7 }],
    ['周三', { every: 'week', at: '09:00', day: 3 }],
  ])('%s', (typed, digest) => {
    expect(digestOf(typed)).toEqual(digest);
  });

  test.each(['', 'soon', 'daily 25:00', 'daily 9', 'monday tuesday', 'weekly 9:00 10:00'])(
    '"%s" is none',
    (typed) => {
      expect(digestOf(typed)).toBeUndefined();
    },
  );

  test('is chosen, shown in the language of who asks, and switched off', async () => {
    const { ask } = room();
    expect(await ask('settings digest:friday-16:00')).toContain('Digest: Friday, 16:00');
    expect(await ask('settings digest:"daily 8:00"')).toContain('Digest: every day, 08:00');
    expect(await ask('settings digest:off')).toContain('Digest: off');
    expect(await ask('settings digest:often')).toContain('Write daily, weekly');
    const chinese = room({}, { language: 'zh-CN' });
    expect(await chinese.ask('settings digest:weekly')).toContain('摘要：每星期一 09:00');
  });
});
