/** A real browser without a window, where this machine has one; tests say so and are left out where it has none. */
import { delimiter } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../pictures/browser.ts';

/** The program; undefined when there is none on this machine. */
export const program = findBrowser([process.env.PATH ?? '', '/usr/bin'].join(delimiter));

/** What a browser asks the outside for by itself is nobody's business here. */
const quiet = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--disable-default-apps'],
];

export async function openBrowser(executablePath: string): Promise<Browser> {
  // As root, a browser refuses to start inside its own walls.
  const isRoot = process.getuid?.() === 0;
  const args = isRoot ? [...quiet, '--no-sandbox'] : quiet;
  return chromium.launch({ executablePath, args });
}
