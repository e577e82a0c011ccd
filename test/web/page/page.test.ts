/** What the status page says, to whom and in which words. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { languages } from '../../../src/languages/index.ts';
import type { LikelyCause, Provider, Warning } from '../../../src/model.ts';
import { badAfternoon, outage, sceneNow } from '../../browser/scenes.ts';
import { createHandClock } from '../../clock.ts';
import { cause, part, verdict } from '../../desk.ts';
import { visit } from '../visit.ts';
import { createScene, day, minute, service } from './scene.ts';

/** A page as text and as it is read aloud: without markup, style and script. */
async function open(...asked: Parameters<typeof visit>) {
  const response = await visit(...asked);
  const text = await response.text();
  const read = text
    .replace(/<(style|script|title)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
  return { response, text, read };
}

function order(read: string, ...words: string[]): readonly string[] {
  return words.toSorted((a, b) => read.indexOf(a) - read.indexOf(b));
}

describe('all services', () => {
  test('one sentence says how they are, then what is wrong and why, the worst first', async () => {
    const { read } = await open(badAfternoon().web, '/');
    expect(read).toContain('2 of 18 services have trouble');
    const told = [
      '2 of 18',
      'Company mail is partly down',
      'Shop is slow',
      'Your own',
      'Messaging',
    ];
    expect(order(read, ...told)).toEqual(told);
    expect(read).toContain('Receiving · mx1.example.com:25: connected, but no greeting');
    expect(read).toContain('Since 14:07 CET');
  });

  test.each([
    ['All is well', 'operational', false],
    ['Possible problems with 1 of 1 service, checking', 'operational', true],
    ["Can't tell how 1 of 1 service is doing", 'unknown', false],
    ['1 of 1 service has trouble', 'major', false],
  ] as const)('“%s”', async (title, status, isSuspect) => {
    const { web, scene } = createScene([service('shop')]);
    scene.verdicts.set('shop', verdict('shop', status, [part('main', status)], { isSuspect }));
    const { text, read } = await open(web, '/');
    expect(read.replaceAll('&#39;', "'")).toContain(title);
    expect(text.replaceAll('&#39;', "'")).toContain(`<title>${title} · Tocsin</title>`);
  });

  test('nothing is watched: that is said, and not that all is well', async () => {
    const { read } = await open(createScene([]).web, '/');
    expect(read).toContain('Nothing is watched yet');
    expect(read).not.toContain('All is well');
  });

  test('while we are blind nothing is called well, and what is known to be down stays so', async () => {
    const { web, scene } = createScene([service('shop')], { now: () => sceneNow });
    const blind = { from: sceneNow - 5 * minute, why: 'network', services: [] } as const;
    scene.periods = [blind];
    const { read } = await open(web, '/');
    expect(read).toContain('We cannot see right now');
    expect(read).toContain('I have seen nothing since 13:25 UTC What is shown here may be old.');
    expect(read).not.toContain('All is well');
    const bad = badAfternoon();
    bad.scene.periods = [blind];
    expect((await open(bad.web, '/')).read).toContain('2 of 18 services have trouble');
    const one = (await open(bad.web, '/s/whatsapp')).read;
    expect(order(one, 'I have seen nothing', 'WhatsApp is working')[0]).toBe('I have seen nothing');
    const after = createScene([service('shop')], { now: () => sceneNow });
    after.scene.periods = [{ ...blind, until: sceneNow - minute }];
    expect((await open(after.web, '/')).read).toContain('All is well');
  });

  test('work that lasts or is to come in these days is named, later work is not', async () => {
    const { web, scene } = badAfternoon();
    const work = (id: string, from: number, services?: readonly string[]) => ({
      ...{ from, until: from + 60 * minute, isFixed: false },
      window: { id, title: id, when: { from: 0, until: 0 }, ...(services && { services }) },
    });
    scene.works = [
      work('Cables', sceneNow - minute, ['mail', 'shop']),
      work('Power', sceneNow + day),
      work('Roof', sceneNow + 20 * day, ['mail']),
    ];
    const { read } = await open(web, '/');
    expect(read).toContain(
      'Company mail, Shop 14:29 CET to 15:29 CET , 1 hr · under maintenance Cables',
    );
    expect(read).toContain('Everything 23 Nov 14:30 CET to 23 Nov 15:30 CET , 1 hr Power');
    expect(read).not.toContain('Roof');
  });

  test('a service is found by any of its names, in any width and case', async () => {
    const { web } = badAfternoon();
    for (const typed of ['whatsapp', 'ＷＨＡＴＳ', 'wa', '公司邮箱']) {
      const { read } = await open(web, `/?q=${encodeURIComponent(typed)}`);
      expect([typed, /Show all/.test(read)]).toEqual([typed, true]);
      expect([typed, /WhatsApp|Company mail/.test(read)]).toEqual([typed, true]);
    }
    const { read } = await open(web, '/?q=whatsap');
    expect(read).toContain('1 service for “whatsap”');
  });

  test('what is not watched here is not found, and what was typed is only text', async () => {
    const { text, read } = await open(badAfternoon().web, `/?q=${encodeURIComponent('"><b>x')}`);
    expect(read).toContain('No service here is called “&quot;&gt;&lt;b&gt;x”');
    expect(text).not.toContain('"><b>x');
  });
});

describe('one service', () => {
  test('says what the chat says, and what the provider says beside it', async () => {
    const { read } = await open(badAfternoon().web, '/s/mail');
    for (const words of [
      'Company mail is partly down: Receiving, Sending',
      'Likely overloaded: the server says it is busy (421)',
      'Working: Webmail',
      'Since 14:07 CET',
      'What the provider says degraded The provider has found the cause: Delayed mail delivery',
      'Receiving down Sending overloaded Webmail working normally',
      'Early warnings',
      'Trouble on 4 of 81 days seen, most on 25 Oct',
      'Uptime: 98.4% in 1 day',
      '160 ms, nearly always within 310 ms',
      'Company mail is back — was partly down 2 hr',
      '14:07 CET degraded (Receiving · says it is overloaded)',
      '14:21 CET partly down (Receiving, Sending)',
    ]) {
      expect(read).toContain(words);
    }
  });

  test('pictures have their words', async () => {
    const { text } = await open(badAfternoon().web, '/s/mail');
    const labels = [...text.matchAll(/<svg class="(\w+)" role="img" aria-label="([^"]+)"/g)];
    expect(labels.map(([, name]) => name)).toEqual(['bars', 'curve']);
    expect(labels[0]?.[2]).toContain('Trouble on 4 of 81 days seen');
    expect(labels[1]?.[2]).toContain('Company mail: response time in the last 1 day');
  });

  test('what is usual goes along the curve, in steps, and is said in words', async () => {
    const { text, read } = await open(badAfternoon().web, '/s/mail');
    expect(read).toContain('Dashed: what is usual at that hour');
    const [, path = ''] = /<path class="usual" d="([^"]+)"/.exec(text) ?? [];
    // From where and to where: 13:30 to 18, the night, and from 8 on.
    expect(path.match(/[MVH]/g)?.join('')).toBe('MHVHVHMHVHVH');
    expect(path).toMatch(/^M0 .*H1000M0 .*H1000$/);
    const { text: shop, read: said } = await open(
      badAfternoon({ usual: () => undefined }).web,
      '/s/mail',
    );
    expect(shop).not.toContain('class="usual"');
    expect(said).not.toContain('Dashed');
  });

  test('busy times ahead are said, those of others are not', async () => {
    const { web } = badAfternoon();
    const { read } = await open(web, '/s/mail?lang=zh-CN');
    expect(read).toContain('即将到来的繁忙期');
    expect(read).toContain('黑色星期五');
    expect((await open(web, '/s/mail')).read).toContain(
      'Busy times ahead Busy from 27 Nov 14:30 CET to 28 Nov 14:30 CET : Black Friday ; answers may take 2.5 times as long',
    );
    expect((await open(web, '/s/shop')).text).not.toContain('id="busy"');
  });

  test('planned and present work, and when we could not see', async () => {
    const { web, scene } = badAfternoon();
    const window = (id: string, title: string) => ({
      ...{ id, title, services: ['mail'] },
      when: { from: 0, until: 0 },
    });
    scene.works = [
      {
        from: sceneNow - minute,
        until: sceneNow + 59 * minute,
        isFixed: false,
        window: window('a', 'New disks'),
      },
      {
        from: sceneNow + day,
        until: sceneNow + day + 30 * minute,
        isFixed: false,
        window: window('b', 'Move'),
      },
    ];
    scene.periods = [
      {
        from: sceneNow - 3 * day,
        until: sceneNow - 3 * day + 20 * minute,
        why: 'store',
        services: ['mail'],
      },
      {
        from: sceneNow - 2 * day,
        until: sceneNow - 2 * day + 20 * minute,
        why: 'store',
        services: ['shop'],
      },
    ];
    const { read } = await open(web, '/s/mail');
    expect(read).toContain('14:29 CET to 15:29 CET , 1 hr · under maintenance New disks');
    expect(read).toContain('23 Nov 14:30 CET to 23 Nov 15:00 CET , 30 min Move');
    expect(read).toContain('I saw nothing from 19 Nov 14:30 CET to 19 Nov 14:50 CET');
    expect(read).not.toContain('20 Nov 14:30');
  });

  test('another of its names leads to it, and the language goes along', async () => {
    const { response } = await open(
      badAfternoon().web,
      '/s/%E5%85%AC%E5%8F%B8%E9%82%AE%E7%AE%B1?lang=de',
    );
    expect([response.status, response.headers.get('location')]).toEqual([302, '/s/mail?lang=de']);
  });

  test('one that there is not is said to be missing', async () => {
    const { response, read } = await open(badAfternoon().web, '/s/nobody');
    expect(response.status).toBe(404);
    expect(read).toContain('There is no such page');
  });

  test('one that was never looked at is no outage', async () => {
    const { web, scene } = createScene([service('shop')]);
    scene.verdicts.delete('shop');
    const { read } = await open(web, '/s/shop');
    expect(read).toContain('No result yet');
  });
});

