/** The key that all places share. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Does an Authorization header carry the key? Takes as long for a wrong key as for the right one. */
export function isKeyOf(header: string | undefined, key: string): boolean {
  return timingSafeEqual(digest(header ?? ''), digest(authorization(key)));
}

export function authorization(key: string): string {
  return `Bearer ${key}`;
}

/** Of equal length whatever is compared, so that the length of the key stays secret too. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
