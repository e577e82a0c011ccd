/** What a service's own past and its provider's words add to the evidence. */
import type { LikelyClass } from '../../model.ts';
import type { Clues } from './clues.ts';
import type { Match } from './match.ts';

const DAY_MS = 86_400_000;
const NEAR_MS = 10 * 60_000;
const DAYS = 3;

/** It began at this time of day on at least three days, and not at all times of day. */
export function sameHour({ earlier = [], startedAt }: Clues): Match | undefined {
  const known = earlier.filter((at) => at < startedAt - NEAR_MS);
  const near = known.filter((at) => {
    const apart = (startedAt - at) % DAY_MS;
    return Math.min(apart, DAY_MS - apart) <= NEAR_MS;
  });
  const days = new Set(near.map((at) => Math.round((startedAt - at) / DAY_MS)));
  days.add(0);
  // A service that often fails hits any hour now and then.
  const isTypical = near.length * 3 >= known.length;
  return days.size >= DAYS && isTypical ? { weight: 1, values: { days: days.size } } : undefined;
}

/** The words by which providers explain themselves. */
const words: readonly (readonly [LikelyClass, RegExp])[] = [
  ['attack', /\bd?dos\b|denial.of.service|\battack/i],
  ['hardware', /\bhardware\b|power (outage|loss|failure)|cooling|\bdisk failure/i],
  ['certificate', /\bcertificate\b/i],
  ['dns', /\bdns\b|name ?server/i],
  ['third-party', /third.part(y|ies)|upstream provider|cloud provider/i],
  ['dependency', /\bdatabase\b|\breplication\b/i],
  ['network', /\bnetwork|\brouting\b|\bbgp\b|fib(er|re) cut|packet loss/i],
  ['overload', /\bload\b|capacity|traffic|overload|resource exhaustion/i],
  ['software', /\bdeploy|\bbug\b|regression|roll(ed|ing)? ?back|configuration|\brelease\b/i],
];
/** It knows better than anything that can be seen from outside. */
const PROVIDER_POINTS = 8;
/** It is stored with the incident. */
const SAID_LENGTH = 200;

/** One class in its words is an explanation; several or none are not. */
export function provider({ provider: told }: Clues): Match | undefined {
  if (!told || told.isPlanned) return undefined;
  const found = words.filter(([, pattern]) => pattern.test(told.text)).map(([name]) => name);
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  return {
    weight: 1,
    values: { class: only, said: told.text.slice(0, SAID_LENGTH) },
    points: { [only]: PROVIDER_POINTS },
  };
}
