/** What people do with a bot that is there: look back, look now, be quiet for a while, bring services of their own. */
import { describe, expect, test } from 'vitest';
import type { Reading, Service, Stretch } from '../../src/model.ts';
import { cause, incident, minute, now, part, read, verdict } from '../desk.ts';
import { room } from './room.ts';

const hour = 60 * minute;
const day = 24 * hour;

const shop: Service = {
  id: 'shop',
  name: { en: 'Shop', 'zh-CN': '商店' },
  aliases: [],
  category: 'own',
  preset: 'default',
  components: ['web', 'mail'].map((id) => ({
    id,
    name: { en: id === 'web' ? 'Web' : 'Mail' },
    need: 'all',
    checks: [
      {
        id,
        target: `https://${id}.example.com/?key=secret`,
        everyMs: minute,
        timeoutMs: 5_000,
        expect: {},
      },
    ],
  })),
};

const stretches: readonly Stretch[] = Array.from({ length: 48 }, (_, index) => ({
  at: now - day + index * 30 * minute,
  lengthMs: 30 * minute,
  known: 30,
  failed: index === 20 ? 6 : 0,
  medianMs: 100,
  p95Ms: 180,
}));

function uptimeSince(since: number, share: number) {
  return (windowMs: number) => ({ share, since: Math.max(since, now - windowMs) });
}

describe('status', () => {
  const standings = { shop: { verdict: verdict('shop', 'operational', []), isWatched: true } };

  test('says how it has been, as far back as we looked', async () => {
    const uptimes = { shop: uptimeSince(now - 3 * day, 0.99987) };
    const { ask } = room({ own: [shop], uptimes, standings });
    expect(await ask('status shop')).toContain('Uptime: 99.98% in 1 day, 99.98% in 3 days\n');
  });

  test('counts by quarters of an hour, and a day that begins within one is still a day', async () => {
    const quarter = day / 96;
    const uptime = (windowMs: number) => ({ share: 1, since: now - windowMs + quarter - 60_000 });
    const { ask } = room({ own: [shop], uptimes: { shop: uptime }, standings });
    expect(await ask('status shop')).toContain(
      'Uptime: 100% in 1 day, 100% in 7 days, 100% in 30 days\n',
    );
    expect(await ask('history shop')).toContain('no outages in the last 30 days');
  });

  test('says nothing of an uptime of minutes, and of hours how many', async () => {
    const hour = day / 24;
    const young = room({
      own: [shop],
      uptimes: { shop: uptimeSince(now - hour / 2, 0) },
      standings,
    });
    expect(await young.ask('status shop')).not.toContain('Uptime');
    const older = room({
      own: [shop],
      uptimes: { shop: uptimeSince(now - 5.5 * hour, 1) },
      standings,
    });
    expect(await older.ask('status shop')).toContain('Uptime: 100% in 5 hr\n');
    expect(await older.ask('history shop')).toContain('no outages in the last 5 hr');
  });

  test('shows response times as a chart, which says the same in words', async () => {
    const { answer } = room({ own: [shop], latency: { shop: stretches }, standings });
    const { message } = await answer('status shop');
    expect(message.chart?.alt).toBe(
      'Shop: response time in the last 1 day: 100 ms, nearly always within 180 ms; failing for 6 min',
    );
    expect(message.chart?.columns).toHaveLength(48);
  });
});

