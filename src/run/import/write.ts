/** Drafts as a services file that the bot reads without complaint; what it would refuse is told instead. */
import { stringify } from 'yaml';
import { fold } from '../../catalogue/fold.ts';
import { createCatalogue } from '../../catalogue/index.ts';
import { readServices } from '../../catalogue/read.ts';
import { quote } from '../../message.ts';
import { type Draft, type DraftPart, type Drafts, type DraftWork, spokenMs } from './draft.ts';
import type { Ledger } from './ledger.ts';

type Written = Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };

export type WrittenFile = {
  readonly text: string;
  readonly services: number;
  readonly checks: number;
};

const longestName = 80;
const [leastMs, mostMs] = [1_000, 86_400_000];
const longestTimeoutMs = 60_000;

/** Pure but for the ledger. */
export function writeServices({ drafts, works }: Drafts, ledger: Ledger): WrittenFile {
  const names = createNames();
  const entries = drafts.flatMap((draft) => {
    const written = entryOf(draft, names, ledger);
    const [problem] = problemsOf({ services: [written] }, ledger);
    if (problem === undefined) return [{ draft, written }];
    ledger.lose(draft.name, 'all of it', problem.replace(/^.*?services\[0\]\.?/, ''));
    return [];
  });
  const maintenance = works.flatMap((work) => workOf(work, entries, ledger));
  const services = entries.map(({ written }) => written);
  const text = stringify({
    services,
    ...(maintenance.length > 0 && { maintenance }),
  });
  const checks = entries.flatMap(({ draft }) => draft.parts.flatMap((part) => part.checks));
  return { text, services: services.length, checks: checks.length };
}

/** What the bot would say of it; every `${NAME}` counts as set. */
export function problemsOf(file: object, { secrets }: Ledger): readonly string[] {
  const text = JSON.stringify(file);
  const foreign = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const names = [...secrets.map(({ name }) => name), ...foreign];
  const environment = Object.fromEntries(names.map((name) => [name, 'secret']));
  return readServices(text, 'services.json', { environment }).problems;
}

type Names = ReturnType<typeof createNames>;

/** Ids and names that nobody else answers to, in this file or in the catalogue. */
function createNames() {
  const catalogue = createCatalogue([]);
  const taken = new Set<string>();
  const isFree = (name: string) => !taken.has(fold(name));

  function free(wanted: string, isAllowed: (name: string) => boolean, join: string): string {
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? wanted : `${wanted}${join}${count}`;
      if (isAllowed(name)) return name;
    }
  }

  return {
    /** Ids of the catalogue would take the place of its services. */
    take(wanted: string): { id: string; name: string } {
      const name = free(quote(wanted, longestName - 4) || 'service', isFree, ' ');
      const slug = slugOf(name) || 'service';
      const own = catalogue.get(slug) ? `${slug}-own` : slug;
      const id = free(own, (one) => isFree(one) || fold(one) === fold(name), '-');
      taken.add(fold(name)).add(fold(id));
      return { id, name };
    },
  };
}

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 56)
    .replace(/^-+|-+$/g, '');
}

function entryOf(draft: Draft, names: Names, ledger: Ledger): Written {
  const category = slugOf(draft.group ?? '');
  const everyMs = between(draft.everyMs ?? 60_000, leastMs, mostMs);
  if (draft.everyMs !== undefined && everyMs !== draft.everyMs) {
    ledger.lose(
      draft.name,
      `interval ${spokenMs(draft.everyMs)}`,
      `is taken as ${spokenMs(everyMs)}`,
    );
  }
  const timeoutMs =
    draft.timeoutMs && between(draft.timeoutMs, 100, Math.min(longestTimeoutMs, everyMs));
  const [first, ...more] = draft.parts;
  return {
    ...names.take(draft.name),
    ...(category !== '' && { category }),
    ...(draft.everyMs !== undefined && { every: spokenMs(everyMs) }),
    ...(timeoutMs !== undefined && { timeout: spokenMs(timeoutMs) }),
    ...(more.length === 0
      ? { checks: checksOf(first) }
      : { components: draft.parts.map(componentOf) }),
  };
}

function componentOf(part: DraftPart, index: number) {
  return { id: slugOf(part.name) || `part-${index + 1}`, checks: checksOf(part) };
}

function checksOf(part: DraftPart | undefined) {
  return (part?.checks ?? []).map(({ target, expect }) =>
    expect === undefined || Object.keys(expect).length === 0
      ? target
      : { target, expect: plain(expect) },
  );
}

/** A list of one is written as that one. */
function plain(expect: Readonly<Record<string, unknown>>) {
  const { status } = expect;
  const isOne = Array.isArray(status) && status.length === 1;
  const short = (range: unknown) =>
    String(range)
      .replace(/^(\d{3})-\1$/, '$1')
      .replace(/^(\d)00-\1(99)$/, '$1xx');
  if (status === undefined) return expect;
  const all = [status].flat().map(short);
  return { ...expect, status: isOne || all.length === 1 ? all[0] : all };
}

type Entry = { readonly draft: Draft; readonly written: Written };

function workOf(work: DraftWork, entries: readonly Entry[], ledger: Ledger): object[] {
  const ids = entries
    .filter(({ draft }) => work.services?.includes(draft.key ?? draft.name))
    .map(({ written }) => written.id);
  const written = { ...work, ...(work.services && { services: ids }) };
  const [problem] = problemsOf({ maintenance: [written] }, ledger);
  if (problem === undefined) return [written];
  ledger.lose(String(work.title), 'maintenance', problem.replace(/^.*?maintenance\[0\]\.?/, ''));
  return [];
}

function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
