/** The one notice a day and service that channels hear which asked for early warnings. Pure. */
import type { Notice, Warning } from '../model.ts';
import { localAt } from '../time/local-time.ts';
import { hourMs } from './quarter.ts';

/** Nobody wants to read of it later, and until then no second one is told. */
const toldForMs = 24 * hourMs;

export function noticeOf(
  service: string,
  warning: Warning,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): Notice {
  const { component, check, code, at, values } = warning;
  const { year, month, day } = localAt(now, timeZone);
  return {
    id: `warning:${service}:${year}-${month}-${day}`,
    kind: 'warning',
    services: [service],
    at: now,
    expiresAt: now + toldForMs,
    facts: { ...values, component, check, code, noticedAt: at },
  };
}
