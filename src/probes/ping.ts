/**
 * Sends one echo request by the system's own `ping`: raw sockets would need rights that a bot should not have.
 * Where there is no such command or it may not be used, the reading is *unknown* and says so.
 */
import { execFile } from 'node:child_process';
import { isIP } from 'node:net';
import { z } from 'zod';
import { fail } from './eyes/cause.ts';
import { isAllowed } from './eyes/connect.ts';
import { common } from './eyes/expectation.ts';
import type { Glance } from './eyes/glance.ts';
import { commonQuery, familyOf, hostOf, needHost, needQuery } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

const expectation = z.strictObject(common);

export const ping: Probe<z.infer<typeof expectation>> = {
  schemes: ['ping'],
  expectation,
  problem: (target) => needHost(target, 0) ?? needQuery(target, commonQuery),
  look,
};

async function look(target: URL, _expect: unknown, glance: Glance): Promise<Sight> {
  const host = hostOf(target);
  if (isIP(host) === 0) glance.begin('dns');
  const [address = ''] = await glance.eyes.names.addresses(host, familyOf(target));
  if (!isAllowed(glance, address))
    fail(['not-allowed', 'policy'], 'request', { evidence: address });
  glance.noteAddress(address);
  glance.begin('first-byte');
  const said = readPing(await run(address, glance));
  if (said.result === 'answer') return { facts: { roundTripMs: said.roundTripMs } };
  if (said.result === 'silence') fail(['timeout', 'soft'], 'first-byte');
  if (said.result === 'unreachable') {
    fail(['unreachable', 'soft'], 'first-byte', { evidence: said.line });
  }
  return fail(['unsupported', 'ours'], 'request', { evidence: said.line });
}

export type Ended = { readonly code: number | string; readonly output: string };

/** Runs ping with an address that has been resolved and judged; its output in English, whatever the system speaks. */
async function run(address: string, glance: Glance): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const seconds = Math.max(1, Math.ceil(glance.leftMs() / 1000));
  const wait = process.platform === 'darwin' ? seconds * 1000 : seconds;
  const child = execFile(
    'ping',
    ['-n', '-c', '1', '-W', String(wait), address],
    {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' },
      maxBuffer: 64 * 1024,
    },
    (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, output: `${stdout}\n${stderr}` });
    },
  );
  glance.keep({ destroy: () => child.kill('SIGKILL') });
  return await promise;
}

export type Said =
  | { readonly result: 'answer'; readonly roundTripMs: number }
  | { readonly result: 'silence' }
  | { readonly result: 'unreachable' | 'unusable'; readonly line: string };

/** What the output of ping means: iputils, busybox and BSD say it alike. */
export function readPing({ code, output }: Ended): Said {
  if (code === 'ENOENT') return { result: 'unusable', line: 'there is no ping command here' };
  const [, ms] = /\btime[=<]\s*(\d+(?:\.\d+)?) ?ms/.exec(output) ?? [];
  if (ms !== undefined) return { result: 'answer', roundTripMs: Number(ms) };
  const [line] = /^.*(unreachable|prohibited|exceeded).*$/im.exec(output) ?? [];
  if (line !== undefined) return { result: 'unreachable', line };
  if (/\b100(\.0+)?% packet loss/.test(output)) return { result: 'silence' };
  return { result: 'unusable', line: output.trim() || `ping ended with ${code}` };
}
