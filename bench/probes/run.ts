/** Runs one system under test on a core of its own and says what it cost. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../src/run/demo/certificates.ts';
import type { Load, Ports, Said } from './load.ts';

const { cert, key } = makeCertificate({ names: ['localhost', '127.0.0.1'], isAuthority: true });
export const trusted = cert;

/** How `npm start` has Node keep its memory. */
const { scripts } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
);
export const startFlags: readonly string[] = scripts.start.match(/--(?!import)\S+/g) ?? [];

/** Without pinning, the system and its targets disturb each other; ratios still say something. */
export const isPinned = availableParallelism() > 1 && hasTaskset();

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The driver and the targets share the second core. */
export function stepAside(): void {
  if (isPinned) execFileSync('taskset', ['-pc', '1', String(process.pid)], { stdio: 'ignore' });
}

/** By then V8 has compiled what runs often; until then that is a tenth of the CPU, which a bot that runs for days does not pay. */
export const compiledMs = 20_000;

/** Of the time, others had the core while we wanted it. */
const robbed = 0.03;

/** Was the core so often others' that nothing can be said of lateness? */
export function isRobbed({ waitedMs }: Pick<Said, 'waitedMs'>, windowMs: number): boolean {
  return waitedMs / windowMs > robbed;
}

export function robbery({ waitedMs }: Pick<Said, 'waitedMs'>, windowMs: number): string {
  return `others had the core for ${((waitedMs / windowMs) * 100).toFixed(1)} % of the time`;
}

export type Place = {
  readonly core: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Only when nobody else wants the core, whatever the scheduling of all others. */
  readonly isLast?: boolean;
};

export function launch(words: readonly string[], { core, env = {}, isLast }: Place): ChildProcess {
  const pinned = isPinned ? ['taskset', '-c', String(core)] : [];
  const humble = isPinned && isLast === true ? ['chrt', '--idle', '0'] : [];
  const [program = '', ...rest] = [...pinned, ...humble, ...words];
  return spawn(program, rest, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, BENCH_CERT: cert, BENCH_KEY: key, ...env },
  });
}

export type Targets = { readonly ports: Ports; asked(): Promise<number>; close(): void };

export async function startTargets(): Promise<Targets> {
  const begin = async (name: string, isLast: boolean) => {
    const words = [process.execPath, programAt(name)];
    const child = launch(words, { core: 1, isLast });
    const [{ ports }] = (await once(child, 'message')) as [{ ports: Ports }];
    return { child, ports };
  };
  const healthy = await begin('targets', false);
  const hostile = await begin('hostile', true);
  return {
    ports: { ...healthy.ports, ...hostile.ports },
    async asked() {
      healthy.child.send('count');
      const [{ asked }] = (await once(healthy.child, 'message')) as [{ asked: number }];
      return asked;
    },
    close() {
      healthy.child.kill();
      hostile.child.kill();
    },
  };
}

/** `asked`: what the targets themselves counted in the window. */
export type Run = Said & { readonly asked: number; readonly cpuPerLook: number };

export async function run(
  system: 'bare' | 'watching',
  load: Omit<Load, 'ports'>,
  targets: Targets,
): Promise<Run> {
  let before = 0;
  let asked = 0;
  let said: Said | undefined;
  for await (const word of wordsOf<Word>(system, load, targets)) {
    if (word.begin) before = await targets.asked();
    if (word.end) asked = (await targets.asked()) - before;
    said ??= word.said;
  }
  if (said === undefined) throw new Error(`${system} said nothing`);
  return { ...said, asked, cpuPerLook: said.cpuMs / asked };
}

type Word = { readonly begin?: true; readonly end?: true; readonly said?: Said };

/** Runs a program of this folder on the first core, and passes on what it says until it ends. */
export async function* wordsOf<Word>(
  name: string,
  load: Omit<Load, 'ports'>,
  { ports }: Targets,
): AsyncGenerator<Word> {
  const words = [process.execPath, ...startFlags, '--expose-gc', programAt(name)];
  const env = { BENCH_LOAD: JSON.stringify({ ...load, ports }) };
  const child = launch(words, { core: 0, env });
  const ended = new AbortController();
  child.once('exit', () => ended.abort());
  try {
    for await (const [word] of on(child, 'message', { signal: ended.signal })) yield word;
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  }
  if (child.exitCode !== 0)
    throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}`);
}

function programAt(name: string): string {
  return join(import.meta.dirname, `${name}.ts`);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] = [sorted[middle - 1 + (sorted.length % 2)], sorted[middle]];
  return (low + high) / 2;
}
