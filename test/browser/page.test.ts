/** The status page in a real browser: live, in other languages, on a phone, by keyboard, by night, without scripts. */
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { languages } from '../../src/languages/index.ts';
import { createClock } from '../../src/time/clock.ts';
import { type Listening, listen } from '../../src/web/server.ts';
import { part, verdict } from '../desk.ts';
import { openBrowser, program } from './browser.ts';
import { badAfternoon, sceneServices, standBadly } from './scenes.ts';

const missing = 'there is no chromium on this machine, so nobody has looked at the page';

describe.skipIf(!program)(program ? 'the status page' : missing, () => {
  let browser: Browser;
  let server: Listening;
  let origin: string;
  let world: ReturnType<typeof badAfternoon>;

  beforeAll(async () => {
    browser = await openBrowser(program ?? '');
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    server.close();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    // Ten times as fast: what would be told in two seconds is told in a fifth of one.
    world = badAfternoon({ now: Date.now, clock: createClock(10) });
    server = await listen(world.web, '127.0.0.1', 0);
    origin = `http://127.0.0.1:${server.port}`;
  });

  /** A page of its own, with everything that went wrong in it. */
  async function open(path: string, how: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: 'en-GB', ...how });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(origin + path);
    return { page, complaints, requests };
  }

  /** The service is well, or down. */
  function stand(id: string, status: 'operational' | 'major'): void {
    const [service] = sceneServices().filter((one) => one.id === id);
    const parts = service?.components.map((one) => part(one.id, status)) ?? [];
    const since = Date.now();
    world.scene.verdicts.set(id, verdict(id, status, parts, { since, lookedAt: since }));
  }

  test('an outage appears and goes without a reload, and is spoken', async () => {
    const { page, complaints } = await open('/');
    await page.getByText('Live', { exact: true }).waitFor();
    stand('whatsapp', 'major');
    await page.getByRole('heading', { name: 'WhatsApp is down' }).waitFor();
    await page.getByRole('heading', { name: '3 of 18 services have trouble' }).waitFor();
    const news = await page.getByRole('status').textContent();
    expect(news).toContain('3 of 18 services have trouble');
    expect(news).toContain('WhatsApp');
    stand('whatsapp', 'operational');
    await page.getByRole('heading', { name: '2 of 18 services have trouble' }).waitFor();
    expect(await page.getByRole('heading', { name: 'WhatsApp is down' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('what happens between the page and the first connection is not missed', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const held = Promise.withResolvers<void>();
    await page.route('**/live*', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.goto(origin);
    stand('signal', 'major');
    held.resolve();
    await page.getByRole('heading', { name: 'Signal is down' }).waitFor();
  });

  test('news takes nobody away from where they are', async () => {
    const { page } = await open('/');
    await page.getByRole('link', { name: /^Signal/ }).focus();
    const list = await page.locator('#kind-messaging').elementHandle();
    stand('whatsapp', 'major');
    await page.getByRole('heading', { name: 'WhatsApp is down' }).waitFor();
    expect(await list?.evaluate((one) => one.isConnected)).toBe(false);
    expect(await page.locator(':focus').textContent()).toContain('Signal');
  });

  test('who is typing while news comes goes on typing', async () => {
    const { page } = await open('/');
    const box = page.getByRole('searchbox');
    await box.fill('whats');
    await page.locator('#found', { hasText: 'whats' }).waitFor();
    stand('whatsapp', 'major');
    await page.locator('#s-whatsapp', { hasText: 'down' }).waitFor();
    await page.keyboard.type('app');
    expect(await box.inputValue()).toBe('whatsapp');
  });

  test('results come while typing, by any name', async () => {
    const { page } = await open('/');
    const box = page.getByRole('searchbox');
    await box.pressSequentially('微信', { delay: 5 });
    await page.locator('#found', { hasText: 'No service here is called “微信”' }).waitFor();
    expect(await page.getByRole('status').textContent()).toBe('No service here is called “微信”');
    await box.fill('公司邮箱');
    await page.locator('#found', { hasText: '1 service for “公司邮箱”' }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'Company mail' }).count()).toBe(1);
    expect(await page.locator(':focus').getAttribute('id')).toBe('q');
    await box.fill('');
    await page.getByRole('heading', { name: 'Trouble now' }).waitFor();
  });

  test('times are in the zone of the reader, not of the server', async () => {
    const at = Date.UTC(2026, 10, 22, 13, 7);
    standBadly(world.scene, at + 23 * 60_000);
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Tokyo' });
    const page = await context.newPage();
    await page.clock.setFixedTime(at + 23 * 60_000);
    await page.goto(`${origin}/s/mail`);
    expect(await page.locator('#state').textContent()).toContain('Since 22:07');
    expect(await page.locator('footer').textContent()).toContain('Times in Asia/Tokyo');
  });

  test('the language is the browser’s, and another is chosen for good', async () => {
    const { page } = await open('/', { locale: 'de-AT' });
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('link', { name: '简体中文' }).click();
    await page.getByRole('heading', { name: '18 项服务中有 2 项出现故障' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.getByRole('link', { name: '公司邮箱' }).first().click();
    await page
      .getByRole('heading', { name: '公司邮箱 部分功能故障' })
      .or(page.getByRole('heading', { level: 1 }))
      .waitFor();
    expect(await page.locator('h1').textContent()).toContain('公司邮箱');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  test.each(['/', '/s/mail', '/incidents', '/s/nobody'])(
    'on a phone %s is as wide as the phone, in every language',
    async (path) => {
      const { page } = await open(path, { viewport: { width: 320, height: 640 } });
      for (const { tag } of languages) {
        await page.goto(`${origin}${path}?lang=${tag}`);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect([tag, width]).toEqual([tag, 320]);
      }
    },
  );

  test('everything is reached by keyboard, the content at once', async () => {
    const { page } = await open('/');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('id')).toBe('q');
    await page.keyboard.type('shop');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=shop/);
    await page.getByRole('link', { name: /^Shop/ }).first().focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/s\/shop/);
  });

  test('without scripts everything is there, and the search works', async () => {
    const { page } = await open('/', { javaScriptEnabled: false });
    await page.getByRole('searchbox').fill('mail');
    await page.getByRole('button', { name: 'Find' }).click();
    expect(page.url()).toContain('q=mail');
    await page.getByRole('link', { name: /^Company mail/ }).click();
    expect(await page.locator('h1').textContent()).toBe(
      'Company mail is partly down: Receiving, Sending',
    );
    expect(await page.locator('#state').textContent()).toContain('CET');
    expect(await page.getByText('Live', { exact: true }).count()).toBe(0);
  });

  test('one request round: the page has all that it needs', async () => {
    const { page, requests, complaints } = await open('/s/mail');
    await page.getByText('Live', { exact: true }).waitFor();
    expect(requests.map((url) => new URL(url).pathname)).toEqual(['/s/mail', '/live']);
    expect(complaints).toEqual([]);
  });

  const looks = [
    ['by day', { colorScheme: 'light' }],
    ['by night', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 } }],
    ['in Chinese', { locale: 'zh-CN' }],
  ] as const;
  const paths = ['/', '/?q=nothing', '/s/mail', '/incidents', '/s/nobody'];

  test.each(looks)('axe finds nothing to complain about %s', async (_, how) => {
    const { page } = await open('/', { ...how, bypassCSP: true });
    for (const path of paths) {
      await page.goto(origin + path);
      expect([path, await complaintsOf(page)]).toEqual([path, []]);
    }
  });

  test('by night it is dark, and colour is never alone', async () => {
    const { page } = await open('/', { colorScheme: 'dark' });
    const ground = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(Math.max(...(ground.match(/\d+/g) ?? []).map(Number))).toBeLessThan(60);
    const rows = await page.locator('.rows li').all();
    for (const row of rows) expect(await row.locator('span').textContent()).not.toBe('');
  });
});

/** What axe says of the page, by its rules for WCAG 2.2 AA and good practice. */
async function complaintsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
  return violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
}
