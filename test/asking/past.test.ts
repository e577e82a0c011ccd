/** Charts of the past with what was unusual in them. */
import { expect, test } from 'vitest';
import { flagged } from '../../src/asking/past.ts';
import { languages } from '../../src/languages/index.ts';
import { bindVoice } from '../../src/languages/voice.ts';
import type { Chart } from '../../src/message.ts';
import type { Warning } from '../../src/model.ts';

const hour = 60 * 60_000;
const now = Date.UTC(2026, 10, 23, 12);
const english = languages.find(({ tag }) => tag === 'en') ?? languages[0];
if (!english) throw new Error('no language');
const setting = { voice: bindVoice(english, 'UTC'), now, windowMs: 24 * hour };

const chart: Chart = {
  ...{ title: 'Shop', note: '', alt: 'Shop', columns: [], heights: [] },
  marks: [0, 0.25, 0.5, 0.75].map((at) => ({ at, label: String(at * 24) })),
};

function warning(code: Warning['code'], at: number): Warning {
  return { component: 'web', check: 'web', code, at, values: {} };
}

test('the place where it became unusual is marked, and no other word is in its way', () => {
  const { marks } = flagged(chart, [warning('change', now - 5 * hour)], setting);
  expect(marks.map(({ label }) => label)).toEqual(['0', '6', '12', 'unusual']);
  expect(marks.at(-1)?.at).toBeCloseTo(19 / 24, 10);
});

test('what will be full, and what began before the chart, has no place in it', () => {
  const others = [warning('fills', now - hour), warning('drift', now - 30 * hour)];
  expect(flagged(chart, others, setting)).toEqual(chart);
});
