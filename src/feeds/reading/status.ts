/** The arithmetic of statuses: parts make a whole, and open incidents raise it. */
import { type FeedIncident, type Status, severity } from '../../model.ts';

/** What a table of lower-case words makes of a word; *unknown* for one that is not in it. */
export function meaning(words: Readonly<Record<string, Status>>, word: unknown): Status {
  const key = typeof word === 'string' ? word.trim().toLowerCase() : String(word);
  return Object.hasOwn(words, key) ? (words[key] as Status) : 'unknown';
}

export function worse(one: Status, other: Status): Status {
  return severity(other) > severity(one) ? other : one;
}

/**
 * Parts of a whole that has no word of its own: all of them down is a major outage, some of them a
 * partial one. A part that cannot be read makes the whole *unknown* unless another one is bad.
 */
export function whole(parts: readonly Status[]): Status {
  if (parts.length === 0) return 'unknown';
  if (parts.every((part) => part === 'major')) return 'major';
  const worst = parts.reduce(worse);
  if (severity(worst) > 0) return worst === 'major' ? 'partial' : worst;
  if (parts.includes('unknown')) return 'unknown';
  return parts.every((part) => part === 'maintenance') ? 'maintenance' : 'operational';
}

export function isOpen({ stage }: FeedIncident): boolean {
  return stage !== 'resolved';
}

/** The page's own word, raised by what its open incidents say; a page may say that all is well beside one. */
export function raised(word: Status, incidents: readonly FeedIncident[]): Status {
  if (word === 'unknown') return 'unknown';
  const impacts = incidents.filter(isOpen).map(({ impact }) => impact);
  const worst = impacts.reduce(worse, word);
  return severity(worst) === 0 && impacts.includes('unknown') ? 'unknown' : worst;
}
