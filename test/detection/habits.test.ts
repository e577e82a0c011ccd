/** What a check learns about its own noise, and what it must not learn. */
import { describe, expect, test } from 'vitest';
import { certain, glitchesOf, lossOf, predict, weigh } from '../../src/detection/belief.ts';
import { learnLook, noHabits } from '../../src/detection/habits.ts';
import type { Habits } from '../../src/detection/state.ts';
import { createReader } from './reader.ts';

const second = 1000;
const minute = 60 * second;

function working() {
  const reader = createReader();
  reader.series('up', 60, minute);
  return reader;
}

type Reader = ReturnType<typeof working>;

/** A row of failures that was noise. */
function disturb(reader: Reader, sight: 'soft' | 'hard', looks: number): void {
  reader.after(minute).take(sight);
  reader.series(sight, looks - 1, 5 * second);
  reader.series('up', 30, 5 * second);
  reader.series('up', 30, minute);
}

describe('a check learns', () => {
  test('that single looks get lost here', () => {
    const reader = working();
    const before = lossOf(reader.state.habits);
    for (let time = 0; time < 20; time += 1) disturb(reader, 'soft', 1);
    expect(reader.state.habits.singles).toBe(20);
    expect(lossOf(reader.state.habits)).toBeGreaterThan(3 * before);
  });

  test('how long the disturbances on its way last', () => {
    const reader = working();
    for (let time = 0; time < 10; time += 1) disturb(reader, 'soft', 6);
    expect(reader.state.habits).toMatchObject({ glitches: 10, singles: 0 });
    expect(glitchesOf(reader.state.habits).lengthS).toBeGreaterThan(18);
  });

  test('nothing about the way from a service that really fails', () => {
    const reader = working();
    for (let time = 0; time < 10; time += 1) disturb(reader, 'hard', 6);
    expect(reader.state.habits).toMatchObject({ glitches: 0, glitchMs: 0 });
  });

  test('from a short silent outage that was told, not from a long or a real one', () => {
    const [short, long, real] = [working(), working(), working()];
    disturb(short, 'soft', 26);
    disturb(long, 'soft', 100);
    disturb(real, 'hard', 26);
    expect(short.state.habits.glitches).toBe(1);
    expect(long.state.habits.glitches).toBe(0);
    expect(real.state.habits.glitches).toBe(0);
  });

  test('nothing while it is blind', () => {
    const reader = working();
    const { habits } = reader.state;
    reader.series('soft', 40, 5 * second, 'failing');
    expect(reader.state.habits).toEqual(habits);
  });
});

test('old experience fades, so that a service which got better is trusted again', () => {
  let habits: Habits = { ...noHabits, looks: 59_999, singles: 6000, glitches: 8, glitchMs: 80_000 };
  habits = learnLook(learnLook(habits, minute, 100), minute, 100);
  expect(habits).toMatchObject({ looks: 30_000.5, singles: 3000, glitches: 4 });
});

describe('the belief', () => {
  test('a long pause is no evidence', () => {
    const night = weigh(predict(certain, noHabits, 8 * 60 * minute), 0.002, 'soft', true);
    expect(night.down).toBeLessThan(0.2);
    expect(night.down).toBeLessThan(predictAndFail(10 * minute) + 1e-9);
  });

  test('silence is first taken for a disturbance, a refusal for an outage', () => {
    const soft = weigh(predict(certain, noHabits, minute), 0.002, 'soft', true);
    const hard = weigh(predict(certain, noHabits, minute), 0.002, 'hard', true);
    expect(soft.glitch).toBeGreaterThan(10 * soft.down);
    expect(hard.down).toBeGreaterThan(hard.glitch / 2);
    expect(hard.down).toBeGreaterThan(5 * soft.down);
  });

  test('a disturbance is given up once it has lasted too long', () => {
    let belief = certain;
    let glitch = 0;
    for (let look = 0; look < 24; look += 1) {
      const predicted = predict(belief, noHabits, look === 0 ? minute : 5 * second);
      belief = weigh(predicted, 0.002, 'soft', look === 0);
      glitch = Math.max(glitch, belief.glitch);
    }
    expect(glitch).toBeGreaterThan(0.9);
    expect(belief.glitch).toBeLessThan(0.02);
    expect(belief.down).toBeGreaterThan(0.98);
  });

  function predictAndFail(pauseMs: number): number {
    return weigh(predict(certain, noHabits, pauseMs), 0.002, 'soft', true).down;
  }
});
