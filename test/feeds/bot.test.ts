/** The whole bot over status pages of every format, beside servers that it looks at itself. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createBot } from '../../src/bot.ts';
import { readConfig } from '../../src/config.ts';
import { severity } from '../../src/model.ts';
import { createClock } from '../../src/time/clock.ts';
import { type Case, documentOf, type Kind, kinds, now } from './documents.ts';
import { createPageServer, type PageServer } from './page-server.ts';

const speed = 120;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A bot that speaks in the terminal, in the year of the documents. */
async function start(services: string) {
  const readable = readConfig(
    { CONSOLE: 'on', STORE_URL: 'sqlite::memory:', HTTP_PORT: '0', CANARIES: 'off' },
    { services, servicesPath: 'services.yaml' },
  );
  if (!readable.ok) throw new Error(readable.problems.join('\n'));
  const clock = createClock(speed);
  const ahead = now - clock.now();
  const [input, output] = [new PassThrough(), new PassThrough()];
  let printed = '';
  output.on('data', (data) => {
    printed += String(data);
  });
  const bot = await createBot(readable.config, {
    ...{ input, output, isTerminal: false, personName: 'ana' },
    clock: { ...clock, now: () => clock.now() + ahead },
    log: () => {},
    onInterrupt: () => {},
  });
  ends.push(() => bot.stop());
  await bot.start();
  return {
    /** What was said since the last time. */
    read() {
      const text = printed;
      printed = '';
      return text;
    },
    get said() {
      return printed;
    },
    type: (line: string) => input.write(`${line}\n`),
  };
}

const wait = { timeout: 20_000, interval: 20 };

function pathOf({ format }: Kind): string {
  return `/${format}`;
}

function show(pages: PageServer, kind: Kind, { body }: Case): void {
  const { bytes, contentType } = documentOf(kind, body);
  pages.show(pathOf(kind), { body: Buffer.from(bytes), type: contentType });
}

/** A healthy document of a format, and one with an open incident that speaks of the same product. */
function pairOf(kind: Kind): { readonly well: Case; readonly ill: Case } {
  for (const ill of kind.cases.filter(({ gives }) => severity(gives) > 0)) {
    const well = kind.cases.find(
      ({ gives, product }) => gives === 'operational' && product === ill.product,
    );
    if (well) return { well, ill };
  }
  throw new Error(`${kind.format} has no pair`);
}

/** Until each of these texts has been said since the last time; then all that was. */
async function heard(bot: { said: string; read(): string }, ...texts: string[]) {
  await vi.waitFor(() => {
    expect(texts.filter((text) => !bot.said.includes(text))).toEqual([]);
  }, wait);
  return bot.read();
}

function timesOf(text: string, said: string): number {
  return said.split(text).length - 1;
}

test('every format: well, in trouble, well again, told once each', async () => {
  const pages = await createPageServer();
  ends.push(() => pages.close());
  const pairs = kinds.map((kind) => ({ kind, ...pairOf(kind) }));
  for (const { kind, well } of pairs) show(pages, kind, well);
  const services = pairs.map(({ kind, well: { product } }) => {
    const { format } = kind;
    const row = product === undefined ? '' : `, product: ${JSON.stringify(product)}`;
    const feed = `{ format: ${format}, url: "${pages.url}${pathOf(kind)}"${row} }`;
    return `  - { id: ${format}, name: "The ${format}", feed: ${feed} }`;
  });
  const bot = await start(`services:\n${services.join('\n')}\n`);
  await vi.waitFor(() => {
    const asked = new Set(pages.asked.map(({ path }) => path));
    expect(kinds.filter((kind) => !asked.has(pathOf(kind)))).toEqual([]);
  }, wait);
  const names = kinds.map(({ format }) => `The ${format} is `);
  for (const { kind, ill } of pairs) show(pages, kind, ill);
  const fallen = await heard(bot, ...names);
  for (const { kind, well } of pairs) show(pages, kind, well);
  const risen = await heard(bot, ...names.map((name) => `🟢 ${name}`));
  for (const name of names) {
    expect([name, timesOf(name, fallen)]).toEqual([name, 1]);
    expect([name, timesOf(`🟢 ${name}`, risen)]).toEqual([name, 1]);
  }
}, 60_000);

