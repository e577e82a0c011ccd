/**
 * Numbers as printable characters that JSON leaves as they are: 91 digits from `#` on. Reading is total:
 * what is no such character reads as 0, which stands for nothing known.
 */
const digits = Array.from({ length: 92 }, (_, index) => String.fromCharCode(35 + index))
  .filter((sign) => sign !== '\\')
  .join('');
const base = digits.length;
const values = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, digits.indexOf(String.fromCharCode(code))),
);

export const blank = digits.charAt(0);
/** The highest number of one digit and of two. */
export const mostOfDigit = base - 1;
export const mostOfPair = base * base - 1;

export function digit(number: number): string {
  return digits.charAt(Math.min(Math.max(Math.round(number), 0), mostOfDigit));
}

export function pair(number: number): string {
  const whole = Math.min(Math.max(Math.round(number), 0), mostOfPair);
  return digit(Math.floor(whole / base)) + digit(whole % base);
}

export function digitAt(text: string, at: number): number {
  return values[text.charCodeAt(at)] ?? 0;
}

export function pairAt(text: string, at: number): number {
  return digitAt(text, at) * base + digitAt(text, at + 1);
}
