/** Real servers of this machine, where they are installed: found, started on free ports, stopped by their own id. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a program is, or undefined; servers live outside most people's PATH. */
export function find(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a server in the foreground and waits until its port answers; gives back how to stop it. */
export async function start(
  path: string,
  words: readonly string[],
  port: number,
): Promise<() => Promise<void>> {
  const child = spawn(path, words, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
  });
  while (!(await isOpen(port))) {
    if (isEnded) throw new Error(`${path} ended before it was ready`);
  }
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const result = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  // A refusal comes in microseconds; a server needs a moment before the next try makes sense.
  if (!result) await new Promise((resolve) => setTimeout(resolve, 20));
  return result;
}

/** A folder of its own with these files in it. */
export function folderWith(files: Readonly<Record<string, string>>): {
  readonly path: string;
  write(name: string, text: string): void;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-lab-'));
  const write = (name: string, text: string) => writeFileSync(join(path, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) };
}
