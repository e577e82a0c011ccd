/** The days of feasts, against dates that others have published. */
import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/busy/busy.ts';
import { occasions } from '../../src/busy/occasions/index.ts';
import { daysOf } from '../../src/busy/rules.ts';

function days(rule: Rule, from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .flatMap((year) => daysOf(rule, year))
    .map(({ year, month, day }) => [year, month, day].map(twoDigits).join('-'));
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

describe('the Chinese calendar, as the Hong Kong Observatory publishes it', () => {
  test('the first day of the year from 2020 to 2050', () => {
    expect(days({ on: 'lunar', month: 1, day: 1 }, 2020, 2050)).toEqual([
      ...['2020-01-25', '2021-02-12', '2022-02-01', '2023-01-22', '2024-02-10', '2025-01-29'],
      ...['2026-02-17', '2027-02-06', '2028-01-26', '2029-02-13', '2030-02-03', '2031-01-23'],
      ...['2032-02-11', '2033-01-31', '2034-02-19', '2035-02-08', '2036-01-28', '2037-02-15'],
      ...['2038-02-04', '2039-01-24', '2040-02-12', '2041-02-01', '2042-01-22', '2043-02-10'],
      ...['2044-01-30', '2045-02-17', '2046-02-06', '2047-01-26', '2048-02-14', '2049-02-02'],
      '2050-01-23',
    ]);
  });

  test.each([
    [
      'Dragon Boat',
      { month: 5, day: 5 },
      ['2020-06-25', '2021-06-14', '2022-06-03', '2023-06-22', '2024-06-10', '2025-05-31'],
      ['2026-06-19', '2027-06-09', '2028-05-28', '2029-06-16', '2030-06-05', '2031-06-24'],
      ['2032-06-12', '2033-06-01', '2034-06-20', '2035-06-10'],
    ],
    [
      'Double Seventh',
      { month: 7, day: 7 },
      ['2020-08-25', '2021-08-14', '2022-08-04', '2023-08-22', '2024-08-10', '2025-08-29'],
      ['2026-08-19', '2027-08-08', '2028-08-26', '2029-08-16', '2030-08-05', '2031-08-24'],
      ['2032-08-12', '2033-08-01', '2034-08-20', '2035-08-10'],
    ],
    [
      'Mid-Autumn',
      { month: 8, day: 15 },
      ['2020-10-01', '2021-09-21', '2022-09-10', '2023-09-29', '2024-09-17', '2025-10-06'],
      ['2026-09-25', '2027-09-15', '2028-10-03', '2029-09-22', '2030-09-12', '2031-10-01'],
      ['2032-09-19', '2033-09-08', '2034-09-27', '2035-09-16'],
    ],
  ])('%s from 2020 to 2035, leap months and all', (_, lunar, ...published) => {
    expect(days({ on: 'lunar', ...lunar }, 2020, 2035)).toEqual(published.flat());
  });

  test('a leap month has no feast of its own', () => {
    // 2025 has a second sixth month, 2028 a second fifth one.
    expect(days({ on: 'lunar', month: 6, day: 6 }, 2025, 2025)).toEqual(['2025-06-30']);
    expect(days({ on: 'lunar', month: 5, day: 5 }, 2028, 2028)).toEqual(['2028-05-28']);
  });

  test('Qingming, as China’s holiday plans have it', () => {
    expect(days({ on: 'qingming' }, 2020, 2031)).toEqual([
      ...['2020-04-04', '2021-04-04', '2022-04-05', '2023-04-05', '2024-04-04', '2025-04-04'],
      ...['2026-04-05', '2027-04-05', '2028-04-04', '2029-04-04', '2030-04-05', '2031-04-05'],
    ]);
  });
});

describe('the calendar of Mecca', () => {
  test('Eid al-Fitr as it was kept in Saudi Arabia', () => {
    expect(days({ on: 'islamic', month: 10, day: 1 }, 2020, 2026)).toEqual([
      ...['2020-05-24', '2021-05-13', '2022-05-02', '2023-04-21', '2024-04-10', '2025-03-30'],
      '2026-03-20',
    ]);
  });

  test('Eid al-Adha as it was kept in Saudi Arabia', () => {
    expect(days({ on: 'islamic', month: 12, day: 10 }, 2020, 2026)).toEqual([
      ...['2020-07-31', '2021-07-20', '2022-07-09', '2023-06-28', '2024-06-16', '2025-06-06'],
      '2026-05-27',
    ]);
  });

  test('a year of the sun that has two of them has both', () => {
    expect(days({ on: 'islamic', month: 10, day: 1 }, 2033, 2033)).toHaveLength(2);
  });
});

describe('weekdays and months', () => {
  test('Thanksgiving is the fourth Thursday of November', () => {
    expect(days({ on: 'weekday', month: 11, weekday: 4, nth: 4 }, 2020, 2029)).toEqual([
      ...['2020-11-26', '2021-11-25', '2022-11-24', '2023-11-23', '2024-11-28', '2025-11-27'],
      ...['2026-11-26', '2027-11-25', '2028-11-23', '2029-11-22'],
    ]);
  });

  test('Mother’s Day is the second Sunday of May', () => {
    expect(days({ on: 'weekday', month: 5, weekday: 0, nth: 2 }, 2024, 2027)).toEqual([
      ...['2024-05-12', '2025-05-11', '2026-05-10', '2027-05-09'],
    ]);
  });

  test('the last one of a month, and a fifth one that not every month has', () => {
    expect(days({ on: 'weekday', month: 5, weekday: 1, nth: -1 }, 2026, 2026)).toEqual([
      '2026-05-25',
    ]);
    expect(days({ on: 'weekday', month: 2, weekday: 0, nth: 5 }, 2026, 2026)).toEqual([]);
  });

  test('months end on their last day, in leap years too', () => {
    const ends = days({ on: 'month-end' }, 2028, 2028);
    expect(ends).toHaveLength(12);
    expect(ends.slice(0, 4)).toEqual(['2028-01-31', '2028-02-29', '2028-03-31', '2028-04-30']);
  });
});

test('Diwali is written down for every year from 2020 to 2035, on the evening of a new moon', () => {
  const diwali = occasions.find(({ id }) => id === 'diwali');
  const rule = diwali && 'rule' in diwali.when ? diwali.when.rule : undefined;
  if (rule?.on !== 'dates') throw new Error('Diwali has dates.');
  expect(rule.dates.map((date) => Number(date.slice(0, 4)))).toEqual(
    Array.from({ length: 16 }, (_, index) => 2020 + index),
  );
  const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', { timeZone: 'UTC', day: 'numeric' });
  const moonDay = (date: string) => {
    const day = chinese.formatToParts(Date.parse(date)).find(({ type }) => type === 'day');
    return Number(day?.value);
  };
  // The new moon comes within a day of the evening, so China's month ends then or has just begun.
  expect(rule.dates.filter((date) => ![1, 29, 30].includes(moonDay(date)))).toEqual([]);
});
