/** Our stand-in for Discord in a process of its own, so that it outlives a bot that is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type DiscordProcess = {
  readonly apiUrl: string;
  readonly token: string;
  /** Calls a method of the peer; arguments and result are JSON. */
  call(method: string, ...given: unknown[]): Promise<unknown>;
  stop(): Promise<void>;
};

export async function startDiscordPeer(): Promise<DiscordProcess> {
  const file = fileURLToPath(new URL('discord.ts', import.meta.url));
  const child = spawn(process.execPath, [file, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  const { apiUrl, token } = JSON.parse(line) as { apiUrl: string; token: string };
  return {
    apiUrl,
    token,
    async call(method, ...given) {
      const url = new URL(`/control/${method}`, apiUrl);
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(given) });
      if (!answer.ok) throw new Error(`${method}: ${answer.status}`);
      return answer.json();
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
