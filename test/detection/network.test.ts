/** When our own network is the suspect. */
import { describe, expect, test } from 'vitest';
import { type Failure, isMassFailure, networkOf, vote } from '../../src/detection/network.ts';
import { reading, type Sight } from './reader.ts';

describe('the canaries', () => {
  test.each<[Sight[], string]>([
    [[], 'unasked'],
    [['up', 'up', 'up'], 'working'],
    [['up', 'soft', 'up'], 'working'],
    [['soft', 'soft', 'up'], 'failing'],
    [['slow', 'up', 'soft'], 'working'],
    [['ours', 'hard', 'up'], 'failing'],
    [['soft', 'up'], 'working'],
    [['soft', 'soft'], 'failing'],
    [['soft', 'soft', 'up', 'up'], 'working'],
    [['soft', 'soft', 'hard', 'up'], 'failing'],
    [['soft'], 'failing'],
    [['up'], 'working'],
  ])('that see %j say %s', (sights, word) => {
    expect(vote(sights.map((sight) => reading(sight, 0)))).toBe(word);
  });
});

describe('many failures at once', () => {
  const failures = (...networks: string[]): Failure[] =>
    networks.map((network, index) => ({ check: `c${index}`, network, at: 1000 * index }));

  test('in three unrelated networks are our own', () => {
    expect(isMassFailure(failures('a', 'b', 'c'), 10, 5000)).toBe(true);
  });

  test('in one network are that network', () => {
    expect(isMassFailure(failures('a', 'a', 'a', 'b', 'b'), 10, 5000)).toBe(false);
  });

  test('of a small share are theirs', () => {
    expect(isMassFailure(failures('a', 'b', 'c'), 11, 5000)).toBe(false);
  });

  test('that are over or repeated do not add up', () => {
    expect(isMassFailure(failures('a', 'b', 'c'), 3, 60_500)).toBe(false);
    const one = { check: 'c', at: 0 };
    const repeated = ['a', 'b', 'c'].map((network) => ({ ...one, network }));
    expect(isMassFailure(repeated, 10, 0)).toBe(false);
  });
});

test.each([
  ['203.0.113.7', '203.0'],
  ['::ffff:203.0.113.7', '203.0'],
  ['2001:db8::1', '2001:db8'],
  ['2001:0DB8:1::1', '2001:db8'],
  ['2606::1', '2606:0'],
  ['::1', '0:0'],
])('%s is in the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
