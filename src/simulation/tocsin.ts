/** Our own detector as it runs: the same functions, its own pace, canaries at the moment of doubt. */
import {
  type CheckState,
  freshCheck,
  lookTimeoutMs,
  needsCanaries,
  nextLookMs,
  observe,
} from '../detection/check.ts';
import type { Canaries } from '../detection/network.ts';
import { judge } from '../detection/service.ts';
import { advance } from '../incidents/incident.ts';
import type { Cause, Check, Incident, Preset, Reading, Service } from '../model.ts';
import { createNotes, type Rule } from './rule.ts';
import { createScene, type Glimpse, type Scene } from './scene.ts';

const TIMEOUT_MS = 10_000;
/** How long it takes to find out that the canaries do not answer. */
const CANARY_TIMEOUT_MS = 3_000;

const causes: Readonly<Record<'soft' | 'hard', Cause>> = {
  soft: { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} },
  hard: { code: 'http-status', kind: 'hard', phase: 'first-byte', values: { status: 503 } },
};

export type TocsinOptions = {
  readonly everyMs: number;
  readonly hasCanaries: boolean;
  readonly preset?: Preset;
};

export function tocsin(name: string, options: TocsinOptions): Rule {
  const { everyMs, hasCanaries, preset = 'default' } = options;
  const check: Check = { id: 'check', target: 'x:', everyMs, timeoutMs: TIMEOUT_MS, expect: {} };
  const service = serviceOf(check, preset);
  return {
    name,
    watch(world, dice) {
      const scene = createScene(world, dice);
      const notes = createNotes();
      let state = freshCheck(0);
      let incident: Incident | undefined;
      let [looks, at] = [0, dice.next() * everyMs];
      while (at < world.lengthMs) {
        const glimpse = scene.look(at, lookTimeoutMs(state, check));
        const reading = readingOf(glimpse, at);
        const { canaries, tookMs } = ask(state, reading, hasCanaries ? scene : undefined);
        const now = at + glimpse.tookMs + tookMs;
        state = observe(state, reading, { now, canaries, preset });
        looks += 1;
        if (!isQuiet(state, incident)) {
          const move = advance(incident, judge(service, new Map([['check', state]]), now), now);
          if (move.incident) {
            incident = move.incident;
            if (isHeard(move.why)) notes.tell(now, move.why !== 'closed');
          }
        }
        at = now + nextLookMs(state, check, dice.next());
      }
      return notes.run(world.lengthMs, looks);
    },
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

function readingOf({ kind, tookMs }: Glimpse, at: number): Reading {
  if (kind === 'up') return { status: 'up', at, tookMs, timings: {} };
  return { status: 'down', at, tookMs, timings: {}, cause: causes[kind] };
}

function ask(
  state: CheckState,
  reading: Reading,
  scene: Scene | undefined,
): { canaries: Canaries; tookMs: number } {
  if (!scene || !needsCanaries(state, reading)) return { canaries: 'unasked', tookMs: 0 };
  const isWorking = scene.areCanariesWorking(reading.at + reading.tookMs);
  return isWorking
    ? { canaries: 'working', tookMs: 0 }
    : { canaries: 'failing', tookMs: CANARY_TIMEOUT_MS };
}
