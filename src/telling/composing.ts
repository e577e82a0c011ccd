/** Every message that telling needs, in the voice of the channel that reads it. */
import type { Service } from '../model.ts';
import { compose } from './compose.ts';
import { composeGroup } from './compose-group.ts';
import { composeNotice, composePaused } from './compose-notice.ts';
import type { TellingParts } from './telling.ts';
import { createVoices } from './voices.ts';

export type ComposingParts = {
  readonly serviceOf: (id: string) => Service;
  readonly now: () => number;
};

export function createComposing({
  serviceOf,
  now,
}: ComposingParts): Pick<TellingParts, 'compose' | 'composeNotice' | 'composePaused'> {
  const voiceOf = createVoices();
  return {
    compose({ what, subscription, incidents }) {
      const voice = voiceOf(subscription);
      const cases = incidents.map((incident) => ({
        incident,
        service: serviceOf(incident.service),
      }));
      const [only, ...more] = cases;
      return only && more.length === 0
        ? compose(what, only.incident, only.service, voice, now())
        : composeGroup(what, cases, voice, now());
    },
    composeNotice: (notice, subscription) =>
      composeNotice(notice, (notice.services ?? []).map(serviceOf), {
        voice: voiceOf(subscription),
        now: now(),
      }),
    composePaused: (subscription, reason) =>
      composePaused(
        serviceOf(subscription.service),
        { since: subscription.since, reason },
        { voice: voiceOf(subscription), now: now() },
      ),
  };
}
