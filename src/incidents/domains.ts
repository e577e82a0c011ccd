/** Domains whose registration ends soon, as their registries have said. */
import type { Reading } from '../model.ts';
import { createEndings, type Ending, type EndingParts, type Endings } from './endings.ts';

export type Domains = Endings;

export function createDomains(parts: Omit<EndingParts, 'kind' | 'endingIn'>): Promise<Domains> {
  return createEndings({ ...parts, kind: 'domain', endingIn: (_, reading) => endingIn(reading) });
}

function endingIn({ facts = {} }: Reading): Ending | undefined {
  const { domain: name, days } = facts;
  return typeof name === 'string' && typeof days === 'number' ? { name, days } : undefined;
}
