/**
 * Photographs the status page: `node test/browser/shots.ts` draws the picture of the README, and with a folder
 * behind it every page at three widths, by day and by night.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { listen } from '../../src/web/server.ts';
import { decodePng, encodePng } from '../pictures/png.ts';
import { openBrowser, program } from './browser.ts';
import { badAfternoon, sceneNow } from './scenes.ts';

const widths = [360, 768, 1280];
const pages = { services: '/', service: '/s/mail', incidents: '/incidents' };
// The fonts of a bare machine are few; these look as those of people's own machines do.
const fonts = `body { font-family: 'Noto Sans CJK SC', sans-serif }`;

type Look = {
  readonly width: number;
  readonly height?: number;
  readonly colorScheme: 'light' | 'dark';
};

async function photograph(browser: Browser, url: string, look: Look): Promise<Buffer> {
  const { width, height, colorScheme } = look;
  const context = await browser.newContext({
    ...{ viewport: { width, height: height ?? 900 }, colorScheme, bypassCSP: true },
    ...{ locale: 'en-GB', timezoneId: 'Europe/Berlin', deviceScaleFactor: width < 600 ? 2 : 1 },
  });
  const page = await context.newPage();
  await page.clock.setFixedTime(sceneNow);
  await page.goto(url);
  await page.addStyleTag({ content: fonts });
  await page.getByText('Live', { exact: true }).waitFor();
  const picture = await page.screenshot({ fullPage: height === undefined });
  await context.close();
  return picture;
}

async function everyPage(browser: Browser, origin: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of widths) {
      for (const [name, path] of Object.entries(pages)) {
        const picture = await photograph(browser, origin + path, { width, colorScheme });
        writeFileSync(join(folder, `${name}-${width}-${colorScheme}.png`), picture);
      }
    }
  }
}

/** A desk by day and a phone by night, beside each other. */
async function together(browser: Browser, origin: string): Promise<Buffer> {
  const desk = await photograph(browser, `${origin}/`, {
    ...{ width: 960, height: 800, colorScheme: 'light' },
  });
  const phone = await photograph(browser, `${origin}/s/mail`, {
    ...{ width: 360, height: 780, colorScheme: 'dark' },
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const image = (picture: Buffer, name: string) =>
    `<img class="${name}" src="data:image/png;base64,${picture.toString('base64')}">`;
  await page.setContent(`<style>
    body { margin: 0; height: 800px; position: relative; background: #dfe5ee }
    img { position: absolute; border-radius: 14px; box-shadow: 0 10px 40px #1f2a3a40 }
    .desk { left: 36px; top: 46px; width: 850px }
    .phone { right: 36px; top: 46px; width: 314px; border-radius: 28px; border: 6px solid #0a0d12 }
  </style>${image(desk, 'desk')}${image(phone, 'phone')}`);
  await page.waitForFunction('[...document.images].every(({ complete }) => complete)');
  return encodePng(decodePng(await page.screenshot()));
}

if (!program) {
  process.stderr.write('There is no browser here: install chromium.\n');
  process.exit(2);
}
const [folder] = process.argv.slice(2);
const server = await listen(badAfternoon().web, '127.0.0.1', 0);
const origin = `http://127.0.0.1:${server.port}`;
const browser = await openBrowser(program);
if (folder) await everyPage(browser, origin, folder);
else {
  const picture = await together(browser, origin);
  writeFileSync(join(import.meta.dirname, '../../docs/page.png'), picture);
}
await browser.close();
server.close();
