/** What `npm start` does with types before anything else. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const stripper = join(import.meta.dirname, '../../src/run/strip-types.js');

const greet = `type Name = string;
/** 你好 */
export function greet(name: Name): string {
  if (name === '') throw new Error('nobody');
  return \`hello, \${name}\`;
}
`;
const main = `import { greet } from './some folder/greet.ts';
const compilers = () => process.moduleLoadList.filter((name: string) => name.includes('amaro'));
const where = (() => { try { return greet(''); } catch (error) { return (error as Error).stack; } })();
const before = compilers().length;
const later = await import('./later.ts').catch((error: Error) => error.message);
console.log(JSON.stringify({ said: greet('world'), before, where, later }));
`;

let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'tocsin strip-'));
  await mkdir(join(project, 'src/some folder'), { recursive: true });
  await mkdir(join(project, 'src/run'));
  await cp(stripper, join(project, 'src/run/strip-types.js'));
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
  await writeFile(join(project, 'src/some folder/greet.ts'), greet);
  await writeFile(join(project, 'src/main.ts'), main);
});
afterAll(() => rm(project, { recursive: true }));

async function started(...flags: string[]) {
  const { stdout, stderr } = await run(process.execPath, [...flags, 'src/main.ts'], {
    cwd: project,
  });
  return { ...JSON.parse(stdout), stderr };
}

const byUs = '--import=./src/run/strip-types.js';

test('sources run as Node runs them, without its compiler in memory', async () => {
  const [ours, nodes] = [await started(byUs), await started()];
  expect(nodes.before).toBeGreaterThan(0);
  expect({ ...ours, before: nodes.before }).toEqual(nodes);
  expect(ours).toMatchObject({ said: 'hello, world', before: 0, stderr: '' });
  const file = pathToFileURL(join(project, 'src/some folder/greet.ts')).href;
  expect(ours.where).toContain(`${file}:4:26`);
});

test('a source that cannot be read leaves all of it to Node', async () => {
  const broken = join(project, 'src/broken.ts');
  await writeFile(broken, 'enum Colour { Red }\n');
  expect((await started(byUs)).before).toBeGreaterThan(0);
  await rm(broken);
});