describe('history', () => {
  const past = [
    incident({ service: 'shop', startedAt: now - 40 * day, endedAt: now - 40 * day + hour }),
    incident({
      id: 'b',
      service: 'shop',
      worst: 'partial',
      startedAt: now - 3 * day,
      endedAt: now - 3 * day + 20 * minute,
      parts: [part('web', 'partial', { cause: cause('refused') })],
    }),
    incident({ id: 'c', service: 'shop', startedAt: now - 10 * minute }),
  ];

  test('outages newest first, with length, state and reason, and the uptime of each part', async () => {
    const uptimes = { shop: uptimeSince(now - 90 * day, 0.9995) };
    const { ask } = room({ own: [shop], incidents: { shop: past }, uptimes });
    expect(await ask('history shop')).toMatchInlineSnapshot(`
      "(info) Shop: 2 outages in the last 30 days
        Down for 30 min in all
        since 14:00 UTC: down
        19 Nov 14:10 UTC, 20 min: partly down — connection refused
        Uptime: 99.95% in 1 day, 99.95% in 7 days, 99.95% in 30 days
        Web: 99.95%
        Mail: 99.95%
        [Details] /status shop"
    `);
  });

  test.each([
    ['history shop 60', '3 outages in the last 60 days'],
    ['history shop days:60', '3 outages in the last 60 days'],
    ['history shop 60d', '3 outages in the last 60 days'],
    ['历史 shop 2', '1 outage in the last 2 days'],
    ['history shop 9999', '3 outages in the last 400 days'],
    ['history shop days:-5', '2 outages in the last 30 days'],
  ])('%s looks back as far as it says', async (line, said) => {
    const { ask } = room({ own: [shop], incidents: { shop: past } });
    expect(await ask(line)).toContain(said);
  });

  test('where the time goes is said last', async () => {
    const spent = { shop: { day: { connect: 11, answer: 84 }, week: { connect: 11, answer: 30 } } };
    const { ask } = room({ own: [shop], incidents: { shop: past }, spent });
    expect(await ask('history shop')).toContain(
      'Where the time goes: connect 11 ms · answer 84 ms (usually 30 ms)\n  [Details]',
    );
  });

  test('a service that nobody watches has none, and nothing is looked at for it', async () => {
    expect(await room({ own: [shop] }).ask('history shop')).toContain('not watched');
    expect(await room().ask('history')).toContain('Which service');
    expect(await room().ask('history whatsap')).toContain('WhatsApp');
  });
});

describe('probe', () => {
  const reading: Reading = {
    status: 'down',
    at: now,
    tookMs: 5_030,
    timings: { dns: 12, tcp: 30.5, tls: 80 },
    cause: cause('reply', { phase: 'greeting', evidence: '554 no' }),
    address: '203.0.113.7',
    certificateDays: 12,
    facts: { 'HTTP status': 503 },
  };

  test('an address: each step, the reason and what the far end said, never a secret', async () => {
    const target = 'https://ana:secret@example.com/?key=secret';
    const { ask } = room({ probes: { [target]: reading } });
    const said = (await ask(`probe ${target}`)).replace(/\[Again\].*/, '');
    expect(said).toMatchInlineSnapshot(`
      "(down) example.com does not work
        Reason: answers with an error — 554 no
        looking up the name: 12 ms, connecting: 31 ms, TLS handshake: 80 ms
        Address: 203.0.113.7
        Certificate valid for 12 more days
        HTTP status: 503
        — One look from one place; it changes no verdict.
        "
    `);
    expect(said).not.toContain('secret');
  });

  test('a service: every check in a line', async () => {
    const probes = { 'https://web.example.com/?key=secret': reading };
    expect(await room({ own: [shop], probes }).ask('probe shop')).toMatchInlineSnapshot(`
      "(down) Shop: 1 of 2 checks work
        Web web.example.com: answers with an error
        Mail mail.example.com: 42 ms
        — One look from one place; it changes no verdict.
        [Again] /probe shop"
    `);
  });

  test('what is no address is said', async () => {
    expect(await room().ask('probe gopher://example.com/')).toContain('cannot be looked at');
    expect(await room().ask('probe')).toContain('What should I look at?');
  });
});

test('about says who it is, how it is and what it watches', async () => {
  expect(await room().ask('about')).toMatchInlineSnapshot(`
    "(operational) Tocsin 1.2.3, at work for 1 day 2 hr
      Watching 2 of the 233 services that I know
      Everything of mine works: store, slack
      No time when I could not see
      [Help] /help"
  `);
  const broken = { store: { isWorking: false, reason: 'the disk is full' } };
  const blind = [{ from: now - 2 * hour, until: now - hour }, { from: now - 5 * minute }];
  const said = await room({ about: { health: broken, blind } }).ask('about');
  expect(said).toContain('store does not work: the disk is full');
  expect(said).toContain('I have seen nothing since 14:05 UTC');
});

describe('test', () => {
  test('posts a sample that nobody can take for an outage', async () => {
    const { ask, posts } = room();
    expect(await ask('test')).toBe('(operational) The sample arrived: notices reach this channel');
    expect(posts.map(read).join()).toContain('Nothing is down. ana asked for it.');
  });
  test('says why it did not arrive, and what would help', async () => {
    const { ask } = room({ undeliverable: 'not_in_channel' });
    expect(await ask('test')).toMatchInlineSnapshot(`
      "(down) The sample did not arrive: notices would not reach this channel
        The network says: not_in_channel
        Type /invite and my name in this channel, then run this again."
    `);
  });
});

