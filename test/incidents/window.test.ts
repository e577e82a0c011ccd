/** Times of planned work by the clocks of a place, also on the days when those clocks jump. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Days, maintenanceAt, occurrenceAt, type Window } from '../../src/incidents/window.ts';
import { instantOf, localAt } from '../../src/time/local-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const utc = (text: string) => Date.parse(`${text}Z`);
const said = (instant: number) => new Date(instant).toISOString().slice(0, 16);

function weekly(timeZone: string, start: string, lastsMs: number, days: Days = {}): Window {
  const [hours = 0, minutes = 0] = start.split(':').map(Number);
  return { id: 'w', when: { days, startMinute: hours * 60 + minutes, timeZone, lastsMs } };
}

describe('a local time is one instant', () => {
  test.each([
    ['Europe/Berlin in winter', 'Europe/Berlin', '2026-01-15 03:00', '2026-01-15T02:00'],
    ['Europe/Berlin in summer', 'Europe/Berlin', '2026-07-15 03:00', '2026-07-15T01:00'],
    ['just before the gap', 'Europe/Berlin', '2026-03-29 01:59', '2026-03-29T00:59'],
    ['in the gap: an hour later', 'Europe/Berlin', '2026-03-29 02:30', '2026-03-29T01:30'],
    ['just after the gap', 'Europe/Berlin', '2026-03-29 03:00', '2026-03-29T01:00'],
    ['that comes twice: the first', 'Europe/Berlin', '2026-10-25 02:30', '2026-10-25T00:30'],
    ['after the doubled hour', 'Europe/Berlin', '2026-10-25 03:00', '2026-10-25T02:00'],
    ['New York, in the gap', 'America/New_York', '2026-03-08 02:30', '2026-03-08T07:30'],
    ['New York, doubled', 'America/New_York', '2026-11-01 01:30', '2026-11-01T05:30'],
    ['New York, the day after', 'America/New_York', '2026-11-02 01:30', '2026-11-02T06:30'],
    ['Shanghai has no summer time', 'Asia/Shanghai', '2026-07-01 03:00', '2026-06-30T19:00'],
    ['half hours', 'Asia/Kolkata', '2026-07-01 03:00', '2026-06-30T21:30'],
    ['a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04 02:15', '2026-10-03T15:45'],
    ['a day that never was', 'Pacific/Apia', '2011-12-30 12:00', '2011-12-30T22:00'],
  ])('%s', (_, timeZone, local, expected) => {
    const [date = '', clock = ''] = local.split(' ');
    const [year = 0, month = 0, dayOfMonth = 0] = date.split('-').map(Number);
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    const time = { year, month, day: dayOfMonth, minute: hours * 60 + minutes };
    expect(said(instantOf(time, timeZone))).toBe(expected);
  });

  test('for any instant in any zone: what clocks show then is that instant, or its twin before', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Asia/Kathmandu', 'UTC'];
    const minutes = fc.integer({
      min: utc('1980-01-01') / minute,
      max: utc('2060-01-01') / minute,
    });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (count, zone) => {
        const instant = count * minute;
        const behind = instant - instantOf(localAt(instant, zone), zone);
        expect([0, hour]).toContain(behind);
      }),
    );
  });
});

describe('a window that comes again and again', () => {
  test.each([
    ['Europe/Berlin', '2026-03-27T12:00', ['2026-03-28T02:00', '2026-03-29T01:00']],
    ['Europe/Berlin', '2026-10-23T12:00', ['2026-10-24T01:00', '2026-10-25T02:00']],
    ['America/New_York', '2026-03-06T12:00', ['2026-03-07T08:00', '2026-03-08T07:00']],
    ['America/New_York', '2026-10-30T12:00', ['2026-10-31T07:00', '2026-11-01T08:00']],
    ['Asia/Shanghai', '2026-03-27T12:00', ['2026-03-27T19:00', '2026-03-28T19:00']],
  ])('at three every night in %s begins at three on the wall', (timeZone, from, expected) => {
    const window = weekly(timeZone, '03:00', hour);
    const first = occurrenceAt(window, utc(from));
    const second = occurrenceAt(window, first?.until ?? 0);
    expect([first, second].map((one) => said(one?.from ?? 0))).toEqual(expected);
    expect((second?.until ?? 0) - (second?.from ?? 0)).toBe(hour);
  });

  test.each<[string, Days, string]>([
    ['sunday', { weekdays: [0] }, '2026-03-08'],
    ['monday or thursday', { weekdays: [1, 4] }, '2026-03-05'],
    ['second tuesday', { weekdays: [2], nth: 2 }, '2026-03-10'],
    ['last friday', { weekdays: [5], nth: -1 }, '2026-03-27'],
    ['fifth sunday', { weekdays: [0], nth: 5 }, '2026-03-29'],
    ['the 31st', { monthDay: 31 }, '2026-03-31'],
    ['the first', { monthDay: 1 }, '2026-04-01'],
  ])('on %s', (_, days, date) => {
    const found = occurrenceAt(weekly('UTC', '02:00', hour, days), utc('2026-03-03T12:00'));
    expect(said(found?.from ?? 0)).toBe(`${date}T02:00`);
  });

  test('lasts over midnight, and for days', () => {
    const night = weekly('Europe/Berlin', '23:30', 2 * hour, { weekdays: [6] });
    expect(said(occurrenceAt(night, utc('2026-03-08T00:00'))?.from ?? 0)).toBe('2026-03-07T22:30');
    const long = weekly('UTC', '12:00', 3 * day, { weekdays: [5] });
    expect(said(occurrenceAt(long, utc('2026-03-09T11:59'))?.from ?? 0)).toBe('2026-03-06T12:00');
    expect(said(occurrenceAt(long, utc('2026-03-09T12:00'))?.from ?? 0)).toBe('2026-03-13T12:00');
  });

  test('for any window and any time: what is found lasts or is to come, and nothing is before it', () => {
    const days = fc.record(
      {
        weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
        nth: fc.constantFrom(1, -1),
      },
      { requiredKeys: [] },
    );
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai');
    fc.assert(
      fc.property(
        fc.record({
          days,
          zone,
          start: fc.nat(1439),
          lastsMs: fc.integer({ min: 1, max: 7 * 24 }),
        }),
        fc.integer({ min: 0, max: 500 * 24 * 60 }),
        ({ days, zone: timeZone, start, lastsMs }, minutes) => {
          const when = { days, startMinute: start, timeZone, lastsMs: lastsMs * hour };
          const now = utc('2026-01-01T00:00') + minutes * minute;
          const found = occurrenceAt({ id: 'w', when }, now);
          expect(found).toBeDefined();
          if (!found) return;
          expect(found.until).toBeGreaterThan(now);
          expect(found.until - found.from).toBe(lastsMs * hour);
          expect(occurrenceAt({ id: 'w', when }, found.until - 1)).toEqual(found);
          if (now < found.from) {
            expect(occurrenceAt({ id: 'w', when }, (now + found.from) / 2)).toEqual(found);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('who is concerned', () => {
  const once = (from: number, until: number, services?: string[]): Window => ({
    id: `${from}`,
    when: { from, until },
    ...(services && { services }),
  });

  test('a window without services is for all of them', () => {
    expect(maintenanceAt([once(0, 10)], 'shop', 5)?.until).toBe(10);
    expect(maintenanceAt([once(0, 10, ['mail'])], 'shop', 5)).toBeUndefined();
  });

  test('it is open from its first moment until just before its end', () => {
    expect(maintenanceAt([once(5, 10)], 'shop', 4)).toBeUndefined();
    expect(maintenanceAt([once(5, 10)], 'shop', 5)?.from).toBe(5);
    expect(maintenanceAt([once(5, 10)], 'shop', 10)).toBeUndefined();
  });

  test('of two that overlap, the one that ends last says until when', () => {
    expect(maintenanceAt([once(0, 10), once(2, 20), once(0, 15)], 'shop', 5)?.until).toBe(20);
  });
});
