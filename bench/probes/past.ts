/** A day of readings, one a minute, as they would have come. */
import type { Service } from '../../src/model.ts';
import type { Watching } from '../../src/watching.ts';
import { checksOf } from './services.ts';

const minuteMs = 60_000;
const minutesOfDay = 1440;

export async function fillDay(
  services: readonly Service[],
  { history, warnings }: Pick<Watching, 'history' | 'warnings'>,
  now: number,
): Promise<void> {
  for (const service of services) {
    await history.follow(service);
    await warnings.follow(service);
    for (let minute = 0; minute < minutesOfDay; minute++) {
      const at = now - (minutesOfDay - minute) * minuteMs;
      const tookMs = 12 + (minute % 7);
      const reading = { status: 'up' as const, at, tookMs, timings: { tcp: 1, 'first-byte': 10 } };
      for (const check of checksOf(service)) {
        history.add(check, reading);
        warnings.add(check, reading);
      }
    }
  }
}
