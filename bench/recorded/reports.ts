/** What the detector reports about a recorded series, as it would have while it was recorded. */
import {
  type Direction,
  type Followed,
  follow,
  notFollowed,
  type Settings,
} from '../../src/warning/unusual.ts';
import type { Reports } from './score.ts';
import type { Series } from './series.ts';

const hourMs = 60 * 60_000;

export function reportsOf(
  { at, values }: Pick<Series, 'at' | 'values'>,
  by: Settings,
  direction: Direction = 'both',
): Reports {
  const reports: number[] = [];
  let followed: Followed = notFollowed;
  for (const [place, value] of values.entries()) {
    const instant = at[place] ?? 0;
    const hour = Math.floor(instant / hourMs) % 24;
    const step = follow(followed, { at: instant, hour, value }, direction, by);
    followed = step.followed;
    if (step.isOnset) reports.push(place);
  }
  return reports;
}
