/** What somebody who helps an operator needs to know, made of what is known to hold no secrets. Pure. */
import { createHash } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Check, Incident, Service } from '../model.ts';
import { type SettingName, settingNames } from '../settings.ts';

/** These say nothing about anybody; of all others only that they are set. */
const shownSettings: readonly SettingName[] = [
  ...(['DEFAULT_LANGUAGE', 'DEFAULT_TIME_ZONE', 'HTTP_PORT', 'SLACK_PORT'] as const),
  ...(['CONSOLE', 'LOG_LEVEL', 'SLACK_COMMAND'] as const),
];
const incidentsAtMost = 50;

export function settingsOf(
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settingNames.flatMap((name) => {
      const value = given[name]?.trim();
      if (!value) return [];
      return [[name, shownSettings.includes(name) ? value : 'set']];
    }),
  );
}

/** How much is watched and how, without what. */
export function digestOf({ services, watch, maintenance }: Config) {
  const checks = services.flatMap(checksOf);
  return {
    services: services.length,
    components: services.flatMap(({ components }) => components).length,
    checks: checks.length,
    bySchemes: counted(checks.map(({ target }) => schemeOf(target))),
    byInterval: counted(checks.map(({ everyMs }) => `${everyMs / 1_000}s`)),
    byPreset: counted(services.map(({ preset }) => preset)),
    feeds: counted(services.flatMap(({ feed }) => feed?.format ?? [])),
    watch: watch.length,
    maintenance: maintenance.length,
  };
}

/** The newest, in codes: no name that somebody gave, nothing that a server said. */
export function incidentsOf(all: readonly Incident[], isPublic: (service: string) => boolean) {
  const newest = [...all].sort((a, b) => b.openedAt - a.openedAt).slice(0, incidentsAtMost);
  return newest.map((incident) => ({
    service: isPublic(incident.service) ? incident.service : aliasOf(incident.service),
    status: incident.status,
    worst: incident.worst,
    startedAt: instant(incident.startedAt),
    openedAt: instant(incident.openedAt),
    endedAt: instant(incident.endedAt),
    revision: incident.revision,
    isGrouped: incident.group !== undefined,
    isFlapping: incident.isFlapping === true,
    causes: incident.parts.flatMap(({ evidence }) =>
      evidence.map(({ target, cause }) => `${schemeOf(target)} ${cause?.code} ${cause?.phase}`),
    ),
    likely: incident.likely?.code,
    accord: incident.accord,
  }));
}

/** The same name for the same service, which does not say what it is called. */
export function aliasOf(service: string): string {
  return `own-${createHash('sha256').update(service).digest('hex').slice(0, 8)}`;
}

export function checksOf({ components }: Service): readonly Check[] {
  return components.flatMap(({ checks }) => checks);
}

function schemeOf(target: string): string {
  return target.split(':', 1)[0] ?? '';
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const groups = Map.groupBy(words, (word) => word);
  return Object.fromEntries([...groups].map(([word, all]) => [word, all.length]));
}

function instant(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}
