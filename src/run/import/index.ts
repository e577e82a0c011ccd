/** The list of sources, and which of them a file is of. A new source is its file and one line here. */
import { gatus } from './gatus.ts';
import { kuma } from './kuma.ts';
import { prometheus } from './prometheus.ts';
import type { Source } from './source.ts';
import { upptime } from './upptime.ts';

export const sources: readonly Source[] = [kuma, gatus, prometheus, upptime];

/** Names that people know one of them by. */
const otherNames: Readonly<Record<string, string>> = { blackbox: 'prometheus' };

export function sourceNamed(name: string): Source | undefined {
  return sources.find((source) => source.name === (otherNames[name] ?? name));
}

/** By its content; undefined when it is of none of them. */
export function sourceOf(value: unknown): Source | undefined {
  return sources.find((source) => source.recognises(value));
}

export const sourceNames: readonly string[] = [
  ...sources.map(({ name }) => name),
  ...Object.keys(otherNames),
];
