/** What goes on around the failure: changes, other services, traffic, planned work. */
import type { Clues } from './clues.ts';
import { all, checks, isMeter, type Match } from './match.ts';
import { numberOf, reported, resourceOf } from './resource.ts';
import { isMaintenance } from './symptoms.ts';

const RECENT_CHANGE_MS = 15 * 60_000;
/** A change is seen at the next look; a later one answers the failure. */
const NOTICED_LATE_MS = 60_000;
const FLOOD = 5;

export function changed({ changes = [], startedAt }: Clues): Match | undefined {
  const recent = changes
    .filter(({ at }) => startedAt - at <= RECENT_CHANGE_MS && at - startedAt <= NOTICED_LATE_MS)
    .sort((one, other) => other.at - one.at || (one.what < other.what ? -1 : 1));
  return recent[0] && all({ what: recent[0].what });
}

/** Many times the usual traffic, several targets that fend it off, and no reason in the calendar. */
export function flood(clues: Clues): Match | undefined {
  const { failing, isBusyPeriod, canaries } = clues;
  const times = trafficOf(clues);
  const isFendingOff = failing.some(
    ({ cause, scheme }) => cause.kind === 'busy' && !isMeter(scheme),
  );
  const targets = new Set(
    failing.filter(({ scheme }) => !isMeter(scheme)).map(({ check }) => check),
  );
  if (times < FLOOD || !isFendingOff || targets.size < 2) return undefined;
  return isBusyPeriod || canaries !== 'working' ? undefined : all({ times: Math.floor(times) });
}

function trafficOf({ traffic = 0, failing }: Clues): number {
  const metered = failing.map(reported).filter((said) => resourceOf(said) === 'traffic');
  return Math.max(traffic, ...metered.map(numberOf));
}

/** A busy time alone explains nothing; it makes being overloaded likelier. Its name goes along, per language. */
export function peak({ isBusyPeriod, busyName }: Clues): Match | undefined {
  if (!isBusyPeriod) return undefined;
  const names = Object.entries(busyName ?? {}).map(([tag, name]) => [`name.${tag}`, name] as const);
  return all(Object.fromEntries(names));
}

export function parent({ parents = [] }: Clues): Match | undefined {
  const [first] = parents.toSorted();
  return first === undefined ? undefined : all({ parent: first });
}

export function shared({ companions = 0, canaries }: Clues): Match | undefined {
  return companions > 1 && canaries === 'working' ? all({ count: companions }) : undefined;
}

export function maintenance(clues: Clues): Match | undefined {
  if (clues.provider?.isPlanned) return all();
  return checks(isMaintenance)(clues);
}
