/**
 * Days of long ago by the hour, eight weeks of them in one value: each value costs its key once more, and a
 * key may be longer than a day. Pure.
 */
import { blank } from './digits.ts';
import { hourLength, printHour, readHour } from './hours.ts';
import type { Row } from './row.ts';

const daysPerPack = 56;
const hoursPerDay = 24;
const dayLength = hoursPerDay * hourLength;

/** Days that follow each other; `last` is the one after the newest. Days count since 1970. */
export type Pack = { readonly by: 'pack'; readonly rows: string; readonly last: number };

/** Which pack a day belongs to. */
export function packOf(day: number): number {
  return Math.floor(day / daysPerPack);
}

/** Does it hold that day? */
export function isPacked(pack: Pack | undefined, day: number): boolean {
  return pack !== undefined && day < pack.last && day >= firstOf(pack);
}

/** With one more day. One that it holds already is written anew, one before all of them is left out. */
export function packed(pack: Pack | undefined, day: number, hours: readonly Row[]): Pack {
  const { rows, last } = pack ?? { rows: '', last: day };
  const text = hours.map(printHour).join('');
  const place = (day - last) * dayLength;
  if (place >= 0) return { by: 'pack', rows: rows + blank.repeat(place) + text, last: day + 1 };
  const from = rows.length + place;
  if (from < 0) return { by: 'pack', rows, last };
  return { by: 'pack', rows: rows.slice(0, from) + text + rows.slice(from + dayLength), last };
}

/** Without what is older than a day; undefined when nothing is left. */
export function since(pack: Pack, day: number): Pack | undefined {
  if (day >= pack.last) return undefined;
  return { ...pack, rows: pack.rows.slice(-(pack.last - day) * dayLength) };
}

/** Each day with its hours, oldest first. */
export function readPack(pack: Pack): { readonly day: number; readonly hours: readonly Row[] }[] {
  const first = firstOf(pack);
  return Array.from({ length: pack.last - first }, (_, index) => ({
    day: first + index,
    hours: Array.from({ length: hoursPerDay }, (__, hour) =>
      readHour(pack.rows, index * dayLength + hour * hourLength),
    ),
  }));
}

function firstOf({ rows, last }: Pack): number {
  return last - Math.floor(rows.length / dayLength);
}
