/** What a services file calls by name (`watch:`, `dependsOn:`, `maintenance:`) as ids of services. */
import type { Occasion } from '../busy/busy.ts';
import type { Window } from '../incidents/window.ts';
import type { Service } from '../model.ts';
import { createCatalogue } from './index.ts';
import type { ServicesFile, Watched } from './read.ts';

export type Resolved = {
  readonly watch: readonly string[];
  /** `dependsOn` also has what the parents themselves depend on. */
  readonly services: readonly Service[];
  readonly maintenance: readonly Window[];
  readonly busy: readonly Occasion[];
  readonly problems: readonly string[];
};

/** Every name that means no service, and every circle of parents, is a problem. */
export function resolveNames(file: ServicesFile): Resolved {
  const problems: string[] = [];
  const { watch, parents: written, maintenance, busy } = file;
  const isAlone = [watch, written, maintenance, busy].every(({ length }) => length === 0);
  if (isAlone) return { watch: [], services: file.services, maintenance: [], busy: [], problems };
  const catalogue = createCatalogue(file.services);

  function ids(names: readonly Watched[]): readonly string[] {
    const found = names.flatMap(({ name, where }) => {
      const { service, isExact, suggestions } = catalogue.find(name);
      if (service && isExact) return [service.id];
      problems.push(unknown({ name, where }, service ? [service] : suggestions));
      return [];
    });
    return [...new Set(found)];
  }

  const parents = new Map(file.parents.map(({ service, names }) => [service, ids(names)]));
  for (const { service, names } of file.parents) {
    const circle = circleOf(service, parents);
    if (circle) problems.push(`${names[0]?.where}: goes round in a circle: ${circle.join(' → ')}`);
  }
  return {
    watch: ids(file.watch),
    services: file.services.map((service) => ({ ...service, ...ancestors(service.id, parents) })),
    maintenance: file.maintenance.map(({ window, services }) => ({
      ...window,
      ...(services && { services: ids(services) }),
    })),
    busy: file.busy.map(({ occasion, services }) => ({
      ...occasion,
      concerns: services ? { services: ids(services) } : {},
    })),
    problems,
  };
}

type Parents = ReadonlyMap<string, readonly string[]>;

function ancestors(service: string, parents: Parents): { dependsOn?: readonly string[] } {
  const found = new Set(parents.get(service));
  for (const id of found) for (const next of parents.get(id) ?? []) found.add(next);
  found.delete(service);
  return found.size === 0 ? {} : { dependsOn: [...found] };
}

/** The way from a service back to itself; undefined when there is none. */
function circleOf(service: string, parents: Parents): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways: (readonly string[])[] = [[service]];
  for (const way of ways) {
    for (const parent of parents.get(way.at(-1) ?? '') ?? []) {
      if (parent === service) return [...way, service];
      if (!seen.has(parent)) ways.push([...way, parent]);
      seen.add(parent);
    }
  }
  return undefined;
}

function unknown({ name, where }: Watched, near: readonly Service[]): string {
  const shown = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  const meant = near.slice(0, 3).map(({ id }) => id);
  const hint = meant.length === 0 ? '' : `, did you mean ${meant.join(' or ')}?`;
  return `${where}: unknown service "${shown}"${hint}`;
}
