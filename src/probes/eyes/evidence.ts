/** Makes what a far end said fit to show: one line, no control characters, no secrets, at most 200 characters. */

export const evidenceLimit = 200;

/** Anything a terminal or a chat client could obey instead of show: control, format and private characters. */
const unshowable = /[\p{C}\p{Z}]+/gu;

/** One clean line of at most 200 characters, or undefined when nothing is left. Bytes are read as UTF-8. */
export function evidenceOf(said: string | Buffer): string | undefined {
  const text = typeof said === 'string' ? said.slice(0, 4096) : said.toString('utf8', 0, 4096);
  const line = text.toWellFormed().replace(unshowable, ' ').trim();
  if (line === '') return undefined;
  if (line.length <= evidenceLimit) return line;
  const kept = Array.from(line).slice(0, evidenceLimit);
  if (kept.join('') === line) return line;
  return kept.slice(0, -1).join('').trimEnd() + '…';
}

/** The same text with every secret blotted out, also one that a cut has left the beginning of. */
export function coverSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((covered, secret) => coverEnd(covered.replaceAll(secret, '***'), secret), text);
}

/** Shorter ones would blot out half of a text. */
const shortestSecret = 3;

function coverEnd(text: string, secret: string): string {
  if (!text.endsWith('…')) return text;
  const kept = text.slice(0, -1);
  const longest = Math.min(secret.length - 1, kept.length);
  for (let size = longest; size >= shortestSecret; size--) {
    if (kept.endsWith(secret.slice(0, size))) return `${kept.slice(0, -size)}***…`;
  }
  return text;
}