test('incidents come newest first, twenty at a time', async () => {
  const { web, scene } = createScene([service('mail', {}, ['Receiving', 'Sending', 'Webmail'])]);
  const all = Array.from({ length: 45 }, (_, index) => {
    const startedAt = sceneNow - (45 - index) * day;
    return outage(sceneNow, {
      id: `mail.${index}`,
      startedAt,
      endedAt: startedAt + index * minute,
    });
  });
  scene.incidents.set('mail', all);
  const first = await open(web, '/incidents');
  expect([...first.text.matchAll(/id="i-mail\.(\d+)"/g)].map(([, id]) => Number(id))).toEqual(
    Array.from({ length: 20 }, (_, index) => 44 - index),
  );
  expect(first.read).toContain('Page 1 of 3');
  for (const page of ['3', '99', '1e9']) {
    const last = await open(web, `/incidents?page=${page}`);
    expect(last.read).toContain('Page 3 of 3');
    expect(last.text).toContain('id="i-mail.0"');
  }
  expect((await open(web, '/incidents?page=-1')).read).toContain('Page 1 of 3');
});

test('incidents that began at the same moment are on one page each, all of them once', async () => {
  const services = Array.from({ length: 50 }, (_, index) => service(`s${index}`, {}, ['a', 'b']));
  const { web, scene } = createScene(services);
  for (const { id } of services) {
    const one = outage(sceneNow, { service: id, startedAt: sceneNow, endedAt: sceneNow + minute });
    scene.incidents.set(id, [{ ...one, id: `${id}.1` }]);
  }
  const pages = await Promise.all([1, 2, 3].map((page) => open(web, `/incidents?page=${page}`)));
  const ids = pages.flatMap(({ text }) =>
    [...text.matchAll(/id="i-([^"]+)"/g)].map(([, id]) => id),
  );
  expect(ids).toHaveLength(50);
  expect(new Set(ids).size).toBe(50);
});

