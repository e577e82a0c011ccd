/** Our own seeded dice, so that a simulated world is the same on every machine. */

export type Dice = {
  /** From 0 up to but not including 1. */
  next(): number;
  /** Exponential with this mean. */
  wait(mean: number): number;
};

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded by a text such as `11/mixed/kuma`. */
export function createDice(seed: string): Dice {
  let [a, b, c, count] = seedWords(seed);

  function next(): number {
    const sum = (a + b + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  for (let turn = 0; turn < 20; turn += 1) next();
  return { next, wait: (mean) => -mean * Math.log(1 - next()) };
}

/** FNV-1a over the text, once per word with another start. */
function seedWords(seed: string): [number, number, number, number] {
  const word = (start: number) => {
    let hash = start;
    for (const letter of seed) {
      hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619);
    }
    return hash;
  };
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x85ebca6b), 1];
}
