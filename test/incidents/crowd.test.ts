/** When many services fail at once, in networks that have nothing to do with each other. */
import { expect, test } from 'vitest';
import { createCrowd } from '../../src/incidents/crowd.ts';

const minute = 60_000;
const networks = ['a', 'b', 'c', 'd'];

/** The services of these networks fail one after another, and the last of them asks. */
function isDoubtful(failing: readonly { service: string; network: string; at: number }[]): boolean {
  const crowd = createCrowd();
  const said = failing.map(({ service: check, network, at }) =>
    crowd.isDoubtful({ check, network, at }, 10),
  );
  return said.at(-1) ?? false;
}

test('three in ten of three networks within a minute are too many to be true', () => {
  const failing = networks.slice(0, 3).map((network, i) => ({ service: network, network, at: i }));
  expect(isDoubtful(failing)).toBe(true);
  expect(isDoubtful(failing.slice(0, 2))).toBe(false);
});

test('failures that are over do not add up', () => {
  const apart = networks.map((network, i) => ({ service: network, network, at: i * 31_000 }));
  expect(isDoubtful(apart)).toBe(false);
  const closer = networks.map((network, i) => ({ service: network, network, at: i * 29_000 }));
  expect(isDoubtful(closer)).toBe(true);
});

test('one that fails again and again, here and there, is one', () => {
  const same = networks.map((network, at) => ({ service: 'same', network, at }));
  expect(isDoubtful(same)).toBe(false);
});

test('one that fails again is not over because it was the first', () => {
  const failing = [
    { service: 'a', network: 'a', at: 0 },
    { service: 'b', network: 'b', at: 1000 },
    { service: 'a', network: 'a', at: minute },
    { service: 'c', network: 'c', at: minute + 500 },
  ];
  expect(isDoubtful(failing)).toBe(true);
  expect(isDoubtful(failing.toSpliced(2, 1))).toBe(false);
});
