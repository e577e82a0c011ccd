/**
 * `npm run compare`: runs the laboratory with other people's checkers looking at the same servers, and prints where we
 * differ and why. Exit code 1 when a difference has no reason.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compared } from './behaviour.ts';
import { reasonFor } from './differences.ts';
import { installed } from './peers.ts';
import { folderWith } from './programs.ts';

const laboratories = ['http', 'http2', 'tcp-tls', 'mail', 'dns', 'real'];

function main(): number {
  if (installed.length === 0) {
    write('skipped: neither prometheus-blackbox-exporter nor monitoring-plugins is installed');
    return 0;
  }
  const rows = runLaboratories();
  if (rows.length === 0) {
    write('nothing was compared: the laboratory did not run');
    return 1;
  }
  let agreed = 0;
  const reasons = new Map<string, string[]>();
  for (const row of rows) {
    for (const opinion of row.opinions) {
      if (opinion.says === row.status) agreed++;
      else {
        const reason = reasonFor(row, opinion) ?? '';
        const ours = `${row.status}${row.cause ? ` (${row.cause.code}, ${row.cause.kind})` : ''}`;
        const line = `${row.scheme}: ${row.says}: we ${ours}, ${opinion.peer} ${opinion.says} ${opinion.words}`;
        reasons.set(reason, [...(reasons.get(reason) ?? []), line]);
      }
    }
  }
  const unexplained = reasons.get('') ?? [];
  reasons.delete('');
  for (const [reason, lines] of reasons) write(`\n${reason}\n${lines.map(indented).join('\n')}`);
  if (unexplained.length > 0) write(`\nWITHOUT A REASON\n${unexplained.map(indented).join('\n')}`);
  const differing = [...reasons.values()].flat().length;
  write(
    `\n${rows.length} behaviours; with ${installed.join(' and ')}: ${agreed} agreed, ${differing} differ with a reason, ${unexplained.length} without`,
  );
  return unexplained.length > 0 ? 1 : 0;
}

function runLaboratories(): readonly Compared[] {
  const folder = folderWith({});
  const file = join(folder.path, 'compared.jsonl');
  const tests = laboratories.map((name) => `test/probes/${name}.test.ts`);
  const words = ['vitest', 'run', '--reporter=dot', '--testTimeout=60000', '--no-file-parallelism'];
  spawnSync('npx', [...words, ...tests], {
    env: { ...process.env, COMPARISON_FILE: file },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  folder.remove();
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Compared]));
}

const indented = (line: string) => `  ${line.replace(/\s+/g, ' ').slice(0, 240)}`;
const write = (text: string) => void process.stdout.write(`${text}\n`);

process.exitCode = main();
