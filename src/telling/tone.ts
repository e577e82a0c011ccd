/** Which colour and glyph a condition has. Platforms draw them; the words say the same. */
import type { Tone } from '../message.ts';
import type { Condition } from './condition.ts';

const tones: Readonly<Record<Condition, Tone>> = {
  operational: 'operational',
  degraded: 'degraded',
  busy: 'degraded',
  slow: 'degraded',
  unstable: 'degraded',
  partial: 'down',
  major: 'down',
  maintenance: 'info',
  unknown: 'unknown',
};

export function toneOf(condition: Condition): Tone {
  return tones[condition];
}
