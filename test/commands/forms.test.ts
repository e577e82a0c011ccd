/** The forms of our commands as Slack would show them, and what is typed for a digest. */
import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createAnswer } from '../../src/asking/answer.ts';
import { digestOf } from '../../src/asking/terms.ts';
import { languages } from '../../src/languages/index.ts';
import { formView } from '../../src/platforms/slack/modal.ts';
import { createMemoryDesk } from '../desk.ts';
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
