/** What each command does and says, asked as people ask. */
import { describe, expect, test } from 'vitest';
import { cause, minute, now, part, read, verdict } from '../desk.ts';
import { room } from './room.ts';

describe('subscribe', () => {
  test('the channel reads who did it and what comes, the asker that it is done', async () => {
    const { ask, posts, kept } = room();
    expect(await ask('subscribe WhatsApp')).toBe('(info) Done: this channel now follows WhatsApp');
    expect(posts.map(read)).toMatchInlineSnapshot(`
      [
        "(info) ana subscribed this channel to WhatsApp
        You will hear when it goes down and when it is back.
        Now: working normally
        [Undo] /unsubscribe whatsapp
        [Details] /status whatsapp",
      ]
    `);
    expect(kept).toEqual([
      {
        channel: 'slack:C1',
        service: 'whatsapp',
        language: 'en',
        timeZone: 'UTC',
        by: 'U1',
        since: now,
      },
    ]);
  });

  test('an outage that lasts is in the confirmation', async () => {
    const chat = part('chat', 'major', { cause: cause('refused') });
    const seen = verdict('whatsapp', 'major', [chat], { since: now - 8 * minute });
    const { ask, posts } = room({ standings: { whatsapp: { verdict: seen, isWatched: true } } });
    await ask('subscribe whatsapp');
    expect(posts.map(read).join()).toContain('Now: down since 14:02 UTC');
  });

  test('a second time changes nothing', async () => {
    const { ask, posts, kept } = room();
    await ask('subscribe whatsapp');
    expect(await ask('subscribe wa')).toContain(
      'This channel already follows WhatsApp, since 14:10 UTC',
    );
    expect([posts.length, kept.length]).toEqual([1, 1]);
  });

  test('several at once, with and without commas, longest names first', async () => {
    const { ask, kept } = room();
    await ask('subscribe whatsapp own china post, 微信、gmail whatsapp');
    expect(kept.map(({ service }) => service)).toEqual([
      'whatsapp',
      'own-china-post',
      'wechat',
      'gmail',
    ]);
  });

  test('a name that is not exact is never acted on', async () => {
    const { ask, posts, kept } = room();
    expect(await ask('subscribe whatsap')).toMatchInlineSnapshot(`
      "(info) I don’t know “whatsap”
        Did you mean one of these: WhatsApp, WhatsApp Business Platform (Cloud API)?
        [WhatsApp] /subscribe whatsapp
        [WhatsApp Business Platform (Cloud API)] /subscribe whatsapp-business"
    `);
    expect(await ask('subscribe zzzzqqqq')).toMatchInlineSnapshot(`
      "(info) I don’t know “zzzzqqqq”
        Look for it with /services"
    `);
    expect([posts, kept]).toEqual([[], []]);
  });

  test('the known ones of a line are followed, the others asked about', async () => {
    const { ask, kept } = room();
    expect(await ask('subscribe gmail whatsap')).toMatchInlineSnapshot(`
      "(info) Done: this channel now follows Gmail
        I don’t know “whatsap”
        Did you mean one of these: WhatsApp, WhatsApp Business Platform (Cloud API)?
        [WhatsApp] /subscribe whatsapp
        [WhatsApp Business Platform (Cloud API)] /subscribe whatsapp-business"
    `);
    expect(kept.map(({ service }) => service)).toEqual(['gmail']);
  });

  test('a channel that cannot be written to is told how that is mended', async () => {
    const { ask, kept } = room({ undeliverable: 'not_in_channel' });
    expect(await ask('subscribe whatsapp')).toMatchInlineSnapshot(`
      "(info) WhatsApp was not added: I cannot post here yet
        Type /invite and my name in this channel, then run this again.
        The network says: not_in_channel"
    `);
    expect(kept).toEqual([]);
  });

  test('at the limit it says which one and what to do', async () => {
    const { ask } = room({ limit: 1 });
    await ask('subscribe gmail');
    expect(await ask('subscribe whatsapp')).toMatchInlineSnapshot(`
      "(info) This channel follows 1 service, which is the limit
        WhatsApp was not added. End another subscription first: /unsubscribe
        [Subscriptions] /subscriptions"
    `);
  });

  test('without a name it asks for one', async () => {
    expect(await room().ask('subscribe')).toMatchInlineSnapshot(`
      "(info) Which service should this channel follow?
        Try /subscribe whatsapp
        [Services] /services"
    `);
  });

  test('eleven services in one line are too many', async () => {
    const { ask, kept, desk } = room();
    const ids = desk.catalogue.services.slice(0, 14).map(({ id }) => id);
    expect(await ask(`subscribe ${ids.join(' ')}`)).toContain('At most 10 services at once');
    expect(kept).toEqual([]);
  });
});

