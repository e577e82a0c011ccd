/**
 * Numbers out of a metrics page: the Prometheus text format and the answer of a Prometheus query. Pure.
 * (https://prometheus.io/docs/instrumenting/exposition_formats/ and …/querying/api/)
 */

export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

/** A metric's name and the labels that must be as given: `node_filesystem_free_bytes{mountpoint="/"}`. */
export type Selector = Pick<Sample, 'name' | 'labels'>;

const sampleLimit = 50_000;
const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;

/** The samples of a page in the order they come; lines that make no sense are passed over, and 50,000 are enough. */
export function readSamples(page: string): readonly Sample[] {
  const samples: Sample[] = [];
  for (const line of page.split('\n')) {
    if (samples.length >= sampleLimit) break;
    const sample = readSample(line.trim());
    if (sample !== undefined) samples.push(sample);
  }
  return samples;
}

function readSample(line: string): Sample | undefined {
  const selected = takeSelector(line);
  if (selected === undefined) return undefined;
  const [written = ''] = selected.rest.trim().split(/\s+/);
  const value = readNumber(written);
  return value === undefined ? undefined : { ...selected.selector, value };
}

function readNumber(written: string): number | undefined {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(written);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const value = written === '' ? Number.NaN : Number(written);
  return Number.isNaN(value) ? undefined : value;
}

/** A selector as an operator writes it; undefined when it is none. */
export function readSelector(written: string): Selector | undefined {
  const taken = takeSelector(written.trim());
  return taken === undefined || taken.rest !== '' ? undefined : taken.selector;
}

function takeSelector(line: string): { selector: Selector; rest: string } | undefined {
  const [name] = namePattern.exec(line) ?? [];
  if (name === undefined) return undefined;
  if (line[name.length] !== '{')
    return { selector: { name, labels: {} }, rest: line.slice(name.length) };
  const labels: Record<string, string> = {};
  // Sticky: each match begins where the last one ended, so a long line is read once.
  const label = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;
  label.lastIndex = name.length + 1;
  let at = label.lastIndex;
  for (let match = label.exec(line); match !== null; match = label.exec(line)) {
    Object.defineProperty(labels, match[1] ?? '', {
      value: unquoted(match[2] ?? ''),
      enumerable: true,
      configurable: true,
      writable: true,
    });
    at = label.lastIndex;
  }
  const [close] = /^\s*\}/.exec(line.slice(at)) ?? [];
  if (close === undefined) return undefined;
  return { selector: { name, labels }, rest: line.slice(at + close.length) };
}

function unquoted(written: string): string {
  return written.replace(/\\(.)/g, (_all, letter: string) => (letter === 'n' ? '\n' : letter));
}

/** The values of all samples that a selector means. */
export function select(samples: readonly Sample[], wanted: Selector): readonly number[] {
  const labels = Object.entries(wanted.labels);
  return samples
    .filter(({ name }) => name === wanted.name)
    .filter((sample) => labels.every(([label, value]) => sample.labels[label] === value))
    .map(({ value }) => value);
}

/** The numbers of a Prometheus query's answer (scalar or vector); undefined when it is not one. */
export function readQuery(body: string): readonly number[] | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  const data = (answer as { data?: { resultType?: unknown; result?: unknown } } | null)?.data;
  if (data?.resultType === 'scalar') return numbersOf([data.result]);
  if (data?.resultType !== 'vector' || !Array.isArray(data.result)) return undefined;
  return numbersOf(data.result.map((one: { value?: unknown } | null) => one?.value));
}

function numbersOf(pairs: readonly unknown[]): readonly number[] {
  return pairs
    .map((pair) => (Array.isArray(pair) ? readNumber(String(pair[1])) : undefined))
    .filter((value) => value !== undefined);
}
