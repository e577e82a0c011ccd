/** Reads a services file: YAML (or JSON) in, services out, and every mistake with its line and column. */
import type { z } from 'zod';
import type { Occasion } from '../busy/busy.ts';
import type { Window } from '../incidents/window.ts';
import type { Service } from '../model.ts';
import { toOccasion, type WrittenBusy } from './busy.ts';
import type { Catalogue } from './catalogue.ts';
import { fold } from './fold.ts';
import { toWindow, type WrittenMaintenance } from './maintenance.ts';
import {
  busyShape,
  fileKeys,
  keysAt,
  maintenanceShape,
  phrase,
  serviceSchema,
  unknownKey,
} from './schema.ts';
import { type Environment, fillIn } from './secrets.ts';
import { type Complain, toService } from './service.ts';
import { lineOf, offsetOf, type Path, parseSource, type Spot, spell } from './source.ts';

/** A name under `watch:` and the words that say where it stands. */
export type Watched = { readonly name: string; readonly where: string };

export type ServicesFile = {
  readonly services: readonly Service[];
  readonly watch: readonly Watched[];
  /** What stands under `dependsOn:`, by service. */
  readonly parents: readonly { readonly service: string; readonly names: readonly Watched[] }[];
  /** Windows of all services, or of those that are named. */
  readonly maintenance: readonly {
    readonly window: Omit<Window, 'services'>;
    readonly services?: readonly Watched[];
  }[];
  /** Busy times of all services, or of those that are named. */
  readonly busy: readonly {
    readonly occasion: Omit<Occasion, 'concerns'>;
    readonly services?: readonly Watched[];
  }[];
  /** One line for each mistake, in the order of the file. */
  readonly problems: readonly string[];
};

const longestBytes = 1_000_000;
const mostChecks = 10_000;
const mostServices = 5_000;
/** Of planned work, and of busy times. */
const mostTimes = 500;

/** A service and its place in the list. */
type Entry = { readonly service: Service; readonly index: number };
type Mistake = Spot & { readonly text: string };
type Named = { readonly name: string; readonly path: Path };

/** What a file does not say itself. */
export type Defaults = {
  /** That of services which name none. */
  readonly category?: string;
  /** Of times in `maintenance:` that name none. */
  readonly timeZone?: string;
  /** What `${NAME}` in a target stands for. */
  readonly environment?: Environment;
  /** What `extends:` may name. */
  readonly shipped?: Pick<Catalogue, 'find'>;
};

/** `path` is how the file is called in problems. */
export function readServices(
  text: string,
  path: string,
  { category = 'own', timeZone = 'UTC', environment = {}, shipped }: Defaults = {},
): ServicesFile {
  const nothing = { services: [], watch: [], parents: [], maintenance: [], busy: [] };
  if (text.length > longestBytes) {
    return { ...nothing, problems: [`${path}: has more than ${longestBytes} characters`] };
  }
  const source = parseSource(text, path);
  if ('problems' in source) return { ...nothing, problems: source.problems };
  const mistakes: Mistake[] = [];
  const value = fillIn(source.value, environment, (path, text) => mistakes.push({ path, text }));
  const entries = collect(value, { category, shipped, mistakes });
  const watched = watchOf(value, mistakes);
  const windows = timesIn(value, plannedIn(timeZone), mistakes);
  const occasions = timesIn(value, busyIn(timeZone), mistakes);
  const where = (at: Spot) => {
    const offset = offsetOf(at, source.map());
    return { offset, words: `${path}${lineOf(offset, source.map())} ${spell(at.path)}`.trimEnd() };
  };
  const placed = mistakes.map((mistake) => ({ ...where(mistake), text: mistake.text }));
  placed.sort((a, b) => a.offset - b.offset);
  const named = ({ name, path }: Named): Watched => ({ name, where: where({ path }).words });
  return {
    services: entries.map(({ service }) => service),
    watch: watched.map(named),
    parents: entries.flatMap(({ service, index }) => {
      const names = service.dependsOn?.map((name, at) =>
        named({ name, path: ['services', index, 'dependsOn', at] }),
      );
      return names && names.length > 0 ? [{ service: service.id, names }] : [];
    }),
    maintenance: windows.map(({ made: window, services }) => ({
      window,
      ...(services && { services: services.map(named) }),
    })),
    busy: occasions.map(({ made: occasion, services }) => ({
      occasion,
      ...(services && { services: services.map(named) }),
    })),
    problems: placed.map(({ words, text }) => `${words}: ${text}`),
  };
}

