/** Spacing of Chinese and Japanese: Latin words stand apart from their characters, their own words do not. */

const own = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー，。：；！？、（）「」“”]';
const between = new RegExp(`(?<=${own}) (?=${own})`, 'gu');

export function tidyHan(text: string): string {
  return text.replace(between, '');
}
