/** The peer: Debian's prometheus-blackbox-exporter, asked to look at the same targets at the same pace. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import { find } from '../../test/lab/programs.ts';
import { deadPort } from '../../test/lab/servers.ts';
import { sleep } from './load.ts';
import { launch, type Targets, trusted } from './run.ts';

export const blackboxPath = find('prometheus-blackbox-exporter');

/** What the kernel counts in: 100 to the second wherever Debian runs. */
const tickMs = 10;

type Pace = { readonly perSecond: number; readonly warmMs: number; readonly windowMs: number };

/** CPU of one look in milliseconds, by the targets' own count. */
export async function runBlackbox(
  scheme: 'http' | 'https',
  targets: Targets,
  pace: Pace,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  const port = await deadPort();
  writeFileSync(join(folder, 'ca.pem'), trusted);
  writeFileSync(join(folder, 'blackbox.yml'), settings(join(folder, 'ca.pem')));
  const child = launch(
    [
      blackboxPath ?? '',
      `--config.file=${join(folder, 'blackbox.yml')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { core: 0, env: { GOMAXPROCS: '1' } },
  );
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 50 });
  try {
    await untilItAnswers(pool);
    return await drive({ pool, pid: child.pid ?? 0, targets, pace, scheme });
  } finally {
    await pool.destroy();
    child.kill();
    await once(child, 'exit');
    rmSync(folder, { recursive: true });
  }
}

function settings(authority: string): string {
  const http = `{ preferred_ip_protocol: ip4, tls_config: { ca_file: ${authority} } }`;
  return `modules:\n  page: { prober: http, timeout: 5s, http: ${http} }\n`;
}

async function untilItAnswers(pool: Pool): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const isReady = await pool.request({ path: '/-/healthy', method: 'GET' }).then(
      ({ body }) => body.dump().then(() => true),
      () => false,
    );
    if (isReady) return;
    await sleep(50);
  }
}

type Drive = {
  readonly pool: Pool;
  readonly pid: number;
  readonly targets: Targets;
  readonly pace: Pace;
  readonly scheme: 'http' | 'https';
};

async function drive({ pool, pid, targets, pace, scheme }: Drive): Promise<number> {
  const startedAt = performance.now();
  let asked = 0;
  const ask = async () => {
    const target = `${scheme}://127.0.0.1:${targets.ports[scheme]}/c/${asked++ % 1000}`;
    const path = `/probe?module=page&target=${encodeURIComponent(target)}`;
    const { body } = await pool.request({ path, method: 'GET' });
    await body.dump();
  };
  const timer = setInterval(() => {
    while (asked < ((performance.now() - startedAt) * pace.perSecond) / 1000) ask().catch(() => {});
  }, 2);
  await sleep(pace.warmMs);
  const [ticks, before] = [ticksOf(pid), await targets.asked()];
  await sleep(pace.windowMs);
  const used = (ticksOf(pid) - ticks) * tickMs;
  const looks = (await targets.asked()) - before;
  clearInterval(timer);
  return used / looks;
}

/** User and system time: fields 14 and 15 of proc(5), counted after the name in brackets. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
