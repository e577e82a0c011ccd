/** Feasts by the moon outside China: greetings by the hundred million. */
import type { Occasion } from '../busy.ts';

/** Where these feasts are kept by most, whatever country the services themselves are of. */
const greetings = { services: ['whatsapp', 'messenger', 'telegram'], categories: [] };

/**
 * Lakshmi Puja as the Drik Panchang gives it for New Delhi: the evening that the new moon of Kartika
 * reaches. What comes after the last one is unknown until somebody adds it.
 */
const diwali = [
  ...['2020-11-14', '2021-11-04', '2022-10-24', '2023-11-12', '2024-10-31', '2025-10-20'],
  ...['2026-11-08', '2027-10-29', '2028-10-17', '2029-11-05', '2030-10-26', '2031-11-14'],
  ...['2032-11-02', '2033-10-22', '2034-11-10', '2035-10-30'],
];

export const faith: readonly Occasion[] = [
  {
    id: 'diwali',
    name: {
      ...{ en: 'Diwali', 'zh-CN': '排灯节', 'zh-TW': '排燈節', ja: 'ディワリ', ko: '디왈리' },
      ...{ es: 'Diwali', 'pt-BR': 'Diwali', de: 'Diwali', fr: 'Diwali' },
    },
    when: {
      rule: { on: 'dates', dates: diwali },
      ...{ from: { days: 0, at: '09:00' }, until: { days: 2, at: '00:00' } },
      timeZone: 'Asia/Kolkata',
    },
    concerns: greetings,
    factor: 1.5,
  },
  {
    id: 'eid-al-fitr',
    name: {
      ...{ en: 'Eid al-Fitr', 'zh-CN': '开斋节', 'zh-TW': '開齋節', ja: 'イド・アル＝フィトル' },
      ...{ ko: '이드 알피트르', es: 'Eid al-Fitr', 'pt-BR': 'Eid al-Fitr' },
      ...{ de: 'Zuckerfest (Eid al-Fitr)', fr: 'Aïd el-Fitr' },
    },
    // It begins with a moon that somebody must have seen, so that countries differ by a day.
    when: {
      rule: { on: 'islamic', month: 10, day: 1 },
      ...{ from: { days: -1, at: '18:00' }, until: { days: 2, at: '00:00' } },
      timeZone: 'Asia/Riyadh',
    },
    concerns: greetings,
    factor: 1.5,
  },
  {
    id: 'eid-al-adha',
    name: {
      ...{ en: 'Eid al-Adha', 'zh-CN': '宰牲节', 'zh-TW': '宰牲節', ja: 'イド・アル＝アドハー' },
      ...{ ko: '이드 알아드하', es: 'Eid al-Adha', 'pt-BR': 'Eid al-Adha' },
      ...{ de: 'Opferfest (Eid al-Adha)', fr: 'Aïd el-Adha' },
    },
    when: {
      rule: { on: 'islamic', month: 12, day: 10 },
      ...{ from: { days: -1, at: '18:00' }, until: { days: 2, at: '00:00' } },
      timeZone: 'Asia/Riyadh',
    },
    concerns: greetings,
    factor: 1.5,
  },
];
