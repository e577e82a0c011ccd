/**
 * A process that brings a store up to date and is killed by the step itself: at its `row`-th row, or with
 * `after` once all is done.
 */
import { DatabaseSync } from 'node:sqlite';
import { migrations } from '../../src/store/migrations.ts';
import { upgrade } from '../../src/store/upgrade.ts';

const [path = '', moment = ''] = process.argv.slice(2);
const database = new DatabaseSync(path);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
let rows = 0;
const die = () => process.kill(process.pid, 'SIGKILL');
database.function('seen', (value) => {
  rows += 1;
  if (String(rows) === moment) die();
  return value;
});
const what = 'each row is seen';
upgrade(database, path, [...migrations, { what, sql: 'UPDATE kv SET value = seen(value)' }]);
if (moment === 'after') die();
