/** Messages that belong to no incident and no notice: confirmations, farewells. Said once, now or not at all. */

import type { Message } from '../message.ts';
import type { Channel } from '../model.ts';
import type { Sent } from '../platforms/platform.ts';
import type { Clock } from '../time/clock.ts';
import type { Lanes } from './lanes.ts';
import { nonceOf } from './nonce.ts';
import { restAfter } from './rest.ts';
import type { Work } from './work.ts';

/** Somebody is waiting for it. */
const urgency = 20;
const patienceMs = 10_000;

/** Posts in the channel's lane, in the order of the calls; never rejects. */
export type Say = (channel: Channel, message: Message) => Promise<Sent>;

export function createSay({ lanes, clock }: { lanes: Lanes; clock: Clock }): Say {
  let count = 0;
  return (channel, message) => {
    count += 1;
    const { promise, resolve } = Promise.withResolvers<Sent>();
    const nonce = nonceOf([channel, message.title, clock.now(), count]);
    let isOver = false;
    const tooLate = () => {
      isOver = true;
      const retryAt = Math.max(lanes.restsUntil(channel), clock.now());
      resolve({ result: 'wait', retryAt, reason: 'the chat network does not take it now' });
    };
    const callOff = clock.after(patienceMs, tooLate);
    const work: Work = async ({ platform }, _key, turn) => {
      if (isOver) return 'done';
      if (turn !== 'post') return { wants: 'post', urgency, at: 0 };
      isOver = true;
      callOff();
      const sent = await platform.post(channel, message, { nonce, isQuiet: false });
      resolve(sent);
      return restAfter(sent) ?? 'called';
    };
    if (!lanes.add(channel, `say ${count}`, work)) {
      callOff();
      resolve({ result: 'gone', reason: 'this chat network is not set up here' });
    }
    return promise;
  };
}
