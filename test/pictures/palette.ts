/** The 256 colours that suit a picture best: a colour that fills areas is kept as it is, the others by median cut. */

/** `colours` has three bytes a colour; `indexes` one number a pixel. */
export type Palette = { readonly colours: Uint8Array; readonly indexes: Uint8Array };

type Colour = readonly [red: number, green: number, blue: number];
type Bin = { readonly colour: Colour; readonly count: number };

const coloursAtMost = 256;
/** So many of the most frequent colours stay exact: backgrounds, bars, buttons and the middle of letters. */
const exactAtMost = 64;

export function paletteOf(pixels: Uint8Array): Palette {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const key = keyAt(pixels, at);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const bins = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([key, count]): Bin => ({ colour: colourOf(key), count }));
  const exact = bins.slice(0, exactAtMost).map(({ colour }) => colour);
  const chosen = [...exact, ...medianCut(bins.slice(exactAtMost), coloursAtMost - exact.length)];
  const nearest = new Map([...counts.keys()].map((key) => [key, nearestOf(colourOf(key), chosen)]));
  const indexes = new Uint8Array(pixels.length / 3);
  for (let at = 0; at < indexes.length; at += 1) {
    indexes[at] = nearest.get(keyAt(pixels, at * 3)) ?? 0;
  }
  return { colours: Uint8Array.from(chosen.flat()), indexes };
}

function keyAt(pixels: Uint8Array, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

function colourOf(key: number): Colour {
  return [key >> 16, (key >> 8) & 255, key & 255];
}

function nearestOf([red, green, blue]: Colour, chosen: readonly Colour[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, one] of chosen.entries()) {
    const distance = (one[0] - red) ** 2 + (one[1] - green) ** 2 + (one[2] - blue) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/** Boxes of colours are halved, the widest first; the mean of each is its colour. */
function medianCut(bins: readonly Bin[], most: number): readonly Colour[] {
  const boxes: (readonly Bin[])[] = bins.length === 0 ? [] : [bins];
  while (boxes.length < most) {
    const sizes = boxes.map((box) => widest(box).width);
    const index = sizes.indexOf(Math.max(...sizes));
    const box = boxes[index];
    if (!box || box.length < 2) break;
    const { channel } = widest(box);
    const sorted = box.toSorted((a, b) => a.colour[channel] - b.colour[channel]);
    const middle = Math.ceil(sorted.length / 2);
    boxes.splice(index, 1, sorted.slice(0, middle), sorted.slice(middle));
  }
  return boxes.map(mean);
}

function widest(box: readonly Bin[]): { readonly channel: 0 | 1 | 2; readonly width: number } {
  const spans = ([0, 1, 2] as const).map((channel) => {
    let [low, high] = [255, 0];
    for (const { colour } of box) {
      low = Math.min(low, colour[channel]);
      high = Math.max(high, colour[channel]);
    }
    return { channel, width: high - low };
  });
  return spans.reduce((a, b) => (b.width > a.width ? b : a));
}

function mean(box: readonly Bin[]): Colour {
  const total = box.reduce((sum, { count }) => sum + count, 0);
  const of = (channel: 0 | 1 | 2) =>
    Math.round(box.reduce((sum, bin) => sum + bin.colour[channel] * bin.count, 0) / total);
  return [of(0), of(1), of(2)];
}
