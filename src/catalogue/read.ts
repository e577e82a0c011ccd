/** Reads a services file: YAML (or JSON) in, services out, and every mistake with its line and column. */
import { isCollection, isMap, isNode, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Service } from '../model.ts';
import { didYouMean } from '../nearest.ts';
import { fold } from './fold.ts';
import { fileKeys, keysAt, phrase, serviceSchema } from './schema.ts';
import { toService } from './service.ts';

/** A name under `watch:` and the words that say where it stands. */
export type Watched = { readonly name: string; readonly where: string };

export type ServicesFile = {
  readonly services: readonly Service[];
  readonly watch: readonly Watched[];
  /** One line for each mistake, in the order of the file. */
  readonly problems: readonly string[];
};

const longestBytes = 1_000_000;
const mostChecks = 10_000;
const mostServices = 5_000;
const mostSyntaxErrors = 10;
/** The lines that a bomb of YAML aliases may unfold to are refused by this count of them. */
const mostAliases = 100;

type Path = readonly PropertyKey[];
/** A service and its place in the list. */
type Entry = { readonly service: Service; readonly index: number };
/** `key` is the unknown key that a mistake is about; the path leads to its group. */
type Mistake = { readonly path: Path; readonly text: string; readonly key?: string };

/** `path` is how the file is called in problems; `category` is that of services that name none. */
export function readServices(text: string, path: string, category = 'own'): ServicesFile {
  const failed = (problem: string) => ({ services: [], watch: [], problems: [problem] });
  if (text.length > longestBytes)
    return failed(`${path}: has more than ${longestBytes} characters`);
  const source = parse(text, path);
  if ('problems' in source) return { services: [], watch: [], problems: source.problems };
  const mistakes: Mistake[] = [];
  const services = collect(source.value, category, mistakes);
  const watched = watchOf(source.value, mistakes);
  const where = (mistake: Pick<Mistake, 'path' | 'key'>) =>
    `${path}${positionOf(mistake, source.map())} ${spell(mistake.path)}`.trimEnd();
  return {
    services,
    watch: watched.map(({ name, path }) => ({ name, where: where({ path }) })),
    problems: mistakes.map((mistake) => `${where(mistake)}: ${mistake.text}`),
  };
}

/** Where things stand in a text: needed only for a mistake, and dear. */
type SourceMap = { readonly contents: ParsedNode | null; readonly lines: LineCounter };
type Source =
  | { readonly value: unknown; readonly map: () => SourceMap }
  | { readonly problems: readonly string[] };

function parse(text: string, path: string): Source {
  const value = path.endsWith('.json') ? parseJson(text) : undefined;
  if (value === undefined) return parseYaml(text, path);
  // JSON is YAML too, but its own parser is two hundred times faster, which a start can feel.
  let map: SourceMap | undefined;
  return { value, map: () => (map ??= readYaml(text)) };
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
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  return { document, contents: document.contents, lines };
}

// ---------------------------------------------------------------- what the file says

function collect(value: unknown, category: string, mistakes: Mistake[]): Service[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) {
    mistakes.push({ path: [], text: 'must begin with watch: or services:' });
    return [];
  }
  addUnknownKeys({ path: [], keys: Object.keys(value).filter((key) => !isFileKey(key)) }, mistakes);
  const list = (value as { services?: unknown }).services ?? [];
  if (!Array.isArray(list) || list.length > mostServices) {
    mistakes.push({
      path: ['services'],
      text: `must be a list of at most ${mostServices} services`,
    });
    return [];
  }
  const entries = list.flatMap((entry, index) => readService(entry, { index, category, mistakes }));
  addClashes(entries, mistakes);
  const services = entries.map(({ service }) => service);
  const checks = services.flatMap(({ components }) => components.flatMap(({ checks }) => checks));
  if (checks.length > mostChecks) {
    mistakes.push({
      path: ['services'],
      text: `has ${checks.length} checks, more than ${mostChecks}`,
    });
  }
  return services;
}

