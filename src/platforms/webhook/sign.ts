/** Signatures as Standard Webhooks has them (https://www.standardwebhooks.com): HMAC-SHA256, its secrets `whsec_…`. */
import { createHmac } from 'node:crypto';

const prefix = 'whsec_';
/** What the convention asks of a secret. */
const [leastBytes, mostBytes] = [24, 64];

/** The bytes of a secret; undefined when it is none. */
export function secretOf(written: string): Buffer | undefined {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(written)) return undefined;
  const bytes = Buffer.from(written.slice(prefix.length), 'base64');
  return bytes.length >= leastBytes && bytes.length <= mostBytes ? bytes : undefined;
}

export type Signed = { readonly id: string; readonly atSeconds: number; readonly body: string };

/** One signature for each secret, so that a receiver can change over from one to the next. */
export function signatureOf({ id, atSeconds, body }: Signed, secrets: readonly Buffer[]): string {
  const content = `${id}.${atSeconds}.${body}`;
  return secrets
    .map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`)
    .join(' ');
}
