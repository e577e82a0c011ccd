/**
 * Readers in a process of their own: each question is asked when it is due, whether earlier ones have been answered or
 * not, and its time counts from then. So a server that stops for a second makes five hundred answers late, not one.
 */
import { Agent, get } from 'node:http';
import { sleep } from '../probes/load.ts';
import type { Answered, Pace } from './world.ts';

process.on('disconnect', () => process.exit());
const agent = new Agent({ keepAlive: true, maxSockets: 200 });

process.on('message', async (pace: Pace) => {
  process.send?.({ answered: await ask(pace) });
});

async function ask({ port, perSecond, forMs, paths }: Pace): Promise<Answered> {
  const times: number[] = [];
  const asked: Promise<void>[] = [];
  let [wrong, bytes] = [0, 0];
  const startedAt = performance.now();
  const all = Math.round((forMs / 1000) * perSecond);
  for (let count = 0; count < all; count += 1) {
    const due = startedAt + (count * 1000) / perSecond;
    const earlyMs = due - performance.now();
    if (earlyMs > 1) await sleep(earlyMs);
    asked.push(
      one(port, paths[count % paths.length] ?? '/').then((size) => {
        if (size === undefined) wrong += 1;
        bytes += size ?? 0;
        times.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(asked);
  return { times, wrong, bytes };
}

/** The size of a good answer; undefined for any other. Who finds a kept connection closed asks anew, as browsers do. */
function one(port: number, path: string, isAgain = false): Promise<number | undefined> {
  return new Promise((resolve) => {
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    const request = get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      let size = 0;
      response.on('data', (piece: Buffer) => {
        size += piece.length;
      });
      response.on('end', () => resolve(response.statusCode === 200 ? size : undefined));
    });
    request.on('error', () => {
      resolve(request.reusedSocket && !isAgain ? one(port, path, true) : undefined);
    });
  });
}
