/** What all looks share: one secure context, one resolver, who we say we are, where we may look. */
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { Beats } from './beats.ts';
import type { Plan } from './look.ts';
import { createNames, type Names } from './names.ts';

export type { Glance } from './glance.ts';

export type Eyes = {
  /** 'public' refuses every address that is not public unicast, at every connection and redirect. */
  readonly allow: 'any' | 'public';
  readonly userAgent: string;
  /** Shared, because making one costs a quarter of a handshake; sessions are never resumed. */
  readonly context: SecureContext;
  readonly names: Names;
  /** Milliseconds since 1970, for dating readings; durations come from the monotonic clock. */
  readonly clock: () => number;
  /** When jobs last called; absent where they cannot. */
  readonly beats?: Beats | undefined;
  /** By target; only `look` fills and reads it. */
  readonly plans: Map<string, Plan>;
  /** Places (`host:port`) that speak nothing but HTTP/2; only `getPage` fills and reads it. */
  readonly modern: Set<string>;
  close(): void;
};

export type EyesOptions = {
  readonly allow?: 'any' | 'public' | undefined;
  /** Certificates (PEM) trusted besides the usual ones. */
  readonly trust?: readonly string[] | undefined;
  /** Resolvers as `address:port`; the system's when absent. */
  readonly resolvers?: readonly string[] | undefined;
  readonly userAgent?: string | undefined;
  readonly clock?: (() => number) | undefined;
  readonly beats?: Beats | undefined;
};

export function createEyes(options: EyesOptions = {}): Eyes {
  const names = createNames(options.resolvers);
  const trust = options.trust ?? [];
  return {
    allow: options.allow ?? 'any',
    userAgent: options.userAgent ?? 'Tocsin/0.1',
    context: createSecureContext(
      trust.length === 0 ? {} : { ca: [...getCACertificates('default'), ...trust] },
    ),
    names,
    clock: options.clock ?? Date.now,
    beats: options.beats,
    plans: new Map(),
    modern: new Set(),
    close: () => names.close(),
  };
}