/** A service of our own that answers with a status, beside its provider's page. */
async function town(kind: Kind, id: string, name: string) {
  let status = 200;
  const server = createServer((_, response) => response.writeHead(status).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pages = await createPageServer();
  ends.push(
    () => server.close(),
    () => pages.close(),
  );
  const { well, ill } = pairOf(kind);
  show(pages, kind, well);
  const product = well.product === undefined ? '' : `, product: ${JSON.stringify(well.product)}`;
  const feed = `{ format: ${kind.format}, url: "${pages.url}${pathOf(kind)}"${product} }`;
  const bot = await start(
    `services:\n  - { id: ${id}, name: ${name}, every: 20s, checks: ["http://127.0.0.1:${port}/"], feed: ${feed} }\n`,
  );
  bot.type(`/status ${id}`);
  await vi.waitFor(() => {
    bot.type(`/status ${id}`);
    expect(bot.said).toContain('The provider says that all is well, too.');
  }, wait);
  bot.read();
  return {
    bot,
    see: (answer: number) => {
      status = answer;
    },
    say: (word: 'well' | 'ill') => show(pages, kind, word === 'well' ? well : ill),
  };
}

function kindOf(format: string): Kind {
  const kind = kinds.find((one) => one.format === format);
  if (kind === undefined) throw new Error(format);
  return kind;
}

describe('what we see beside what they say', () => {
  test('WhatsApp: the provider alone reports trouble, and ends it', async () => {
    const { bot, say } = await town(kindOf('meta-rss'), 'whatsapp', 'WhatsApp');
    say('ill');
    const told = await heard(bot, 'The provider reports trouble; our own checks find none.');
    expect(told).toContain('Reported by the provider · ');
    expect(told.match(/[🟠🔴] WhatsApp is/gu)).toHaveLength(1);
    say('well');
    expect(timesOf('🟢 WhatsApp is', await heard(bot, '🟢 WhatsApp is'))).toBe(1);
  }, 40_000);

  test('a mail provider: we see it failing, the provider says that all is well', async () => {
    const { bot, see } = await town(kindOf('google-incidents'), 'gmail', 'Gmail');
    see(503);
    const told = await heard(bot, 'Gmail is', 'The provider says that all is well.');
    expect(told).toContain('Seen by our own checks · confirmed');
    see(200);
    expect(timesOf('🟢 Gmail is', await heard(bot, '🟢 Gmail is'))).toBe(1);
  }, 40_000);

  test('a postal service: both see it, one card that quotes the provider', async () => {
    const { bot, see, say } = await town(kindOf('statuspage-v2'), 'china-post', 'China Post');
    see(500);
    await heard(bot, 'China Post is', 'The provider says that all is well.');
    say('ill');
    // The card is edited without a sound; who asks reads it.
    await vi.waitFor(() => {
      bot.type('/status china-post');
      expect(bot.said).toContain('The provider reports trouble, too.');
    }, wait);
    expect(bot.read()).not.toMatch(/^🔴 China Post is (now|still)/m);
    see(200);
    say('well');
    expect(timesOf('🟢 China Post is', await heard(bot, '🟢 China Post is'))).toBe(1);
  }, 40_000);

  test('a page that turns into a web page says nothing, and nobody hears of it', async () => {
    const pages = await createPageServer();
    ends.push(() => pages.close());
    pages.show('/status', { body: '<!doctype html><html>All well</html>', type: 'text/html' });
    const feed = `{ format: statuspage-v2, url: "${pages.url}/status" }`;
    const bot = await start(`services:\n  - { id: shop, feed: ${feed} }\n`);
    await vi.waitFor(() => expect(pages.asked.length).toBeGreaterThan(1), wait);
    expect(bot.read()).not.toContain('shop is');
    bot.type('/status shop');
    await heard(bot, "Can't tell", 'status page says nothing that can be read');
  }, 40_000);
});
