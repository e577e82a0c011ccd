/** Takes secrets out of text in whatever form they stand there: plain, as part of a URL, of JSON, or in base 64. Pure. */

/** Shorter ones would take away half of all words, and keep no secret. */
const shortest = 4;
export const masked = '***';

/** What tokens and logins look like, whether we know them or not. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\bx(ox[a-z]|app)-[\w-]+/g, masked],
  [/\b(Bearer|Basic|Bot)\s+[\w.~+/=-]{8,}/gi, `$1 ${masked}`],
  [/\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b/g, masked],
  [/(:\/\/)[^\s/?#"'@]*@/g, `$1${masked}@`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#"']*\?)[^\s"']*/gi, `$1${masked}`],
];

/** Removes every one of `secrets`, and all that looks like one. */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter(({ length }) => length >= shortest).flatMap(formsOf))];
  // A longer one may hold a shorter one.
  const known = forms.sort((one, other) => other.length - one.length);
  return (text) => {
    const clean = known.reduce((rest, form) => rest.replaceAll(form, masked), text);
    return patterns.reduce((rest, [pattern, by]) => rest.replace(pattern, by), clean);
  };
}

/** All texts in a value masked, also those that name its fields. */
export function maskAll(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskAll(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [mask(name), maskAll(one, mask)]),
  );
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...inBase64(secret),
  ].filter(({ length }) => length >= shortest);
}

/** As it stands in longer text: where it begins decides the letters, and those at its ends belong to others too. */
function inBase64(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.from('\0'.repeat(offset) + secret)
      .toString('base64')
      .replace(/=+$/, '');
    const from = Math.ceil((offset * 8) / 6);
    const bits = (offset + Buffer.byteLength(secret)) * 8;
    const inner = text.slice(from, Math.floor(bits / 6));
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Logins and queries of all URLs in a text, as they stand there and decoded. */
export function secretsIn(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, login = ''] of text.matchAll(/:\/\/([^\s/?#"'@]*)@/g)) {
    found.push(...login.split(':'), login);
  }
  for (const [, query = ''] of text.matchAll(/:\/\/[^\s?#"']*\?([^\s"'#]*)/g)) {
    found.push(...[...new URLSearchParams(query).values()], ...query.split(/[&=]/).slice(1));
  }
  for (const [, key = ''] of text.matchAll(/heartbeat:\/\/:?([^\s/?#"'@]+)/g)) found.push(key);
  return found.flatMap((one) => [one, decoded(one)]).filter((one) => !one.includes('${'));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
