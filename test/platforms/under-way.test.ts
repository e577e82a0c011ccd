/** A stop waits for the last call that is under way. */
import { expect, test } from 'vitest';
import { createUnderWay } from '../../src/platforms/under-way.ts';

test('it is idle once the last call has ended, well or badly', async () => {
  const underWay = createUnderWay();
  const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const ends = [underWay.during(first.promise), underWay.during(second.promise)];
  let isIdle = false;
  const idle = underWay.idle().then(() => {
    isIdle = true;
  });
  expect(underWay.count).toBe(2);
  first.resolve('sent');
  expect(await ends[0]).toBe('sent');
  expect([underWay.count, isIdle]).toEqual([1, false]);
  second.reject(new Error('reset'));
  await expect(ends[1]).rejects.toThrow('reset');
  await idle;
  expect(underWay.count).toBe(0);
});

test('nothing under way is idle at once, again and again', async () => {
  const underWay = createUnderWay();
  await underWay.idle();
  await underWay.during(Promise.resolve());
  await underWay.idle();
  expect(underWay.count).toBe(0);
});
