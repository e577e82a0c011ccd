/** Whether others are about to fail for the same reason, so that one message can name them together. Pure. */
import type { Incident, Service, Verdict } from '../model.ts';
import { linksOf } from './grouping.ts';

/** A watched service and what its readings mean now. */
export type Standing = { readonly service: Service; readonly verdict: Verdict };

/** Is another service in doubt right now whose failing checks share a host, a domain or a parent with it? */
export function isGathering(incident: Incident, standings: Iterable<Standing>): boolean {
  const own = new Set(incident.links ?? []);
  for (const { service, verdict } of standings) {
    if (service.id === incident.service || !verdict.isSuspect) continue;
    const parts = verdict.components.filter(({ isSuspect }) => isSuspect);
    if (linksOf({ ...incident, parts }, service).some((link) => own.has(link))) return true;
  }
  return false;
}

export type GatheringParts = {
  readonly watched: () => readonly string[];
  readonly verdict: (service: string) => Verdict | undefined;
  readonly serviceOf: (id: string) => Service;
};

/** The same question about everything that is watched. */
export function createGathering(parts: GatheringParts): (incident: Incident) => boolean {
  function* inDoubt(): Generator<Standing> {
    for (const id of parts.watched()) {
      const verdict = parts.verdict(id);
      if (verdict?.isSuspect) yield { service: parts.serviceOf(id), verdict };
    }
  }
  return (incident) => isGathering(incident, inDoubt());
}
