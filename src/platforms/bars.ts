/** A chart as two lines of text, for where pictures cannot be shown. Pure. */
import type { Chart, Column, Line, Message } from '../message.ts';

const levels = '▁▂▃▄▅▆▇█';
/** As many as fit beside each other on a phone. */
const barsAtMost = 24;
const failedSign = '×';
const unseenSign = '·';

/** The message with its chart written out below its lines. */
export function withBars(message: Message): Message {
  const { chart, ...rest } = message;
  return chart ? { ...rest, lines: [...message.lines, ...barLines(chart)] } : message;
}

function barLines(chart: Chart): readonly Line[] {
  const top = chart.heights.at(-1)?.ms ?? 1;
  const bars = gathered(chart.columns).map((column) => bar(column, top));
  return [[chart.title], [{ code: bars.join('') }, ` ${chart.note}`]];
}

function bar({ ms, failed }: Column, top: number): string {
  if (failed === undefined) return unseenSign;
  if (failed >= 0.5 || ms === undefined) return failedSign;
  const level = Math.floor((Math.min(ms, top) / top) * levels.length);
  return levels.charAt(Math.min(level, levels.length - 1));
}

/** Neighbours become one: the slowest of them, and what failed of those that were seen. */
function gathered(columns: readonly Column[]): readonly Column[] {
  const each = Math.max(1, Math.ceil(columns.length / barsAtMost));
  const groups = Map.groupBy(columns.keys(), (index) => Math.floor(index / each));
  return [...groups.values()].map((indexes) => {
    const seen = indexes.flatMap((index) => {
      const column = columns[index];
      return column?.failed === undefined ? [] : [column];
    });
    const times = seen.flatMap(({ ms }) => (ms === undefined ? [] : [ms]));
    return {
      ...(times.length > 0 ? { ms: Math.max(...times) } : {}),
      ...(seen.length > 0 ? { failed: Math.max(...seen.map(({ failed = 0 }) => failed)) } : {}),
    };
  });
}
