/** Instants as status pages write them. */

/** Status pages are younger than the web; an instant out of these years has the wrong unit. */
const [earliest, latest] = [Date.UTC(1995, 0), Date.UTC(2100, 0)];

/**
 * ISO 8601, RFC 822, the text of a JavaScript date, or a number of seconds or milliseconds since
 * 1970 (also as text). A date without an offset is UTC. Undefined for anything else.
 */
export function instantOf(written: unknown): number | undefined {
  if (typeof written === 'number') return plausible(written < 1e11 ? written * 1000 : written);
  if (typeof written !== 'string' || written.length > 100) return undefined;
  const text = written.trim();
  if (/^\d{9,13}(\.\d+)?$/.test(text)) return instantOf(Number(text));
  const isLocal = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text);
  // A JavaScript date ends in the name of its zone, which no parser needs.
  return plausible(Date.parse(isLocal ? `${text}Z` : text.replace(/\s*\([^)]*\)$/, '')));
}

function plausible(ms: number): number | undefined {
  return ms >= earliest && ms <= latest ? Math.round(ms) : undefined;
}
