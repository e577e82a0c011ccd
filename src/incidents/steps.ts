/** How an incident went, step by step: a bounded list that keeps its beginning. Pure. */
import type { ComponentVerdict, IncidentStep, Status } from '../model.ts';

const stepsAtMost = 30;
const partsAtMost = 10;

type Happening = {
  readonly at: number;
  readonly status: Status;
  readonly parts: readonly ComponentVerdict[];
};

/** The list with this step, unless it says the same as the last one. No step is earlier than the one before. */
export function withStep(
  steps: readonly IncidentStep[] = [],
  step: Happening,
): readonly IncidentStep[] {
  const last = steps.at(-1);
  const next = stepOf(step, steps);
  if (last && saying(last) === saying(next)) return steps;
  const all = [...steps, { ...next, at: Math.max(next.at, last?.at ?? next.at) }];
  if (all.length <= stepsAtMost) return all;
  return [...all.slice(0, 1), ...all.slice(1 - stepsAtMost)];
}

function stepOf({ at, status, parts }: Happening, before: readonly IncidentStep[]): IncidentStep {
  const cause = parts.flatMap(({ evidence }) => evidence).find((one) => one.cause)?.cause;
  const known = before.findLast((one) => one.cause)?.cause;
  const isNew = cause !== undefined && cause.code !== known?.code;
  return {
    at,
    status,
    parts: parts.slice(0, partsAtMost).map(({ component }) => component),
    ...(isNew ? { cause } : {}),
  };
}

function saying({ status, parts }: IncidentStep): string {
  return `${status} ${parts.join(' ')}`;
}
