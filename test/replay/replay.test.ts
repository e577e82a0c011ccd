/** Recorded histories as people would have heard them: a village of our own, a school's year, and any at all. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Said } from '../../src/replay/channel.ts';
import { createListing, inWords } from '../../src/replay/print.ts';
import { type Recorded, readRow } from '../../src/replay/recorded.ts';
import { replay } from '../../src/replay/replay.ts';
import { recordedRows, survey } from '../../src/replay/survey.ts';
import { createTally, type Summary } from '../../src/replay/tally.ts';

const minute = 60_000;
const hour = 60 * minute;
const village = join(import.meta.dirname, 'village.csv');
const school = join(import.meta.dirname, '../../../shared/data/replay-school.csv');

type Heard = { readonly said: readonly Said[]; readonly summary: Summary };

async function hear(
  rows: AsyncIterable<Recorded> | Iterable<Recorded>,
  everyMsOf: (service: string) => number = () => hour,
): Promise<Heard> {
  const tally = createTally();
  const said: Said[] = [];
  for await (const one of replay(rows, { place: 'here', everyMsOf }, tally)) said.push(one);
  return { said, summary: tally.summary() };
}

async function hearFile(path: string): Promise<Heard> {
  const { everyMsOf, problems } = await survey(path);
  expect(problems).toEqual([]);
  return hear(recordedRows(path), everyMsOf);
}

function rowsOf(text: string): readonly Recorded[] {
  return text.trim().split('\n').map(rowOf);
}

function rowOf(line: string): Recorded {
  const row = readRow(line);
  if (typeof row === 'string') throw new Error(`${line}: ${row}`);
  return row;
}

function whatOf(said: readonly Said[], service: string): readonly string[] {
  return said
    .filter(({ kind, what }) => kind !== 'edit' && what !== 'reminder')
    .filter(({ incidents }) => incidents.some((one) => one.service === service))
    .map(({ what }) => what);
}

describe('a day in a village', () => {
  let heard: Heard;
  beforeAll(async () => {
    heard = await hearFile(village);
  });

  test('reads as it did when somebody last judged it by eye', async () => {
    const list = createListing('UTC');
    const lines = heard.said.flatMap((one) => list(one) ?? []);
    const text = `${lines.join('\n')}\n\n${inWords(heard.summary)}`;
    await expect(text).toMatchFileSnapshot('village.txt');
  });

  test('is told in pairs of an outage and its end', () => {
    for (const service of ['bakery', 'mill', 'forge', 'market', 'school']) {
      expect([service, ...whatOf(heard.said, service)]).toEqual([service, 'outage', 'recovery']);
    }
    expect(whatOf(heard.said, 'chapel')).toEqual(['outage']);
  });

  test('tells services that stop together in one message, and their return in one', () => {
    const posts = heard.said.filter(({ kind }) => kind === 'post');
    const together = posts.filter(({ incidents }) =>
      incidents.some((one) => one.service === 'mill'),
    );
    expect(together.map(({ incidents }) => incidents.length)).toEqual([2, 2]);
  });

  test('does not wait for hours to say that a part of them is back', () => {
    const back = heard.said.find(
      ({ what, incidents }) =>
        what === 'recovery' && incidents.some((one) => one.service === 'market'),
    );
    expect(back?.incidents).toHaveLength(1);
    expect(back?.at).toBe(Date.UTC(2026, 2, 3, 12, 45));
  });

  test('tells a service that goes to and fro as one unstable time', () => {
    expect(whatOf(heard.said, 'ferry').length).toBeLessThanOrEqual(5);
    expect(whatOf(heard.said, 'ferry').at(-1)).toBe('recovery');
  });

  test('tells nobody of a service that only refuses the recorder, and the summary says so', () => {
    expect(whatOf(heard.said, 'museum')).toEqual([]);
    expect(heard.summary.unseen.map(({ service }) => service)).toContain('museum');
  });
});

describe('between two rows', () => {
  test('a service keeps the state of the earlier one, so a failure is confirmed within a minute', async () => {
    const { said } = await hear(rowsOf('1700000000,mail,1\n1700003600,mail,0\n1700007200,mail,0'));
    const [first] = said;
    expect(first?.what).toBe('outage');
    expect((first?.at ?? 0) - 1700003600_000).toBeGreaterThanOrEqual(30_000);
    expect((first?.at ?? 0) - 1700003600_000).toBeLessThanOrEqual(minute);
    expect(first?.incidents[0]?.startedAt).toBe(1700003600_000);
  });

  test('a failure that the next row takes back at once is told to nobody', async () => {
    const { said, summary } = await hear(
      rowsOf('1700000000,mail,1\n1700003600,mail,0\n1700003610,mail,1\n1700007200,mail,1'),
    );
    expect(said).toEqual([]);
    expect(summary).toMatchObject({ outages: 1, visible: 0 });
  });

  test('years without a row cost no time', async () => {
    const years = Array.from(
      { length: 5 },
      (_, year) => `${1500000000 + year * 3e7},mail,${year % 2}`,
    );
    const { said } = await hear(years.map(rowOf), () => 10_000);
    expect(whatOf(said, 'mail').length).toBeGreaterThan(3);
  });
});

describe('any history', () => {
  const step = fc.record({
    afterS: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 7200 }), fc.constant(90_000)),
    service: fc.constantFrom('a', 'b', 'c', 'd'),
    ok: fc.constantFrom(0, 1),
    code: fc.constantFrom('', '0', '429', '403', '502'),
  });
  const history = fc.array(step, { maxLength: 80 }).map((steps) => {
    let at = 1_700_000_000;
    const taken = new Set<string>();
    return steps.flatMap(({ afterS, service, ok, code }) => {
      at += afterS;
      const key = `${at} ${service}`;
      if (taken.has(key)) return [];
      taken.add(key);
      return [rowOf(`${at},${service},${ok},${ok ? 200 : code},12`)];
    });
  });
  const paces = fc.constantFrom(30_000, minute, 10 * minute, hour);

  test('is told of each service as outage, recovery, outage, recovery', async () => {
    await fc.assert(
      fc.asyncProperty(history, paces, async (rows, everyMs) => {
        const { said, summary } = await hear(rows, () => everyMs);
        for (const service of ['a', 'b', 'c', 'd']) {
          // What people believe after each message that speaks of the service.
          const told = said.flatMap(({ what, incidents }) => {
            const incident = incidents.find((one) => one.service === service);
            if (!incident) return [];
            if (what === 'outage' || what === 'again') return ['down!'];
            if (what === 'recovery') return ['up!'];
            return incident.endedAt === undefined ? ['down'] : [];
          });
          let belief = 'up';
          for (const word of told) {
            if (word.endsWith('!')) expect(word).not.toBe(`${belief}!`);
            belief = word.replace('!', '');
          }
        }
        expect([summary.doubled, summary.lone]).toEqual([0, 0]);
        expect(said.map(({ at }) => at)).toEqual(
          said.map(({ at }) => at).toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('shows each outage of five minutes that was not a mere refusal', async () => {
    await fc.assert(
      fc.asyncProperty(history, paces, async (rows, everyMs) => {
        const plain = rows.map(({ code: _, ...row }) => row);
        const { summary } = await hear(plain, () => everyMs);
        for (const { service, at } of summary.unseen) {
          const end = plain.find((row) => row.service === service && row.at > at && row.isUp);
          expect((end?.at ?? Number.POSITIVE_INFINITY) - at).toBeLessThan(5 * minute);
        }
      }),
      { numRuns: 100 },
    );
  });
});

test('any line is a row or one sentence about what would be right', () => {
  const field = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('', '1', '0'));
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(field, { maxLength: 7 }).map(String),
  );
  fc.assert(
    fc.property(line, (text) => {
      const row = readRow(text);
      if (typeof row === 'string') expect(row).toMatch(/^[^\n]{10,200}$/);
      else expect(Number.isSafeInteger(row.at) && row.service !== '').toBe(true);
    }),
  );
});

test('a tally notices what is told twice, alone or not at all', async () => {
  const rows = rowsOf('1700000000,mail,1\n1700003600,mail,0\n1700007200,mail,1\n1700010800,mail,1');
  const { said } = await hear(rows);
  const [outage, ...rest] = said;
  const recovery = rest.find(({ what }) => what === 'recovery');
  if (!outage || !recovery) throw new Error('an outage and its end are told');
  const judged = (told: readonly Said[]) => {
    const tally = createTally();
    for (const row of rows.slice(0, 2)) tally.row(row);
    for (const one of told) tally.said(one);
    const { doubled, lone, visible } = tally.summary();
    return [doubled, lone, visible];
  };
  expect(judged([outage, recovery])).toEqual([0, 0, 1]);
  expect(judged([outage, outage, recovery])).toEqual([1, 0, 1]);
  expect(judged([recovery])).toEqual([0, 1, 0]);
  expect(judged([outage, recovery, recovery])).toEqual([0, 1, 1]);
});

const isHere = existsSync(school);
describe.skipIf(!isHere)(
  `a school's year${isHere ? '' : ' (skipped: the recording is not here)'}`,
  () => {
    test('shows every outage in a third of the messages that its changes would make', async () => {
      const { summary } = await hearFile(school);
      expect(summary).toMatchObject({
        rows: 65_065,
        services: 17,
        ended: 158,
        endedVisible: 158,
        doubled: 0,
        lone: 0,
      });
      expect(summary.posts).toBeLessThanOrEqual(108);
      expect(summary.medianDelayMs).toBeLessThanOrEqual(minute);
    });
  },
);

describe('npm run replay', () => {
  const run = promisify(execFile);
  const script = new URL('../../src/run/replay.ts', import.meta.url).pathname;
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function command(...words: string[]) {
    try {
      return { code: 0, ...(await run(process.execPath, [script, ...words])) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  }

  function file(text: string): string {
    const path = join(folder, 'rows.csv');
    writeFileSync(path, text);
    return path;
  }

  test('prints one JSON line for each message, and a summary last', async () => {
    const { code, stdout, stderr } = await command(village, '--json-only');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({
      at: '2026-03-03T09:00:30.000Z',
      kind: 'post',
      what: 'outage',
      why: 'first',
      services: ['bakery'],
      title: expect.stringContaining('bakery'),
    });
    expect(lines.at(-1).summary).toMatchObject({ rows: expect.any(Number), doubled: 0, lone: 0 });
  });

  test('lists posts by the clock of the place', async () => {
    const { stdout } = await run(process.execPath, [script, village, '--list'], {
      env: { ...process.env, TZ: 'Asia/Shanghai' },
    });
    expect(stdout).toMatch(/^2026-03-03 17:00 {2}🔴 bakery is down\n/);
    expect(stdout).toContain('2026-03-04 04:00  🔴 chapel is down\n');
    expect(stdout).toContain('\ndoubled      0\n');
  });

  test('names every bad row with its line and what would be right', async () => {
    const { code, stdout, stderr } = await command(
      file(
        [
          '# a comment',
          'at,service,ok,code,ms',
          '1700000000,mail,1,200,10',
          'yesterday,mail,1,,',
          '2026-05-01T10:00:00,mail,1,,',
          '1700000000000,mail,1,,',
          '1700000000,mail',
          '1700000000,,1,,',
          '1700000000,mail,yes,,',
          '1700000000,mail,1,4o4,',
          '1700000000,mail,1,200,fast',
          '1700000000,mail,1,,',
          '1600000000,mail,1,,',
          '',
        ].join('\r\n'),
      ),
    );
    expect([code, stdout]).toEqual([2, '']);
    const lines = [...stderr.matchAll(/^line (\d+): (.+)$/gm)].map(([, line]) => Number(line));
    expect(lines).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    expect(stderr).toContain('Unix seconds: 1700000000');
    expect(stderr).toContain('write 1 (it worked) or 0 (it failed)');
  });

  test('names twenty bad rows and counts the rest', async () => {
    const { code, stderr } = await command(file('nonsense\n'.repeat(33)));
    expect(code).toBe(2);
    expect(stderr.match(/^line /gm)).toHaveLength(20);
    expect(stderr).toContain('and 13 more');
  });

  test.for([
    ['', 'no rows'],
    [`1700000000,${'x'.repeat(5_000_000)}`, 'line 1: too long'],
  ] as const)('refuses a file without a row it can use: %#', async ([text, complaint]) => {
    const { code, stderr } = await command(file(text));
    expect(code).toBe(2);
    expect(stderr).toContain(complaint);
    expect(stderr.length).toBeLessThan(2000);
  });

  test.for([[[]], [['a.csv', 'b.csv']], [['--tea']], [['nowhere.csv']]] as const)(
    'says what is wrong with %j',
    async ([words]) => {
      const { code, stdout, stderr } = await command(...words);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/npm run replay|nowhere\.csv cannot be read/);
    },
  );
});
