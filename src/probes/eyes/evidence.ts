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

/** The same text with every secret blotted out; secrets shorter than three characters would blot out half of it. */
export function coverSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 3)
    .reduce((covered, secret) => covered.replaceAll(secret, '***'), text);
}
