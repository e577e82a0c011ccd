/** Certificates that end soon, by the name of the host that shows them. */
import type { Check, Reading } from '../model.ts';
import { createEndings, type Ending, type EndingParts, type Endings } from './endings.ts';

export type Certificates = Endings;

export function createCertificates(
  parts: Omit<EndingParts, 'kind' | 'endingIn'>,
): Promise<Certificates> {
  return createEndings({ ...parts, kind: 'certificate', endingIn });
}

function endingIn({ target }: Check, reading: Reading): Ending | undefined {
  const { certificateDays: days } = reading;
  const name = URL.parse(target)?.hostname;
  return days !== undefined && name && isItsOwn(reading) ? { name, days } : undefined;
}

/** What answers with a wrong certificate may be somebody on the way. */
function isItsOwn({ status, cause }: Reading): boolean {
  return status === 'up' || status === 'degraded' || cause?.code === 'certificate-expired';
}
