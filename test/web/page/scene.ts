/** A small world to look at: services that stand as they are told to, behind the real page. */
import { createCatalogue } from '../../../src/catalogue/index.ts';
import type { Planned } from '../../../src/incidents/maintenance.ts';
import type { Period } from '../../../src/incidents/period.ts';
import type { Incident, Service, Stretch, Verdict } from '../../../src/model.ts';
import { type AccessParts, createAccess } from '../../../src/web/access.ts';
import { createWeb, type GivenParts } from '../../../src/web/server.ts';
import { part, verdict } from '../../desk.ts';

export const minute = 60_000;
export const day = 24 * 60 * minute;

export type Scene = {
  readonly verdicts: Map<string, Verdict>;
  readonly incidents: Map<string, readonly Incident[]>;
  periods: readonly Period[];
  works: readonly Planned[];
};

export type SceneParts = Partial<GivenParts> & { readonly who?: AccessParts };

/** A service with these parts, one check each. */
export function service(id: string, rest: Partial<Service> = {}, parts = ['main']): Service {
  return {
    ...{ id, name: { en: id }, aliases: [], category: 'own', preset: 'default' },
    components: parts.map((name) => ({
      ...{ id: name, name: { en: name }, need: 'all' },
      checks: [
        {
          ...{ id: `${name}-1`, target: `https://${id}.example/`, everyMs: minute },
          ...{ timeoutMs: 10_000, expect: {} },
        },
      ],
    })),
    ...rest,
  };
}

/** All of it works until it is told otherwise. */
export function createScene(services: readonly Service[], given: SceneParts = {}) {
  const { who = { publicServices: 'none' }, ...parts } = given;
  const now = parts.now ?? Date.now;
  const scene: Scene = { verdicts: new Map(), incidents: new Map(), periods: [], works: [] };
  for (const one of services) {
    const components = one.components.map(({ id }) => part(id, 'operational'));
    const lookedAt = now() - 20_000;
    scene.verdicts.set(one.id, verdict(one.id, 'operational', components, { lookedAt }));
  }
  const web = createWeb({
    catalogue: createCatalogue(services),
    watcher: {
      watched: services.map(({ id }) => id),
      verdict: (id) => scene.verdicts.get(id),
    },
    journal: { of: (id) => scene.incidents.get(id) ?? [] },
    maintenance: {
      list: (id) =>
        scene.works.filter(({ window }) => id === undefined || window.services?.includes(id)),
    },
    health: () => ({}),
    blind: () => scene.periods,
    publicTarget: (target) => target,
    access: createAccess(who),
    ...parts,
    now,
  });
  return { scene, web };
}

/** Stretches that went well but where `failing` says how much failed, 0 to 1. */
export function stretches(
  { from, to }: { readonly from: number; readonly to: number },
  points: number,
  failing: (index: number) => number | undefined,
): readonly Stretch[] {
  const lengthMs = (to - from) / points;
  return Array.from({ length: points }, (_, index) => {
    const failed = failing(index);
    const at = from + index * lengthMs;
    if (failed === undefined) return { at, lengthMs, known: 0, failed: 0 };
    const medianMs = 120 + 60 * Math.sin(index / 7) + (index % 5) * 6;
    const seen = { at, lengthMs, known: 1440, failed: Math.round(failed * 1440) };
    return failed >= 1 ? seen : { ...seen, medianMs, p95Ms: medianMs * 1.6 };
  });
}
