/**
 * How long answers took in a window of time, remembered for a minute: three months are read from the store day by
 * day, and that must not be had for the asking as often as somebody likes.
 */
import { createMemo } from '../asking/memo.ts';
import type { Stretch } from '../model.ts';
import type { WebParts } from './door.ts';

export type Latency = {
  readonly from: number;
  readonly to: number;
  readonly stretches: readonly Stretch[];
};

export type LatencyOf = (
  service: string,
  now: number,
  windowMs: number,
  part?: string,
) => Promise<Latency>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const rememberedAtMost = 500;

/** Stretches long enough to have seen something, and few enough to be drawn. */
function lengthFor(windowMs: number): number {
  if (windowMs <= 24 * hourMs) return hourMs / 2;
  if (windowMs <= 7 * 24 * hourMs) return 2 * hourMs;
  return windowMs <= 30 * 24 * hourMs ? 12 * hourMs : 24 * hourMs;
}

export function createLatency({ history, now }: Pick<WebParts, 'history' | 'now'>): LatencyOf {
  const memo = createMemo<Promise<Latency>>({ forMs: minuteMs, atMost: rememberedAtMost, now });
  // What could not be read is not remembered.
  let failures = 0;
  return (service, at, windowMs, part) =>
    memo(JSON.stringify([service, windowMs, part, failures]), async () => {
      const to = Math.ceil(at / minuteMs) * minuteMs;
      const span = { from: to - windowMs, to, ...(part !== undefined && { component: part }) };
      const points = Math.round(windowMs / lengthFor(windowMs));
      try {
        const stretches = await history.latency(service, span, points);
        return { from: span.from, to, stretches };
      } catch (error) {
        failures += 1;
        throw error;
      }
    });
}