describe('unsubscribe', () => {
  test('the channel reads who did it and can undo it', async () => {
    const { ask, posts, kept } = room();
    await ask('subscribe whatsapp gmail');
    expect(await ask('unsubscribe whatsapp')).toBe(
      '(info) Done: this channel no longer follows WhatsApp',
    );
    expect(posts.slice(2).map(read)).toMatchInlineSnapshot(`
      [
        "(info) ana unsubscribed this channel from WhatsApp
        Nothing more will be told about it here.
        [Undo] /subscribe whatsapp",
      ]
    `);
    expect(kept.map(({ service }) => service)).toEqual(['gmail']);
  });
  test('what is not followed cannot be ended', async () => {
    expect(await room().ask('unsubscribe whatsapp')).toContain(
      'This channel does not follow WhatsApp',
    );
  });
  test('a service that left the catalogue can still be left', async () => {
    const { ask, kept } = room();
    const facts = { channel: 'slack:C1', language: 'en', timeZone: 'UTC', by: 'U1', since: now };
    kept.push({ ...facts, service: 'gone-since' });
    expect(await ask('unsubscribe Gone-Since')).toContain('no longer follows gone-since');
    expect(kept).toEqual([]);
  });
  test('without a name it offers what is followed', async () => {
    const { ask } = room();
    expect(await ask('unsubscribe')).toBe(
      '(info) This channel follows nothing, so there is nothing to end',
    );
    await ask('subscribe whatsapp');
    expect(await ask('unsubscribe')).toContain('[WhatsApp] /unsubscribe whatsapp');
  });
});

describe('subscriptions', () => {
  test('none yet', async () => {
    expect(await room().ask('subscriptions')).toMatchInlineSnapshot(`
      "(info) This channel follows no service yet
        Try /subscribe whatsapp
        [Services] /services"
    `);
  });
  test('when each was last told, and what was not', async () => {
    const told = {
      whatsapp: { deliveredAt: now - 3 * minute },
      gmail: { missed: { at: now - 5 * minute, why: 'expired' } },
      github: { missed: { at: now - minute, why: 'assumed-sent' } },
    } as const;
    const { ask } = room({ told });
    await ask('subscribe whatsapp gmail github');
    expect(await ask('list')).toMatchInlineSnapshot(`
      "(info) This channel follows 3 services
        WhatsApp: since 14:10 UTC, last told 14:07 UTC
        Gmail: since 14:10 UTC
        Gmail: an outage was left out at 14:05 UTC: it had been over for a day before this channel could be reached
        GitHub: since 14:10 UTC
        GitHub: whether the message of 14:09 UTC arrived, nobody can know
        [Unsubscribe WhatsApp] /unsubscribe whatsapp
        [Unsubscribe Gmail] /unsubscribe gmail
        [Unsubscribe GitHub] /unsubscribe github"
    `);
  });
  test('those that do not arrive come first, with the reason', async () => {
    const { ask } = room({ broken: { gmail: 'channel_not_found' } });
    await ask('subscribe whatsapp gmail');
    expect(await ask('list')).toMatchInlineSnapshot(`
      "(info) This channel follows 2 services
        Gmail: since 14:10 UTC, but messages do not arrive: channel_not_found
        WhatsApp: since 14:10 UTC
        [Unsubscribe Gmail] /unsubscribe gmail
        [Unsubscribe WhatsApp] /unsubscribe whatsapp"
    `);
  });
});

