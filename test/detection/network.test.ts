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
  const failures = (...networks: string[]): ReadonlyMap<string, Failure> =>
    new Map(networks.map((network, at) => [`c${at}`, { check: `c${at}`, network, at }]));

  test('in three unrelated networks are our own', () => {
    expect(isMassFailure(failures('a', 'b', 'c'), 10)).toBe(true);
  });

  test('in one network are that network', () => {
    expect(isMassFailure(failures('a', 'a', 'a', 'b', 'b'), 10)).toBe(false);
  });

  test('of a small share are theirs', () => {
    expect(isMassFailure(failures('a', 'b', 'c'), 11)).toBe(false);
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