test('when the past cannot be read, the present is shown all the same', async () => {
  const bugs: string[] = [];
  const { web } = badAfternoon({
    history: { uptime: () => undefined, latency: () => Promise.reject(new Error('disk')) },
    onBug: (error) => bugs.push(String(error)),
  });
  const { response, read } = await open(web, '/s/mail');
  expect(response.status).toBe(200);
  expect(read).toContain('Company mail is partly down');
  expect(bugs).toContain('Error: disk');
});

describe('whoever reads', () => {
  test.each(languages)('$tag is spoken on every page, and said to be', async ({ tag, name }) => {
    const { web } = badAfternoon();
    for (const path of ['/', '/s/mail', '/incidents', '/s/nobody']) {
      const headers = { 'accept-language': `tlh, ${tag};q=0.9, en;q=0.1` };
      const { text } = await open(web, path, { headers });
      expect(text).toContain(`<html lang="${tag}">`);
      expect(text).toContain(`lang="${tag}" hreflang="${tag}" aria-current="true">${name}</a>`);
    }
  });

  test('what was chosen wins over the browser and stays in every link', async () => {
    const headers = { 'accept-language': 'de' };
    const { text } = await open(badAfternoon().web, '/?lang=ja&tz=Asia/Tokyo', { headers });
    expect(text).toContain('<html lang="ja">');
    expect(text).toContain('href="/s/mail?lang=ja&amp;tz=Asia%2FTokyo"');
    expect(text).toContain('name="lang" value="ja"');
    expect(text).toContain('>22:07 JST</time>');
  });

  test('a language or a zone that there is not is as if none was named', async () => {
    const { text } = await open(badAfternoon().web, '/?lang=%3Cb%3E&tz=%2B25:99');
    expect(text).toContain('<html lang="en">');
    expect(text).toContain('14:07 CET</time>');
  });
});

