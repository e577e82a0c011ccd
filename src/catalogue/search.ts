/** Finds services by what people call them: exactly, by whole words, by beginnings, or nearly. */
import Fuse from 'fuse.js';
import type { Service } from '../model.ts';
import { slipsBetween } from '../nearest.ts';
import type { Catalogue, Found } from './catalogue.ts';
import { fold, foldWords } from './fold.ts';
import { createPairs } from './pairs.ts';

/** One way to call a service. */
type Call = {
  readonly text: string;
  readonly words: readonly string[];
  readonly service: Service;
  /** Ids before names before aliases; the operator's own before the catalogue's. */
  readonly rank: number;
  readonly letters: number;
};

const mostSuggestions = 5;
/** How different a text may be to be suggested: Fuse's score, 0 is the same. */
const loosest = 0.2;
/** Four letters resemble too much; a slip of the finger in them is found all the same. */
const shortestPattern = 5;
/** Fuse's cost grows with the text; no name needs more to be told apart. */
const longestPattern = 24;

/** The names of `own` services count before all names of the others. */
export function searchable(own: readonly Service[], others: readonly Service[]): Catalogue {
  const services = [...own, ...others];
  const byId = new Map(services.map((service) => [service.id, service]));
  const calls = [...own.flatMap(callsOf(0)), ...others.flatMap(callsOf(3))];
  const exact = Map.groupBy(calls, ({ text }) => text);
  const pairs = createPairs(calls.map(({ text }) => text));
  /** By length, since a name of another length is no slip of the finger. */
  const byLength = Map.groupBy(calls, ({ text }) => text.length);

  /** Those that are called so, by id before by name before by alias. */
  function called(text: string): readonly Service[] {
    const same = exact.get(text) ?? [];
    const best = Math.min(...same.map(({ rank }) => rank));
    return unique(same.filter(({ rank }) => rank === best).map(({ service }) => service));
  }

  /** The calls that `isHit`; the shorter a name, the more of it has been typed. */
  function those(isHit: (call: Call) => boolean): readonly Service[] {
    const found = calls.filter(isHit);
    found.sort((a, b) => a.text.length - b.text.length || a.rank - b.rank);
    return unique(found.map(({ service }) => service));
  }

  function withWords(typed: string): readonly Service[] {
    const words = foldWords(typed);
    const isHit = (call: Call) => words.every((word) => call.words.includes(word));
    const isAlias = ({ rank }: Call) => rank % 3 === 2;
    const named = those((call) => !isAlias(call) && isHit(call));
    return [...named, ...those((call) => isAlias(call) && isHit(call))];
  }

  function beginning(typed: string, text: string): readonly Service[] {
    const words = foldWords(typed);
    const begins = (call: Call) =>
      words.every((word) => call.words.some((one) => one.startsWith(word)));
    return [...those((call) => call.text.startsWith(text)), ...those(begins)];
  }

  function containing(text: string): readonly Service[] {
    const isTelling = /\p{Script=Han}/u.test(text) || text.length >= 4;
    return isTelling ? those((call) => call.text.includes(text)) : [];
  }

  function resembling(text: string): readonly Service[] {
    if (text.length < shortestPattern) return [];
    const pattern = text.slice(0, longestPattern);
    const close = pairs.like(pattern).flatMap((place) => calls[place] ?? []);
    const fuse = new Fuse(close, { keys: ['text'], threshold: loosest, includeScore: true });
    return unique(fuse.search(pattern, { limit: 40 }).map(({ item }) => item.service));
  }

  function search(typed: string, limit: number): readonly Service[] {
    const text = fold(typed);
    if (text === '') return typed.trim() === '' ? services.slice(0, limit) : [];
    const sure = [...called(text), ...withWords(typed), ...beginning(typed, text), ...meant(text)];
    const found = unique([...sure, ...containing(text)]);
    if (found.length >= limit) return found.slice(0, limit);
    return unique([...found, ...resembling(text)]).slice(0, limit);
  }

  /** Those whose names differ by a slip of the finger, when no others do so as little. */
  function meant(text: string): readonly Service[] {
    let least = slipsAllowed(text) + 1;
    let nearest: Call[] = [];
    const lengths = Array.from(
      { length: 2 * least + 1 },
      (_, index) => text.length - least + index,
    );
    const letters = lettersOf(text);
    for (const call of lengths.flatMap((length) => byLength.get(length) ?? [])) {
      // A slip changes two letters at most; comparing sets of them costs next to nothing.
      if (onesIn(call.letters ^ letters) > 2 * least) continue;
      const slips = slipsBetween(call.text, text);
      if (slips > least || slips > slipsAllowed(text)) continue;
      if (slips < least) nearest = [];
      least = slips;
      nearest.push(call);
    }
    nearest.sort((a, b) => a.rank - b.rank);
    return unique(nearest.map(({ service }) => service));
  }

  function find(typed: string): Found {
    const text = fold(typed);
    if (text === '') return { isExact: false, suggestions: [] };
    const same = called(text);
    if (same.length === 1 && same[0]) return { service: same[0], isExact: true, suggestions: [] };
    if (same.length > 1) return { isExact: false, suggestions: same.slice(0, mostSuggestions) };
    const near = meant(text);
    const service = near.length === 1 ? near[0] : undefined;
    const others = search(typed, mostSuggestions + 1).filter((other) => other !== service);
    const suggestions = others.slice(0, mostSuggestions);
    return { ...(service && { service }), isExact: false, suggestions };
  }

  return { services, get: (id) => byId.get(id), find, search };
}

function callsOf(firstRank: number): (service: Service) => Call[] {
  return (service) =>
    [[service.id], Object.values(service.name), service.aliases]
      .flatMap((texts, rank) =>
        texts.map((text) => ({
          text: fold(text),
          letters: lettersOf(fold(text)),
          words: foldWords(text),
          service,
          rank: firstRank + rank,
        })),
      )
      .filter(({ text }) => text !== '');
}

/** Which letters there are, as bits; some share one. */
function lettersOf(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) bits |= 1 << (text.charCodeAt(at) & 31);
  return bits;
}

function onesIn(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** One slip in three letters, two from six, three from ten; in two letters none. */
function slipsAllowed(text: string): number {
  const { length } = text;
  return length < 3 ? 0 : length < 6 ? 1 : length < 10 ? 2 : 3;
}

function unique(services: readonly Service[]): readonly Service[] {
  return [...new Set(services)];
}
