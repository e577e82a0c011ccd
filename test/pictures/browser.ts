/** A browser without a window, as it is run from the command line: measures a page and photographs it. */
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { type Box, decodePng, type Image } from './png.ts';

export const scale = 2;
const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];
const withinMs = 120_000;
const outputLimitBytes = 32 * 1024 * 1024;

/** The program; undefined when there is none in these folders. */
export function findBrowser(path: string): string | undefined {
  return path
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export type Photograph = { readonly image: Image; readonly boxes: ReadonlyMap<string, Box> };

/** The page as wide as asked and as high as it is, and where in it the elements with an id are. */
export async function photograph(
  browser: string,
  file: string,
  width: number,
): Promise<Photograph> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-browser-'));
  try {
    const run = (height: number, ...rest: readonly string[]) =>
      runBrowser(browser, folder, [`--window-size=${width},${height}`, ...rest, `file://${file}`]);
    const boxes = boxesOf(await run(800, '--dump-dom'));
    const bottom = Math.max(...[...boxes.values()].map(({ top, height }) => top + height));
    const shot = join(folder, 'shot.png');
    await run(Math.ceil(bottom / scale), `--screenshot=${shot}`);
    return { image: decodePng(readFileSync(shot)), boxes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runBrowser(
  browser: string,
  folder: string,
  rest: readonly string[],
): Promise<string> {
  const { stdout } = await promisify(execFile)(browser, [...flags(folder), ...rest], {
    timeout: withinMs,
    maxBuffer: outputLimitBytes,
  });
  return stdout;
}

function flags(folder: string): readonly string[] {
  return [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // Coloured edges of letters would cost a palette most of its colours.
    '--disable-lcd-text',
    '--hide-scrollbars',
    `--force-device-scale-factor=${scale}`,
    `--user-data-dir=${join(folder, 'profile')}`,
  ];
}

/** In pixels of the picture. */
function boxesOf(dom: string): ReadonlyMap<string, Box> {
  const [, json = '[]'] = /data-boxes="([^"]*)"/.exec(dom) ?? [];
  const rows: [string, number, number, number, number][] = JSON.parse(
    json.replaceAll('&quot;', '"'),
  );
  const pixels = (length: number) => Math.round(length * scale);
  return new Map(
    rows.map(([id, left, top, width, height]) => [
      id,
      { left: pixels(left), top: pixels(top), width: pixels(width), height: pixels(height) },
    ]),
  );
}
