/** What differs between two configurations, as far as a running bot can follow it and where it cannot. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config.ts';
import type { Check, Service } from '../model.ts';

/** A service that stayed, and what is different about it. */
export type Change = {
  readonly before: Service;
  readonly after: Service;
  /** Ids of checks whose past says nothing about them any more: they look at something else. */
  readonly anew: readonly string[];
  /** Only what it is called: nothing about how it is looked at or judged. */
  readonly isInName: boolean;
};

export type Difference = {
  readonly added: readonly Service[];
  readonly removed: readonly Service[];
  readonly changed: readonly Change[];
  /** Ids that are, or are not any more, watched before anybody subscribes. */
  readonly watched: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly hasOtherMaintenance: boolean;
  /** Settings that take effect with the next start, by their names. */
  readonly needsRestart: readonly string[];
  readonly isEmpty: boolean;
};

type Live = 'services' | 'watch' | 'maintenance';

/** The settings behind each other part of a configuration, where it is called otherwise. */
const settingsOf: Readonly<Partial<Record<Exclude<keyof Config, Live>, string>>> = {
  discord: 'DISCORD_TOKEN or DISCORD_API_URL',
  slack: 'SLACK_…',
  webhooks: 'WEBHOOKS or WEBHOOK_SECRET',
  heartbeat: 'HEARTBEAT_URL and its kin',
  storeUrl: 'STORE_URL',
  servicesPath: 'SERVICES_FILE',
  language: 'DEFAULT_LANGUAGE',
  timeZone: 'DEFAULT_TIME_ZONE',
  http: 'HTTP_HOST or HTTP_PORT',
  access: 'PUBLIC_SERVICES, ACCESS_KEY or PUBLIC_URL',
  ownWorkspaces: 'OWN_WORKSPACES',
  canaries: 'CANARIES',
  userAgent: 'USER_AGENT',
  console: 'CONSOLE',
  logLevel: 'LOG_LEVEL',
  busy: 'busy, in the services file',
  vantages: 'VANTAGES or VANTAGE_KEY',
};

const isSame: (one: unknown, other: unknown) => boolean = isDeepStrictEqual;

export function difference(before: Config, after: Config): Difference {
  const old = new Map(before.services.map((service) => [service.id, service]));
  const ids = new Set(after.services.map(({ id }) => id));
  const found = {
    added: after.services.filter(({ id }) => !old.has(id)),
    removed: before.services.filter(({ id }) => !ids.has(id)),
    changed: after.services.flatMap((service) => changeOf(old.get(service.id), service)),
    watched: {
      added: after.watch.filter((id) => !before.watch.includes(id)),
      removed: before.watch.filter((id) => !after.watch.includes(id)),
    },
    hasOtherMaintenance: !isSame(before.maintenance, after.maintenance),
    needsRestart: restartsOf(before, after),
  };
  return { ...found, isEmpty: isNothing(found) };
}

function isNothing(found: Omit<Difference, 'isEmpty'>): boolean {
  const { added, removed, changed, watched, needsRestart } = found;
  const lists = [added, removed, changed, watched.added, watched.removed, needsRestart];
  return lists.every(({ length }) => length === 0) && !found.hasOtherMaintenance;
}

function changeOf(before: Service | undefined, after: Service): readonly Change[] {
  if (!before || isSame(before, after)) return [];
  const known = new Map(checksOf(before).map((check) => [check.id, check]));
  const anew = checksOf(after).filter((check) => {
    const old = known.get(check.id);
    return old !== undefined && !(old.target === check.target && isSame(old.expect, check.expect));
  });
  const isInName = isSame(withoutNames(before), withoutNames(after));
  return [{ before, after, anew: anew.map(({ id }) => id), isInName }];
}

function withoutNames({ name: _, aliases: __, category: ___, ...rest }: Service) {
  const { homepage: _home, statusPage: _page, ...looked } = rest;
  return {
    ...looked,
    components: looked.components.map(({ name: _name, ...component }) => component),
  };
}

function restartsOf(before: Config, after: Config): readonly string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Config>;
  const live: readonly string[] = ['services', 'watch', 'maintenance'] satisfies Live[];
  return [...keys]
    .filter((key) => !live.includes(key) && !isSame(before[key], after[key]))
    .map((key) => settingsOf[key as Exclude<keyof Config, Live>] ?? key);
}

function checksOf({ components }: Service): readonly Check[] {
  return components.flatMap(({ checks }) => checks);
}
