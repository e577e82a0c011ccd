/** Uptime as doors ask for it: each answer holds for a while, as it is counted from all that is kept of a service. */
import { createMemo } from '../asking/memo.ts';
import type { WebParts } from './door.ts';

/** What happens in half a minute moves no share of a day. */
const heldForMs = 30_000;
const heldAtMost = 20_000;

export function withHeldUptimes({
  history,
  clock,
}: Pick<WebParts, 'history' | 'clock'>): WebParts['history'] {
  const memo = createMemo<ReturnType<typeof history.uptime>>({
    ...{ forMs: heldForMs, atMost: heldAtMost, now: clock.elapsed },
  });
  return {
    latency: history.latency,
    uptime: (service, windowMs, component) =>
      memo(`${service} ${windowMs} ${component ?? ''}`, () =>
        history.uptime(service, windowMs, component),
      ),
  };
}
