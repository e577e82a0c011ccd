/**
 * A simulated stretch of years: what truly happened to a service, to the way there and to our own
 * network. Instants are milliseconds from the beginning of the world.
 */
import type { Dice } from './random.ts';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
export const year = 365.25 * day;

/** Something that comes at random and lasts a random time; both are means of exponentials. */
export type Trouble = { readonly everyMs: number; readonly lastsMs: number };

export type Noise = {
  /** The share of looks that are lost for no reason. */
  readonly loss: number;
  /** Disturbances on the way to the target; most of them also hit the canaries. */
  readonly glitches: readonly Trouble[];
  readonly ownNetwork?: Trouble;
  /** The service itself fails, for so short that nobody wants to hear of it. */
  readonly blips?: Trouble;
};

/** fast: answers with an error · hole: does not answer · half: every other look fails. */
export type FaultKind = 'fast' | 'hole' | 'half';

export type Faults =
  | { readonly kind: FaultKind; readonly everyMs: number; readonly lengthsMs: readonly number[] }
  | {
      readonly kind: 'flapping';
      readonly everyMs: number;
      readonly downMs: number;
      readonly upMs: number;
    };

export type Interval = { readonly from: number; readonly to: number };
export type Fault = Interval & { readonly kind: FaultKind; readonly isBlip: boolean };
export type Glitch = Interval & { readonly hitsCanaries: boolean };

/** What troubles one place that looks, and no other. */
export type Surroundings = {
  readonly glitches: readonly Glitch[];
  readonly ownNetwork: readonly Interval[];
};

export type World = Surroundings & {
  readonly lengthMs: number;
  readonly loss: number;
  readonly faults: readonly Fault[];
  readonly elsewhere: Surroundings;
  /** The stretches in which a flapping service goes up and down. */
  readonly episodes: readonly Interval[];
};

const CANARIES_HIT = 0.7;
const EPISODE_MS = 2 * hour;
/** Before the first fault the detectors get to know the service. */
const ACQUAINTANCE_MS = 2 * day;

export function createWorld(
  noise: Noise,
  faults: Faults | undefined,
  years: number,
  dice: Dice,
): World {
  const lengthMs = years * year;
  const glitches = glitchesOf(noise, lengthMs, dice);
  const episodes = faults?.kind === 'flapping' ? episodesOf(faults.everyMs, lengthMs, dice) : [];
  const blips = noise.blips ? occurrences(noise.blips, lengthMs, dice) : [];
  const planned = faults ? faultsOf(faults, episodes, lengthMs, dice) : [];
  const real = blips.map((blip) => ({ ...blip, kind: 'fast' as const, isBlip: true }));
  return {
    lengthMs,
    loss: noise.loss,
    glitches,
    ownNetwork: ownNetworkOf(noise, lengthMs, dice),
    faults: inOrder([...planned, ...real.filter((blip) => isAlone(blip, planned))]),
    episodes,
    elsewhere: {
      glitches: glitchesOf(noise, lengthMs, dice),
      ownNetwork: ownNetworkOf(noise, lengthMs, dice),
    },
  };
}

/** The same service, looked at from the second place. */
export function seenFromElsewhere(world: World): World {
  return { ...world, ...world.elsewhere };
}

function glitchesOf(noise: Noise, lengthMs: number, dice: Dice): Glitch[] {
  const glitches = noise.glitches
    .flatMap((trouble) => occurrences(trouble, lengthMs, dice))
    .map((interval) => ({ ...interval, hitsCanaries: dice.next() < CANARIES_HIT }));
  return inOrder(glitches);
}

function ownNetworkOf({ ownNetwork }: Noise, lengthMs: number, dice: Dice): Interval[] {
  return ownNetwork ? occurrences(ownNetwork, lengthMs, dice) : [];
}

function occurrences({ everyMs, lastsMs }: Trouble, lengthMs: number, dice: Dice): Interval[] {
  const found: Interval[] = [];
  for (let from = dice.wait(everyMs); from < lengthMs; ) {
    const to = from + dice.wait(lastsMs);
    found.push({ from, to });
    from = to + dice.wait(everyMs);
  }
  return found;
}

/** Spread over the years and over all phases of a look, but never close to each other. */
function starts(everyMs: number, lengthMs: number, dice: Dice): number[] {
  const found: number[] = [];
  for (let from = ACQUAINTANCE_MS; from + everyMs < lengthMs; from += everyMs) {
    found.push(from + (dice.next() * everyMs) / 2);
  }
  return found;
}

function episodesOf(everyMs: number, lengthMs: number, dice: Dice): Interval[] {
  return starts(everyMs, lengthMs, dice).map((from) => ({ from, to: from + EPISODE_MS }));
}

function faultsOf(
  faults: Faults,
  episodes: readonly Interval[],
  lengthMs: number,
  dice: Dice,
): Fault[] {
  if (faults.kind === 'flapping') {
    return episodes.flatMap((episode) => flaps(episode, faults.downMs, faults.upMs));
  }
  const { kind, everyMs, lengthsMs } = faults;
  return starts(everyMs, lengthMs, dice).map((from, index) => {
    const lengthMs = lengthsMs[index % lengthsMs.length] ?? hour;
    return { from, to: from + lengthMs, kind, isBlip: false };
  });
}

function flaps({ from, to }: Interval, downMs: number, upMs: number): Fault[] {
  const found: Fault[] = [];
  for (let at = from; at < to; at += downMs + upMs) {
    found.push({ from: at, to: at + downMs, kind: 'fast', isBlip: false });
  }
  return found;
}

/** A blip next to a planned fault would only blur its delay. */
function isAlone(blip: Interval, planned: readonly Interval[]): boolean {
  let [low, high] = [0, planned.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((planned[middle]?.to ?? 0) + hour < blip.from) low = middle + 1;
    else high = middle;
  }
  const next = planned[low];
  return next === undefined || next.from - hour > blip.to;
}

/** Sorted, and what overlaps is cut, so that one place in the list tells the present. */
function inOrder<I extends Interval>(intervals: readonly I[]): I[] {
  const sorted = intervals.toSorted((one, other) => one.from - other.from);
  return sorted.filter((interval, index) => interval.from >= (sorted[index - 1]?.to ?? 0));
}
