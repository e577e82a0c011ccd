/** One service watched for early warnings in time that is made up: what a channel would have heard of it. */
import type { Check, Reading, Service } from '../../src/model.ts';
import type { Table } from '../../src/store/store.ts';
import type { Meter } from '../../src/warning/gauge.ts';
import { createWarnings, type Kept, type Warnings } from '../../src/warning/warnings.ts';
import { type Latency, minute, start } from './worlds.ts';

export type Watching = {
  readonly warnings: Warnings;
  readonly check: Check;
  /** What the store holds. */
  readonly kept: Map<string, Kept>;
  /** When a channel heard something. */
  readonly told: readonly number[];
  /** A look a minute, up to an instant. */
  look(latency: Latency, until: number): void;
};

/** A service by how long it takes or, with a meter, by what it measures. */
export async function watch(meter?: Meter): Promise<Watching> {
  let now = start;
  const told: number[] = [];
  const ids = new Set<string>();
  const kept = new Map<string, Kept>();
  const check: Check = {
    ...{ id: 'web', target: 'tcp://127.0.0.1:1', everyMs: minute, timeoutMs: 1_000, expect: {} },
  };
  const service: Service = {
    ...{ id: 'shop', name: { en: 'Shop' }, aliases: [], category: 'own', preset: 'default' },
    components: [{ id: 'web', name: { en: 'Web' }, need: 'all', checks: [check] }],
  };
  const warnings = createWarnings({
    ...{ table: tableIn(kept), now: () => now, timeZone: 'UTC', log: () => undefined },
    ...{ meterOf: () => meter, isBlind: () => false, isTroubled: () => false },
    // The same notice twice is told once.
    announce: async ({ id }) => {
      if (!ids.has(id)) told.push(now);
      ids.add(id);
    },
  });
  await warnings.follow(service);
  return {
    ...{ warnings, check, kept, told },
    look(latency, until) {
      for (; now < until; now += minute) warnings.add(check, reading(now, latency(now)));
    },
  };
}

function reading(at: number, tookMs: number): Reading {
  return { status: 'up', at, tookMs, timings: {}, facts: { value: tookMs } };
}

function tableIn(kept: Map<string, Kept>): Table<Kept> {
  return {
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
    async *entries() {
      yield* kept.entries();
    },
  };
}
