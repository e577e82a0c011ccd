/** Busy dates of one's own: what a services file may say about them, and how mistakes are pointed out. */
import { expect, test } from 'vitest';
import { createPeriods } from '../../src/busy/periods.ts';
import { readServices } from '../../src/catalogue/read.ts';
import { resolveNames } from '../../src/catalogue/resolve.ts';

const shop = 'services: [{ id: shop, name: Shop, checks: [tcp://a:1] }]\n';

function fileOf(busy: string) {
  const text = `${shop}busy:\n${busy}\n`;
  return readServices(text, 'services.yaml', { timeZone: 'Europe/Berlin' });
}

/** From when to when it is busy in three years, in UTC. */
function times(busy: string): readonly string[] {
  const file = fileOf(busy);
  expect(file.problems).toEqual([]);
  return createPeriods(resolveNames(file).busy)
    .all(Date.UTC(2026, 0, 1), Date.UTC(2028, 11, 31))
    .map(({ from, until }) => [from, until].map(iso).join(' '));
}

function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}

test('a date of every year keeps its local time, and may reach over midnight', () => {
  expect(times('- { name: Sale, every: "06-18", start: "20:00", for: 28h }')).toEqual([
    '2026-06-18T18:00 2026-06-19T22:00',
    '2027-06-18T18:00 2027-06-19T22:00',
    '2028-06-18T18:00 2028-06-19T22:00',
  ]);
});

test('a night in which clocks go back is an hour longer on the wall and not in time', () => {
  expect(times('- { name: Night, from: 2026-10-25 00:00, to: 2026-10-25 06:00 }')).toEqual([
    '2026-10-24T22:00 2026-10-25T05:00',
  ]);
});

test('a mailing on the first of each month comes twelve times a year', () => {
  const all = times('- { name: Letter, every: 1, start: "09:00", for: 3h, timeZone: UTC }');
  expect(all).toHaveLength(36);
  expect(all[0]).toBe('2026-01-01T09:00 2026-01-01T12:00');
  expect(all.at(-1)).toBe('2028-12-01T09:00 2028-12-01T12:00');
});

test('it concerns the services that it names, by any of their names, or everything', () => {
  const file = fileOf(
    [
      '- { name: { en: Sale, zh-CN: 大促 }, services: [Shop, 微信], every: "06-18", start: "20:00", for: 2h, factor: 3 }',
      '- { name: Fair, every: "07-01", start: "08:00", for: 2h, announce: false }',
    ].join('\n'),
  );
  expect(resolveNames(file).busy).toMatchObject([
    {
      id: 'own:Sale',
      name: { 'zh-CN': '大促' },
      factor: 3,
      concerns: { services: ['shop', 'wechat'] },
    },
    { id: 'own:Fair', factor: 2, isMinor: true, concerns: {} },
  ]);
});

test.each([
  ['- { every: "06-18", start: "20:00", for: 2h }', 'busy[0].name.en: is missing; write a text'],
  ['- { name: A, start: "20:00", for: 2h }', 'busy[0]: needs from and to, or every, start and for'],
  [
    '- { name: A, every: "02-30", start: "20:00", for: 2h }',
    'busy[0].every: is no date; write one such as "06-18"',
  ],
  [
    '- { name: A, every: "06-18", start: 8pm, for: 2h }',
    'busy[0].start: write a time such as "03:00"',
  ],
  [
    '- { name: A, every: day, start: "20:00", for: 2h, factor: 0.5 }',
    'busy[0].factor: write how many times as long answers may take, from 1 to 10',
  ],
  [
    '- { name: A, evry: day, start: "20:00", for: 2h }',
    'busy[0]: unknown key "evry", did you mean every?',
  ],
  [
    '- { name: A, every: day, start: "20:00", for: 2h, timeZone: Europe/Berln }',
    'busy[0].timeZone: is no time zone, did you mean Europe/Berlin?',
  ],
  ['  sale: 1', 'busy: must be a list of at most 500 busy times'],
])('%s', (busy, problem) => {
  const [first = ''] = fileOf(busy).problems;
  expect(first).toMatch(/^services\.yaml:3:\d+ /);
  expect(first).toContain(problem);
});

test('a service that nobody knows is pointed out with its place', () => {
  const file = fileOf('- { name: A, services: [shpo], every: day, start: "20:00", for: 2h }');
  const { problems } = resolveNames(file);
  expect(problems).toEqual([
    'services.yaml:3:25 busy[0].services[0]: unknown service "shpo", did you mean shop?',
  ]);
});
