/** A real browser without a window, where this machine has one; tests say so and are left out where it has none. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

/** The program; undefined when there is none on this machine. */
export function findBrowser(path = process.env.PATH ?? ''): string | undefined {
  return [...path.split(delimiter), '/usr/bin']
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

/** What a browser asks the outside for by itself is nobody's business here. */
const quiet = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-default-apps'],
];

export async function openBrowser(program: string): Promise<Browser> {
  // As root, a browser refuses to start inside its own walls.
  const isRoot = process.getuid?.() === 0;
  const args = isRoot ? [...quiet, '--no-sandbox'] : quiet;
  return chromium.launch({ executablePath: program, args });
}