describe('services of one’s own', () => {
  const looked: Reading = { status: 'up', at: now, tookMs: 42, timings: {} };

  test('are watched at once', async () => {
    const wanted: string[] = [];
    const { ask } = room({
      watched: ({ target, name }) => {
        wanted.push(`${target} ${name}`);
        return { result: 'done', service: shop, looked };
      },
    });
    expect(await ask('watch https://shop.example.com/ Our Shop')).toMatchInlineSnapshot(`
      "(info) Now watching Shop
        First look at shop.example.com: 42 ms
        [Subscribe this channel] /subscribe shop
        [Details] /status shop
        [Undo] /unwatch shop"
    `);
    await ask('watch shop.example.com');
    await ask('watch shop.example.com:8443');
    await ask('watch tcp://shop.example.com:25');
    expect(wanted).toEqual([
      'https://shop.example.com/ Our Shop',
      'https://shop.example.com ',
      'https://shop.example.com:8443 ',
      'tcp://shop.example.com:25 ',
    ]);
  });

  test('a private address is refused in words', async () => {
    const { ask } = room({ watched: () => ({ result: 'wrong', problem: '10.0.0.1 is private' }) });
    expect(await ask('watch http://10.0.0.1/')).toContain('Only public addresses');
  });

  test('are taken away when somebody is sure', async () => {
    const { ask } = room({ own: [shop] });
    expect(await ask('unwatch shop')).toContain('[Yes] /unwatch shop --sure');
    expect(await ask('unwatch shop --sure')).toContain('no longer watched');
    expect(await ask('unwatch whatsapp')).toContain('was not added from chat');
    expect(await ask('unwatch')).toContain('[Shop] /unwatch shop');
  });
});

describe('mute', () => {
  test('the channel sees who did it and until when; it can be undone', async () => {
    const { ask, kept, posts } = room();
    await ask('subscribe whatsapp');
    expect(await ask('mute whatsapp 2h')).toBe('(info) WhatsApp is muted in this channel');
    expect(kept[0]?.filters).toEqual({ mutedUntil: now + 2 * hour });
    expect(read(posts.at(-1) as never)).toMatchInlineSnapshot(`
      "(info) ana muted WhatsApp in this channel
        Until 16:10 UTC; what lasts then is told.
        [Undo] /unmute whatsapp"
    `);
    await ask('unmute whatsapp');
    expect(kept[0]?.filters).toEqual({});
    expect(await ask('unmute whatsapp')).toContain('is not muted');
  });

  test.each([
    ['mute whatsapp', hour],
    ['mute whatsapp 90m', 90 * minute],
    ['mute whatsapp for:1d', day],
    ['静音 微信 2小时', 2 * hour],
    ['mute whatsapp 999d', 30 * day],
  ])('%s', async (line, forMs) => {
    const { ask, kept } = room();
    await ask('subscribe whatsapp wechat');
    await ask(line);
    expect(kept.map(({ filters }) => filters?.mutedUntil)).toContain(now + forMs);
  });

  test('an incident is muted until it is over', async () => {
    const open = incident({ id: 'x', endedAt: undefined as never });
    const { ask, kept } = room({ incidents: { whatsapp: [open] } });
    await ask('subscribe whatsapp gmail');
    await ask('mute whatsapp --incident');
    expect(kept[0]?.filters).toEqual({ mutedIncident: 'x' });
    expect(await ask('mute gmail --incident')).toContain('no outage now');
    expect(await ask('mute spotify')).toContain('does not follow');
  });
});

describe('settings', () => {
  test('what is chosen is shown, and changed one by one or together', async () => {
    const { ask } = room({}, { language: 'en' });
    expect(await ask('settings')).toMatchInlineSnapshot(`
      "(info) Settings of this channel
        Language: English
        Time zone: UTC
        Notices: card
        Reminders: on
        Quiet hours: off
        Digest: off
        Busy periods ahead: off
        Change one of them, such as /settings quiet:22:00-07:00
        [简体中文] /settings language:zh-CN
        [Reminders: off] /settings reminders:off
        [plain sentences] /settings form:plain"
    `);
    const said = await ask('settings language:zh zone:Asia/Shanghai form:plain reminders:off');
    expect(said).toContain('Language: 简体中文');
    expect(said).toContain('Time zone: Asia/Shanghai');
    expect(said).toContain('Notices: plain sentences');
    expect(said).toContain('Reminders: off');
    expect(await ask('settings quiet:22:00-7:00')).toContain('Quiet hours: 22:00–07:00');
    expect(await ask('settings quiet:off')).toContain('Quiet hours: off');
  });

  test.each([
    ['settings language:klingon', 'I speak en, zh-CN'],
    ['settings zone:Mars/Olympus', 'Write it as Europe/Berlin'],
    ['settings quiet:25:00-26:00', 'Write 22:00-07:00'],
    ['settings form:banana', 'Write card or plain'],
    ['settings reminders:perhaps', 'Write on or off'],
  ])('%s changes nothing and says what would be right', async (line, hint) => {
    const { ask } = room();
    expect(await ask(line)).toContain(hint);
    expect(await ask('settings')).toContain('Quiet hours: off');
  });

  test('the channel is told in the language that it chose', async () => {
    const { ask, posts } = room();
    await ask('settings language:zh-CN');
    await ask('subscribe whatsapp');
    expect(posts[0]?.title).toBe('ana 为本频道订阅了 WhatsApp');
  });
});

