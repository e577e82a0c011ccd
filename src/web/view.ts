/**
 * What a reader may know: services, how they stand, what happened and what is planned, as plain data.
 *
 * Services that were added from chat belong to their workspace and are never here: only the catalogue is asked.
 * Strangers read which part fails, since when and why; never where we look, what a server said or what a service
 * has in common with others, as that may be the inside of somebody's network.
 */
import type { Busy } from '../busy/busy.ts';
import { fold } from '../catalogue/fold.ts';
import type { Planned } from '../incidents/maintenance.ts';
import type { Period } from '../incidents/period.ts';
import type {
  Cause,
  ComponentVerdict,
  Evidence,
  Incident,
  LikelyCause,
  Service,
  Verdict,
} from '../model.ts';
import type { Reader } from './access.ts';
import type { WebParts } from './door.ts';

export type View = {
  readonly reader: Reader;
  /** What is watched and may be seen, in the order in which it is watched. */
  services(): readonly Service[];
  /** By its id; undefined also for what may not be seen. */
  get(id: string): Service | undefined;
  /** By any of its names, written in any way. */
  called(name: string): Service | undefined;
  /** For who sees all also by what resembles a name, which costs a search. */
  find(name: string): Service | undefined;
  /** Undefined for a service that is not watched. */
  verdict(service: Service): Verdict | undefined;
  /** Newest first. */
  incidents(service: Service): readonly Incident[];
  /** The one that lasts now. */
  open(service: Service): Incident | undefined;
  /** Of these services, newest first, those that `isMeant`; `after` is the id of the last one already known. */
  latest(
    services: readonly Service[],
    choice: {
      readonly limit: number;
      readonly after?: string | undefined;
      readonly isMeant?: (incident: Incident) => boolean;
    },
  ): readonly Incident[];
  incident(id: string): { readonly incident: Incident; readonly service: Service } | undefined;
  /** What lasts now or is to come, soonest first; of one service, or of all that may be seen. */
  maintenance(service?: Service): readonly Planned[];
  /** When we could not see what may be seen here, oldest first. */
  blind(service?: Service): readonly Period[];
  /** What of this concerns what may be seen, and names nothing else; of one service, or of all. */
  concerning<T extends Concerning>(all: readonly T[], service?: Service): readonly T[];
  /** Busy times of these services that touch the time from `from` to `to`, soonest first. */
  busy(services: readonly Service[], from: number, to: number): readonly Crowded[];
};

/** Of these services; of everything when none are named. */
type Concerning = { readonly services?: readonly string[] };

/** A busy time, and those of the services asked about that it concerns. */
export type Crowded = Busy & { readonly services: readonly Service[] };

const longestName = 200;

