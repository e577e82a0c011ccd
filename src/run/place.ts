/** Where the store is, as the programs beside the bot see it: they work even when other settings are wrong. */
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { settings } from '../settings.ts';
import { storePath } from '../store/index.ts';

/** The file of the store, by the environment and `.env`; undefined when it is kept elsewhere. */
export function placeOfStore(): string | undefined {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  const url = process.env.STORE_URL?.trim() || file.STORE_URL?.trim() || undefined;
  const parsed = settings.shape.STORE_URL.safeParse(url);
  return parsed.success ? storePath(parsed.data) : undefined;
}

/** An instant as it can stand in the name of a file: `20261122T073000Z`. */
export function stampOf(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');
}

export const noStore =
  'STORE_URL names no file; a store in a database of its own is saved by the tools of that database.';
