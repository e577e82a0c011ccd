/** Days that are kept in many countries, and those on which accounts are settled. */
import type { Moment, Occasion, Rule } from '../busy.ts';

const everywhere = ['world', 'us', 'ca', 'gb', 'fr', 'de', 'au', 'jp'] as const;
const christian = ['world', 'us', 'ca', 'gb', 'fr', 'de', 'au'] as const;
const books = ['quickbooks', 'xero'];

function inUtc(rule: Rule, from: Moment, until: Moment): Occasion['when'] {
  return { rule, from, until, timeZone: 'UTC' };
}

export const world: readonly Occasion[] = [
  {
    id: 'new-year',
    name: {
      ...{ en: 'New Year', 'zh-CN': '元旦跨年', 'zh-TW': '跨年', ja: '年越し', ko: '새해맞이' },
      ...{ es: 'Año Nuevo', 'pt-BR': 'Ano-Novo', de: 'Jahreswechsel', fr: 'Nouvel An' },
    },
    // From midnight on Kiritimati to midnight in Hawaii and a little after.
    when: inUtc(
      { on: 'date', month: 1, day: 1 },
      { days: -1, at: '10:00' },
      { days: 0, at: '11:00' },
    ),
    concerns: { categories: ['messaging', 'social'], places: [...everywhere, 'cn', 'kr'] },
    factor: 2,
  },
  {
    id: 'valentines-day',
    name: {
      ...{ en: 'Valentine’s Day', 'zh-CN': '情人节', 'zh-TW': '情人節', ja: 'バレンタインデー' },
      ...{ ko: '밸런타인데이', es: 'San Valentín', 'pt-BR': 'Dia de São Valentim' },
      ...{ de: 'Valentinstag', fr: 'Saint-Valentin' },
    },
    when: inUtc(
      { on: 'date', month: 2, day: 14 },
      { days: -1, at: '12:00' },
      { days: 1, at: '06:00' },
    ),
    concerns: { categories: ['messaging', 'payments'], places: everywhere },
    factor: 1.2,
    isMinor: true,
  },
  {
    id: 'mothers-day',
    name: {
      ...{ en: 'Mother’s Day', 'zh-CN': '母亲节', 'zh-TW': '母親節', ja: '母の日', ko: '어머니날' },
      ...{ es: 'Día de la Madre', 'pt-BR': 'Dia das Mães', de: 'Muttertag', fr: 'Fête des Mères' },
    },
    when: inUtc(
      { on: 'weekday', month: 5, weekday: 0, nth: 2 },
      { days: 0, at: '00:00' },
      { days: 1, at: '06:00' },
    ),
    concerns: { categories: ['messaging'], places: ['world', 'us', 'ca', 'de', 'au', 'jp'] },
    factor: 1.2,
    isMinor: true,
  },
  {
    id: 'christmas-parcels',
    name: {
      ...{ en: 'Christmas parcels', 'zh-CN': '圣诞包裹高峰', 'zh-TW': '聖誕包裹高峰' },
      ...{ ja: 'クリスマスの荷物', ko: '크리스마스 택배', es: 'Paquetes de Navidad' },
      ...{ 'pt-BR': 'Encomendas de Natal', de: 'Weihnachtspakete', fr: 'Colis de Noël' },
    },
    when: inUtc(
      { on: 'date', month: 12, day: 24 },
      { days: -14, at: '00:00' },
      { days: 1, at: '00:00' },
    ),
    concerns: { categories: ['postal'], places: christian },
    factor: 1.8,
  },
  {
    id: 'christmas',
    name: {
      ...{
        en: 'Christmas',
        'zh-CN': '圣诞节',
        'zh-TW': '聖誕節',
        ja: 'クリスマス',
        ko: '크리스마스',
      },
      ...{ es: 'Navidad', 'pt-BR': 'Natal', de: 'Weihnachten', fr: 'Noël' },
    },
    // New devices are signed in, and everybody greets everybody.
    when: inUtc(
      { on: 'date', month: 12, day: 25 },
      { days: -1, at: '12:00' },
      { days: 2, at: '06:00' },
    ),
    concerns: { categories: ['messaging', 'gaming', 'streaming'], places: christian },
    factor: 2,
  },
  {
    id: 'month-end',
    name: {
      ...{ en: 'Month end', 'zh-CN': '月末结算', 'zh-TW': '月底結帳', ja: '月末の締め' },
      ...{ ko: '월말 결산', es: 'Cierre de mes', 'pt-BR': 'Fechamento do mês' },
      ...{ de: 'Monatsende', fr: 'Fin de mois' },
    },
    when: inUtc({ on: 'month-end' }, { days: 0, at: '00:00' }, { days: 2, at: '00:00' }),
    concerns: { categories: ['payments'], places: [...everywhere, 'cn', 'kr'], services: books },
    factor: 1.3,
    isMinor: true,
  },
];
