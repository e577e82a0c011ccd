/** What makes a message recognisable to the network, and its plainest form. */
import { hash } from 'node:crypto';
import type { Message } from '../message.ts';

/** The same facts, the same nonce. 22 characters: Discord takes at most 25. */
export function nonceOf(facts: readonly (string | number)[]): string {
  return hash('sha256', facts.join('|'), 'base64url').slice(0, 22);
}

/** The one sentence that stands alone, for a network that refuses the rest of it. */
export function plainForm({ tone, title }: Message): Message {
  return { tone, title, lines: [] };
}
