/** Photographs the status page at three widths, by day and by night: `node test/browser/shots.ts [folder]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { listen } from '../../src/web/server.ts';
import { findBrowser, openBrowser } from './browser.ts';
import { badAfternoon, sceneNow } from './scenes.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../docs');
const widths = [360, 768, 1280];
const pages = { services: '/', service: '/s/mail', incidents: '/incidents' };

const fonts = `body { font-family: 'Noto Sans CJK SC', sans-serif }`;

const program = findBrowser();
if (!program) {
  process.stderr.write('There is no browser here: install chromium.\n');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const { web } = badAfternoon();
const server = await listen(web, '127.0.0.1', 0);
const origin = `http://127.0.0.1:${server.port}`;
const browser = await openBrowser(program);
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of widths) {
    const context = await browser.newContext({
      ...{ viewport: { width, height: 900 }, colorScheme, locale: 'en-GB' },
      ...{ timezoneId: 'Europe/Berlin', deviceScaleFactor: width < 600 ? 2 : 1 },
      // The fonts of this machine are few; these look as those of people's own machines do.
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(sceneNow);
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(origin + path);
      await page.addStyleTag({ content: fonts });
      await page.screenshot({
        path: join(folder, `${name}-${width}-${colorScheme}.png`),
        fullPage: true,
      });
    }
    await context.close();
  }
}
await browser.close();
process.exit(0);