describe('status', () => {
  test('without a name: this channel’s services', async () => {
    const { ask } = room();
    expect(await ask('status')).toContain('This channel follows no service yet');
    await ask('subscribe whatsapp gmail');
    expect(await ask('status')).toMatchInlineSnapshot(`
      "(operational) Both services of this channel are working normally
        Working: WhatsApp, Gmail
        [Share] /status --public"
    `);
  });
  test('a read may guess, and says what it guessed', async () => {
    expect(await room().ask('status whatsap')).toContain('Showing WhatsApp for “whatsap”');
  });
  test('an unknown name gets suggestions or a way to search', async () => {
    expect(await room().ask('status zzzzqqqq')).toMatchInlineSnapshot(`
      "(info) I don’t know “zzzzqqqq”
        Look for it with /services"
    `);
  });
  test('who follows it already is not offered to subscribe', async () => {
    const { ask } = room();
    expect(await ask('status whatsapp')).toContain('[Subscribe this channel]');
    await ask('subscribe whatsapp');
    expect(await ask('status whatsapp')).not.toContain('[Subscribe this channel]');
  });
  test('markup in what was typed is text', async () => {
    const said = await room().ask('status <!channel> @everyone [x](http://y)');
    expect(said.split('\n')[0]).toBe('(info) I don’t know “!channel> @everyone [x](http://y)”');
  });
});

describe('services', () => {
  test('found by a part of the name, in any language', async () => {
    expect(await room().ask('services own box')).toMatchInlineSnapshot(`
      "(info) 1 service for “own box”
        Own box own-box
        [Details] /status own-box
        [Subscribe this channel] /subscribe own-box"
    `);
    expect(await room().ask('services 邮政')).toContain('china-post');
  });
  test('without a word: how many of each kind', async () => {
    const said = await room().ask('services');
    expect(said).toMatch(/^\(info\) \d+ services that I know, by kind\n {2}Mail: \d+ services/);
    expect(said).toContain('[Mail] /services mail');
  });
  test('a kind by its name in any language, page by page', async () => {
    const first = (await room().ask('services mail')).split('\n');
    expect(first.filter((line) => /^ {2}\S.* [a-z0-9-]+$/.test(line)).length).toBeGreaterThan(19);
    expect(first.at(-1)).toBe('  [Next page] /services page:2 mail');
    const second = await room().ask('services page:2 mail');
    expect(second).toContain('— Page 2 of');
    expect(second).toContain('[Previous page] /services page:1 mail');
    expect(second).not.toContain(first[1]);
    const chinese = await room({}, { language: 'zh' }).ask('services 邮箱');
    expect(chinese.split('\n').length).toBeGreaterThan(20);
  });
  test.each(['0', '-1', '99', 'x'])('page %s is a page that there is', async (page) => {
    expect(await room().ask(`services page:${page} mail`)).toMatch(/— Page \d of \d/);
  });
  test('nothing like it', async () => {
    expect(await room().ask('services zzzzqqqq')).toContain('no service like “zzzzqqqq”');
  });
});

