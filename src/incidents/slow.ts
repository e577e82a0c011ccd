/** Checks that work and are far slower than usual for so long that people feel it. Pure. */
import { type CheckState, checkVerdict } from '../detection/check.ts';
import type { Cause } from '../model.ts';

const cause: Cause = { code: 'slow', kind: 'slow', phase: 'first-byte', values: {} };

/** The states with those checks as degraded; `slowSince` is undefined for a check that is not slow. */
export function slowed(
  states: ReadonlyMap<string, CheckState>,
  slowSince: (check: string) => number | undefined,
): ReadonlyMap<string, CheckState> {
  const changed = [...states].flatMap(([id, state]) => {
    const since = checkVerdict(state).status === 'operational' ? slowSince(id) : undefined;
    return since === undefined
      ? []
      : [[id, { ...state, status: 'degraded', since, cause }] as const];
  });
  return changed.length === 0 ? states : new Map<string, CheckState>([...states, ...changed]);
}
