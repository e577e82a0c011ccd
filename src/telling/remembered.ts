/** Ten thousand channels that read the same message share one: it is composed once, not for each of them. */

import type { Message } from '../message.ts';
import type { Clock } from '../time/clock.ts';
import type { Speech } from './speech.ts';

/** Times in a message are to the minute, so that a second changes nothing. */
const keptMs = 1_000;
const keptAtMost = 32;

type Kept = Speech & { readonly at: number; readonly message: Message };

/** `compose` may look at no more of a subscription than its language and time zone. */
export function createRemembered(
  compose: (speech: Speech) => Message,
  clock: Clock,
): (speech: Speech) => Message {
  let kept: readonly Kept[] = [];
  return (speech) => {
    const at = clock.now();
    const isFresh = (one: Kept) => Math.abs(at - one.at) < keptMs;
    const known = kept.find((one) => isFresh(one) && isAlike(one, speech));
    if (known) return known.message;
    const message = compose(speech);
    kept = [{ ...speech, at, message }, ...kept.filter(isFresh)].slice(0, keptAtMost);
    return message;
  };
}

/** An incident that changed is another object. */
function isAlike(one: Speech, other: Speech): boolean {
  return (
    one.what === other.what &&
    one.subscription.language === other.subscription.language &&
    one.subscription.timeZone === other.subscription.timeZone &&
    one.incidents.length === other.incidents.length &&
    one.incidents.every((incident, index) => incident === other.incidents[index])
  );
}
