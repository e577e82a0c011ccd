/** Uptime Kuma's database (SQLite) as the backup that its settings would export. A copy is read, so nothing is touched. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

type Row = Readonly<Record<string, unknown>>;

/** Its backups write these as the database does; all others in camel case. */
const asTheyAre =
  /^(basic_auth_|oauth_|dns_resolve_|dns_last_|docker_|accepted_statuscodes|user_id|remote_browser)/;
const jsonColumn = 'accepted_statuscodes_json';

export async function readKumaDatabase(path: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-import-'));
  try {
    const copy = join(folder, 'kuma.db');
    await copyFile(path, copy);
    // What it has not yet moved into the file itself.
    await copyFile(`${path}-wal`, `${copy}-wal`).catch(() => undefined);
    return exportOf(copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function exportOf(path: string): unknown {
  const database = new DatabaseSync(path);
  try {
    const tables = new Set(
      database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .all()
        .map(({ name }) => name),
    );
    const all = (table: string): readonly Row[] =>
      tables.has(table) ? database.prepare(`SELECT * FROM "${table}"`).all() : [];
    if (!tables.has('monitor')) return {};
    const monitors = all('monitor');
    const notified = new Set(all('monitor_notification').map(({ monitor_id }) => monitor_id));
    const tagged = new Set(all('monitor_tag').map(({ monitor_id }) => monitor_id));
    return {
      monitorList: monitors.map((row) => ({
        ...monitorOf(row),
        ...(notified.has(row.id) && { notificationIDList: { 1: true } }),
        ...(tagged.has(row.id) && { tags: ['tag'] }),
      })),
      maintenanceList: all('maintenance').map((row) =>
        maintenanceOf(row, all('monitor_maintenance')),
      ),
      notificationList: all('notification').map(({ name }) => ({ name })),
      proxyList: all('proxy').map(({ host }) => ({ host })),
    };
  } finally {
    database.close();
  }
}

function monitorOf(row: Row): Row {
  const { [jsonColumn]: codes, ...others } = row;
  const fields = Object.entries(others).map(([key, value]) => [keyOf(key), value] as const);
  return { ...Object.fromEntries(fields), accepted_statuscodes: parsed(codes) };
}

function keyOf(column: string): string {
  if (asTheyAre.test(column)) return column;
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function maintenanceOf(row: Row, links: readonly Row[]): Row {
  const ofIt = links.filter((link) => link.maintenance_id === row.id);
  return { ...row, weekdays: parsed(row.weekdays), monitors: ofIt.map((link) => link.monitor_id) };
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return [];
  }
}
