/** Services that people add from chat: stored, known in their own workspace only, looked at where the public may look. */

import type { Check, Service } from '../model.ts';
import type { Table } from '../store/store.ts';
import type { Catalogue } from './catalogue.ts';
import { createCatalogue } from './index.ts';
import { readServices } from './read.ts';

export const ownPerWorkspace = 50;
/** The checks of such a service have ids that no services file can give. */
const checkPrefix = '@';
const longestName = 60;
const longestId = 40;

export type OwnEntry = {
  readonly id: string;
  readonly workspace: string;
  readonly target: string;
  readonly name: string;
  /** The platform's id of whoever added it. */
  readonly by: string;
  readonly since: number;
};

export type NewOwn = Omit<OwnEntry, 'id'>;

export type Added =
  | { readonly result: 'done'; readonly service: Service }
  | { readonly result: 'known'; readonly service: Service }
  | { readonly result: 'full' }
  | { readonly result: 'wrong'; readonly problem: string };

export type OwnServices = {
  readonly services: readonly Service[];
  get(id: string): Service | undefined;
  of(workspace: string): readonly Service[];
  /** The services that everybody knows, and those of this workspace. */
  catalogueIn(workspace: string): Catalogue;
  /** Durable when it resolves. */
  add(entry: NewOwn): Promise<Added>;
  /** False when this workspace has no such service. */
  remove(workspace: string, id: string): Promise<boolean>;
  /** What everybody knows has changed. */
  refresh(): void;
};

/** What only asks and never acts: no mail is sent and no line is written that a stranger chose. */
const harmless = /^(https?|wss?|tcp|tls|dns|smtps?|imaps?|pop3s?|ping):/i;

/** What is wrong with a target that was typed in chat, beside what is wrong with any. */
export function chatProblem(target: string): string | undefined {
  const url = URL.parse(target);
  if (url === null) return undefined;
  if (!harmless.test(target)) return `${url.protocol}// works only in the services file`;
  if (target.includes('${')) return 'names from the environment work only in the services file';
  if (url.username !== '' || url.password !== '') {
    return 'a user or a password belongs into the services file, not into a chat';
  }
  return undefined;
}

/** Was it added from chat, so that it may look at public addresses only? */
export function isFromChat({ id }: Pick<Check, 'id'>): boolean {
  return id.startsWith(checkPrefix);
}

export async function createOwnServices(
  table: Table<OwnEntry>,
  common: Catalogue,
  fromFile: () => readonly Service[],
): Promise<OwnServices> {
  const entries = new Map<string, { readonly entry: OwnEntry; readonly service: Service }>();
  const catalogues = new Map<string, Catalogue>();
  const inhabited = new Set<string>();

  for await (const [id, entry] of table.entries()) {
    const made = serviceFrom(entry);
    if ('service' in made) entries.set(id, { entry, service: made.service });
    inhabited.add(entry.workspace);
  }

  function settle(workspace: string): void {
    catalogues.delete(workspace);
    if (of(workspace).length > 0) inhabited.add(workspace);
    else inhabited.delete(workspace);
  }

  function of(workspace: string): readonly Service[] {
    return [...entries.values()]
      .filter(({ entry }) => entry.workspace === workspace)
      .map(({ service }) => service);
  }

  function catalogueIn(workspace: string): Catalogue {
    const known = catalogues.get(workspace);
    if (known) return known;
    // Most workspaces have none, and asking there must cost nothing.
    if (!inhabited.has(workspace)) return common;
    const made = createCatalogue([...of(workspace), ...fromFile()]);
    catalogues.set(workspace, made);
    return made;
  }

  function freeId(name: string, target: string): string {
    const word = slug(name) || slug(URL.parse(target)?.hostname ?? '') || 'own';
    for (let count = 1; ; count += 1) {
      const id = count === 1 ? word : `${word}-${count}`;
      if (!entries.has(id) && common.get(id) === undefined) return id;
    }
  }

  return {
    get services() {
      return [...entries.values()].map(({ service }) => service);
    },
    get: (id) => entries.get(id)?.service,
    of,
    catalogueIn,
    refresh: () => catalogues.clear(),
    async add({ name, ...rest }) {
      const mine = [...entries.values()].filter(({ entry }) => entry.workspace === rest.workspace);
      const known = mine.find(({ entry }) => entry.target === rest.target);
      if (known) return { result: 'known', service: known.service };
      if (mine.length >= ownPerWorkspace) return { result: 'full' };
      const shown = name || (URL.parse(rest.target)?.hostname ?? '');
      const entry = { ...rest, id: freeId(shown, rest.target), name: shown.slice(0, longestName) };
      const made = serviceFrom(entry);
      if ('problem' in made) return { result: 'wrong', problem: made.problem };
      await table.set(entry.id, entry);
      entries.set(entry.id, { entry, service: made.service });
      settle(entry.workspace);
      return { result: 'done', service: made.service };
    },
    async remove(workspace, id) {
      const known = entries.get(id);
      if (known?.entry.workspace !== workspace) return false;
      await table.delete(id);
      entries.delete(id);
      settle(workspace);
      return true;
    },
  };
}

/** What the same lines in a services file would be. */
function serviceFrom(entry: OwnEntry): { service: Service } | { problem: string } {
  const { id, name, target } = entry;
  const problem = chatProblem(target);
  if (problem !== undefined) return { problem };
  const text = JSON.stringify({ services: [{ id, name: { en: name }, checks: [target] }] });
  const { services, problems } = readServices(text, 'chat');
  const [service] = services;
  if (!service) return { problem: problems[0]?.replace(/^chat\S*\s\S+:\s/, '') ?? 'not readable' };
  const components = service.components.map((component) => ({
    ...component,
    checks: component.checks.map((check) => ({ ...check, id: `${checkPrefix}${check.id}` })),
  }));
  return { service: { ...service, components } };
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, longestId);
}
