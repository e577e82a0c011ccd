/** Whom a message shall name, and at what news, out of what was typed. Pure. */
import type { Filters, Mention } from '../model.ts';
import type { Ask } from '../platforms/platform.ts';

type On = NonNullable<Filters['mention']>['on'];

/** Only whom the chat network itself recognised: a bare word names nobody. */
export function mentionOf(typed: string, { mentions = [] }: Ask): Mention | undefined {
  return mentions.find((one) => one.typed === typed.trim())?.mention;
}

export function onOf(typed: string): On | undefined {
  const word = typed.trim().toLowerCase();
  if (word === 'both') return ['outage', 'recovery'];
  return word === 'outage' || word === 'recovery' ? [word] : undefined;
}
