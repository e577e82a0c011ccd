/** Makes services of what was written: defaults, inherited intervals, ids of checks. */
import type { Check, Component, Service } from '../model.ts';
import type { WrittenCheck, WrittenService } from './schema.ts';

const defaultEveryMs = 60_000;
const defaultTimeoutMs = 10_000;

/** Hears of a mistake at a path inside the service. */
export type Complain = (at: readonly PropertyKey[], text: string) => void;

type Cadence = { readonly every?: number | undefined; readonly timeout?: number | undefined };

/** `category` is for a service that names none. */
export function toService(written: WrittenService, category: string, complain: Complain): Service {
  const { id, name = { en: id }, checks, components, need, every, timeout } = written;
  if (checks && components) complain(['checks'], 'write either checks or components, not both');
  if (!checks && !components) complain([], 'needs checks or components');
  if (components && need !== undefined) complain(['need'], 'belongs to a component here');
  // A service that is written with checks alone has one component that bears its own name.
  const parts = components ?? (checks ? [{ id: 'main', name, need, checks }] : []);
  const at = (index: number) => (components ? ['components', index] : []);
  const seen = new Map<string, number>();
  return {
    ...{ id, name: name as Service['name'], aliases: written.aliases ?? [] },
    category: written.category ?? category,
    ...(written.homepage !== undefined && { homepage: written.homepage }),
    ...(written.statusPage !== undefined && { statusPage: written.statusPage }),
    ...(written.feed && { feed: toFeed(written.feed) }),
    preset: written.preset ?? 'default',
    ...(written.dependsOn && { dependsOn: written.dependsOn }),
    components: parts.map((part, index): Component => {
      const tell: Complain = (place, text) => complain([...at(index), ...place], text);
      if (parts.findIndex((other) => other.id === part.id) !== index) {
        tell(['id'], `"${part.id}" is the id of another component of this service`);
      }
      if (typeof part.need === 'number' && part.need > part.checks.length) {
        tell(['need'], `asks for ${part.need} of ${part.checks.length} checks`);
      }
      const cadence = { every, timeout, ...defined(part as Cadence) };
      return {
        id: part.id,
        name: (part.name ?? { en: part.id }) as Component['name'],
        need: part.need ?? 'all',
        checks: part.checks.map((check, place) =>
          toCheck(check, { cadence, component: part.id, seen }, (to, text) =>
            tell(['checks', place, ...to], text),
          ),
        ),
      };
    }),
  };
}

function toFeed({ format, url, product, trust }: NonNullable<WrittenService['feed']>) {
  return {
    ...{ format, url },
    ...(product !== undefined && { product }),
    ...(trust !== undefined && { trust }),
  };
}

type Around = {
  readonly cadence: Cadence;
  readonly component: string;
  /** How often each id was used in the service. */
  readonly seen: Map<string, number>;
};

function toCheck(written: WrittenCheck, around: Around, complain: Complain): Check {
  const { every, timeout } = { ...around.cadence, ...defined(written) };
  const everyMs = every ?? defaultEveryMs;
  if (timeout !== undefined && timeout > everyMs) {
    complain(['timeout'], 'is longer than the time between two looks (every)');
  }
  const base = `${around.component}/${bare(written.target)}`;
  const count = (around.seen.get(base) ?? 0) + 1;
  around.seen.set(base, count);
  return {
    // Made of what is looked at, so that a check keeps its history when others are added before it.
    id: count === 1 ? base : `${base}#${count}`,
    target: written.target,
    everyMs,
    timeoutMs: timeout ?? Math.min(defaultTimeoutMs, everyMs),
    expect: written.expect,
  };
}

/** A target without what may be secret. */
function bare(target: string): string {
  const { protocol, host, pathname } = new URL(target);
  return `${protocol}//${host}${pathname}`;
}

function defined({ every, timeout }: Cadence): Cadence {
  return { ...(every !== undefined && { every }), ...(timeout !== undefined && { timeout }) };
}
