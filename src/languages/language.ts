/** The contract of a language: its phrases, and the voice that speaks them with dates and numbers in place. */
import type { Name } from '../model.ts';
import type { en } from './en.ts';

export type PhraseKey = keyof typeof en;

/** ICU messages by key. What a language lacks is said in English; a test names it. */
export type Phrases = Readonly<Partial<Record<PhraseKey, string>>>;

export type Language = {
  /** BCP 47, such as `zh-CN`. */
  readonly tag: string;
  /** Its own name for itself. */
  readonly name: string;
  /** Whose dates it uses: `en` writes the day before the month, as `en-GB` does. */
  readonly locale: string;
  /** Stands between the members of a list. No "and": names have it inside them. */
  readonly comma: string;
  readonly phrases: Phrases;
  /** Spacing rules that ICU does not know, applied to every finished sentence. */
  tidy?(text: string): string;
};

/** One language in one time zone. All of it is pure; values are inserted as plain text. */
export type Voice = {
  readonly tag: string;
  readonly timeZone: string;
  say(key: PhraseKey, values?: Readonly<Record<string, string | number>>): string;
  /** `47 min`, `1 hr 5 min`; never more than two units. */
  duration(ms: number): string;
  /** The clock time in UTC, with the date when it is not the day of `now`: `14:02 UTC`, `22 Nov 14:02 UTC`. */
  time(at: number, now: number): string;
  list(texts: readonly string[]): string;
  /** `99.98%`; never rounded up to a whole that it is not. */
  percent(share: number): string;
  /** The clock time, the day or the weekday in the zone of the voice: `14:00`, `22 Nov`, `Monday`. */
  local(at: number, form: 'clock' | 'day' | 'weekday'): string;
  /** A service's or component's name in this language, else in English. */
  name(name: Name): string;
};
