/** Years of a real provider's incidents, through its page, the verdict and the telling. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createFollower, type Entry, pagesAt } from './provider.ts';

const path = new URL('../../../shared/data/github-incidents-timeline.csv', import.meta.url);
const minute = 60_000;
/** How often the page is looked at. */
const everyMs = 2 * minute;

function entries(): readonly Entry[] {
  const [, , ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines
    .flatMap((line): readonly Entry[] => {
      const [id = '', impact = '', start = '', , updates = ''] = line.split(',');
      if (impact === 'maintenance') return [];
      const offsets = updates.split(' ').map((update) => update.split(':'));
      return [
        {
          ...{ id, impact },
          updates: offsets.map(([offset, word = '']) => ({
            at: Date.parse(start) + Number(offset) * minute,
            status: word.toLowerCase(),
          })),
        },
      ];
    })
    .sort((one, other) => (one.updates[0]?.at ?? 0) - (other.updates[0]?.at ?? 0));
}

/** Every tick after which the page may have changed, one more, and two at which what is over is edited. */
function ticksOf(all: readonly Entry[]): readonly number[] {
  const ticks = all.flatMap(({ updates }) =>
    updates.flatMap(({ at }) => {
      const tick = Math.ceil(at / everyMs) * everyMs;
      return [tick - everyMs, tick, tick + everyMs, tick + 30 * minute, tick + 90 * minute];
    }),
  );
  return [...new Set(ticks)].sort((one, other) => one - other);
}

const hasHistory = existsSync(path);

test.skipIf(hasHistory)('the recorded history is not at hand, so nothing was played', ({ skip }) =>
  skip(),
);

describe.skipIf(!hasHistory)('801 incidents of one provider', () => {
  const all = hasHistory ? entries() : [];
  const follower = createFollower();
  const { incidents, posts, edits } = follower;
  const editsAfterTheEnd: string[] = [];

  test('are followed to the last', { timeout: 60_000 }, () => {
    const edited = new Map<string, string>();
    let first = 0;
    for (const tick of ticksOf(all)) {
      while (first < all.length - 80 && endOf(all[first]) < tick - 24 * 60 * minute) first += 1;
      const recent = all.slice(Math.max(0, first - 5), first + 120);
      for (const entry of recent) {
        // Most entries are rewritten after their end, some of them twice.
        const isOver = endOf(entry) < tick - 20 * minute;
        if (isOver && Number(entry.id) % 3 > 0) edited.set(entry.id, ` Sorry. ${tick % 2 === 0}`);
      }
      const before = posts.length + edits.length;
      follower.look(pagesAt(recent, tick, edited), tick);
      const isQuiet = recent.every((one) => beginOf(one) > tick || endOf(one) < tick - everyMs);
      if (isQuiet && posts.length + edits.length > before) editsAfterTheEnd.push(String(tick));
    }
    expect(all).toHaveLength(801);
  });

  test('nothing is missed: each lies in an outage that was told', () => {
    const missed = all.filter((entry) => !incidents.some((one) => covers(one, entry)));
    expect(missed.map(({ id }) => id)).toEqual([]);
    const told = new Set(posts.map(({ incident }) => incident));
    expect(incidents.filter(({ id }) => !told.has(id))).toEqual([]);
  });

  test('at most two posts for each, one where it was over before it was seen', () => {
    const tooMany = incidents.filter((one) => {
      const mine = posts.filter(({ incident }) => incident === one.id);
      const about = all.filter((entry) => covers(one, entry));
      return mine.length > 2 * about.length;
    });
    expect(tooMany).toEqual([]);
    expect(posts.length).toBeLessThanOrEqual(2 * all.length);
    for (const { incident } of posts.filter(({ what }) => what === 'missed')) {
      const one = incidents.find(({ id }) => id === incident);
      expect((one?.endedAt ?? 0) - (one?.startedAt ?? 0)).toBeLessThanOrEqual(24 * 60 * minute);
    }
    expect(posts.filter(({ what }) => what === 'missed').length).toBeGreaterThan(20);
  });

  test('what is told alternates', () => {
    const kinds = posts.map(({ what }) => what).filter((what) => what !== 'escalation');
    const wrong = kinds.filter((what, index) => {
      const before = kinds[index - 1] ?? 'recovery';
      const wasUp = before === 'recovery' || before === 'missed';
      return what === 'recovery' ? wasUp : !wasUp;
    });
    expect(wrong).toEqual([]);
  });

  test('updates are edits, and what is rewritten after the end is nothing', () => {
    expect(edits.length).toBeGreaterThan(2_500);
    expect(editsAfterTheEnd).toEqual([]);
  });
});

function beginOf(entry: Entry | undefined): number {
  return entry?.updates[0]?.at ?? 0;
}

function endOf(entry: Entry | undefined): number {
  return entry?.updates.at(-1)?.at ?? 0;
}

function covers(one: { startedAt: number; endedAt?: number }, entry: Entry): boolean {
  const slackMs = everyMs;
  const until = one.endedAt ?? Number.POSITIVE_INFINITY;
  return one.startedAt <= endOf(entry) + slackMs && until >= beginOf(entry) - slackMs;
}