/** Times are those of clocks in this zone, unless an entry names another. */
const plannedIn = (timeZone: string): Times<WrittenMaintenance, Omit<Window, 'services'>> => ({
  key: 'maintenance',
  what: 'times of planned work',
  shape: maintenanceShape,
  make: (written, index, complain) =>
    toWindow(written, { id: `file-${index + 1}`, timeZone }, complain),
});

const busyIn = (timeZone: string): Times<WrittenBusy, Omit<Occasion, 'concerns'>> => ({
  key: 'busy',
  what: 'busy times',
  shape: busyShape,
  make: (written, _, complain) => toOccasion(written, timeZone, complain),
});

// ---------------------------------------------------------------- what the file says

function collect(value: unknown, place: Omit<Place, 'index'>): Entry[] {
  const { mistakes } = place;
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
  const entries = list.flatMap((entry, index) => readService(entry, { ...place, index }));
  addClashes(entries, mistakes);
  const checks = entries.flatMap(({ service }) =>
    service.components.flatMap(({ checks }) => checks),
  );
  if (checks.length > mostChecks) {
    mistakes.push({
      path: ['services'],
      text: `has ${checks.length} checks, more than ${mostChecks}`,
    });
  }
  return entries;
}

function isFileKey(key: string): boolean {
  return (fileKeys as readonly string[]).includes(key);
}

function watchOf(value: unknown, mistakes: Mistake[]): Named[] {
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

/** A list of times, each of all services or of those that it names. */
type Times<Written, Made> = {
  readonly key: 'maintenance' | 'busy';
  readonly what: string;
  readonly shape: z.ZodType<Written>;
  readonly make: (written: Written, index: number, complain: Hears) => Made | undefined;
};
type Hears = (key: string, text: string) => void;
type Timed<Made> = { readonly made: Made; readonly services?: Named[] };

function timesIn<Written extends { readonly services?: readonly string[] | undefined }, Made>(
  value: unknown,
  times: Times<Written, Made>,
  mistakes: Mistake[],
): Timed<Made>[] {
  const { key, what } = times;
  const list = (value as Record<string, unknown> | null)?.[key] ?? [];
  if (!Array.isArray(list) || list.length > mostTimes) {
    mistakes.push({ path: [key], text: `must be a list of at most ${mostTimes} ${what}` });
    return [];
  }
  return list.flatMap((entry, index) => readTime(entry, index, { times, mistakes }));
}

function readTime<Written extends { readonly services?: readonly string[] | undefined }, Made>(
  entry: unknown,
  index: number,
  { times, mistakes }: { readonly times: Times<Written, Made>; readonly mistakes: Mistake[] },
): Timed<Made>[] {
  const path = [times.key, index];
  const read = times.shape.safeParse(entry, { error: phrase });
  if (!read.success) {
    for (const issue of read.error.issues) addIssue(issue, path, mistakes);
    return [];
  }
  const made = times.make(read.data, index, (key, text) => {
    mistakes.push({ path: key === '' ? path : [...path, key], text });
  });
  const services = read.data.services?.map((name, at) => ({
    name,
    path: [...path, 'services', at],
  }));
  return made === undefined ? [] : [{ made, ...(services && { services }) }];
}

type Place = {
  readonly index: number;
  readonly category: string;
  readonly shipped: Pick<Catalogue, 'find'> | undefined;
  readonly mistakes: Mistake[];
};

function readService(entry: unknown, { index, category, shipped, mistakes }: Place): Entry[] {
  const path = ['services', index];
  const read = serviceSchema.safeParse(entry, { error: phrase });
  if (!read.success) {
    for (const issue of read.error.issues) addIssue(issue, path, mistakes);
    return [];
  }
  const complain: Complain = (at, text) => void mistakes.push({ path: [...path, ...at], text });
  const base = baseOf(read.data.extends, shipped, complain);
  return [{ service: toService(read.data, { category, base }, complain), index }];
}

function baseOf(
  name: string | undefined,
  shipped: Pick<Catalogue, 'find'> | undefined,
  complain: Complain,
): Service | undefined {
  if (name === undefined) return undefined;
  const { service, isExact, suggestions } = shipped?.find(name) ?? { suggestions: [] };
  if (service && isExact) return service;
  const near = (service ? [service] : suggestions).slice(0, 3).map(({ id }) => id);
  const hint = near.length === 0 ? '' : `, did you mean ${near.join(' or ')}?`;
  complain(['extends'], `unknown service of the catalogue "${name}"${hint}`);
  return undefined;
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
