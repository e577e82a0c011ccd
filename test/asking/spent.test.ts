/** What people read of where the time goes. */
import { expect, test } from 'vitest';
import type { Spent } from '../../commands/command.ts';
import { spentLine } from '../../src/asking/spent.ts';
import { languages } from '../../src/languages/index.ts';
import { bindVoice } from '../../src/languages/voice.ts';
import { plain } from '../../src/message.ts';

function said(tag: string, spent: Spent): string | undefined {
  const language = languages.find((one) => one.tag === tag);
  if (!language) throw new Error(tag);
  return spentLine(bindVoice(language, 'UTC'), spent).map(plain)[0];
}

const steps = { name: 2, connect: 11, answer: 84.3 };

test('what each step takes, as far as it is known', () => {
  expect(said('en', { day: steps, week: {} })).toBe(
    'Where the time goes: name 2 ms · connect 11 ms · answer 84 ms',
  );
  expect(said('en', { day: { connect: 31 }, week: steps })).toBe(
    'Where the time goes: connect 31 ms (usually 11 ms)',
  );
  expect(said('zh-CN', { day: steps, week: {} })).toBe(
    '耗时分布：域名解析 2 毫秒 · 连接 11 毫秒 · 等待响应 84 毫秒',
  );
});

test('the usual is said where it is clearly another', () => {
  const week = { name: 9, connect: 40, answer: 80, rest: 1_200 };
  expect(said('en', { day: { ...steps, rest: 300 }, week })).toBe(
    'Where the time goes: name 2 ms · connect 11 ms (usually 40 ms) · answer 84 ms · reading 300 ms (usually 1.2 sec)',
  );
});

test('where nothing was seen for a day nothing is said', () => {
  expect(said('en', { day: {}, week: steps })).toBeUndefined();
});

test.each(languages.map(({ tag }) => tag))('%s has words for all of it', (tag) => {
  const line = said(tag, { day: { ...steps, rest: 5 }, week: { ...steps, answer: 300, rest: 5 } });
  expect(line).not.toMatch(/[{}]|undefined|none/);
  expect(line?.match(/\d/g)?.length).toBeGreaterThan(6);
});
