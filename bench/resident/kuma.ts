/**
 * An installed Uptime Kuma 2 as the peer, started as its image starts it (`node server/server.js`), on our Node and with
 * SQLite; its files are left as they are. A first start makes its database; a person and the monitors are then written
 * into it as its own form would, and nobody is told and no browser is open. Of itself it waits 300 to 1,000 ms between
 * the first looks of two monitors, with 5,000 of them almost an hour; here they are spread evenly over one interval.
 * It has no child processes.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freePort, type Load, launch, type Program } from './program.ts';

export function versionOf(directory: string): string {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version;
}

/** Resolves when it serves its pages; it then begins to look. */
export async function startKuma(directory: string, load: Load): Promise<Program> {
  const home = mkdtempSync(join(tmpdir(), 'kuma-bench-'));
  const leave = () => rmSync(home, { recursive: true });
  try {
    mkdirSync(join(home, 'data'));
    writeFileSync(join(home, 'soon.cjs'), startingWithin(load));
    const first = await start(directory, home);
    await first.close();
    fill(join(home, 'data/kuma.db'), load);
    const program = await start(directory, home);
    return {
      ...program,
      async close() {
        await program.close();
        leave();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

async function start(directory: string, home: string): Promise<Program> {
  const port = await freePort();
  return launch({
    name: 'Uptime Kuma',
    command: [process.execPath, '--require', join(home, 'soon.cjs'), 'server/server.js'],
    options: {
      cwd: directory,
      env: {
        ...process.env,
        DATA_DIR: join(home, 'data/'),
        UPTIME_KUMA_DB_TYPE: 'sqlite',
        UPTIME_KUMA_HOST: '127.0.0.1',
        UPTIME_KUMA_PORT: String(port),
      },
    },
    // The page that it shows while it makes its database has no dashboard.
    readyAt: `http://127.0.0.1:${port}/dashboard`,
  });
}

/** Runs before it in its process: of all the random numbers it asks for, only that of the pause is ours. */
function startingWithin({ checks, everySeconds }: Load): string {
  return `
    const parts = require(process.cwd() + '/src/util');
    const random = parts.getRandomInt;
    parts.getRandomInt = (least, most) =>
      least === 300 && most === 1000 ? ${(everySeconds * 1000) / Math.max(1, checks)} : random(least, most);
  `;
}

function fill(path: string, { checks, everySeconds, pageOf }: Load): void {
  const database = new DatabaseSync(path);
  try {
    database.exec("INSERT INTO user (id, username, password) VALUES (1, 'bench', 'nobody')");
    const add = database.prepare(
      `INSERT INTO monitor (user_id, type, name, url, interval, retry_interval, timeout, http_body_encoding,
        expiry_notification, accepted_statuscodes_json)
       VALUES (1, 'http', ?, ?, ?, ?, ?, 'json', 0, '["200-299"]')`,
    );
    database.exec('BEGIN');
    for (let check = 0; check < checks; check += 1)
      add.run(`Bench ${check}`, pageOf(check), everySeconds, everySeconds, everySeconds * 0.8);
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}
