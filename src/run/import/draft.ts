/** What an import makes of a watched thing, before it is a service of ours; and the targets that all sources write. */
import type { Ledger } from './ledger.ts';

export type DraftCheck = {
  readonly target: string;
  readonly expect?: Readonly<Record<string, unknown>> | undefined;
};

/** Parts that can fail alone; one without others needs no name. */
export type DraftPart = { readonly name: string; readonly checks: readonly DraftCheck[] };

export type Draft = {
  readonly name: string;
  /** What planned work knows it by, where names may be shared. */
  readonly key?: string;
  /** The group that it stood in. */
  readonly group?: string | undefined;
  readonly everyMs?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly parts: readonly DraftPart[];
};

/** Planned work as the services file writes it; its services are the keys of drafts. */
export type DraftWork = Readonly<Record<string, unknown>> & {
  readonly services?: readonly string[];
};

export type Drafts = { readonly drafts: readonly Draft[]; readonly works: readonly DraftWork[] };

/** One unnamed part with one check. */
export function single(check: DraftCheck): readonly DraftPart[] {
  return [{ name: 'main', checks: [check] }];
}

/** It is a name already. */
const named = /^\$\{\w+\}$/;
const telling = /key|token|secret|pass|auth|sig|code|hash/i;

/**
 * The same address with every secret in it as `${NAME}`: its password, the values of its query that look like keys,
 * and what is given beside it. Undefined for what is no address.
 */
export function withoutSecrets(
  address: string,
  where: string,
  ledger: Ledger,
  login: { readonly user?: string | undefined; readonly hasPassword?: boolean } = {},
): string | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  const user = login.user === undefined ? url.username : encodeURIComponent(login.user);
  const hasPassword = login.hasPassword || url.password !== '';
  const password = hasPassword ? `:${ledger.secret(where, 'password')}` : '';
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => {
      const [key = ''] = pair.split('=');
      const value = pair.slice(key.length + 1);
      const isSecret = value !== '' && !named.test(value) && telling.test(key);
      return isSecret ? `${key}=${ledger.secret(where, key)}` : pair;
    });
  const before = user === '' && password === '' ? '' : `${user}${password}@`;
  const search = url.search === '' ? '' : `?${query.join('&')}`;
  return `${url.protocol}//${before}${url.host}${url.pathname}${search}`;
}

/** Text that must occur; what would be read as a pattern becomes one that means just this text. */
export function occurring(text: string): string {
  return /^\/.+\/[imsu]*$/s.test(text) ? `/${escapePattern(text)}/` : text;
}

/** A pattern for: this text does not occur. */
export function absent(text: string): string {
  return `/^(?![\\s\\S]*${escapePattern(text)})/`;
}

export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** `host:port`, with the brackets that an address of IPv6 needs. */
export function hostPort(host: string, port?: number): string {
  const shown = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return port === undefined ? shown : `${shown}:${port}`;
}

const unitMs: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 },
};

/** The milliseconds of `30s`, `1h30m` or `500ms`, as Go's tools write durations; undefined for anything else. */
export function durationMs(written: string | undefined): number | undefined {
  if (written === undefined || !/^(\d+(\.\d+)?(ms|[smhdw]))+$/.test(written)) return undefined;
  const pieces = written.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g);
  return [...pieces].reduce((sum, [, amount, unit = 's']) => {
    return sum + Number(amount) * (unitMs[unit] ?? 0);
  }, 0);
}

/** `90s`, `1500ms`: as the services file writes it. */
export function spokenMs(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${Math.round(ms)}ms`;
}
