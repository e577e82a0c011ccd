/** A status in the word that says most: not "degraded" but overloaded, slow or unstable, where that is known. */
import {
  type Cause,
  type CauseKind,
  type ComponentVerdict,
  type Incident,
  type Status,
  severity,
} from '../model.ts';

export type Condition = Status | 'busy' | 'slow' | 'unstable';

export function conditionOf(status: Status, parts: readonly ComponentVerdict[]): Condition {
  const failing = parts.filter((part) => severity(part.status) > 0);
  if (severity(status) === 0 || failing.length === 0) return status;
  // Everything that fails works now and then: no outage to speak of, and no health either.
  if (failing.every((part) => part.isUnstable)) return 'unstable';
  if (status !== 'degraded') return status;
  const kinds = new Set(failing.flatMap(kindsOf));
  if ([...kinds].some((kind) => kind !== 'busy' && kind !== 'slow')) return status;
  return kinds.has('busy') ? 'busy' : 'slow';
}

/** What is the matter with the service of an open incident, or was at its worst. */
export function conditionNow({ isFlapping, status, parts }: Incident): Condition {
  return isFlapping ? 'unstable' : conditionOf(status, parts);
}

export function conditionAtWorst({ isFlapping, worst, parts }: Incident): Condition {
  return isFlapping ? 'unstable' : conditionOf(worst, parts);
}

function kindsOf({ evidence }: ComponentVerdict): readonly (CauseKind | undefined)[] {
  return evidence.length === 0 ? [undefined] : evidence.map(({ cause }) => kindOf(cause));
}

/** A domain that ends soon is nothing that anybody feels. */
function kindOf(cause: Cause | undefined): CauseKind | undefined {
  return cause?.code === 'domain-ends' ? undefined : cause?.kind;
}
