/** How long a lane rests after a call that did not go well; undefined when the fault lies in the message or channel. */
import type { Sent } from '../platforms/platform.ts';
import type { Rest } from './work.ts';

export function restAfter(sent: Sent): Rest | undefined {
  switch (sent.result) {
    case 'wait':
      return { waitUntil: sent.retryAt, isEverywhere: sent.isEverywhere ?? false };
    case 'unsure':
      return { waitUntil: 0, isDoubtful: true };
    case 'refused':
      // Nothing works in this workspace until somebody mends it.
      return { waitUntil: 0, isEverywhere: true };
    default:
      return undefined;
  }
}
