/** Forms on Slack: the real Bolt before our stand-in, over Socket Mode and over signed requests. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Ask, Ears } from '../../../src/platforms/platform.ts';
import { botUser } from '../../peers/slack.ts';
import type { OpenView } from '../../peers/slack-views.ts';
import { createStage, type Stage } from './stage.ts';

const shape: Ears['commands'][number] = {
  name: 'subscribe',
  description: { en: 'Subscribe' },
  isPrivate: true,
  isManaging: true,
  form: {
    title: { en: 'Follow services', 'zh-CN': '订阅服务' },
    send: { en: 'Subscribe', 'zh-CN': '订阅' },
    cancel: { en: 'Cancel', 'zh-CN': '取消' },
  },
  options: [
    {
      ...{ name: 'service', description: { en: 'One or more services' } },
      ...{ isRequired: true, isCompleted: true, isSeveral: true },
    },
    { name: 'level', description: { en: 'Level' }, isRequired: false, isCompleted: true },
    { name: 'parts', description: { en: 'Parts' }, isRequired: false, isCompleted: false },
    {
      ...{ name: 'mention', description: { en: 'Whom to name' } },
      ...{ isRequired: false, isCompleted: false, isMention: true },
    },
  ],
};

describe.each(['Socket Mode', 'HTTP'])('a form over %s', (mode) => {
  let stage: Stage;
  let language = 'en';
  const completed: [Ask, string, string][] = [];

  beforeAll(async () => {
    const signingSecret = 'a signing secret';
    const port = await freePort();
    const http = { appToken: undefined, signingSecret, port } as never;
    stage = await createStage(mode === 'HTTP' ? http : {});
    if (mode === 'HTTP') {
      stage.peer.callBack({ url: `http://127.0.0.1:${port}/slack/events`, signingSecret });
    }
    await stage.platform.start({
      ...stage.ears,
      commands: [shape],
      async answer(ask): Promise<Answer> {
        const answer = await stage.ears.answer(ask);
        const isForm = ask.line?.startsWith('subscribe') && ask.line.length < 10;
        return isForm ? { ...answer, form: { command: 'subscribe', language } } : answer;
      },
      async complete(ask, option, typed) {
        completed.push([ask, option, typed]);
        return [
          { name: 'WhatsApp', value: 'whatsapp' },
          { name: 'x'.repeat(90), value: 'long' },
          { name: 'No value that fits', value: 'x'.repeat(151) },
        ];
      },
    });
  });

  beforeEach(() => {
    stage.asks.length = 0;
    language = 'en';
  });

  afterAll(() => stage.close());

  async function opened(ask: () => Promise<unknown>): Promise<[OpenView, Promise<unknown>]> {
    const before = stage.peer.views.length;
    const seen = ask();
    const view = await stage.peer.until(() => stage.peer.views[before]);
    return [view, seen];
  }

  test('takes the place of the answer, is completed while typing, and is answered to its sender', async () => {
    const [view, seen] = await opened(() => stage.peer.slash('/tocsin', 'subscribe'));
    expect(view.title).toMatchObject({ text: 'Follow services' });
    expect(await stage.peer.suggest(view, 'service', 'wh')).toEqual([
      { text: 'WhatsApp', value: 'whatsapp' },
      { text: `${'x'.repeat(74)}…`, value: 'long' },
    ]);
    expect(completed.at(-1)).toMatchObject([
      { command: 'subscribe', channel: 'slack:T0TEAM/C1', person: { id: 'U1' } },
      'service',
      'wh',
    ]);
    const acknowledged = await stage.peer.submit(view, {
      service: {
        type: 'multi_external_select',
        selected_options: [{ value: 'whatsapp' }, { value: 'gmail' }],
      },
      level: { type: 'external_select', selected_option: { value: 'partial' } },
      parts: { type: 'plain_text_input', value: null },
      mention: written({ type: 'usergroup', usergroup_id: 'S7' }, { type: 'text', text: ' ' }),
    });
    expect(acknowledged ?? {}).toEqual({});
    expect(await seen).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(stage.asks.at(-1)).toMatchObject({
      command: 'subscribe',
      options: { service: 'whatsapp, gmail', level: 'partial', mention: '@S7' },
      mentions: [{ typed: '@S7', mention: { who: 'group', id: 'S7' } }],
      channel: 'slack:T0TEAM/C1',
    });
  });

  test('keeps what names nobody, so that it is answered and not passed over', async () => {
    const [view, seen] = await opened(() => stage.peer.slash('/tocsin', 'subscribe'));
    await stage.peer.submit(view, { mention: written({ type: 'broadcast', range: 'here' }) });
    await seen;
    expect(stage.asks.at(-1)).toMatchObject({ options: { mention: '@here' }, mentions: [] });
  });

  test('opens for a button too, in the language of the answer', async () => {
    language = 'zh-CN';
    const button = { type: 'button', action_id: 'run:0', value: 'subscribe' };
    const [view, seen] = await opened(() => stage.peer.press(button));
    expect(view).toMatchObject({ title: { text: '订阅服务' }, submit: { text: '订阅' } });
    await stage.peer.submit(view, {});
    expect(await seen).toMatchObject({ response_type: 'ephemeral' });
  });

  test('that Slack refuses is a plain answer', async () => {
    stage.peer.fail('views.open', { kind: 'code', code: 'expired_trigger_id' });
    const seen = await stage.peer.slash('/tocsin', 'subscribe');
    expect(seen.text).toBe('ℹ️ You said subscribe');
  });

  test('cannot be shown to somebody who mentions the bot, so words answer', async () => {
    const before = stage.peer.views.length;
    await stage.peer.mention(`<@${botUser}> subscribe`, 'C1', '19.5');
    await stage.peer.until(() => stage.peer.history('C1').at(-1)?.text.includes('subscribe'));
    expect(stage.peer.views.length).toBe(before);
  });

  test('left open until its address is no good any more is answered to its sender all the same', async () => {
    const [view] = await opened(() => stage.peer.slash('/tocsin', 'subscribe'));
    const stale = {
      ...view,
      private_metadata: JSON.stringify({ channel: 'C1', responseUrl: `${stage.peer.origin}/gone` }),
    };
    const before = stage.peer.privately.length;
    await stage.peer.submit(stale, {});
    const whispered = await stage.peer.until(() => stage.peer.privately[before]);
    expect(whispered).toMatchObject({ channel: 'C1', user: 'U1' });
  });

  test('of an older version is left alone', async () => {
    const [view] = await opened(() => stage.peer.slash('/tocsin', 'subscribe'));
    const before = stage.asks.length;
    for (const metadata of ['', '{', 'null', '[]', '{"channel":1}']) {
      const old = { ...view, private_metadata: metadata };
      await stage.peer.submit(old, {});
      expect(await stage.peer.suggest(old, 'service', '')).toEqual([]);
    }
    await stage.peer.submit({ ...view, callback_id: 'brand_new' }, {});
    await stage.peer.slash('/tocsin', 'still here');
    expect(stage.asks.slice(before).map(({ line }) => line)).toEqual(['still here']);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return address.port;
}

/** What Slack makes of text with mentions in a field. */
function written(...elements: object[]) {
  const section = { type: 'rich_text_section', elements };
  return {
    type: 'rich_text_input',
    rich_text_value: { type: 'rich_text', elements: [section] },
  };
}
