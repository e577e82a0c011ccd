/** Which turn a step needs, and who goes first. Pure. */
import { type Step, spokenOf } from './decision.ts';
import type { Kind } from './turns.ts';

/** The turn that a step needs; none when nothing is sent. */
export function kindOf(step: Step): Kind | undefined {
  if (step.do === 'edit') return 'edit';
  return step.do === 'announce' || step.do === 'repeat' ? 'post' : undefined;
}

/** News of an outage by its severity, then recoveries; a new card for one that was deleted comes last. */
export function urgencyOf(step: Step): number {
  if (step.do !== 'announce' && step.do !== 'repeat') return 0;
  const what = step.do === 'announce' ? step.what : step.sending.what;
  if (what === 'card' || what === 'reminder') return 1;
  if (what === 'recovery' || what === 'missed') return 3;
  return 4 + Math.max(...step.members.map(({ incident }) => spokenOf(incident).severity));
}

/** When what a step tells of happened; what is no news can wait. */
export function happenedAt(step: Step): number {
  if (!('members' in step) || urgencyOf(step) < 2) return Number.MAX_SAFE_INTEGER;
  return Math.min(...step.members.map(({ incident }) => incident.endedAt ?? incident.openedAt));
}
