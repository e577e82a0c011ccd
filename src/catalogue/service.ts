/** Makes services of what was written: defaults, inherited intervals, ids of checks. */
import type { Check, Component, Service } from '../model.ts';
import type { Times, WrittenCheck, WrittenService } from './schema.ts';

const defaultEveryMs = 60_000;
const defaultTimeoutMs = 10_000;

/** Hears of a mistake at a path inside the service. */
export type Complain = (at: readonly PropertyKey[], text: string) => void;

type Cadence = {
  readonly every?: number | Times | undefined;
  readonly timeout?: number | undefined;
};

/** What a service is made of beside what is written. */
export type Ground = {
  /** For a service that names none. */
  readonly category: string;
  /** What it extends. */
  readonly base?: Service | undefined;
};

export function toService(
  written: WrittenService,
  { category, base }: Ground,
  complain: Complain,
): Service {
  const { id, aliases, homepage, statusPage, feed, dependsOn } = written;
  const name = nameOf(written, base);
  return {
    ...base,
    ...{ id, name, aliases: aliases ?? (base?.id === id ? base.aliases : []) },
    category: written.category ?? base?.category ?? category,
    ...(homepage !== undefined && { homepage }),
    ...(statusPage !== undefined && { statusPage }),
    ...(feed && { feed: toFeed(feed) }),
    preset: written.preset ?? base?.preset ?? 'default',
    ...(dependsOn && { dependsOn }),
    ...(written.confidence === 'low' && { isUnverified: true }),
    components: inherited(base, written, toComponents(written, name, complain)),
  };
}

function nameOf({ id, name }: WrittenService, base: Service | undefined): Service['name'] {
  return (name as Service['name'] | undefined) ?? base?.name ?? { en: id };
}

function toComponents(
  written: WrittenService,
  name: Service['name'],
  complain: Complain,
): readonly Component[] {
  const { checks, components, need, every, timeout } = written;
  if (checks && components) complain(['checks'], 'write either checks or components, not both');
  const isEmpty = !checks && !components && !written.feed && written.extends === undefined;
  if (isEmpty) complain([], 'needs checks, components or a feed');
  if (components && need !== undefined) complain(['need'], 'belongs to a component here');
  // A service that is written with checks alone has one component that bears its own name.
  const parts = components ?? (checks ? [{ id: 'main', name, need, checks }] : []);
  const at = (index: number) => (components ? ['components', index] : []);
  const seen = new Map<string, number>();
  return parts.map((part, index): Component => {
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
  });
}

/** Parts of the base with the same id give way; new ones come after the others. */
function inherited(
  base: Service | undefined,
  { every, timeout }: Cadence,
  own: readonly Component[],
): readonly Component[] {
  if (base === undefined) return own;
  const wait = timeout !== undefined && { timeoutMs: timeout };
  const pace = ({ times, ...check }: Check): Check => {
    const known = every === undefined && times !== undefined && { times };
    return { ...check, ...known, ...(every !== undefined && paceOf(every)), ...wait };
  };
  const paced = (component: Component): Component => ({
    ...component,
    checks: component.checks.map(pace),
  });
  const kept = base.components.map(
    (component) => own.find(({ id }) => id === component.id) ?? paced(component),
  );
  return [...kept, ...own.filter(({ id }) => base.components.every((one) => one.id !== id))];
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
  const pace = paceOf(every ?? defaultEveryMs);
  const { everyMs } = pace;
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
    ...pace,
    timeoutMs: timeout ?? Math.min(defaultTimeoutMs, everyMs),
    expect: written.expect,
  };
}

/** A check with times is looked at every minute while it is in doubt. */
function paceOf(every: number | Times): Pick<Check, 'everyMs' | 'times'> {
  return typeof every === 'number' ? { everyMs: every } : { everyMs: defaultEveryMs, ...every };
}

/** A target without what may be secret. */
function bare(target: string): string {
  const { protocol, host, pathname } = new URL(target);
  return `${protocol}//${host}${pathname}`;
}

function defined({ every, timeout }: Cadence): Cadence {
  return { ...(every !== undefined && { every }), ...(timeout !== undefined && { timeout }) };
}