/** Text that would do harm wherever it were taken for markup. */
const evil = '"\'><img src=x onerror=alert(1)></script><script>alert(1)</script>{{7*7}}';

const warning: Warning = {
  ...{ component: evil, check: evil, code: 'fills', at: sceneNow },
  values: { name: evil, value: 80, limit: 90, leftMs: day },
};

function evilScene() {
  const one = service(
    'evil',
    {
      ...{ name: { en: evil, 'zh-CN': evil }, aliases: [evil] },
      ...{ statusPage: 'javascript:alert(1)', homepage: 'javascript:alert(1)' },
    },
    ['a', 'b'],
  );
  const named = {
    ...one,
    components: one.components.map((component) => ({ ...component, name: { en: evil } })),
  };
  const { web, scene } = createScene([named], {
    now: () => sceneNow,
    warningsOf: () => [warning],
  });
  const why = cause('reply', { evidence: evil, values: { status: evil } });
  const parts = [
    part('a', 'major', { cause: why, targets: [`https://x/${evil}`] }),
    part('b', 'degraded', { cause: why, targets: [`https://y/${evil}`] }),
  ];
  const provider: Provider = {
    ...{ status: 'major', at: sceneNow },
    incident: {
      id: evil,
      title: evil,
      stage: 'identified',
      text: evil,
      url: 'javascript:alert(1)',
    },
    work: { title: evil, url: 'data:text/html,x' },
  };
  const rest = { provider, accord: 'only-we' } as const;
  scene.verdicts.set('evil', verdict('evil', 'partial', parts, rest));
  const likely: LikelyCause = {
    ...{ class: 'hardware', code: 'hardware', confidence: 0.9, values: { said: evil } },
  };
  scene.incidents.set('evil', [
    outage(sceneNow, { id: evil, service: 'evil', parts, likely, provider, accord: 'agreed' }),
  ]);
  scene.works = [
    {
      ...{ from: sceneNow, until: sceneNow + day, isFixed: false },
      window: { id: evil, title: evil, services: ['evil'], when: { from: 0, until: 0 } },
    },
  ];
  return web;
}

