/** The fields of something foreign, each read at most once as what it should be; what was not read can be told. */
import type { Ledger } from './ledger.ts';

export type Fields = {
  text(key: string): string | undefined;
  number(key: string): number | undefined;
  /** True for true, 1 and "true". */
  flag(key: string): boolean;
  list(key: string): readonly unknown[];
  group(key: string): Fields;
  /** The groups of a list. */
  groups(key: string): readonly Fields[];
  /** Read and of no meaning here. */
  pass(...keys: readonly string[]): void;
  /** Tells of everything that has a value and was not read. */
  tellRest(where: string, ledger: Ledger, reasons?: Readonly<Record<string, string>>): void;
  readonly keys: readonly string[];
};

type Group = Readonly<Record<string, unknown>>;

const usualReason = 'has no counterpart here';

export function fieldsOf(value: unknown): Fields {
  const group: Group = isGroup(value) ? value : {};
  const read = new Set<string>();

  function take(key: string): unknown {
    read.add(key);
    return Object.hasOwn(group, key) ? group[key] : undefined;
  }

  function list(key: string): readonly unknown[] {
    const value = take(key);
    if (Array.isArray(value)) return value;
    return value === undefined || value === null ? [] : [value];
  }

  return {
    keys: Object.keys(group),
    text(key) {
      const value = take(key);
      if (typeof value === 'number') return String(value);
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
    },
    number(key) {
      const value = take(key);
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    },
    flag: (key) => [true, 1, 'true', '1'].includes(take(key) as string),
    list,
    group: (key) => fieldsOf(take(key)),
    groups: (key) => list(key).filter(isGroup).map(fieldsOf),
    pass(...keys) {
      for (const key of keys) read.add(key);
    },
    tellRest(where, ledger, reasons = {}) {
      for (const [key, value] of Object.entries(group)) {
        if (read.has(key) || isNothing(value)) continue;
        ledger.lose(where, key, reasons[key] ?? usualReason);
      }
    },
  };
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What old tools write where nothing was chosen. */
function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true;
  if (value === 0 || value === '[]' || value === '{}') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
