/** A chart as two lines of text, for where pictures cannot be shown. Pure. */
import type { Chart, Column, Line, Message } from '../message.ts';

const levels = '▁▂▃▄▅▆▇█';
/** As many as fit beside each other on a phone. */
const barsAtMost = 24;
const failedSign = '×';
const unseenSign = '·';
/** Between what was and what is expected. */
const nowSign = '│';

/** The message with its chart written out below its lines. */
export function withBars(message: Message): Message {
  const { chart, ...rest } = message;
  return chart ? { ...rest, lines: [...message.lines, ...barLines(chart)] } : message;
}

function barLines(chart: Chart): readonly Line[] {
  const top = topOf(chart);
  const now = Math.round((chart.nowAt ?? 1) * chart.columns.length);
  const each = Math.max(1, Math.ceil(chart.columns.length / barsAtMost));
  const bars = (columns: readonly Column[]) =>
    gathered(columns, each)
      .map((column) => bar(column, top))
      .join('');
  const past = bars(chart.columns.slice(0, now).map(({ usual: _, ...seen }) => seen));
  const ahead = bars(chart.columns.slice(now));
  const row = ahead === '' ? past : `${past}${nowSign}${ahead}`;
  // What is noted beside an outlook explains lines and colours, and here there are none.
  return [[chart.title], ahead === '' ? [{ code: row }, ` ${chart.note}`] : [{ code: row }]];
}

/** A band reaches far above what a row of bars shows of it. */
function topOf({ columns, heights, nowAt }: Chart): number {
  const shown = columns.map(({ ms, usual }) => ms ?? usual?.ms ?? 0);
  return nowAt === undefined ? (heights.at(-1)?.ms ?? 1) : Math.max(1, ...shown);
}

/** What is expected stands where nothing could be seen yet. */
function bar({ ms, failed, usual }: Column, top: number): string {
  if (failed === undefined) return usual ? level(usual.ms, top) : unseenSign;
  return failed >= 0.5 || ms === undefined ? failedSign : level(ms, top);
}

function level(ms: number, top: number): string {
  const at = Math.floor((Math.min(ms, top) / top) * levels.length);
  return levels.charAt(Math.min(at, levels.length - 1));
}

/** Neighbours become one: the slowest of them, and what failed of those that were seen. */
function gathered(columns: readonly Column[], each: number): readonly Column[] {
  const groups = Map.groupBy(columns.keys(), (index) => Math.floor(index / each));
  return [...groups.values()].map((indexes) => {
    const all = indexes.flatMap((index) => columns[index] ?? []);
    const seen = all.filter(({ failed }) => failed !== undefined);
    const times = seen.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
    const usual = all.flatMap((column) => column.usual ?? []).sort((a, b) => b.ms - a.ms)[0];
    return {
      ...(usual ? { usual } : {}),
      ...(times.length > 0 ? { ms: Math.max(...times) } : {}),
      ...(seen.length > 0 ? { failed: Math.max(...seen.map(({ failed = 0 }) => failed)) } : {}),
    };
  });
}
