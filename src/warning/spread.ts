/** A mean that forgets, with the variance around it: three numbers, whatever the length of the series. Pure. */

export type Spread = { readonly mean: number; readonly variance: number; readonly count: number };

export const noSpread: Spread = { mean: 0, variance: 0, count: 0 };

/** Takes a value in with a weight of 0 to 1; the first ones count alike, so that no start is special. */
export function learned({ mean, variance, count }: Spread, value: number, weight: number): Spread {
  const part = Math.max(weight, 1 / (count + 1));
  const gap = value - mean;
  return {
    mean: mean + part * gap,
    variance: count === 0 ? 0 : (1 - part) * (variance + part * gap * gap),
    count: count + 1,
  };
}
