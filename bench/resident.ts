/**
 * `npm run bench -- resident --minutes N`: how much memory the whole bot takes, as the system sees it, once for each
 * number of checks; all of them at the same time. What counts is the most of the last minute.
 *
 * With `KUMA_DIR`, the folder of an installed Uptime Kuma 2, that one looks at as many pages, as often, in the same run,
 * and its memory is the measure; without it, the bars are plain figures.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figure, How } from './part.ts';
import { startKuma, versionOf } from './resident/kuma.ts';
import type { Load, Program } from './resident/program.ts';
import { startTocsin } from './resident/tocsin.ts';

const sizes = [
  { checks: 0, barMb: 120, barOfKuma: 0.8 },
  { checks: 1_000, barMb: 150, barOfKuma: 0.5 },
  { checks: 5_000, barMb: 200, barOfKuma: 0.3 },
];
/** For years the shortest that Uptime Kuma allowed: often enough that what looks leave behind counts too. */
const everySeconds = 20;
const sampleEveryMs = 5_000;
const samplesAMinute = 60_000 / sampleEveryMs;
/** Who looks less than this share as often as the other is not measured under the same load. */
const leastShare = 0.9;

type Size = (typeof sizes)[number];

export async function measure(how: How): Promise<void> {
  if (process.platform !== 'linux')
    return how.say('the memory of another process is read on Linux');
  const { KUMA_DIR: kuma } = process.env;
  how.say(
    kuma ? `beside Uptime Kuma ${versionOf(kuma)}` : 'without Uptime Kuma: KUMA_DIR is not set',
  );
  const target = await startTarget();
  try {
    await Promise.all(
      sizes.map(async (size) => how.show(await figureOf(size, target, { ...how, kuma }))),
    );
  } finally {
    target.close();
  }
}

type Target = Awaited<ReturnType<typeof startTarget>>;

/** A healthy page that counts the looks of each who asks. */
async function startTarget() {
  const looks = new Map<string, number>();
  const server = createServer({ keepAliveTimeout: 1 }, ({ url = '' }, response) => {
    const [, who = ''] = url.split('/');
    looks.set(who, (looks.get(who) ?? 0) + 1);
    response.end('ok\n');
  });
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    looksOf: (who: string) => looks.get(who) ?? 0,
    pageFor: (who: string) => (check: number) => `http://127.0.0.1:${port}/${who}/${check}`,
    close: () => server.close(),
  };
}

type Run = { readonly minutes: number; readonly kuma: string | undefined };

async function figureOf(size: Size, target: Target, { minutes, kuma }: Run): Promise<Figure> {
  const weigh = (name: string, start: (load: Load) => Promise<Program>) =>
    weighed(`${name}-${size.checks}`, start, { target, minutes, checks: size.checks });
  const [ours, theirs] = await Promise.all([
    weigh('tocsin', startTocsin),
    kuma ? weigh('kuma', (load) => startKuma(kuma, load)) : undefined,
  ]);
  const what = `memory of the whole bot with both networks and ${size.checks} checks, after ${minutes} min`;
  if (!theirs) return { what, value: ours.mb, unit: 'MB', bar: size.barMb, note: noteOf(ours) };
  return {
    what: `${what}, against Uptime Kuma's`,
    value: ours.mb / theirs.mb,
    unit: '×',
    bar: size.barOfKuma,
    note: `${noteOf(ours)}; Uptime Kuma ${noteOf(theirs)}`,
    isInconclusive:
      theirs.looks < ours.looks * leastShare || ours.looks < theirs.looks * leastShare,
  };
}

/** Of the last minute: the most memory, and the looks; and the most memory of all. */
type Weight = { readonly mb: number; readonly looks: number; readonly peakMb: number };

type Scene = { readonly target: Target; readonly minutes: number; readonly checks: number };

async function weighed(
  who: string,
  start: (load: Load) => Promise<Program>,
  { target, minutes, checks }: Scene,
): Promise<Weight> {
  const program = await start({ checks, everySeconds, pageOf: target.pageFor(who) });
  try {
    const sizesMb: number[] = [];
    const looks = [target.looksOf(who)];
    for (let sample = 0; sample < minutes * samplesAMinute; sample += 1) {
      await pause(sampleEveryMs);
      sizesMb.push(program.residentMb());
      looks.push(target.looksOf(who));
    }
    return {
      mb: Math.max(...sizesMb.slice(-samplesAMinute)),
      looks: target.looksOf(who) - (looks.at(-1 - samplesAMinute) ?? 0),
      peakMb: Math.max(...sizesMb),
    };
  } finally {
    await program.close();
  }
}

function noteOf({ mb, looks, peakMb }: Weight): string {
  const peak = Math.round(peakMb) > Math.round(mb) ? ` (${peakMb.toFixed(0)} at most)` : '';
  return `${mb.toFixed(0)} MB${peak}, ${looks} looks in the last minute`;
}
