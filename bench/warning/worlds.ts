/**
 * Healthy services as a look a minute sees them: the rhythms, tails and moods that answers have without
 * anything being wrong. Whatever is told about them is false. Factors of a base duration, in UTC.
 */
import { createDice, type Dice } from '../../src/simulation/random.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;
/** A Monday. */
export const start = Date.UTC(2026, 8, 7);

/** Milliseconds of a look at an instant; asked in the order of time. */
export type Latency = (at: number) => number;

type Factor = (at: number) => number;
export type World = { readonly name: string; readonly make: (dice: Dice) => Factor };

export const worlds: readonly World[] = [
  { name: 'steady', make: () => () => 1 },
  { name: 'rhythm of day and week', make: () => rhythm },
  { name: 'heavy tails', make: (dice) => () => (dice.next() < 0.04 ? 1 + dice.wait(6) : 1) },
  { name: 'a backup every night', make: () => (at) => (isAt(at, 3, 4) ? 2.5 : rhythm(at)) },
  { name: 'a peak every Monday', make: () => (at) => rhythm(at) * (isMonday(at) ? 3 : 1) },
  { name: 'a load that wanders', make: wandering },
  { name: 'two routes', make: routes },
  { name: 'short congestion', make: congested },
];

/** Of numbers that are measured by the minute, beside all the others. */
export const queue: World = { name: 'a queue with bursts', make: queued };

/** One service of a world; the same seed makes the same service. */
export function createLatency({ name, make }: World, seed: string): Latency {
  const dice = createDice(`${name}/${seed}`);
  const baseMs = 30 * 20 ** dice.next();
  const factor = make(dice);
  return (at) => baseMs * factor(at) * Math.exp(0.2 * normal(dice));
}

function rhythm(at: number): number {
  const local = (at % day) / hour;
  const height = isWeekend(at) ? 0.15 : 0.6;
  return 1 + height * Math.exp(-(((local - 13) / 4) ** 2));
}

function isAt(at: number, from: number, to: number): boolean {
  const local = (at % day) / hour;
  return local >= from && local < to;
}

function isMonday(at: number): boolean {
  return new Date(at).getUTCDay() === 1 && isAt(at, 9, 11);
}

function isWeekend(at: number): boolean {
  return new Date(at).getUTCDay() % 6 === 0;
}

/** An Ornstein-Uhlenbeck walk of the logarithm: a quarter more or less, over six hours. */
function wandering(dice: Dice): Factor {
  const kept = Math.exp(-minute / (6 * hour));
  let mood = 0;
  return (at) => {
    mood = kept * mood + 0.25 * Math.sqrt(1 - kept * kept) * normal(dice);
    return Math.exp(mood) * rhythm(at);
  };
}

/** Now and then the way there changes, for hours or days, and is a third longer. */
function routes(dice: Dice): Factor {
  let isLonger = false;
  let until = 0;
  return (at) => {
    if (at >= until) {
      isLonger = !isLonger;
      until = at + dice.wait(18 * hour);
    }
    return isLonger ? 1.35 : 1;
  };
}

/** Some minutes of every few days are four times as long. */
function congested(dice: Dice): Factor {
  let from = start + dice.wait(4 * day);
  let until = from + dice.wait(4 * minute);
  return (at) => {
    if (at >= until) {
      from = at + dice.wait(4 * day);
      until = from + dice.wait(4 * minute);
    }
    return at >= from ? 4 : 1;
  };
}

/** Some wait now and then, and are gone within minutes. */
function queued(dice: Dice): Factor {
  let waiting = 0;
  return () => {
    const burst = dice.next() < 0.01 ? dice.wait(40) : dice.wait(3);
    waiting = Math.max(0, waiting * 0.8 + burst - 2);
    return waiting;
  };
}

function normal(dice: Dice): number {
  const length = Math.sqrt(-2 * Math.log(1 - dice.next()));
  return length * Math.cos(2 * Math.PI * dice.next());
}
