/** One voice for all subscriptions in the same language and time zone: making one costs more than a message. */
import { createVoice } from '../languages/index.ts';
import type { Voice } from '../languages/language.ts';
import type { Subscription } from '../model.ts';

export type VoiceOf = (who: Pick<Subscription, 'language' | 'timeZone'>) => Voice;

/** Bounded by the languages and time zones that there are. */
export function createVoices(): VoiceOf {
  const voices = new Map<string, Voice>();
  return ({ language, timeZone }) => {
    const key = `${language} ${timeZone}`;
    const known = voices.get(key);
    if (known) return known;
    const made = createVoice(language, timeZone);
    voices.set(key, made);
    return made;
  };
}
