/** Every message that telling needs, in the voice of the channel that reads it. */
import type { Voice } from '../languages/language.ts';
import type { Channel, Notice, Service } from '../model.ts';
import { compose } from './compose.ts';
import { composeBusy } from './compose-busy.ts';
import { composeDigest, type DigestSpan, type Past } from './compose-digest.ts';
import { composeGroup } from './compose-group.ts';
import { composeNotice, composePaused } from './compose-notice.ts';
import { withSubjects } from './subjects.ts';
import type { TellingParts } from './telling.ts';
import { createVoices } from './voices.ts';

export type ComposingParts = {
  readonly serviceOf: (id: string) => Service;
  /** What the services of a channel did in the time of a digest. */
  readonly pastOf?: (channel: Channel, span: DigestSpan, voice: Voice) => readonly Past[];
  /** What a channel follows; without it a busy period names all services that it concerns. */
  readonly followedBy?: (channel: Channel) => readonly string[];
  readonly now: () => number;
};

export function createComposing({
  serviceOf,
  pastOf,
  followedBy,
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
      const message =
        only && more.length === 0
          ? compose(what, only.incident, only.service, voice, now())
          : composeGroup(what, cases, voice, now());
      return withSubjects(message, incidents);
    },
    composeNotice(notice, subscription) {
      const voice = voiceOf(subscription);
      const span = digestSpan(notice);
      if (span && pastOf) {
        const pasts = pastOf(subscription.channel, span, voice);
        return composeDigest(pasts, { span, voice, now: now() });
      }
      const ids = notice.services ?? [];
      if (notice.kind === 'busy') {
        const own = followedBy?.(subscription.channel) ?? ids;
        const mine = ids.filter((id) => own.includes(id)).map(serviceOf);
        return composeBusy(notice, mine, { voice, now: now() });
      }
      return composeNotice(notice, ids.map(serviceOf), { voice, now: now() });
    },
    composePaused: (subscription, reason) =>
      composePaused(
        serviceOf(subscription.service),
        { since: subscription.since, reason },
        { voice: voiceOf(subscription), now: now() },
      ),
  };
}

function digestSpan({ kind, facts: { from, until } }: Notice): DigestSpan | undefined {
  if (kind !== 'digest' || typeof from !== 'number' || typeof until !== 'number') return undefined;
  return { from, until };
}
