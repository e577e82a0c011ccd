/** What one place makes of a check and tells: the product's own path from a state to an incident. */
import type { CheckState } from '../detection/check.ts';
import { judge } from '../detection/service.ts';
import { credible, type Elsewhere } from '../incidents/credible.ts';
import { advance } from '../incidents/incident.ts';
import type { Check, Incident, Preset, Service } from '../model.ts';
import type { createNotes } from './rule.ts';

/** Hears of every state after a look, and of what other places say while it is in doubt. */
export type Teller = (state: CheckState, elsewhere: Elsewhere | undefined, now: number) => void;

type Notes = Pick<ReturnType<typeof createNotes>, 'tell'>;

const nobody: ReadonlyMap<string, Elsewhere> = new Map();

export function createTeller(check: Check, preset: Preset, notes: Notes): Teller {
  const service = serviceOf(check, preset);
  const proven = new Set([check.id]);
  let incident: Incident | undefined;

  return (state, word, now) => {
    if (isQuiet(state, incident)) return;
    const open = incident?.endedAt === undefined ? incident : undefined;
    const elsewhere = word ? new Map([[check.id, word]]) : nobody;
    const states = new Map([[check.id, state]]);
    const believed = credible({ states, proven, elsewhere, isOwn: false, open, now });
    const move = advance(incident, judge(service, believed, now), now);
    if (!move.incident) return;
    incident = move.incident;
    if (isHeard(move.why)) notes.tell(now, move.why !== 'closed');
  };
}

function serviceOf(check: Check, preset: Preset): Service {
  const name = { en: 'Simulated' };
  const component = { id: 'part', name, need: 'all' as const, checks: [check] };
  return { id: 'simulated', name, aliases: [], category: 'test', preset, components: [component] };
}

/** `better` and `changed` edit the card and make no sound. */
function isHeard(why: string): boolean {
  return why === 'opened' || why === 'reopened' || why === 'worse' || why === 'closed';
}

/** Judging a check that works and is in no doubt would find nothing; years of it would cost minutes. */
function isQuiet(state: CheckState, incident: Incident | undefined): boolean {
  return (
    state.status === 'operational' &&
    state.unstableSince === undefined &&
    (incident === undefined || incident.endedAt !== undefined)
  );
}
