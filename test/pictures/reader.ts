/** Who looks at the pictures: a language, a time zone, and the words that a chat network itself would show them. */

export type Reader = {
  readonly language: 'en' | 'zh-CN';
  readonly timeZone: string;
  /** The person that asks. */
  readonly person: string;
  readonly words: Words;
};

/** What a chat network writes around a message. */
type Words = {
  readonly edited: string;
  readonly onlyYou: string;
  readonly repliedTo: string;
  readonly used: (person: string, command: string) => string;
  readonly channel: string;
  readonly later: string;
  /** Slack's own, in a form. */
  readonly optional: string;
  readonly choose: string;
};

const english: Reader = {
  language: 'en',
  timeZone: 'Europe/London',
  person: 'ana',
  words: {
    edited: '(edited)',
    onlyYou: 'Only visible to you',
    repliedTo: 'replied to a thread:',
    used: (person, command) => `${person} used ${command}`,
    channel: 'outages',
    later: '47 minutes later',
    optional: '(optional)',
    choose: 'Select an item',
  },
};

const chinese: Reader = {
  language: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  person: '小林',
  words: {
    edited: '（已编辑）',
    onlyYou: '仅你可见',
    repliedTo: '回复了消息列：',
    used: (person, command) => `${person} 使用了 ${command}`,
    channel: '服务状态',
    later: '47 分钟后',
    optional: '（可选）',
    choose: '选择一项',
  },
};

export const readers: readonly [Reader, Reader] = [english, chinese];

/** The clock as this reader's device shows it. */
export function clockTime(at: number, { language, timeZone }: Reader): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeZone, timeStyle: 'short' }).format(at);
}

/** Day and clock, `long` (`22 November 2026 at 14:02`) or `medium`. */
export function dateAndTime(
  at: number,
  length: 'long' | 'medium',
  { language, timeZone }: Reader,
): string {
  const style = { timeZone, dateStyle: length, timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat(localeOf(language), style).format(at);
}

/** The day without the clock; today and yesterday in words, as Slack's `date_short_pretty` has it. */
export function prettyDay(at: number, now: number, { language, timeZone }: Reader): string {
  const locale = localeOf(language);
  const day = (instant: number) =>
    Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(instant)) / 86_400_000;
  const distance = day(at) - day(now);
  if (Math.abs(distance) <= 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(distance, 'day');
  }
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' }).format(at);
}

function localeOf(language: Reader['language']): string {
  return language === 'en' ? 'en-GB' : language;
}
