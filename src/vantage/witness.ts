/** Answers other places that are in doubt about a service, and looks again because they are. */
import type { Watcher } from '../incidents/watcher.ts';
import type { Account } from './account.ts';

/** Two places that doubt each other must not drive each other mad. */
const lookAgainAfterMs = 5_000;

export type WitnessParts = {
  readonly watcher: Pick<Watcher, 'views' | 'lookAgain'>;
  readonly isBlind: () => boolean;
  /** Monotonic milliseconds. */
  readonly elapsed: () => number;
};

/** Undefined for a service that is not watched here. */
export type Witness = (service: string) => Account | undefined;

export function createWitness({ watcher, isBlind, elapsed }: WitnessParts): Witness {
  /** When each watched service was last looked at for another place. */
  const looked = new Map<string, number>();

  return (service) => {
    const checks = watcher.views(service);
    if (!checks) {
      looked.delete(service);
      return undefined;
    }
    if (elapsed() - (looked.get(service) ?? Number.NEGATIVE_INFINITY) >= lookAgainAfterMs) {
      looked.set(service, elapsed());
      watcher.lookAgain([service]);
    }
    return { isBlind: isBlind(), checks };
  };
}
