/** `subscriptions`: what this channel follows, since when, and whether its messages arrive. */

import { serviceOrId } from '../src/asking/choices.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, quote } from '../src/message.ts';
import { serviceName, timeSpan } from '../src/telling/compose.ts';
import type { Command, Desk, Followed, Request } from './command.ts';
import { nothingFollowed } from './status.ts';

/** More buttons than this would be longer than the list. */
const buttonsAtMost = 5;

export const subscriptions = {
  name: 'subscriptions',
  aliases: ['list', '订阅列表'],
  options: [],
  isPrivate: true,
  isManaging: false,
  async run(request, desk) {
    const followed = desk.followed(request.ask.channel);
    if (followed.length === 0) return nothingFollowed(request);
    const { voice } = request;
    // What does not arrive is what people have to act on.
    const sorted = followed.toSorted(
      (a, b) => Number(a.health.isWorking) - Number(b.health.isWorking),
    );
    return {
      tone: 'info',
      title: voice.say('subscriptions.title', { count: followed.length }),
      lines: sorted.flatMap((one) => [row(one, request, desk), ...missedLine(one, request, desk)]),
      ...(followed.length > buttonsAtMost
        ? {}
        : { buttons: sorted.map((one) => end(one, request, desk)) }),
    };
  },
} satisfies Command;

function row(
  { subscription, health, deliveredAt }: Followed,
  { voice }: Request,
  desk: Desk,
): Line {
  const service = { bold: serviceName(voice, serviceOrId(subscription.service, desk)) };
  const when = timeSpan(voice, subscription.since, desk.now());
  if (health.isWorking && deliveredAt === undefined) {
    return sayLine(voice, 'subscriptions.row', { service, when });
  }
  if (health.isWorking) {
    const told = timeSpan(voice, deliveredAt ?? 0, desk.now());
    return sayLine(voice, 'subscriptions.told', { service, when, told });
  }
  const reason = quote(health.reason ?? voice.say('subscriptions.noReason'), 120);
  return sayLine(voice, 'subscriptions.broken', { service, when, reason });
}

/** Of what people may wait for in vain. */
function missedLine(
  { subscription, missed }: Followed,
  { voice }: Request,
  desk: Desk,
): readonly Line[] {
  if (!missed) return [];
  const service = { bold: serviceName(voice, serviceOrId(subscription.service, desk)) };
  const when = timeSpan(voice, missed.at, desk.now());
  return [sayLine(voice, `subscriptions.${missed.why}`, { service, when })];
}

function end({ subscription }: Followed, { voice }: Request, desk: Desk) {
  const service = serviceName(voice, serviceOrId(subscription.service, desk));
  return {
    label: voice.say('button.unsubscribe', { service }),
    command: `unsubscribe ${subscription.service}`,
  };
}
