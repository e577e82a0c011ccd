/** Targets as URLs: what is wrong with one, where it leads, and how it may be shown. */
import { nearest } from '../../nearest.ts';
import type { Probe } from '../probe.ts';

/** The part of a target that names the probe, in lower case and without colon; undefined when there is none. */
export function schemeOf(target: string): string | undefined {
  return /^\s*([a-z][a-z0-9+.-]*):/i.exec(target)?.[1]?.toLowerCase();
}

/** What is wrong with a target, in one sentence that says what would be right; undefined when it is fine. */
export function problemOf(target: string, probes: readonly Probe[]): string | undefined {
  const scheme = schemeOf(target);
  if (scheme === undefined) {
    return `no scheme in ${shown(publicTarget(target))}; write a URL such as https://example.com/ or tcp://example.com:443`;
  }
  const probe = probes.find((candidate) => candidate.schemes.includes(scheme));
  if (probe === undefined) return unknownScheme(scheme, probes);
  const url = URL.parse(target.trim());
  if (url === null || !target.includes('://')) {
    return `${shown(publicTarget(target))} is not a URL; write ${scheme}://host${scheme.startsWith('http') ? '/' : ':port'}`;
  }
  return probe.problem?.(url);
}

function unknownScheme(scheme: string, probes: readonly Probe[]): string {
  const schemes = probes.flatMap((probe) => probe.schemes);
  const meant = nearest(scheme, schemes);
  const hint = meant === undefined ? '' : `did you mean ${meant}://? `;
  return `no probe for ${shown(scheme)}://; ${hint}known are ${schemes.join(', ')}`;
}

/**
 * The host to connect to: an address without brackets, or a name in its ASCII form; '' when there is none.
 * URLs of schemes that the URL standard does not know keep their host as typed, so it is read once more as if it
 * were of http: that turns `0x7f.1` into 127.0.0.1 before anybody judges it.
 */
export function hostOf(target: URL): string {
  if (/^https?:$/.test(target.protocol)) return bare(target.hostname);
  const typed = decoded(target.hostname);
  if (typed === '' || /[/?#@\\]/.test(typed)) return '';
  return bare(URL.parse(`http://${typed}/`)?.hostname ?? '');
}

/** Without the brackets of an address and the last dot of a name. */
function bare(host: string): string {
  if (host.startsWith('[')) return host.slice(1, -1);
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

export function portOf(target: URL, usual: number): number {
  return target.port === '' ? usual : Number(target.port);
}

/** A sentence when there is no host, or no port where the scheme has no usual one (0: it has no ports). */
export function needHost(target: URL, usual?: number): string | undefined {
  const scheme = target.protocol.slice(0, -1);
  const port = usual === 0 ? '' : `:${usual ?? 'port'}`;
  if (hostOf(target) === '') return `no host in ${scheme}://; write ${scheme}://example.com${port}`;
  if (target.port === '0') return 'port 0 cannot be connected to; ports go from 1 to 65535';
  if (usual === undefined && target.port === '') {
    return `no port; write ${scheme}://${target.hostname}:443`;
  }
  return undefined;
}

/** A sentence when the query holds a key that the probe does not read or a value that it does not know. */
export function needQuery(
  target: URL,
  allowed: Readonly<Record<string, readonly string[] | 'any'>>,
): string | undefined {
  for (const [key, value] of target.searchParams) {
    if (!Object.hasOwn(allowed, key)) {
      return `unknown option "${shown(key)}"; known are ${Object.keys(allowed).join(', ')}`;
    }
    const values = allowed[key] ?? 'any';
    if (values !== 'any' && !values.includes(value.toLowerCase())) {
      return `${key}=${shown(value)} is not known; write ${key}=${values.join(' or ')}`;
    }
  }
  return undefined;
}

const familyValues: readonly string[] = ['4', '6'];

/** The query keys that every probe but http reads; http leaves the query to the server. */
export const commonQuery = { family: familyValues } as const;

/** The internet protocol a target asks for: 4, 6, or 0 for either. */
export function familyOf(target: URL): 0 | 4 | 6 {
  const family = target.searchParams.get('family');
  return family === '4' ? 4 : family === '6' ? 6 : 0;
}

/** Schemes whose query belongs to the server that is asked. */
const webScheme = /^(metrics\+)?(https?|wss?):$/;

const options = ['family', 'type', 'starttls', 'within'];

/**
 * A target as people may see it: without user, password, fragment and the values of its query.
 * The options of our own probes stay readable, except on web addresses, whose query belongs to the server.
 */
export function publicTarget(target: string): string {
  const url = URL.parse(target.trim());
  if (url === null) return shown(target.replace(/\/\/.*@/s, '//').replace(/[?#].*$/s, ''));
  const isWeb = webScheme.test(url.protocol);
  url.username = '';
  url.password = '';
  url.hash = '';
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [key = ''] = pair.split('=');
      return pair.includes('=') && (isWeb || !options.includes(key)) ? `${key}=***` : pair;
    });
  url.search = '';
  return shown(url.href + (pairs.length === 0 ? '' : `?${pairs.join('&')}`), 300);
}

/** The parts of a target that must never be seen, as they could be echoed by a far end. */
export function secretsOf(target: URL): readonly string[] {
  const user = decoded(target.username);
  const password = decoded(target.password);
  const login =
    user === '' && password === ''
      ? []
      : [
          password,
          target.password,
          Buffer.from(`${user}:${password}`).toString('base64'),
          Buffer.from(`\0${user}\0${password}`).toString('base64'),
        ];
  const isWeb = webScheme.test(target.protocol);
  const values = isWeb
    ? target.search
        .slice(1)
        .split('&')
        .map((pair) => pair.replace(/^[^=]*=?/, ''))
    : [];
  return [...login, ...values, ...values.map(decoded)].filter((secret) => secret.length >= 3);
}

/** The user and password of a target; undefined when it has none. */
export function loginOf(target: URL): { user: string; password: string } | undefined {
  if (target.username === '') return undefined;
  return { user: decoded(target.username), password: decoded(target.password) };
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function shown(text: string, limit = 80): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  const kept = Array.from(line);
  return kept.length <= limit ? line : kept.slice(0, limit - 1).join('') + '…';
}
