/** What looking costs. */
import type { How } from './part.ts';

export async function measure(how: How): Promise<void> {
  how.say('nothing is measured yet');
}
