/** The books of an import: what found no place, so that nothing is lost silently, and what belongs into `.env`. */

/** Something of the old tool that Tocsin does not take over, and why. */
export type Loss = { readonly where: string; readonly what: string; readonly why: string };

/** A name for `.env` and whose secret it is. Its value is in nobody's books. */
export type Secret = { readonly name: string; readonly of: string };

export type Ledger = {
  lose(where: string, what: string, why: string): void;
  /** `${NAME}`, to stand for a secret in a target. */
  secret(where: string, what: string): string;
  readonly losses: readonly Loss[];
  readonly secrets: readonly Secret[];
};

const longestName = 60;
const namedAtMost = 3;

export function createLedger(): Ledger {
  const losses: Loss[] = [];
  const secrets: Secret[] = [];
  return {
    losses,
    secrets,
    lose(where, what, why) {
      losses.push({ where, what, why });
    },
    secret(where, what) {
      const name = nameFor(`${where} ${what}`, secrets);
      secrets.push({ name, of: `${what} of ${where}` });
      return `\${${name}}`;
    },
  };
}

function nameFor(words: string, taken: readonly Secret[]): string {
  const plain = words
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '')
    .slice(0, longestName);
  const base = plain === '' ? 'SECRET' : plain;
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}_${count}`;
    if (!taken.some((one) => one.name === name)) return name;
  }
}

/** One line for each kind of loss, with whom it concerns. */
export function lossesInWords(losses: readonly Loss[]): readonly string[] {
  const kinds = Map.groupBy(losses, ({ what, why }) => `${what}: ${why}`);
  return [...kinds].map(([words, all]) => {
    const names = [...new Set(all.map(({ where }) => where))];
    const rest = names.length - namedAtMost;
    const more = rest > 0 ? ` and ${rest} more` : '';
    return `${names.slice(0, namedAtMost).join(', ')}${more}: ${words}`;
  });
}
