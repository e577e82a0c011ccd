/** Reads a services file: YAML (or JSON) in, services out, and every mistake with its line and column. */
import type { z } from 'zod';
import type { Service } from '../model.ts';
import { fold } from './fold.ts';
import { fileKeys, keysAt, phrase, serviceSchema, unknownKey } from './schema.ts';
import { toService } from './service.ts';
import { lineOf, offsetOf, type Path, parseSource, type Spot, spell } from './source.ts';

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

/** A service and its place in the list. */
type Entry = { readonly service: Service; readonly index: number };
type Mistake = Spot & { readonly text: string };

/** `path` is how the file is called in problems; `category` is that of services that name none. */
export function readServices(text: string, path: string, category = 'own'): ServicesFile {
  const failed = (problem: string) => ({ services: [], watch: [], problems: [problem] });
  if (text.length > longestBytes)
    return failed(`${path}: has more than ${longestBytes} characters`);
  const source = parseSource(text, path);
  if ('problems' in source) return { services: [], watch: [], problems: source.problems };
  const mistakes: Mistake[] = [];
  const services = collect(source.value, category, mistakes);
  const watched = watchOf(source.value, mistakes);
  const where = (at: Spot) => {
    const offset = offsetOf(at, source.map());
    return { offset, words: `${path}${lineOf(offset, source.map())} ${spell(at.path)}`.trimEnd() };
  };
  const placed = mistakes.map((mistake) => ({ ...where(mistake), text: mistake.text }));
  placed.sort((a, b) => a.offset - b.offset);
  return {
    services,
    watch: watched.map(({ name, path }) => ({ name, where: where({ path }).words })),
    problems: placed.map(({ words, text }) => `${words}: ${text}`),
  };
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
  else if (issue.code === 'custom' && typeof issue.params?.key === 'string') {
    mistakes.push({ path, key: issue.params.key, text: issue.message });
  } else mistakes.push({ path, text: issue.message });
}

function addUnknownKeys({ path, keys }: { path: Path; keys: string[] }, mistakes: Mistake[]): void {
  const known = keysAt(path);
  for (const key of keys) mistakes.push({ path, key, text: unknownKey(key, known) });
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
