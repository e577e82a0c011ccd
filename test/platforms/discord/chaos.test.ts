/** Whatever finite trouble Discord has, each message is read once, in order, and no limit is disregarded. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from '../../../src/message.ts';
import { createRest } from '../../../src/platforms/discord/rest.ts';
import { createWriter, type Writer } from '../../../src/platforms/discord/writer.ts';
import type { Delivery, Sent } from '../../../src/platforms/platform.ts';
import { createDiscordPeer } from '../../peers/discord.ts';
import type { Fault } from '../../peers/discord-faults.ts';

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constant('rate-limit' as const),
    scope: fc.constantFrom('user', 'shared', 'global'),
    retryAfter: fc.integer({ min: 1, max: 12 }).map((hundredths) => hundredths / 100),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(500, 502, 503, 504),
    isStored: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('reset' as const, 'hang' as const, 'trickle' as const),
    isStored: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('page' as const), status: fc.constant(200) }),
);

/** Repeats with the same nonce until Discord has taken it, as whoever sends must. */
async function insist(writer: Writer, channel: string, text: string, delivery: Delivery) {
  const message: Message = { tone: 'info', title: text, lines: [] };
  let sent: Sent;
  do {
    sent = await writer.post(channel, message, delivery);
    if (sent.result === 'wait') await sleep(Math.max(0, sent.retryAt - Date.now()));
  } while (sent.result === 'wait' || sent.result === 'unsure');
  return sent;
}

test('each message is read once and in order, and never earlier than allowed', async () => {
  const story = fc.array(fc.array(fault, { maxLength: 3 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(story, async (troubles) => {
      const peer = await createDiscordPeer();
      try {
        const [id = ''] = peer.channelsOf(peer.addGuild('Ops', ['alerts']));
        const writer = createWriter({
          rest: createRest({ ...peer, callLimitMs: 100 }),
          now: Date.now,
          log: () => undefined,
          missingPermissions: () => [],
          onRefused: () => undefined,
        });
        for (const [n, faults] of troubles.entries()) {
          for (const one of faults) peer.fault({ path: '/messages', fault: one });
          const delivery = { nonce: `n${n}`, isQuiet: false };
          expect(await insist(writer, `discord:${id}`, `${n}`, delivery)).toMatchObject({
            result: 'ok',
          });
        }
        expect(peer.history(id).map(({ content }) => content)).toEqual(
          troubles.map((_, n) => `ℹ️ **${n}**`),
        );
        expect(peer.tooEarly()).toEqual([]);
      } finally {
        peer.close();
      }
    }),
    { numRuns: 25 },
  );
});
