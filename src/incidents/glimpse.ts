/** One look at every check of a service, for whoever asks; nothing is remembered. */
import { type CheckState, freshCheck, needsCanaries, observe } from '../detection/check.ts';
import { judge } from '../detection/service.ts';
import type { Check, Reading, Service, Verdict } from '../model.ts';
import type { Doubted } from './blindness.ts';
import type { WatcherParts } from './watcher.ts';

export type GlimpseParts = Pick<WatcherParts, 'look' | 'believe' | 'prepareToDoubt' | 'now'>;

/** What a single look means, after at most `withinMs` and the time that the canaries take. */
export async function glimpse(
  service: Service,
  withinMs: number,
  { look, believe, prepareToDoubt, now }: GlimpseParts,
): Promise<Verdict> {
  prepareToDoubt?.();
  const states = new Map<string, CheckState>();
  const lookAt = async (check: Check) => {
    const timeoutMs = Math.min(check.timeoutMs, withinMs);
    const before = freshCheck(now());
    const reading = await look({ ...check, timeoutMs }, timeoutMs);
    const canaries = await believe(doubted(service, check, { before, reading }));
    const circumstances = { now: now(), canaries, preset: service.preset };
    states.set(check.id, observe(before, reading, circumstances));
  };
  await Promise.all(allChecks(service).map(lookAt));
  return judge(service, states, now());
}

export function allChecks(service: Service): readonly Check[] {
  return service.components.flatMap(({ checks }) => checks);
}

type Seen = { readonly before: CheckState; readonly reading: Reading };

/** A look whose worth is to be settled, after what was known before it. */
export function doubted(service: Service, { target }: Check, { before, reading }: Seen): Doubted {
  return { service: service.id, target, reading, isDoubtful: needsCanaries(before, reading) };
}