describe('filters', () => {
  test('a channel says what it wants to hear, and says it anew', async () => {
    const { ask, kept } = room({ own: [shop] });
    await ask('subscribe shop level:major delay:10m parts:Web');
    expect(kept[0]?.filters).toEqual({ atLeast: 'major', delayMs: 600_000, components: ['web'] });
    expect(await ask('subscribe shop level:outages')).toContain('as you said');
    expect(kept[0]?.filters).toEqual({ atLeast: 'partial' });
    expect(kept).toHaveLength(1);
  });
  test('early warnings are asked for, and given up', async () => {
    const { ask, kept } = room({ own: [shop] });
    await ask('subscribe shop level:major warnings:on');
    expect(kept[0]?.filters).toEqual({ atLeast: 'major', hasWarnings: true });
    await ask('subscribe shop warnings:off');
    expect(kept[0]?.filters).toEqual({ atLeast: 'major', hasWarnings: false });
  });
  test.each(['level:huge', 'delay:soon', 'parts:cellar', 'warnings:perhaps'])(
    '%s is nothing to filter by',
    async (one) => {
      const { ask, kept } = room({ own: [shop] });
      expect(await ask(`subscribe shop ${one}`)).toContain('parts: Web, Mail');
      expect(kept).toEqual([]);
    },
  );
});

test('everything at once is ended only by who is sure', async () => {
  const { ask, kept, posts } = room();
  await ask('subscribe whatsapp gmail');
  expect(await ask('unsubscribe all')).toContain('[Yes] /unsubscribe all --sure');
  expect(kept).toHaveLength(2);
  expect(await ask('unsubscribe all --sure')).toContain('all 2 subscriptions');
  expect(kept).toEqual([]);
  expect(posts.at(-1)?.buttons).toEqual([{ label: 'Undo', command: 'subscribe whatsapp gmail' }]);
  expect(await ask('unsubscribe all')).toContain('nothing to end');
});

describe('maintenance', () => {
  test('is planned, listed and cancelled', async () => {
    const { ask } = room({ own: [shop] });
    expect(await ask('maintenance shop 22:00 2h')).toMatchInlineSnapshot(`
      "(info) Work on Shop is planned
        23 Nov 12:10 UTC to 23 Nov 14:10 UTC, 2 hr
        Meanwhile nothing is told about it; afterwards, only what is different.
        [Undo] /maintenance cancel:m1"
    `);
    expect(await ask('maintenance')).toContain('[Cancel: Shop] /maintenance cancel:m1');
    expect(await ask('maintenance cancel:m1')).toContain('is cancelled');
    expect(await ask('maintenance cancel:m1')).toContain('no such planned work');
    expect(await ask('maintenance')).toContain('No work is planned');
  });
  test.each(['maintenance shop', 'maintenance shop 22:00', 'maintenance shop 2026-02-31 22:00 2h'])(
    '%s says what is missing',
    async (line) => {
      expect(await room({ own: [shop] }).ask(line)).toContain('When does it begin');
    },
  );
  test('nobody silences a service that everybody follows', async () => {
    expect(await room().ask('maintenance whatsapp now 2h')).toContain('not yours to speak for');
  });
});

describe('announce', () => {
  test('is shown first and sent by a button', async () => {
    const { ask } = room({ own: [shop] });
    const shown = await ask('announce shop Slow @everyone during the sale');
    expect(shown).toContain('Slow @everyone during the sale');
    expect(shown).toContain('[Send] /announce send:draft1');
    expect(await ask('announce send:draft1')).toContain('on its way');
    expect(await ask('announce send:draft9')).toContain('sent already, or waited too long');
  });
  test('for others’ services nobody speaks', async () => {
    expect(await room().ask('announce whatsapp we moved')).toContain('not yours to speak for');
    expect(await room().ask('announce')).toContain('What should be announced');
  });
});
