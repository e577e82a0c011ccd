/** Days whose clocks tick in New York: sales and taxes. */
import type { Moment, Occasion, Rule } from '../busy.ts';

const shops = {
  categories: ['postal', 'commerce', 'payments', 'email-delivery'],
  places: ['world', 'us', 'ca', 'gb', 'fr', 'de', 'au'],
};
const thanksgiving: Rule = { on: 'weekday', month: 11, weekday: 4, nth: 4 };

function inNewYork(rule: Rule, from: Moment, until: Moment): Occasion['when'] {
  return { rule, from, until, timeZone: 'America/New_York' };
}

export const america: readonly Occasion[] = [
  {
    id: 'us-tax-day',
    name: {
      ...{ en: 'US tax day', 'zh-CN': '美国报税截止日', 'zh-TW': '美國報稅截止日' },
      ...{ ja: '米国の確定申告期限', ko: '미국 세금 신고 마감일' },
      ...{ es: 'Fin del plazo fiscal en EE. UU.', 'pt-BR': 'Prazo do imposto nos EUA' },
      ...{ de: 'US-Steuertermin', fr: 'Échéance fiscale aux États-Unis' },
    },
    // The 15th or, where that is no working day, a few days later.
    when: inNewYork(
      { on: 'date', month: 4, day: 15 },
      { days: -2, at: '00:00' },
      { days: 4, at: '00:00' },
    ),
    concerns: { services: ['quickbooks'], categories: [] },
    factor: 1.5,
    isMinor: true,
  },
  {
    id: 'thanksgiving',
    name: {
      ...{ en: 'Thanksgiving', 'zh-CN': '感恩节', 'zh-TW': '感恩節', ja: '感謝祭' },
      ...{ ko: '추수감사절', es: 'Acción de Gracias', 'pt-BR': 'Ação de Graças' },
      ...{ de: 'Thanksgiving', fr: 'Thanksgiving' },
    },
    when: inNewYork(thanksgiving, { days: -1, at: '12:00' }, { days: 1, at: '00:00' }),
    concerns: { categories: ['postal'], places: ['us'] },
    factor: 1.3,
    isMinor: true,
  },
  {
    id: 'black-friday',
    name: {
      ...{ en: 'Black Friday', 'zh-CN': '黑色星期五', 'zh-TW': '黑色星期五' },
      ...{ ja: 'ブラックフライデー', ko: '블랙프라이데이', es: 'Black Friday' },
      ...{ 'pt-BR': 'Black Friday', de: 'Black Friday', fr: 'Black Friday' },
    },
    when: inNewYork(thanksgiving, { days: 1, at: '00:00' }, { days: 4, at: '00:00' }),
    concerns: shops,
    factor: 2,
  },
  {
    id: 'cyber-monday',
    name: {
      ...{ en: 'Cyber Monday', 'zh-CN': '网络星期一', 'zh-TW': '網路星期一' },
      ...{ ja: 'サイバーマンデー', ko: '사이버먼데이', es: 'Cyber Monday' },
      ...{ 'pt-BR': 'Cyber Monday', de: 'Cyber Monday', fr: 'Cyber Monday' },
    },
    when: inNewYork(thanksgiving, { days: 4, at: '00:00' }, { days: 6, at: '00:00' }),
    concerns: shops,
    factor: 2,
  },
];
