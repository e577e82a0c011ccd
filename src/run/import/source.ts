/** The contract of a source: one old tool, and how its configuration is read. */
import type { Drafts } from './draft.ts';
import type { Ledger } from './ledger.ts';

/** A file as it was found; `value` is what its YAML or JSON says. */
export type Found = { readonly path: string; readonly value: unknown };

/** The text of a file that a configuration names, relative to `from`; undefined when it cannot be read. */
export type ReadBeside = (from: string, path: string) => Promise<readonly Found[]>;

export type Source = {
  readonly name: string;
  recognises(value: unknown): boolean;
  /** All files of this source at once, since some explain others. */
  read(files: readonly Found[], ledger: Ledger, beside: ReadBeside): Promise<Drafts> | Drafts;
};

export function hasKey(value: unknown, ...keys: readonly string[]): boolean {
  return (
    typeof value === 'object' && value !== null && keys.some((key) => Object.hasOwn(value, key))
  );
}
