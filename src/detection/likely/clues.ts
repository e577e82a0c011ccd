/** Everything that may say why a service fails, gathered by the caller as plain data. */
import type { Cause, CauseCode, Evidence, Incident, Name } from '../../model.ts';
import type { Canaries } from '../network.ts';
import type { Change } from './course.ts';

/** One check that fails. */
export type Failing = {
  readonly check: string;
  /** Without `metrics+` and the like: `smtp`, `https`. */
  readonly scheme: string;
  readonly host: string;
  readonly cause: Cause;
  /** Where it was found last. */
  readonly address?: string;
};

export type Clues = {
  /** By check, so that the order of the evidence says nothing. */
  readonly failing: readonly Failing[];
  readonly startedAt: number;
  readonly canaries: Canaries;
  /** Other hosts' names are found: our own resolver works. */
  readonly resolves?: boolean;
  /** What unrelated services show since the same time: then our way of looking is the suspect. */
  readonly crowd?: readonly CauseCode[];
  /** Hosts of the same service on which another check works. */
  readonly answering?: readonly string[];
  /** Changes seen from outside, or told by whoever made them. */
  readonly changes?: readonly Change[];
  /** When earlier outages of the service began. */
  readonly earlier?: readonly number[];
  /** Services that it depends on and that fail now. */
  readonly parents?: readonly string[];
  /** How many other services fell together with it. */
  readonly companions?: number;
  /** Working looks before the failure against the usual ones: 3 is three times as long. */
  readonly ramps?: readonly Ramp[];
  /** Another place can reach it, for more than one round. */
  readonly worksElsewhere?: boolean;
  /** What the provider says of an open incident, or of planned work. */
  readonly provider?: { readonly isPlanned: boolean; readonly text: string };
  /** Requests or connections that come in, against what is usual at this hour of the week. */
  readonly traffic?: number;
  /** A time when many people use it, known beforehand. */
  readonly isBusyPeriod?: boolean;
  /** What the busy period is called, where it has a name. */
  readonly busyName?: Name;
};

export type Ramp = { readonly host: string; readonly connect: number; readonly answer: number };

/** The failing checks of an incident in an order of their own; those without a known cause are left out. */
export function failingOf(
  { parts }: Pick<Incident, 'parts'>,
  addressOf: (check: string) => string | undefined = () => undefined,
): readonly Failing[] {
  return parts
    .flatMap(({ evidence }) => evidence)
    .flatMap((one) => failing(one, addressOf(one.check)))
    .sort((one, other) => (one.check < other.check ? -1 : 1));
}

function failing({ check, target, cause }: Evidence, address?: string): readonly Failing[] {
  // What is ours and what refuses us alone says nothing about the far end.
  if (!cause || cause.kind === 'ours' || cause.kind === 'policy') return [];
  const url = URL.parse(target);
  const scheme = url?.protocol.slice(0, -1) ?? '';
  const host = url?.hostname || check;
  return [{ check, scheme, host, cause, ...(address === undefined ? {} : { address }) }];
}
