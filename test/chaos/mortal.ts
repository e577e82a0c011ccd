/** What a process that can die holds: the dead make no calls, and their alarms do not ring. */
import type { Platform } from '../../src/platforms/platform.ts';
import type { Clock } from '../../src/time/clock.ts';

export function mortal(network: Platform, isAlive: () => boolean): Platform {
  const never = new Promise<never>(() => {});
  return {
    ...network,
    post: (...given) => (isAlive() ? network.post(...given) : never),
    edit: (...given) => (isAlive() ? network.edit(...given) : never),
    isAnswering: (channel) => (isAlive() ? network.isAnswering(channel) : never),
  };
}

export function mortalClock(clock: Clock, isAlive: () => boolean): Clock {
  return {
    ...clock,
    after: (ms, task) =>
      clock.after(ms, () => {
        if (isAlive()) task();
      }),
  };
}