test.each(['/', '/s/evil', '/incidents', `/?q=${encodeURIComponent(evil)}`])(
  'markup in every field of a service stays text on %s',
  async (path) => {
    const { text } = await open(evilScene(), path);
    expect(text).toContain('onerror');
    const ours = text.replace(/<script>[\s\S]*?<\/script>\n<\/body>/, '');
    expect(ours).not.toMatch(/<script|<img|<\/script/);
    expect(ours.replace(/="[^"]*"/g, '=""')).not.toMatch(/<[^<>]*\s(on\w+|style)=/);
    const links = [...ours.matchAll(/\s(?:href|src|action)="([^"]*)"/g)].map(
      ([, url]) => url ?? '',
    );
    const strange = links.filter((url) => !/^(\/|#|https?:|data:image\/svg\+xml,)/.test(url));
    expect(strange).toEqual([]);
  },
);

test.each([
  '/s/..%2f..%2fetc%2fpasswd',
  '/s/%00',
  '/s/%0d%0aset-cookie:a=b',
  '/s/%F0%9F%92%A9',
  '/s/%E0%A4%A',
  `/s/${'x'.repeat(5_000)}`,
  `/?q=${'%F0%9F%92%A9'.repeat(500)}`,
  '/?q=%00%0d%0a&lang=%00&tz=%00',
  '/?lang=de&lang=fr&tz=UTC&tz=x',
  '/incidents?page=NaN',
  '/incidents?page=99999999999999999999',
  '/live?at=%0d%0a',
  `/?key=${'y'.repeat(1_000)}`,
])('%s is answered, and with nothing of ours', async (path) => {
  const { web } = badAfternoon({ who: { publicServices: 'all', key: 'a key of sixteen or more' } });
  const response = await visit(web, path);
  expect(response.status).toBeLessThan(500);
  expect(response.headers.get('set-cookie')).toBeNull();
  await response.body?.cancel();
});

test('feeds of the same are named, for a reader of feeds to find', async () => {
  const { web } = badAfternoon();
  for (const [path, at] of [
    ['/', ''],
    ['/s/mail', '/s/mail'],
  ]) {
    const { text } = await open(web, path ?? '');
    const links = [...text.matchAll(/<link rel="alternate" type="([^"]+)" href="([^"]+)">/g)];
    expect(links.map(([, , href]) => href)).toEqual(
      ['atom', 'rss', 'json'].map((ending) => `${at}/feed.${ending}`),
    );
    for (const [, type = '', href = ''] of links) {
      const feed = await visit(web, href);
      expect([href, feed.status]).toEqual([href, 200]);
      expect(feed.headers.get('content-type')).toContain(type);
    }
  }
});

describe('what a browser is told', () => {
  test('it runs our own style and script and nothing else, and is framed by nobody', async () => {
    const { response, text } = await open(badAfternoon().web, '/s/mail');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toMatch(/https?:|\*/);
    for (const [, tag, content = ''] of text.matchAll(/<(style|script)>([\s\S]*?)<\/\1>/g)) {
      const hash = createHash('sha256').update(content).digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(text).not.toMatch(/<[^>]+\s(style|on\w+)=/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });

  test('a page that has not changed is not sent again', async () => {
    const { web } = badAfternoon();
    const { response } = await open(web, '/');
    const etag = response.headers.get('etag') ?? '';
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    const again = await visit(web, '/', { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const other = await visit(web, '/?lang=de', { headers: { 'if-none-match': etag } });
    expect(other.status).toBe(200);
  });

  test('who can unpack gets it packed', async () => {
    const { web } = badAfternoon();
    const plain = await open(web, '/');
    const packed = await visit(web, '/', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe(plain.text);
    const refused = await visit(web, '/', { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(refused.headers.get('content-encoding')).toBeNull();
  });

  test('a hundred services fit into 50 kB, with all that the page needs', async () => {
    const kinds = ['mail', 'messaging', 'cloud', 'own', 'postal', 'payments'];
    const services = Array.from({ length: 100 }, (_, index) => {
      const name = { en: `Service of the world ${index}` };
      return service(`service-${index}`, { name, category: kinds[index % 6] ?? 'own' });
    });
    const { web, scene } = createScene(services);
    for (const { id } of services.slice(0, 10)) {
      const why = cause('timeout', { values: { limitMs: 5_000 } });
      const parts = [part('main', 'major', { cause: why, targets: ['https://x.example/'] })];
      scene.verdicts.set(id, verdict(id, 'major', parts, { since: Date.now() - minute }));
    }
    for (const { tag } of languages) {
      const { text } = await open(web, `/?lang=${tag}&tz=America/New_York`);
      expect(text.match(/<li id="s-/g)).toHaveLength(100);
      expect([tag, Buffer.byteLength(text) < 50_000]).toEqual([tag, true]);
      expect(text).not.toMatch(/<(link rel="stylesheet"|script src|img|iframe|use href="[^#])/);
    }
  });
});

describe('strangers', () => {
  const stranger = { from: '203.0.113.9' };
  const key = 'a key of sixteen or more';

  test('see what is public and nothing else, and never where we look or what servers said', async () => {
    const { web } = badAfternoon({ who: { publicServices: ['mail', 'whatsapp'], key } });
    const all = await open(web, '/', stranger);
    expect(all.read).toContain('1 of 2 services has trouble');
    expect(all.text).not.toMatch(/shop|intranet|example\.com|Too many connections/i);
    const mail = await open(web, '/s/mail', stranger);
    expect(mail.read).toContain('Sending : says it is overloaded');
    expect(mail.text).not.toMatch(/mx1|Too many connections|Early warnings/);
    expect((await open(web, '/s/shop', stranger)).response.status).toBe(404);
    expect((await open(web, '/incidents', stranger)).text).not.toMatch(/mx1/);
  });

  test('are asked for the key where nothing is public, and shown nothing before', async () => {
    const { web } = badAfternoon({ who: { publicServices: 'none', key } });
    for (const path of ['/', '/s/mail', '/incidents', '/s/nobody']) {
      const { response, text } = await open(web, path, stranger);
      expect(response.status).toBe(401);
      expect(text).toContain('name="key" type="password"');
      expect(text).not.toMatch(/company mail/i);
    }
    expect((await visit(web, '/live', stranger)).status).toBe(403);
  });

  test('learn plainly that there is nothing for them where there is no key', async () => {
    const { response, text, read } = await open(badAfternoon().web, '/', stranger);
    expect(response.status).toBe(403);
    expect(read).toContain('This page is private');
    expect(text).not.toContain('type="password"');
  });

  async function type(web: ReturnType<typeof badAfternoon>['web'], typed: string, to = '/s/mail') {
    const body = new URLSearchParams({ key: typed, to });
    return visit(web, '/key', { method: 'POST', body, ...stranger });
  }

  test('who types the key gets a pass that is not the key, and gets in', async () => {
    const { web } = badAfternoon({ who: { publicServices: 'none', key } });
    const wrong = await type(web, 'another');
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    const right = await type(web, key);
    expect([right.status, right.headers.get('location')]).toEqual([303, '/s/mail']);
    const pass = right.headers.get('set-cookie') ?? '';
    expect(pass).toMatch(/HttpOnly/);
    expect(pass).toMatch(/SameSite=Lax/);
    expect(pass).not.toContain(encodeURIComponent(key));
    const cookie = pass.split(';')[0] ?? '';
    const { read } = await open(web, '/s/mail', { ...stranger, headers: { cookie } });
    expect(read).toContain('Company mail is partly down');
    expect(read).toContain('421 4.3.2 Too many connections');
  });

  test.each(['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
    'are not led away by %s',
    async (to) => {
      const { web } = badAfternoon({ who: { publicServices: 'none', key } });
      const location = (await type(web, key, to)).headers.get('location') ?? '';
      expect(new URL(location, 'http://here.example').host).toBe('here.example');
    },
  );

  test('a key in the address is taken out of it', async () => {
    const { web } = badAfternoon({ who: { publicServices: 'none', key } });
    const { response } = await open(
      web,
      `/s/mail?lang=de&key=${encodeURIComponent(key)}`,
      stranger,
    );
    expect([response.status, response.headers.get('location')]).toEqual([303, '/s/mail?lang=de']);
    expect(response.headers.get('set-cookie')).toContain('tocsin-access=');
  });

  test('a form of any size is refused before it is read', async () => {
    const { web } = badAfternoon({ who: { publicServices: 'none', key } });
    const body = `key=${'x'.repeat(100_000)}`;
    const headers = {
      ...{ 'content-type': 'application/x-www-form-urlencoded' },
      'content-length': String(body.length),
    };
    const answer = await visit(web, '/key', { method: 'POST', body, headers, ...stranger });
    expect(answer.status).toBe(413);
  });
});

test('a page is kept for a moment, but not across a change that was told', async () => {
  const clock = createHandClock();
  const { web, scene } = createScene([service('shop')], { clock });
  const read = async () => (await open(web, '/')).read;
  const stand = (status: 'major' | 'operational') =>
    scene.verdicts.set('shop', verdict('shop', status, [part('main', status)]));
  expect(await read()).toContain('All is well');
  stand('major');
  expect(await read()).toContain('All is well');
  const live = await visit(web, '/live');
  await clock.pass(0);
  expect(await read()).toContain('1 of 1 service has trouble');
  await live.body?.cancel();
  stand('operational');
  await clock.pass(1_000);
  expect(await read()).toContain('All is well');
});
