/** The feasts and sales of China, by Beijing's clocks. */
import type { Moment, Occasion, Rule } from '../busy.ts';

/** Parcels are sorted where people live; so far the catalogue has no carriers of other places. */
const parcels = { categories: ['postal'], places: ['cn'] };
const sales = { categories: ['postal', 'commerce', 'payments'], places: ['cn'] };
const greetings = { categories: ['messaging', 'payments'], places: ['cn'] };

function inChina(rule: Rule, from: Moment, until: Moment): Occasion['when'] {
  return { rule, from, until, timeZone: 'Asia/Shanghai' };
}

export const china: readonly Occasion[] = [
  {
    id: 'lunar-new-year',
    name: {
      ...{ en: 'Lunar New Year', 'zh-CN': '春节', 'zh-TW': '農曆春節', ja: '春節', ko: '춘절' },
      ...{ es: 'Año Nuevo chino', 'pt-BR': 'Ano-Novo chinês' },
      ...{ de: 'Chinesisches Neujahr', fr: 'Nouvel An chinois' },
    },
    // Parcels and travel before it, then a week in which few couriers work.
    when: inChina(
      { on: 'lunar', month: 1, day: 1 },
      { days: -14, at: '00:00' },
      { days: 7, at: '00:00' },
    ),
    concerns: parcels,
    factor: 1.5,
  },
  {
    id: 'lunar-new-year-eve',
    name: {
      ...{ en: 'Lunar New Year’s Eve', 'zh-CN': '除夕', 'zh-TW': '除夕', ja: '旧正月の大晦日' },
      ...{ ko: '음력 섣달그믐', es: 'Nochevieja china', 'pt-BR': 'Véspera do Ano-Novo chinês' },
      ...{ de: 'Chinesisches Silvester', fr: 'Réveillon du Nouvel An chinois' },
    },
    // Red envelopes and greetings, with the peak at midnight.
    when: inChina(
      { on: 'lunar', month: 1, day: 1 },
      { days: -1, at: '18:00' },
      { days: 0, at: '02:00' },
    ),
    concerns: greetings,
    factor: 3,
  },
  {
    id: 'qingming',
    name: {
      ...{ en: 'Qingming Festival', 'zh-CN': '清明节', 'zh-TW': '清明節', ja: '清明節' },
      ...{ ko: '청명절', es: 'Festival de Qingming', 'pt-BR': 'Festival Qingming' },
      ...{ de: 'Qingming-Fest', fr: 'Fête de Qingming' },
    },
    when: inChina({ on: 'qingming' }, { days: -1, at: '00:00' }, { days: 2, at: '00:00' }),
    concerns: parcels,
    factor: 1.2,
    isMinor: true,
  },
  {
    id: 'labour-day-week',
    name: {
      ...{ en: 'Labour Day holidays in China', 'zh-CN': '五一假期', 'zh-TW': '中國五一假期' },
      ...{ ja: '中国の労働節連休', ko: '중국 노동절 연휴', es: 'Puente del 1 de mayo en China' },
      ...{ 'pt-BR': 'Feriado de 1º de maio na China', de: 'Maifeiertage in China' },
      fr: 'Congés du 1er mai en Chine',
    },
    when: inChina(
      { on: 'date', month: 5, day: 1 },
      { days: -1, at: '18:00' },
      { days: 5, at: '00:00' },
    ),
    concerns: parcels,
    factor: 1.3,
  },
  {
    id: 'dragon-boat',
    name: {
      ...{ en: 'Dragon Boat Festival', 'zh-CN': '端午节', 'zh-TW': '端午節', ja: '端午節' },
      ...{ ko: '단오절', es: 'Fiesta del Bote del Dragón' },
      ...{ 'pt-BR': 'Festival do Barco-Dragão', de: 'Drachenbootfest' },
      fr: 'Fête des bateaux-dragons',
    },
    when: inChina(
      { on: 'lunar', month: 5, day: 5 },
      { days: -3, at: '00:00' },
      { days: 1, at: '00:00' },
    ),
    concerns: parcels,
    factor: 1.2,
    isMinor: true,
  },
  {
    id: '618',
    name: {
      ...{ en: '618 sale', 'zh-CN': '618 大促', 'zh-TW': '618 購物節', ja: '618セール' },
      ...{ ko: '618 쇼핑 축제', es: 'Rebajas del 618', 'pt-BR': 'Liquidação 618' },
      ...{ de: '618-Shoppingtage', fr: 'Soldes du 618' },
    },
    when: inChina(
      { on: 'date', month: 6, day: 18 },
      { days: -1, at: '20:00' },
      { days: 3, at: '00:00' },
    ),
    concerns: sales,
    factor: 2,
  },
  {
    id: 'double-seventh',
    name: {
      ...{ en: 'Double Seventh Festival', 'zh-CN': '七夕节', 'zh-TW': '七夕', ja: '中国の七夕' },
      ...{ ko: '칠석', es: 'Festival Qixi', 'pt-BR': 'Festival Qixi', de: 'Qixi-Fest' },
      fr: 'Fête du Double Sept',
    },
    when: inChina(
      { on: 'lunar', month: 7, day: 7 },
      { days: -1, at: '00:00' },
      { days: 1, at: '00:00' },
    ),
    concerns: greetings,
    factor: 1.2,
    isMinor: true,
  },
  {
    id: 'mid-autumn',
    name: {
      ...{ en: 'Mid-Autumn Festival', 'zh-CN': '中秋节', 'zh-TW': '中秋節', ja: '中秋節' },
      ...{ ko: '중추절', es: 'Fiesta del Medio Otoño', 'pt-BR': 'Festival do Meio do Outono' },
      ...{ de: 'Mondfest', fr: 'Fête de la mi-automne' },
    },
    // Moon cakes are on their way for a week.
    when: inChina(
      { on: 'lunar', month: 8, day: 15 },
      { days: -7, at: '00:00' },
      { days: 1, at: '00:00' },
    ),
    concerns: parcels,
    factor: 1.3,
    isMinor: true,
  },
  {
    id: 'national-day-week',
    name: {
      ...{ en: 'National Day holidays in China', 'zh-CN': '国庆假期', 'zh-TW': '中國十一假期' },
      ...{ ja: '中国の国慶節連休', ko: '중국 국경절 연휴' },
      ...{ es: 'Semana Dorada de China', 'pt-BR': 'Semana Dourada da China' },
      ...{ de: 'Goldene Woche in China', fr: 'Semaine d’or en Chine' },
    },
    when: inChina(
      { on: 'date', month: 10, day: 1 },
      { days: -1, at: '18:00' },
      { days: 7, at: '00:00' },
    ),
    concerns: parcels,
    factor: 1.5,
  },
  {
    id: '11-11',
    name: {
      ...{ en: '11.11 (Singles’ Day)', 'zh-CN': '双十一', 'zh-TW': '雙十一' },
      ...{ ja: '独身の日（11.11）', ko: '광군제(11.11)', es: '11.11 (Día del Soltero)' },
      ...{ 'pt-BR': '11.11 (Dia dos Solteiros)', de: '11.11. (Singles’ Day)' },
      fr: '11.11 (Fête des célibataires)',
    },
    // Shops open the evening before; parcels fill the days after.
    when: inChina(
      { on: 'date', month: 11, day: 11 },
      { days: -1, at: '20:00' },
      { days: 4, at: '00:00' },
    ),
    concerns: sales,
    factor: 2.5,
  },
  {
    id: '12-12',
    name: {
      ...{ en: '12.12 sale', 'zh-CN': '双十二', 'zh-TW': '雙十二', ja: '12.12セール' },
      ...{ ko: '12.12 쇼핑 축제', es: 'Rebajas del 12.12', 'pt-BR': 'Liquidação 12.12' },
      ...{ de: '12.12.-Shoppingtag', fr: 'Soldes du 12.12' },
    },
    when: inChina(
      { on: 'date', month: 12, day: 12 },
      { days: -1, at: '20:00' },
      { days: 2, at: '00:00' },
    ),
    concerns: sales,
    factor: 1.5,
  },
];
