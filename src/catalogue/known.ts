/** Every service that this bot knows: the shipped ones, those of the operator's file, and those added from chat. */
import type { Service } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Catalogue } from './catalogue.ts';
import { createCatalogue } from './index.ts';
import { createOwnServices, type OwnEntry, type OwnServices } from './own.ts';

/** What the operator's file says. */
export type FromFile = {
  /** Ids of services that are watched even before anyone subscribes. */
  readonly watch: readonly string[];
  readonly services: readonly Service[];
};

export type Known = {
  /** What everybody may ask for. It stays the same thing when the file changes. */
  readonly catalogue: Catalogue;
  readonly own: OwnServices;
  get(id: string): Service | undefined;
  /** Also of a service that has left the catalogue while a channel still follows it. */
  of(id: string): Service;
  /** Somebody here wrote it down, so it is meant to work from here. */
  isOwn(service: Pick<Service, 'id'>): boolean;
  /** Watched without anybody asking: what the operator names with all that it depends on, and what chat added. */
  readonly always: readonly string[];
  isAlways(id: string): boolean;
  readonly fromFile: readonly Service[];
  /** The operator's file has changed. */
  replace(file: FromFile): void;
};

export async function createKnown(table: Table<OwnEntry>, file: FromFile): Promise<Known> {
  let current = indexed(file);
  let shared = createCatalogue(file.services);
  const catalogue: Catalogue = {
    get services() {
      return shared.services;
    },
    get: (id) => shared.get(id),
    find: (text) => shared.find(text),
    search: (text, limit) => shared.search(text, limit),
  };
  const own = await createOwnServices(table, catalogue, () => current.file.services);
  const get = (id: string) => shared.get(id) ?? own.get(id);

  return {
    ...{ catalogue, own, get },
    of: (id) => get(id) ?? nameless(id),
    isOwn: ({ id }) => current.ids.has(id) || own.get(id) !== undefined,
    get always() {
      return [...new Set([...current.wanted, ...own.services.map(({ id }) => id)])];
    },
    isAlways: (id) => current.wanted.has(id) || own.get(id) !== undefined,
    get fromFile() {
      return current.file.services;
    },
    replace(next) {
      current = indexed(next);
      shared = createCatalogue(next.services);
      own.refresh();
    },
  };
}

/** Asked of every look, so that no list is gone through for it. */
function indexed(file: FromFile) {
  const { watch, services } = file;
  const named = services.flatMap(({ id, dependsOn = [] }) => [id, ...dependsOn]);
  return {
    file,
    ids: new Set(services.map(({ id }) => id)),
    wanted: new Set([...watch, ...named]),
  };
}

function nameless(id: string): Service {
  return { id, name: { en: id }, aliases: [], category: 'own', preset: 'default', components: [] };
}
