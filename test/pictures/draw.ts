/**
 * Draws what people see: `draw.ts [FOLDER]` makes a page and a picture of every scene, on both networks and in every
 * language; `draw.ts docs` makes the picture of the README. Without a browser there are pages and no pictures.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findBrowser, photograph } from './browser.ts';
import { columnWidth, noticePage, scenePage, sheetPage } from './page.ts';
import { crop, encodePng } from './png.ts';
import type { Network, Scene } from './post.ts';
import { type Reader, readers } from './reader.ts';
import { scenesFor, told } from './scenes.ts';

const networks: readonly Network[] = ['slack', 'discord'];
const sheetColumns = 4;
const noticeWidth = 860;

const browser = findBrowser(process.env.PATH ?? '');
const [wanted = join(tmpdir(), 'tocsin-pictures')] = process.argv.slice(2);

if (!browser) say('No Chromium was found in PATH: there are pages, but no pictures.');
if (wanted === 'docs') await drawNotice(join(import.meta.dirname, '../../docs'));
else await drawAll(resolve(wanted));

async function drawAll(folder: string): Promise<void> {
  for (const network of networks) {
    for (const reader of readers) {
      const scenes = await scenesFor(network, reader);
      await drawSheet(join(folder, `${network}-${reader.language}`), scenes, { network, reader });
    }
  }
}

type Setting = { readonly network: Network; readonly reader: Reader };

/** The pictures of single scenes are cut out of the one with all of them. */
async function drawSheet(
  folder: string,
  scenes: readonly Scene[],
  { network, reader }: Setting,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const scene of scenes) {
    writeFileSync(join(folder, `${scene.id}.html`), scenePage(scene, network, reader));
  }
  const file = `${folder}.html`;
  writeFileSync(file, sheetPage(scenes, network, reader));
  say(file);
  if (!browser) return;
  const width = sheetColumns * (columnWidth + 16) + 16;
  const { image, boxes } = await photograph(browser, file, width);
  writeFileSync(`${folder}.png`, encodePng(image));
  for (const { id } of scenes) {
    const box = boxes.get(id);
    if (box) writeFileSync(join(folder, `${id}.png`), encodePng(crop(image, box)));
  }
}

/** The same outage and recovery, on Slack in English and on Discord in Chinese. */
async function drawNotice(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(tmpdir(), 'tocsin-notice.html');
  const [english, chinese] = readers;
  const pane = (network: Network, reader: Reader) => {
    const posts = (id: string) => told(reader).find((scene) => scene.id === id)?.posts ?? [];
    return { network, reader, before: posts('outage'), after: posts('recovery') };
  };
  writeFileSync(file, noticePage([pane('slack', english), pane('discord', chinese)]));
  say(file);
  if (!browser) return;
  const { image } = await photograph(browser, file, noticeWidth);
  writeFileSync(join(folder, 'notice.png'), encodePng(image));
  say(join(folder, 'notice.png'));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
