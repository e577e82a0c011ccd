/** Which colour and glyph a status has. Platforms draw them; the words say the same. */
import type { Tone } from '../message.ts';
import type { Status } from '../model.ts';

const tones: Readonly<Record<Status, Tone>> = {
  operational: 'operational',
  degraded: 'degraded',
  partial: 'down',
  major: 'down',
  maintenance: 'info',
  unknown: 'unknown',
};

export function toneOf(status: Status): Tone {
  return tones[status];
}
