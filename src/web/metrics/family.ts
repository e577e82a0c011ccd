/**
 * Metrics as text, in the two forms that are in use: OpenMetrics 1.0 and Prometheus 0.0.4.
 * Written by us and not by prom-client because ten thousand checks make a hundred thousand samples: nothing of them
 * is kept between two scrapes, labels are spelled once, and the text comes in pieces. For 5,000 checks that is a
 * quarter of prom-client's time (40 against 150 ms), of which looks wait for 6 ms at a time and not for all of it.
 */

/** `labels` are written already (`labels()`); `part` is what a histogram's sample adds to its name. */
export type Sample = {
  readonly labels?: string;
  readonly part?: '_bucket' | '_sum' | '_count';
  readonly value: number;
};

/** All samples of one name. A counter's name is written without `_total`. */
export type Family = {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly samples: Iterable<Sample>;
};

export type Format = 'openmetrics' | 'prometheus';

export const contentTypes: Readonly<Record<Format, string>> = {
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
};

/** Longer values make no better series. */
const longestValue = 300;

/** `name="value",…`, escaped; a value of any form and length becomes a legal one. */
export function labels(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}

function escaped(value: string): string {
  return value
    .slice(0, longestValue)
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('"', '\\"');
}

/** The lines of a family, each with its end. A family without samples has none. */
export function* lines({ name, type, help, samples }: Family, format: Format): Iterable<string> {
  const isTotal = type === 'counter';
  const sampleName = isTotal ? `${name}_total` : name;
  const familyName = format === 'openmetrics' ? name : sampleName;
  let isFirst = true;
  for (const { labels, part = '', value } of samples) {
    if (isFirst) yield `# HELP ${familyName} ${help}\n# TYPE ${familyName} ${type}\n`;
    isFirst = false;
    const braces = labels ? `{${labels}}` : '';
    yield `${sampleName}${part}${braces} ${number(value)}\n`;
  }
}

/** As both forms write it. */
function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** The form that a reader asks for; Prometheus itself asks for OpenMetrics first. */
export function formatFor(accept: string | undefined): Format {
  return accept?.includes('application/openmetrics-text') ? 'openmetrics' : 'prometheus';
}
