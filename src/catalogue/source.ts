/** A text of YAML (or JSON) as plain data, and where in it each thing stands. */
import { isCollection, isMap, isNode, LineCounter, type ParsedNode, parseDocument } from 'yaml';

const mostSyntaxErrors = 10;
/** A bomb of YAML aliases would unfold to billions of lines; honest files have a handful. */
const mostAliases = 100;

export type Path = readonly PropertyKey[];
/** The place a path leads to; with `key`, that key of the group there. */
export type Spot = { readonly path: Path; readonly key?: string };

/** Where things stand in a text: needed only for a mistake, and dear. */
export type SourceMap = { readonly contents: ParsedNode | null; readonly lines: LineCounter };
export type Source =
  | { readonly value: unknown; readonly map: () => SourceMap }
  | { readonly problems: readonly string[] };

/** `path` is how the file is called in problems. */
export function parseSource(text: string, path: string): Source {
  const value = path.endsWith('.json') ? parseJson(text) : undefined;
  if (value === undefined) return parseYaml(text, path);
  // JSON is YAML too, but its own parser is two hundred times faster, which a start can feel.
  let map: SourceMap | undefined;
  return { value, map: () => (map ??= mapOf(text)) };
}

/** Nesting that JSON's parser bears can be too deep for YAML's; then nothing has a place. */
function mapOf(text: string): SourceMap {
  try {
    return readYaml(text);
  } catch {
    return { contents: null, lines: new LineCounter() };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseYaml(text: string, path: string): Source {
  try {
    const { document, contents, lines } = readYaml(text);
    if (document.errors.length > 0) {
      const problems = document.errors.slice(0, mostSyntaxErrors).map(({ pos, message }) => {
        const { line, col } = lines.linePos(pos[0]);
        return `${path}:${line}:${col}: ${message}`;
      });
      return { problems };
    }
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { value, map: () => ({ contents, lines }) };
  } catch (error) {
    // Endless nesting ends as a RangeError, a bomb of aliases as a ReferenceError.
    const reason = error instanceof Error ? error.message : String(error);
    return { problems: [`${path}: cannot be read: ${reason}`] };
  }
}

function readYaml(text: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
  });
  return { document, contents: document.contents, lines };
}

/** The nearest place that the file has: what is missing stands where its group begins. */
export function offsetOf({ path, key }: Spot, { contents }: SourceMap): number {
  let node: unknown = contents;
  for (const step of path) {
    const next = isCollection(node) ? node.get(step, true) : undefined;
    if (!isNode(next)) break;
    node = next;
  }
  if (key !== undefined && isMap(node)) {
    node = node.items.find((pair) => isNode(pair.key) && `${pair.key}` === key)?.key ?? node;
  }
  return (isNode(node) && node.range?.[0]) || 0;
}

/** `:line:column` */
export function lineOf(offset: number, { lines }: SourceMap): string {
  const { line, col } = lines.linePos(offset);
  return `:${line}:${col}`;
}

/** `services[0].components[1].id` */
export function spell(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
