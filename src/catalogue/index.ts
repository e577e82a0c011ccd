/** What we watch: the list of the catalogue's files, and the services of the operator before them. */
import { readFileSync } from 'node:fs';
import type { Service } from '../model.ts';
import type { Catalogue } from './catalogue.ts';
import { readServices } from './read.ts';
import { searchable } from './search.ts';

/**
 * Each file is a category, written like a services file; in JSON, since reading 230 services from
 * YAML costs 150 ms of every start.
 */
export const categories = [
  'messaging',
  'mail',
  'postal',
  'developer',
  'ci',
  'cloud',
  'hosting',
  'cdn',
  'database',
  'ai',
  'payments',
  'commerce',
  'social',
  'streaming',
  'communications',
  'email-delivery',
  'identity',
  'productivity',
  'monitoring',
  'gaming',
] as const;

let builtIn: readonly Service[] | undefined;

/** `own` services come first; one with the id of a catalogue service takes its place. */
export function createCatalogue(own: readonly Service[]): Catalogue {
  const ids = new Set(own.map(({ id }) => id));
  builtIn ??= categories.flatMap(readCategory);
  return searchable(
    own,
    builtIn.filter(({ id }) => !ids.has(id)),
  );
}

function readCategory(category: string): readonly Service[] {
  const path = `${category}.json`;
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');
  const { services, problems } = readServices(text, path, { category });
  if (problems.length > 0) throw new Error(`The catalogue is wrong.\n${problems.join('\n')}`);
  return services;
}
