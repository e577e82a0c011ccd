/** One visit of a page: who reads, and in which language and time zone, as asked for or as the browser says. */
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { bestLanguage, createVoice } from '../../languages/index.ts';
import type { Voice } from '../../languages/language.ts';
import type { WebParts } from '../door.ts';
import type { View } from '../view.ts';

export type Visit = {
  readonly voice: Voice;
  readonly view: View;
  readonly now: number;
  /** The path of the page, and what of its query stays when something else is chosen. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What was chosen and not guessed: links carry it on. */
  readonly keep: Readonly<Record<string, string>>;
  /** There is more to be seen for who has the key. */
  readonly mayOpen: boolean;
};

type Defaults = Pick<WebParts, 'language' | 'timeZone'>;

const longestTag = 35;
const longestZone = 64;

/** Never fails: a language or a zone that nobody knows counts as not asked for. */
export function tongueOf(context: Context, defaults: Defaults): Pick<Visit, 'voice' | 'keep'> {
  const lang = context.req.query('lang')?.slice(0, longestTag);
  const zone = knownZone(context.req.query('tz')?.slice(0, longestZone));
  const chosen = lang === undefined ? undefined : bestLanguage(lang, defaults.language);
  const language = chosen ?? languageOf(context, defaults.language);
  return {
    voice: createVoice(language, zone ?? defaults.timeZone),
    keep: { ...(chosen && { lang: chosen }), ...(zone && { tz: zone }) },
  };
}

/** The first of the browser's languages that we speak. */
function languageOf(context: Context, fallback: string): string {
  const wanted = `${context.req.header('accept-language')?.slice(0, longestWish)}|${fallback}`;
  const known = spoken.get(wanted) ?? firstSpoken(context, fallback);
  if (spoken.size >= wishesAtMost) spoken.clear();
  spoken.set(wanted, known);
  return known;
}

/** Browsers say the same with every request, and finding out costs more than all the rest of it. */
const spoken = new Map<string, string>();
const wishesAtMost = 1_000;
const longestWish = 200;

function firstSpoken(context: Context, fallback: string): string {
  return accepts(context, {
    header: 'Accept-Language',
    supports: [],
    default: fallback,
    match: (wanted) => {
      const tags = wanted.toSorted((a, b) => b.q - a.q).map(({ type }) => type);
      return bestLanguage(...tags.slice(0, 20), fallback);
    },
  });
}

/** The zone by the name that clocks use for it; no mere distance from UTC. */
function knownZone(name: string | undefined): string | undefined {
  if (!name || !/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** A path of ours with what is to be kept, and with `more`. */
export function linkTo(
  path: string,
  { keep }: Pick<Visit, 'keep'>,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({ ...keep, ...more }).toString();
  return query === '' ? path : `${path}?${query}`;
}
