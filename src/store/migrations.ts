/**
 * How stores of earlier versions become ours, one step per version: the version of a store is how many
 * steps it has behind it. A step never changes once it was released; what it says about old rows is
 * written out here, because the code that wrote them is gone.
 */

export type Migration = { readonly what: string; readonly sql: string };

export const migrations: readonly Migration[] = [
  {
    what: 'one table for all rows',
    sql: `
      CREATE TABLE IF NOT EXISTS kv (
        ns TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER,
        PRIMARY KEY (ns, key)
      ) STRICT, WITHOUT ROWID`,
  },
  {
    what: 'a message on its way names all that it speaks of; pauses, quiet hours and what has worked have their later form',
    sql: `
      UPDATE kv SET value = json_remove(
        json_set(value, '$.sending.members', json_array(json_object(
          'service', substr(key, instr(key, '|') + 1),
          'incident', value ->> '$.sending.incident',
          'openedAt', value -> '$.sending.openedAt',
          'revision', value -> '$.sending.revision',
          'severity', value -> '$.sending.severity'))),
        '$.sending.incident', '$.sending.openedAt', '$.sending.revision', '$.sending.severity')
      WHERE ns = 'told' AND json_type(value, '$.sending') = 'object'
        AND json_type(value, '$.sending.members') IS NULL;

      INSERT OR IGNORE INTO kv (ns, key, value)
        SELECT 'pauses', substr(key, 1, instr(key, '|') - 1), value -> '$.problem'
        FROM kv WHERE ns = 'told' AND json_type(value, '$.problem') = 'object';
      UPDATE kv SET value = json_remove(value, '$.problem')
        WHERE ns = 'told' AND json_type(value, '$.problem') IS NOT NULL;

      UPDATE kv SET value = json_remove(
        json_set(value, '$.filters.quiet.afterwards', value -> '$.filters.quiet.then'),
        '$.filters.quiet.then')
      WHERE ns = 'subscriptions' AND json_type(value, '$.filters.quiet.then') IS NOT NULL;

      UPDATE kv SET value = (
        SELECT json_group_object(one.key, CASE
          WHEN json_type(one.value, '$.hasWorked') IS NOT NULL THEN json(one.value)
          ELSE json_set(one.value, '$.hasWorked',
            json(iif(one.value ->> '$.status' = 'operational', 'true', 'false')))
          END)
        FROM json_each(kv.value) AS one)
      WHERE ns = 'checkpoints' AND json_type(value) = 'object' AND value <> '{}'`,
  },
  {
    what: 'the trail of a service is text, a line for each step',
    sql: `
      UPDATE kv SET value = json_set(value, '$.trail', (
        SELECT coalesce(group_concat(line, char(10)), '') FROM (
          SELECT concat_ws(' ', value ->> '$.at', value ->> '$.what', value ->> '$.why') AS line
          FROM json_each(kv.value, '$.trail') ORDER BY key)))
      WHERE ns = 'told' AND json_type(value, '$.trail') = 'array'`,
  },
];
