/** The list of languages, and which of them suits a reader. */
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import type { Language, Voice } from './language.ts';
import { ptBR } from './pt-BR.ts';
import { bindVoice } from './voice.ts';
import { zhCN } from './zh-CN.ts';
import { zhTW } from './zh-TW.ts';

const english: Language = { tag: 'en', name: 'English', locale: 'en-GB', comma: ', ', phrases: en };

export const languages: readonly Language[] = [english, zhCN, zhTW, ja, ko, es, ptBR, de, fr];

/** People live in some 400 time zones; more voices than this are made anew. */
const voicesAtMost = 500;
const voices = new Map<string, Voice>();

/** The voice of the language that suits `tag` best; the same object for the same arguments. */
export function createVoice(tag: string, timeZone: string): Voice {
  const language = languageOf(bestLanguage(tag));
  const key = `${language.tag}|${timeZone}`;
  const known = voices.get(key);
  if (known) return known;
  const voice = bindVoice(language, timeZone);
  if (voices.size >= voicesAtMost) voices.clear();
  voices.set(key, voice);
  return voice;
}

/** The tag of the first language asked for that we speak: exactly, else in its script, else at all; else English. */
export function bestLanguage(...tags: readonly (string | undefined)[]): string {
  for (const tag of tags) {
    const language = tag === undefined ? undefined : match(tag);
    if (language) return language.tag;
  }
  return english.tag;
}

/** Reading a tag costs more than the rest of an answer, and people speak few languages. */
const tagsAtMost = 500;
const longestTag = 35;
const matches = new Map<string, Language | undefined>();

function match(tag: string): Language | undefined {
  if (matches.has(tag)) return matches.get(tag);
  const found = closest(tag);
  if (matches.size >= tagsAtMost) matches.clear();
  if (tag.length <= longestTag) matches.set(tag, found);
  return found;
}

function closest(tag: string): Language | undefined {
  const wanted = locale(tag);
  if (!wanted) return undefined;
  const spoken = languages.filter((one) => locale(one.tag)?.language === wanted.language);
  return (
    spoken.find((one) => locale(one.tag)?.baseName === wanted.baseName) ??
    spoken.find((one) => locale(one.tag)?.script === wanted.script) ??
    spoken[0]
  );
}

/** With script and region filled in, as far as they follow from the language. */
function locale(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-')).maximize();
  } catch {
    return undefined;
  }
}

function languageOf(tag: string): Language {
  return languages.find((one) => one.tag === tag) ?? english;
}
