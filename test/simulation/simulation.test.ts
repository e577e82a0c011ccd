/** The simulated worlds are what they claim to be, and the rules in them do what is known of them. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { barsOf } from '../../src/simulation/bars.ts';
import { gatus } from '../../src/simulation/gatus.ts';
import { kuma } from '../../src/simulation/kuma.ts';
import { createDice } from '../../src/simulation/random.ts';
import { createScene } from '../../src/simulation/scene.ts';
import { score } from '../../src/simulation/score.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { tally } from '../../src/simulation/tally.ts';
import { tocsin } from '../../src/simulation/tocsin.ts';
import {
  createWorld,
  day,
  minute,
  second,
  seenFromElsewhere,
  type World,
} from '../../src/simulation/world.ts';
import { worlds } from '../../src/simulation/worlds.ts';

const elsewhere = { glitches: [], ownNetwork: [] };
const ours = tocsin('Tocsin 60 s', { everyMs: minute, hasCanaries: true });

function plan(name: string) {
  const found = worlds.find((world) => world.name === name);
  if (!found) throw new Error(`${name} is not a world`);
  return found;
}

describe('the dice', () => {
  test('fall the same way for the same seed and another way for another', () => {
    const throws = (seed: string) => Array.from({ length: 5 }, createDice(seed).next);
    expect(throws('1/mixed')).toEqual(throws('1/mixed'));
    expect(throws('1/mixed')).not.toEqual(throws('2/mixed'));
  });

  test('are fair, and their waits have the mean they are asked for', () => {
    const dice = createDice('fair');
    const all = Array.from({ length: 100_000 }, () => dice.next());
    expect(all.reduce((sum, one) => sum + one) / all.length).toBeCloseTo(0.5, 2);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThan(1);
    const waits = Array.from({ length: 100_000 }, () => dice.wait(12));
    expect(waits.reduce((sum, one) => sum + one) / waits.length).toBeCloseTo(12, 0);
  });
});

describe('a world', () => {
  test('is disturbed for the share of time it was ordered to be', () => {
    const world = createWorld(plan('glitch-20min').noise, undefined, 1, createDice('share'));
    const disturbedMs = world.glitches.reduce((sum, { from, to }) => sum + to - from, 0);
    expect(disturbedMs / world.lengthMs).toBeCloseTo(0.01, 3);
    const hits = world.glitches.filter(({ hitsCanaries }) => hitsCanaries).length;
    expect(hits / world.glitches.length).toBeCloseTo(0.7, 1);
  });

  test('shows each kind of fault as it is', () => {
    const base = { lengthMs: day, loss: 0, ...elsewhere, episodes: [], elsewhere };
    const seen = (kind: 'fast' | 'hole' | 'half') => {
      const world: World = { ...base, faults: [{ from: 10, to: 1e6, kind, isBlip: false }] };
      const scene = createScene(world, createDice(kind));
      expect(scene.look(0, 5000).kind).toBe('up');
      return Array.from({ length: 1000 }, (_, at) => scene.look(10 + at, 5000));
    };
    expect(new Set(seen('fast').map(({ kind }) => kind))).toEqual(new Set(['hard']));
    expect(seen('hole')[0]).toEqual({ kind: 'soft', tookMs: 5000 });
    const failed = seen('half').filter(({ kind }) => kind === 'hard').length;
    expect(failed).toBeGreaterThan(400);
    expect(failed).toBeLessThan(600);
  });

  test('hides nothing after a trouble is over', () => {
    const ownNetwork = [{ from: minute, to: 2 * minute }];
    const noise = { loss: 0, glitches: [], ownNetwork };
    const world = { lengthMs: day, ...noise, faults: [], episodes: [], elsewhere };
    const scene = createScene(world, createDice('own'));
    expect(scene.areCanariesWorking(minute)).toBe(false);
    expect(scene.look(minute + second, 5000).kind).toBe('soft');
    expect(scene.look(2 * minute, 5000).kind).toBe('up');
    expect(scene.areCanariesWorking(2 * minute)).toBe(true);
  });
});

describe('rules in a world that only loses looks', () => {
  const looks = 525_960;
  const world = createWorld({ loss: 0.01, glitches: [] }, undefined, 4, createDice('theory'));
  const falseAlarms = (rule: typeof gatus) =>
    score([tally(world, rule.watch(world, createDice(rule.name)))]).falseAlarmsPerYear;

  test('without retries alarm at each loss, with one at each square of it', () => {
    expect(falseAlarms(kuma(0)) / (looks * 0.01)).toBeCloseTo(1, 1);
    const squared = falseAlarms(kuma(1)) / (looks * 0.01 ** 2);
    expect(squared).toBeGreaterThan(0.7);
    expect(squared).toBeLessThan(1.3);
  });

  test('that ask for three in a row hardly ever alarm, and ours never does', () => {
    expect(falseAlarms(gatus)).toBeLessThan(3);
    expect(falseAlarms(ours)).toBe(0);
  });
});

describe('our detector', () => {
  test('tells nothing of our own network, where the others do', () => {
    const results = simulate(plan('own-network'), [7], 2, [kuma(1), gatus, ours]);
    const [one, other, own] = results.map(({ score }) => score.falseAlarmsPerYear);
    expect(one).toBeGreaterThan(1);
    expect(other).toBeGreaterThan(1);
    expect(own).toBe(0);
  });

  test('tells an outage sooner than the others and its end once', () => {
    const [one, other, own] = simulate(plan('fails-fast'), [7], 1, [kuma(1), gatus, ours]);
    expect(own?.score.delayS.count).toBeGreaterThan(50);
    expect(own?.score.delayS.median).toBeLessThan(one?.score.delayS.median ?? 0);
    expect(one?.score.delayS.median).toBeLessThan(other?.score.delayS.median ?? 0);
    expect(own?.score.told).toEqual([{ lengthS: 3600, share: 1 }]);
  });

  test('says of a service that goes up and down that it does, and not each time', () => {
    const [one, own] = simulate(plan('flap-120-180'), [7], 0.2, [kuma(1), ours]);
    expect(one?.score.messagesPerEpisode).toBeGreaterThan(40);
    expect(own?.score.messagesPerEpisode).toBeLessThanOrEqual(6);
    expect(own?.score.unnoticedShare).toBe(0);
  });
});

describe('a second place', () => {
  const twice = tocsin('twice', { everyMs: minute, hasCanaries: true, hasSecondPlace: true });
  const alarmsIn = (world: World) => twice.watch(world, createDice('twice')).alarms;
  const atPeace: World = {
    ...{ lengthMs: day, loss: 0, glitches: [], ownNetwork: [], faults: [], episodes: [] },
    elsewhere,
  };
  const hour = 60 * minute;
  const long = { from: hour, to: 2 * hour };
  const fault = { kind: 'fast', isBlip: false } as const;

  test('is disturbed by itself, and in another way', () => {
    const world = createWorld(plan('mixed').noise, undefined, 1, createDice('two'));
    const { glitches, ownNetwork } = world.elsewhere;
    expect(glitches.length / world.glitches.length).toBeCloseTo(1, 0);
    expect(ownNetwork.length).toBeGreaterThan(3);
    const isHere = new Set(world.glitches.map(({ from }) => from));
    expect(glitches.some(({ from }) => isHere.has(from))).toBe(false);
    const seen = createScene(seenFromElsewhere(world), createDice('seen'));
    const [first] = glitches;
    expect(seen.look(first?.from ?? 0, 5000).kind).toBe('soft');
  });

  test('keeps a disturbance on the way from here from being an outage', () => {
    const glitch = { from: hour, to: hour + 4 * minute, hitsCanaries: false };
    const world = { ...atPeace, glitches: [glitch] };
    expect(ours.watch(world, createDice('once')).alarms.length).toBe(1);
    expect(alarmsIn(world)).toEqual([]);
  });

  test('is believed for five minutes, then it is told that only we cannot reach it', () => {
    const world = { ...atPeace, glitches: [{ ...long, hitsCanaries: false }] };
    const [alarm, ...more] = alarmsIn(world);
    expect(more).toEqual([]);
    expect(alarm?.from).toBeGreaterThan(hour + 5 * minute);
    expect(alarm?.from).toBeLessThan(hour + 8 * minute);
  });

  test('sees a real outage too, which is told as soon as one place must tell it', () => {
    const world = { ...atPeace, faults: [{ ...long, ...fault }] };
    const [alarm, ...more] = alarmsIn(world);
    expect(more).toEqual([]);
    expect((alarm?.from ?? 0) - hour).toBeLessThan(100 * second);
  });

  test('sees half of an outage too, though by chance it now and then works there twice', () => {
    const world = createWorld(plan('half').noise, plan('half').faults, 1, createDice('half'));
    const { delaysMs } = tally(world, twice.watch(world, createDice('twice')));
    const sorted = delaysMs.toSorted((one, other) => one - other);
    expect(sorted.length).toBeGreaterThan(50);
    expect(sorted[sorted.length >> 1]).toBeLessThan(200 * second);
  });

  test('that has lost its own network does not vote', () => {
    const world = { ...atPeace, faults: [{ ...long, ...fault }] };
    const blind = { ...world, elsewhere: { glitches: [], ownNetwork: [long] } };
    expect(alarmsIn(blind).length).toBe(1);
    expect(alarmsIn({ ...blind, faults: [] })).toEqual([]);
  });

  test('hardly ever lets the noise of one place through', () => {
    const [one, two] = simulate(plan('glitch-40s'), [7], 1, [ours, twice]);
    expect(one?.score.falseAlarmsPerYear).toBeGreaterThan(2);
    expect(two?.score.falseAlarmsPerYear).toBeLessThanOrEqual(1);
  });
});

test('a bar that is not cleared is called missed', () => {
  const [result] = simulate(plan('mixed'), [7], 0.1, [kuma(0)]);
  if (!result) throw new Error('there is a result');
  expect(barsOf([result])).toEqual([]);
  const [bar] = barsOf([{ ...result, rule: 'Tocsin 60 s' }]);
  expect(bar?.isMet).toBe(false);
});

describe('npm run simulate', () => {
  const run = (...words: string[]) =>
    execFileSync(process.execPath, ['src/run/simulate.ts', ...words], { encoding: 'utf8' });

  test('prints the same JSON for the same seeds', () => {
    const words = ['--seed', '3-4', '--years', '0.2', '--world', 'mixed,short', '--json'];
    const [first, again] = [run(...words), run(...words)];
    expect(first).toBe(again);
    const { seeds, results, bars } = JSON.parse(first);
    expect(seeds).toEqual([3, 4]);
    expect(new Set(results.map(({ world }: { world: string }) => world)).size).toBe(2);
    expect(bars.length).toBe(3);
  });

  test('says what is wrong with a wish it cannot grant', () => {
    for (const words of [['--seed', 'x'], ['--world', 'nowhere'], ['--years', '-1'], ['--tea']]) {
      try {
        execFileSync(process.execPath, ['src/run/simulate.ts', ...words], { stdio: 'pipe' });
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ status: 2 });
        expect(String((error as { stderr: Buffer }).stderr)).toContain(words.at(-1));
      }
    }
  });
});
