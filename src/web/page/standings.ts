/** How all services stand that a visitor may see, the worst first, and what the page is headed with. */
import type { Standing } from '../../../commands/command.ts';
import type { Voice } from '../../languages/language.ts';
import type { Tone } from '../../message.ts';
import { type Service, severity, type Verdict } from '../../model.ts';
import { weight } from '../../telling/compose-overview.ts';
import { conditionOf } from '../../telling/condition.ts';
import { toneOf } from '../../telling/tone.ts';
import type { View } from '../view.ts';

/** In trouble or in doubt. */
const notableFrom = 3;
const unsure = 2;

/** With its incident when something is wrong now: of all others only the page of a service wants to know. */
export function standingOf(service: Service, view: View, isWhole = false): Standing {
  const verdict = view.verdict(service);
  const isWanted = isWhole || severity(verdict?.status ?? 'unknown') > 0;
  const [incident] = isWanted ? view.incidents(service) : [];
  return {
    service,
    verdict: verdict ?? unseen(service),
    isWatched: verdict !== undefined,
    ...(incident && { incident }),
  };
}

function unseen({ id }: Service): Verdict {
  return { service: id, status: 'unknown', isSuspect: false, components: [] };
}

/** Worst first; what stands the same is in the order of its names. */
export function worstFirst(standings: readonly Standing[], voice: Voice): readonly Standing[] {
  const order = new Intl.Collator(voice.tag);
  const name = ({ service }: Standing) => voice.name(service.name);
  return standings.toSorted((a, b) => weight(b) - weight(a) || order.compare(name(a), name(b)));
}

export function isNotable(standing: Standing): boolean {
  return weight(standing) >= notableFrom;
}

export function standingTone({ verdict }: Standing): Tone {
  const { status, isSuspect, components } = verdict;
  const isDoubt = isSuspect && severity(status) === 0;
  return isDoubt ? 'degraded' : toneOf(conditionOf(status, components));
}

export type Headline = { readonly tone: Tone; readonly title: string };

/** All of it in one sentence. While we are blind nothing is called well. */
export function headlineOf(
  standings: readonly Standing[],
  isBlind: boolean,
  voice: Voice,
): Headline {
  const all = standings.length;
  const troubled = standings.filter(({ verdict }) => severity(verdict.status) > 0);
  const [worst] = worstFirst(troubled, voice);
  if (worst) {
    const title = voice.say('page.trouble', { bad: troubled.length, all });
    return { tone: standingTone(worst), title };
  }
  if (isBlind) return { tone: 'unknown', title: voice.say('page.blind.now') };
  const doubted = standings.filter(isNotable).length;
  if (doubted > 0) {
    return { tone: 'degraded', title: voice.say('page.doubt', { bad: doubted, all }) };
  }
  const blind = standings.filter((standing) => weight(standing) === unsure).length;
  if (blind > 0) return { tone: 'unknown', title: voice.say('page.unsure', { bad: blind, all }) };
  if (all === 0) return { tone: 'unknown', title: voice.say('page.nothing') };
  return { tone: 'operational', title: voice.say('page.well') };
}
