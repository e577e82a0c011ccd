/** Every language says everything, with the same values in it, and finds its readers. */
import fc from 'fast-check';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { en } from '../../src/languages/en.ts';
import { bestLanguage, createVoice, languages } from '../../src/languages/index.ts';
import { sayLine } from '../../src/languages/line.ts';
import { plain } from '../../src/message.ts';

const others = languages.filter((language) => language.tag !== 'en');
/** How the parser marks plain text, which also has a `value`. */
const TYPE_LITERAL = 0;
const minute = 60_000;
const hour = 60 * minute;

type Element = ReturnType<IntlMessageFormat['getAst']>[number];

function placeholders(phrase: string): string[] {
  const found = new Set<string>();
  const visit = (element: Element) => {
    const isValue = 'value' in element && element.type !== TYPE_LITERAL;
    if (isValue && typeof element.value === 'string') found.add(element.value);
    if (!('options' in element)) return;
    for (const option of Object.values(element.options)) option.value.forEach(visit);
  };
  new IntlMessageFormat(phrase, 'en', undefined, { ignoreTag: true }).getAst().forEach(visit);
  return [...found].sort();
}

test.each(others)('$tag says everything that English says, and nothing else', ({ phrases }) => {
  expect(Object.keys(phrases).sort()).toEqual(Object.keys(en).sort());
  expect(Object.values(phrases).filter((phrase) => phrase.trim() === '')).toEqual([]);
});

test.each(others)('$tag never uses a value that English does not give', ({ phrases }) => {
  for (const [key, phrase] of Object.entries(phrases)) {
    const english = placeholders(en[key as keyof typeof en]);
    expect({
      key,
      unknown: placeholders(phrase).filter((name) => !english.includes(name)),
    }).toEqual({
      key,
      unknown: [],
    });
  }
});

test.each(others)('$tag leaves out no value, but for plurals it does not have', ({ phrases }) => {
  const left = Object.entries(phrases).filter(([key, phrase]) => {
    const used = placeholders(phrase);
    return placeholders(en[key as keyof typeof en]).some((name) => !used.includes(name));
  });
  expect(left.map(([key]) => key)).toEqual([]);
});

test('a language is found by its tag, its script, its family, else it is English', () => {
  expect(bestLanguage('zh-CN')).toBe('zh-CN');
  expect(bestLanguage('zh')).toBe('zh-CN');
  expect(bestLanguage('zh-Hans-SG')).toBe('zh-CN');
  expect(bestLanguage('zh_CN')).toBe('zh-CN');
  expect(bestLanguage('en-US')).toBe('en');
  expect(bestLanguage('tlh')).toBe('en');
  expect(bestLanguage(undefined, 'it', 'zh-CN')).toBe('zh-CN');
  expect(bestLanguage('zh-HK')).toBe('zh-TW');
  expect(bestLanguage('es-419')).toBe('es');
  expect(bestLanguage('not a tag!', '')).toBe('en');
  expect(bestLanguage()).toBe('en');
});

test('the same voice is given for the same language and zone, however many zones there are', () => {
  expect(createVoice('zh', 'Asia/Shanghai')).toBe(createVoice('zh-CN', 'Asia/Shanghai'));
  for (let zone = 0; zone < 2000; zone += 1) createVoice('en', `zone ${zone}`);
  expect(createVoice('en', 'Europe/Paris').timeZone).toBe('Europe/Paris');
});

test('durations have at most two units', () => {
  const english = createVoice('en', 'UTC');
  const chinese = createVoice('zh-CN', 'UTC');
  const spans = [
    0,
    250,
    12_345,
    6_200,
    5 * minute + 7_000,
    47 * minute + 9_000,
    25 * hour + minute,
    hour,
  ];
  expect(spans.map(english.duration)).toEqual([
    '0 sec',
    '250 ms',
    '12 sec',
    '6.2 sec',
    '5 min 7 sec',
    '47 min',
    '1 day 1 hr',
    '1 hr',
  ]);
  expect(chinese.duration(hour + 5 * minute)).toBe('1 小时 5 分钟');
  expect(english.duration(-5)).toBe('0 sec');
});

test('times are in UTC and have a date when it is not today', () => {
  const english = createVoice('en', 'Asia/Shanghai');
  const now = Date.UTC(2026, 10, 22, 14, 10);
  expect(english.time(Date.UTC(2026, 10, 22, 14, 2), now)).toBe('14:02 UTC');
  expect(english.time(Date.UTC(2026, 10, 21, 23, 59), now)).toBe('21 Nov 23:59 UTC');
  expect(english.time(Date.UTC(2025, 10, 21, 0, 5), now)).toBe('21 Nov 2025 00:05 UTC');
  expect(createVoice('zh', 'UTC').time(Date.UTC(2026, 0, 3, 0, 5), now)).toBe('1月3日 00:05 UTC');
  expect(english.time(Number.NaN, now)).toBe('NaN');
});

test('Chinese keeps a space beside Latin words only', () => {
  const chinese = createVoice('zh-CN', 'UTC');
  expect(chinese.say('title.major', { service: '微信' })).toBe('微信无法使用');
  expect(chinese.say('title.major', { service: 'WhatsApp' })).toBe('WhatsApp 无法使用');
});

test('a time stays a span wherever the language puts it', () => {
  const when = { time: 0, text: '00:00 UTC' };
  const line = sayLine(createVoice('zh-CN', 'UTC'), 'line.calm', { when });
  expect(line).toEqual([when, ' 起恢复正常；确认稳定后会再通知。']);
  expect(plain(line)).toBe('00:00 UTC 起恢复正常；确认稳定后会再通知。');
});

test('no foreign text becomes a value, a span or markup of ours', () => {
  const voice = createVoice('en', 'UTC');
  const say = (typed: string) => sayLine(voice, 'error.unknownService', { typed });
  expect(say('{x} <b>#</b> \uE0000\uE001')).toEqual(['I don’t know “{x} <b>#</b> 0”']);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      expect(say(typed).every((span) => typeof span === 'string')).toBe(true);
    }),
  );
});

test('the values of a phrase are found in its branches too', () => {
  expect(placeholders('{a, plural, one {{b}} other {# {c, select, x {{d}} other {}}}} e')).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});
