/** What one turn of the event loop begins is handed over together. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createTurn } from '../../src/store/turn.ts';

test('what is begun in one turn is taken together, in order, each kind by itself', async () => {
  const taken: unknown[] = [];
  const turn = createTurn();
  const numbers = turn.gather<number>(async (things) => void taken.push(things));
  const words = turn.gather<string>(async (things) => void taken.push(things));
  const done = [numbers(1), words('a'), Promise.resolve().then(() => numbers(2)), numbers(3)];
  expect(taken).toEqual([]);
  await Promise.all(done);
  expect(taken).toEqual([[1, 3, 2], ['a']]);
});

test('what is begun in a later turn is taken later', async () => {
  const taken: unknown[] = [];
  const gather = createTurn().gather<number>(async (things) => void taken.push(things));
  const first = gather(1);
  await nextTurn();
  await Promise.all([first, gather(2)]);
  expect(taken).toEqual([[1], [2]]);
});

test('one refusal is the refusal of all that were handed over with it, and of no others', async () => {
  const turn = createTurn();
  const refusing = turn.gather(async () => {
    throw new Error('the disk is full');
  });
  const taking = turn.gather(async () => {});
  const [first, second, other] = await Promise.allSettled([refusing(1), refusing(2), taking(3)]);
  expect(first).toMatchObject({ status: 'rejected', reason: { message: 'the disk is full' } });
  expect(second).toMatchObject({ status: 'rejected' });
  expect(other).toMatchObject({ status: 'fulfilled' });
});

test('a turn that is ended by hand has taken all that was begun', async () => {
  const taken: unknown[] = [];
  const turn = createTurn();
  const gather = turn.gather<number>(async (things) => void taken.push(...things));
  const done = gather(1);
  await turn.end();
  expect(taken).toEqual([1]);
  await done;
});
