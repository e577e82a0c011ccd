/**
 * The yardstick: undici's client alone, doing what a look does and no more. A fresh connection, a stamp per phase, the
 * certificate read, a deadline, the body; started by one timer, judged by nobody, remembered by nothing.
 */
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import { Client } from 'undici';
import { cpuMs, readLoad, type Said, share, sleep, waitedMs } from './load.ts';

process.on('disconnect', () => process.exit());
const load = readLoad();
const context = createSecureContext({ ca: process.env.BENCH_CERT });
const host = '127.0.0.1';
const port = load.ports[load.scheme];
let looks = 0;
let failed = 0;

async function look(index: number): Promise<void> {
  const stamps: number[] = [performance.now()];
  let daysLeft = 0;
  const client = new Client(`${load.scheme}://${host}:${port}`, {
    allowH2: false,
    connect(_options, done) {
      const socket = connectTcp({ host, port, noDelay: true });
      socket.once('error', (error) => done(error, null));
      socket.once('connect', () => {
        stamps.push(performance.now());
        if (load.scheme === 'http') return done(null, socket);
        const secured = connectTls({ socket, host, servername: '', secureContext: context });
        secured.once('error', (error) => done(error, null));
        secured.once('secureConnect', () => {
          stamps.push(performance.now());
          daysLeft = Date.parse(secured.getPeerCertificate(true).valid_to) - Date.now();
          done(null, secured);
        });
      });
    },
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), 10_000);
  try {
    const headers = { 'user-agent': 'Tocsin/0.1', accept: '*/*' };
    const answer = await client.request({
      path: `/c/${index}`,
      method: 'GET',
      headers,
      signal: late.signal,
    });
    stamps.push(performance.now());
    await answer.body.text();
    stamps.push(performance.now());
    if (answer.statusCode !== 200 || (load.scheme === 'https' && daysLeft < 0)) failed++;
  } catch {
    failed++;
  } finally {
    clearTimeout(timer);
    void client.destroy();
  }
}

const startedAt = performance.now();
let next = 0;
const lateness: number[] = [];
const gapMs = load.everyMs / load.count;
const pace = setInterval(() => {
  const now = performance.now() - startedAt;
  for (; next * gapMs <= now; next++) {
    looks++;
    lateness.push(now - next * gapMs);
    void look(next % load.count);
  }
}, 2);

await sleep(load.warmMs);
[looks, lateness.length] = [0, 0];
process.send?.({ begin: true });
const [cpu, waited] = [cpuMs(), waitedMs()];
await sleep(load.windowMs);
const [used, idleMs] = [cpuMs() - cpu, waitedMs() - waited];
process.send?.({ end: true });
clearInterval(pace);
lateness.sort((a, b) => a - b);
const said: Said = {
  cpuMs: used,
  waitedMs: idleMs,
  looks,
  wanted: Math.round(load.windowMs / gapMs),
  latenessMs: [share(lateness, 0.5), share(lateness, 0.99), lateness.at(-1) ?? 0],
  firstLooksMs: load.everyMs,
  checkpointMs: 0,
  heapBytes: process.memoryUsage().heapUsed,
  residentBytes: process.memoryUsage().rss,
};
// One that fails is no yardstick.
if (failed > 0) process.stderr.write(`the bare client failed ${failed} times\n`);
process.send?.({ said }, () => process.disconnect());