export function createView(parts: WebParts, reader: Reader): View {
  const { catalogue, watcher, journal } = parts;

  function allowed(service: Service | undefined): Service | undefined {
    return service && reader.maySee(service.id) ? service : undefined;
  }

  const get = (id: string) => allowed(catalogue.get(id));
  const isSeen = (id: string) => get(id) !== undefined;

  function called(typed: string): Service | undefined {
    const name = typed.slice(0, longestName);
    return get(name) ?? get(idsByName(catalogue.services).get(fold(name)) ?? '');
  }

  function shown(part: ComponentVerdict): ComponentVerdict {
    const show = reader.seesAll ? complete : outline;
    return { ...part, evidence: part.evidence.map(show) };
  }

  function complete(evidence: Evidence): Evidence {
    return { ...evidence, target: parts.publicTarget(evidence.target) };
  }

  function shownIncident(incident: Incident): Incident {
    const known = { ...incident, parts: incident.parts.map(shown) };
    if (reader.seesAll) return known;
    const { links: _links, group: _group, likely, steps, ...rest } = known;
    return {
      ...rest,
      ...(likely && isHarmless(likely) && { likely: withoutQuote(likely) }),
      ...(steps && { steps: steps.map(withoutWords) }),
    };
  }

  function narrowed<T extends Concerning>(one: T, service: Service | undefined): T | undefined {
    if (one.services === undefined || one.services.length === 0) return one;
    const services = one.services.filter(isSeen);
    const isMeant = service ? services.includes(service.id) : services.length > 0;
    return isMeant ? { ...one, services } : undefined;
  }

  function concerning<T extends Concerning>(all: readonly T[], service?: Service): readonly T[] {
    return all.flatMap((one) => narrowed(one, service) ?? []);
  }

  function incidents(service: Service): readonly Incident[] {
    return isSeen(service.id) ? journal.of(service.id).toReversed().map(shownIncident) : [];
  }

  function latest(
    ...[services, { limit, after, isMeant = () => true }]: Parameters<View['latest']>
  ) {
    const all = services
      .filter(({ id }) => isSeen(id))
      .flatMap(({ id }) => journal.of(id).filter(isMeant))
      .sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1));
    const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    return all.slice(from, from + limit).map(shownIncident);
  }

  return {
    reader,
    get,
    incidents,
    latest,
    open(service) {
      const last = isSeen(service.id) ? journal.of(service.id).at(-1) : undefined;
      return last?.endedAt === undefined ? last && shownIncident(last) : undefined;
    },
    services: () => watcher.watched.flatMap((id) => get(id) ?? []),
    called,
    find(typed) {
      const name = typed.slice(0, longestName);
      return called(name) ?? (reader.seesAll ? catalogue.find(name).service : undefined);
    },
    verdict(service) {
      const verdict = isSeen(service.id) ? watcher.verdict(service.id) : undefined;
      return verdict && { ...verdict, components: verdict.components.map(shown) };
    },
    incident(id) {
      // An id begins with that of its service, which has no dot.
      const service = get(id.slice(0, longestName).split('.')[0] ?? '');
      const incident = service && incidents(service).find((one) => one.id === id);
      return incident && { incident, service };
    },
    maintenance: (service) =>
      parts.maintenance.list(service?.id).flatMap((planned) => {
        const window = narrowed(planned.window, service);
        return window ? [{ ...planned, window }] : [];
      }),
    blind: (service) => concerning(parts.blind(), service),
    concerning,
    busy(services, from, to) {
      const seen = services.filter(({ id }) => isSeen(id));
      const each = seen.flatMap((service) =>
        parts.busy.between(service, from, to).map((busy) => ({ service, busy })),
      );
      const times = Map.groupBy(each, ({ busy }) => `${busy.id} ${busy.from}`);
      return [...times.values()]
        .flatMap((same) => {
          const [first] = same;
          return first ? [{ ...first.busy, services: same.map(({ service }) => service) }] : [];
        })
        .sort((one, other) => one.from - other.from);
    },
  };
}

const named = new WeakMap<readonly Service[], ReadonlyMap<string, string>>();

/** The ids of services by each of their names, as `fold` writes them; of two with one name, the first. */
function idsByName(services: readonly Service[]): ReadonlyMap<string, string> {
  const known = named.get(services);
  if (known) return known;
  const pairs = services.flatMap(({ id, name, aliases }) =>
    [id, ...Object.values(name), ...aliases].map((one) => [fold(one), id] as const),
  );
  const made = new Map(pairs.toReversed());
  named.set(services, made);
  return made;
}

/** How it was looked at, not where; and our own words for what was found, not those of the server. */
function outline({ target, since, cause }: Evidence): Evidence {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(target)?.[0] ?? '';
  return withoutWords({ check: '', target: scheme, since, ...(cause && { cause }) });
}

/** What a server said is for those who see all. */
function withoutWords<T extends { readonly cause?: Cause }>(one: T): T {
  if (!one.cause) return one;
  const { evidence: _said, ...ours } = one.cause;
  return { ...one, cause: ours };
}

/** Whatever its reason, what a server said stands among its values. */
function withoutQuote(likely: LikelyCause): LikelyCause {
  return 'said' in likely.values
    ? { ...likely, values: { ...likely.values, said: 'none' } }
    : likely;
}

/** A likely cause whose words quote and name nothing. */
function isHarmless({ code }: LikelyCause): boolean {
  return !['provider-says', 'hardware', 'parent'].includes(code);
}
