/**
 * The contract of early warnings: what looks unusual or will soon be full, as data. A warning is a quiet
 * hint and never an outage. The noun itself (`Warning`) stands in the model.
 */
import type { Service, Warning } from '../model.ts';

/** What a number is expected to be at some instant, from the same hour of the last four weeks. */
export type Expected = { readonly low: number; readonly median: number; readonly high: number };

/** A time when more is to be expected, and how many times as much. */
export type BusyAt = (
  at: number,
  service: Service,
) => { readonly id: string; readonly factor: number } | undefined;

/** What the parts that show warnings may ask. From memory; cheap. */
export type Foresight = {
  /** What is unusual or runs out now, the most pressing first. */
  of(service: string): readonly Warning[];
  /** In milliseconds, or in the unit of a metrics check; undefined while too little is known. */
  expected(service: string, check: string, at: number): Expected | undefined;
  /** What looks at a service are expected to take: that of the check in the middle, in milliseconds. */
  usual(service: string, at: number): Expected | undefined;
};