describe('help', () => {
  test('by example, as commands are typed on this network', async () => {
    expect(await room({}, { prefix: '/tocsin ' }).ask('help')).toMatchInlineSnapshot(`
      "(info) I tell channels when a service goes down and when it is back
        /tocsin status whatsapp: How a service stands now
        /tocsin subscribe whatsapp gmail: Tell this channel when a service goes down and when it is back
        /tocsin unsubscribe whatsapp: Stop telling this channel about a service
        /tocsin subscriptions: What this channel follows, and whether messages arrive
        /tocsin services mail: Find a service that can be followed
        /tocsin history whatsapp 7: Past outages, uptime and response times of a service
        /tocsin forecast whatsapp 7: What is usual for a service, and what is to be expected
        /tocsin calendar: Busy periods and planned work ahead, for the services of this channel
        /tocsin probe https://example.com/: Look at a service or an address right now, step by step
        /tocsin mute whatsapp 2h: Keep this channel quiet about a service for a while
        /tocsin unmute whatsapp: Let this channel hear of a service again
        /tocsin settings language:zh-CN quiet:22:00-07:00: What this channel has chosen: language, time zone, cards, reminders, quiet hours
        /tocsin watch https://example.com/ Example: Add a service of your own at a public address
        /tocsin unwatch example: Take away a service that was added from chat
        /tocsin maintenance shop 22:00 2h weekly: Plan work on a service of your own, so that nobody is alarmed; alone: what is planned
        /tocsin announce shop Slow during the sale: Tell everybody who follows a service of your own something; shown to you first
        /tocsin test: Post a sample to this channel and say whether it arrived
        /tocsin about: Who I am, how I am, and what I watch
        /tocsin help subscribe: What you can ask, with examples
        A name alone is enough: /tocsin whatsapp
        — Slack keeps /status for your own profile, so mine has another name. Inside threads, mention me.
        [Services] /services
        [Subscriptions] /subscriptions"
    `);
    expect(
      await room({}, { language: 'zh', channel: 'discord:1' }).ask('help'),
    ).toMatchInlineSnapshot(`
      "(info) 服务中断和恢复时，我会通知频道
        /status whatsapp：查询服务现在的状况
        /subscribe whatsapp gmail：服务中断和恢复时通知本频道
        /unsubscribe whatsapp：不再向本频道通知某个服务
        /subscriptions：本频道订阅了什么，消息能否送达
        /services mail：查找可以订阅的服务
        /history whatsapp 7：服务过去的故障、可用率和响应时间
        /forecast whatsapp 7：某个服务平时怎样，接下来会怎样
        /calendar：本频道所订阅服务的繁忙期和计划维护
        /probe https://example.com/：立即检查服务或地址，逐步显示结果
        /mute whatsapp 2h：让本频道暂时不再收到某个服务的通知
        /unmute whatsapp：恢复本频道接收某个服务的通知
        /settings language:zh-CN quiet:22:00-07:00：本频道的设置：语言、时区、卡片、提醒、免打扰时段
        /watch https://example.com/ Example：添加自己的服务（公网地址）
        /unwatch example：移除从聊天中添加的服务
        /maintenance shop 22:00 2h weekly：为自己的服务安排维护，期间不发通知；不带参数则列出安排
        /announce shop Slow during the sale：向订阅自有服务的所有频道发布公告，先预览再发送
        /test：向本频道发送一条示例，并说明能否送达
        /about：我的版本、运行状况和监测内容
        /help subscribe：可以问什么，附示例
        — 人人都可查询；订阅需要“管理 Webhook”权限。
        [服务列表] /services
        [订阅列表] /subscriptions"
    `);
  });
  test('of one command', async () => {
    expect(await room().ask('help status')).toMatchInlineSnapshot(`
      "(info) status: How a service stands now
        service: A service, by any of its names; empty: those of this channel
        --public: Show the answer to the whole channel
        Examples: /status whatsapp"
    `);
  });
  test('of a command that is none: all of them', async () => {
    expect(await room().ask('help nonsense')).toContain('I tell channels');
  });
});

test('every button of an answer is a command that works', async () => {
  const { ask } = room();
  const said = new Set<string>();
  const open = [
    'help',
    'services wa',
    'status whatsapp',
    'subscribe whatsap',
    'status zzzz',
    'subscriptions',
  ];
  for (let line = open.pop(); line !== undefined; line = open.pop()) {
    if (said.has(line) || said.size > 60) continue;
    said.add(line);
    const answer = await ask(line);
    expect({ line, answer }).not.toEqual({
      line,
      answer: expect.stringContaining('know the command'),
    });
    for (const [, command = ''] of answer.matchAll(/^ {2}\[.*\] \/(.*)$/gm)) open.push(command);
  }
  expect(said.size).toBeGreaterThanOrEqual(10);
});
