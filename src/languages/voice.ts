/** Speaks a language: phrases compiled once, durations and UTC times by `Intl`. */
import { IntlMessageFormat } from 'intl-messageformat';
import { en } from './en.ts';
import type { Language, PhraseKey, Voice } from './language.ts';

type Speech = Pick<Voice, 'say' | 'duration' | 'time' | 'list' | 'percent'>;

/** A voice of this language. Everything but the time zone is shared by all voices of a language. */
export function bindVoice(language: Language, timeZone: string): Voice {
  return {
    tag: language.tag,
    timeZone,
    ...speechOf(language),
    local: createLocal(language, timeZone),
    name: (name) => name[language.tag] ?? name.en,
  };
}

const speeches = new WeakMap<Language, Speech>();

function speechOf(language: Language): Speech {
  const known = speeches.get(language) ?? createSpeech(language);
  speeches.set(language, known);
  return known;
}

function createSpeech(language: Language): Speech {
  return {
    say: createSay(language),
    duration: createDuration(language),
    time: createTime(language),
    list: (texts) => texts.join(language.comma),
    percent: createPercent(language),
  };
}

function createSay({ tag, phrases, tidy }: Language): Voice['say'] {
  const compiled = new Map<PhraseKey, IntlMessageFormat>();
  return (key, values) => {
    const phrase =
      compiled.get(key) ??
      compile(phrases[key] ?? en[key], phrases[key] === undefined ? 'en' : tag);
    compiled.set(key, phrase);
    const text = String(phrase.format(values));
    return tidy ? tidy(text) : text;
  };
}

/** Angle brackets in a phrase or in a value are text: nothing here makes markup. */
function compile(phrase: string, tag: string): IntlMessageFormat {
  return new IntlMessageFormat(phrase, tag, undefined, { ignoreTag: true });
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The comma between two units would split the sentence that has the duration in it. */
function createDuration({ tag }: Language): Voice['duration'] {
  const format = new Intl.DurationFormat(tag, { style: 'short' });
  const nothing = new Intl.DurationFormat(tag, { style: 'short', secondsDisplay: 'always' });
  const tenths = new Intl.NumberFormat(tag, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
  return (ms) => {
    const whole = Math.max(0, Math.round(ms));
    if (whole >= secondMs && whole < 10 * secondMs) return apart(tenths.format(whole / secondMs));
    const text = whole === 0 ? nothing.format({ seconds: 0 }) : format.format(units(whole));
    return apart(text.replace(', ', ' '));
  };
}

/** Digits stand apart from Chinese characters, in a duration as in every sentence. */
function apart(text: string): string {
  return text.replace(/(?<=\d)(?=\p{Script=Han})|(?<=\p{Script=Han})(?=\d)/gu, ' ');
}

/** Seconds stop to matter after ten minutes, minutes after a day. */
function units(ms: number): Partial<Record<Intl.DurationFormatUnit, number>> {
  if (ms < secondMs) return { milliseconds: ms };
  const seconds = Math.floor(ms / secondMs);
  if (ms < 10 * minuteMs) return { minutes: Math.floor(seconds / 60), seconds: seconds % 60 };
  const minutes = Math.floor(ms / minuteMs);
  if (ms < dayMs) return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
  const hours = Math.floor(ms / hourMs);
  return { days: Math.floor(hours / 24), hours: hours % 24 };
}

/** An instant that no calendar has is shown as it is: a wrong date must not cost a message. */
function createTime({ locale }: Language): Voice['time'] {
  const zone = { timeZone: 'UTC' } as const;
  const clock = new Intl.DateTimeFormat(locale, {
    ...zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locale, { ...zone, day: 'numeric', month: 'short' });
  const date = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'medium' });
  return (at, now) => {
    if (!(Math.abs(at) <= 8.64e15)) return String(at);
    const time = `${clock.format(at)} UTC`;
    if (Math.floor(at / dayMs) === Math.floor(now / dayMs)) return time;
    const isSameYear = new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear();
    return `${(isSameYear ? day : date).format(at)} ${time}`;
  };
}

function createPercent({ tag }: Language): Voice['percent'] {
  const format = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 2 });
  return (share) => format.format(Math.floor(share * 10_000) / 10_000);
}

/** A zone that nobody knows is UTC: a wrong scale must not cost an answer. */
function createLocal({ locale }: Language, timeZone: string): Voice['local'] {
  const formats = new Map<string, Intl.DateTimeFormat>();
  const parts = {
    clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    day: { day: 'numeric', month: 'short' },
    weekday: { weekday: 'long' },
  } as const;
  const make = (form: keyof typeof parts) => {
    try {
      return new Intl.DateTimeFormat(locale, { ...parts[form], timeZone });
    } catch {
      return new Intl.DateTimeFormat(locale, { ...parts[form], timeZone: 'UTC' });
    }
  };
  return (at, form) => {
    const format = formats.get(form) ?? make(form);
    formats.set(form, format);
    return format.format(at);
  };
}
