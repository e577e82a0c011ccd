/** What is remembered of a check, whatever its looks bring and however the clock jumps. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Reading } from '../../src/model.ts';
import { type Gauge, noGauge, takeGauge } from '../../src/warning/gauge.ts';
import { type Latency, noLatency, takeLatency } from '../../src/warning/latency.ts';
import { createHours } from '../../src/warning/week.ts';
import { day, minute, start } from './series.ts';

const cause = { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} } as const;

const readings = fc.array(
  fc.record({
    afterMs: fc.oneof(
      fc.integer({ min: 0, max: 20 * minute }),
      fc.integer({ min: -400 * day, max: 400 * day }),
    ),
    status: fc.constantFrom<Reading['status']>('up', 'up', 'up', 'degraded', 'down', 'unknown'),
    tookMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    // JSON has no negative zero.
    value: fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((value) => value || 0),
  }),
  { minLength: 1, maxLength: 200 },
);

const circumstances = {
  ...{ hourAt: createHours('America/New_York'), everyMs: minute },
  ...{ factorAt: () => 1, isBlind: () => false },
};
const meter = { name: 'disk', limits: [{ value: 90, side: 'above' as const }] };

test('it is plain data of limited size, and no look breaks it', () => {
  fc.assert(
    fc.property(readings, (all) => {
      let at = start;
      let latency: Latency = noLatency;
      let gauge: Gauge = noGauge;
      for (const { afterMs, status, tookMs, value } of all) {
        at += afterMs;
        const facts = { value };
        const seen = { ...{ status, at, tookMs, timings: {}, facts } };
        const reading: Reading = status === 'up' ? seen : { ...seen, cause };
        latency = takeLatency(latency, reading, circumstances).state;
        gauge = takeGauge(gauge, reading, meter, circumstances).state;
      }
      const text = JSON.stringify({ latency, gauge });
      expect(text.length).toBeLessThan(20_000);
      expect(JSON.parse(text)).toEqual({ latency, gauge });
      for (const { mean, variance } of latency.followed.pattern.hours) {
        expect(Number.isFinite(mean) && variance >= 0).toBe(true);
      }
    }),
  );
});