function isFileKey(key: string): boolean {
  return (fileKeys as readonly string[]).includes(key);
}

function watchOf(value: unknown, mistakes: Mistake[]): { name: string; path: Path }[] {
  const list = (value as { watch?: unknown } | null)?.watch ?? [];
  if (!Array.isArray(list)) {
    mistakes.push({
      path: ['watch'],
      text: 'must be a list of services, such as [whatsapp, gmail]',
    });
    return [];
  }
  return list.flatMap((entry, index) => {
    const path = ['watch', index];
    if (typeof entry === 'string' || typeof entry === 'number') return [{ name: `${entry}`, path }];
    mistakes.push({ path, text: 'must be the name of a service' });
    return [];
  });
}

type Place = { readonly index: number; readonly category: string; readonly mistakes: Mistake[] };

function readService(entry: unknown, { index, category, mistakes }: Place): Entry[] {
  const path = ['services', index];
  const read = serviceSchema.safeParse(entry, { error: phrase });
  if (!read.success) {
    for (const issue of read.error.issues) addIssue(issue, path, mistakes);
    return [];
  }
  const service = toService(read.data, category, (at, text) => {
    mistakes.push({ path: [...path, ...at], text });
  });
  return [{ service, index }];
}

function addIssue(issue: z.core.$ZodIssue, base: Path, mistakes: Mistake[]): void {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') addUnknownKeys({ path, keys: issue.keys }, mistakes);
  else mistakes.push({ path, text: issue.message });
}

function addUnknownKeys({ path, keys }: { path: Path; keys: string[] }, mistakes: Mistake[]): void {
  const known = keysAt(path);
  for (const key of keys) {
    mistakes.push({ path, key, text: `unknown key "${key}"${didYouMean(key, known)}` });
  }
}

/** Two services must not answer to one name. */
function addClashes(entries: readonly Entry[], mistakes: Mistake[]): void {
  const owners = new Map<string, Entry>();
  for (const entry of entries) {
    const { id } = entry.service;
    const first = owners.get(fold(id));
    if (!first) owners.set(fold(id), entry);
    else addClash({ path: ['services', entry.index, 'id'], name: id }, first, mistakes);
  }
  for (const entry of entries) {
    for (const { name, path } of namesOf(entry)) {
      const owner = owners.get(fold(name)) ?? entry;
      if (owner === entry) owners.set(fold(name), entry);
      else if (owner.service.id !== entry.service.id) addClash({ path, name }, owner, mistakes);
    }
  }
}

function namesOf({ service, index }: Entry): { name: string; path: Path }[] {
  const names = Object.entries(service.name).map(([language, name]) => {
    return { name, path: ['services', index, 'name', language] };
  });
  const aliases = service.aliases.map((name, at) => {
    return { name, path: ['services', index, 'aliases', at] };
  });
  return [...names, ...aliases].filter(({ name }) => fold(name) !== '');
}

function addClash(
  { path, name }: { path: Path; name: string },
  owner: Entry,
  mistakes: Mistake[],
): void {
  mistakes.push({
    path,
    text: `"${name}" already means services[${owner.index}] (${owner.service.id})`,
  });
}

// ---------------------------------------------------------------- where it says it

/** `:line:column` of the nearest place that the file has: a missing key stands where its group begins. */
function positionOf({ path, key }: Pick<Mistake, 'path' | 'key'>, map: SourceMap): string {
  const { contents, lines } = map;
  let node: unknown = contents;
  for (const step of path) {
    const next = isCollection(node) ? node.get(step, true) : undefined;
    if (!isNode(next)) break;
    node = next;
  }
  if (key !== undefined && isMap(node)) {
    node = node.items.find((pair) => isNode(pair.key) && `${pair.key}` === key)?.key ?? node;
  }
  const offset = isNode(node) ? node.range?.[0] : undefined;
  if (offset === undefined) return ':';
  const { line, col } = lines.linePos(offset);
  return `:${line}:${col}`;
}

/** `services[0].components[1].id` */
function spell(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
