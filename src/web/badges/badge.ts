/** A badge: a label and a value beside each other, as SVG. Pure. */
import { html } from 'hono/html';
import { quote } from '../../message.ts';
import { widthOf } from './width.ts';

export type Tint = 'good' | 'fair' | 'poor' | 'bad' | 'plain' | 'none';

export type Badge = {
  readonly label: string;
  readonly value: string;
  readonly tint: Tint;
  readonly language: string;
};

/** White on each of them can be read well (WCAG AA). */
export const tints: Readonly<Record<Tint, string>> = {
  good: '#1a7f37',
  fair: '#8a5d00',
  poor: '#b04a00',
  bad: '#c01f2b',
  plain: '#0860c9',
  none: '#57606a',
};
export const labelTint = '#30363d';

const height = 20;
const margin = 6;
const longestText = 40;
const fonts = 'Verdana, Geneva, DejaVu Sans, Noto Sans CJK SC, sans-serif';

export function drawBadge({ label, value, tint, language }: Badge): string {
  const texts = [quote(label, longestText), quote(value, longestText)] as const;
  const [left, right] = [boxOf(texts[0], 0), boxOf(texts[1], widthOf(texts[0]) + 2 * margin)];
  const width = right.x + right.width;
  const title = texts.join(': ');
  return String(html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" lang="${language}">
<title>${title}</title>
<rect width="${width}" height="${height}" rx="3" fill="${labelTint}"/>
<path d="M${right.x} 0h${right.width - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${right.x}z" fill="${tints[tint]}"/>
<g fill="#fff" font-family="${fonts}" font-size="11" aria-hidden="true">
<text x="${left.x + margin}" y="14" textLength="${left.width - 2 * margin}" lengthAdjust="spacingAndGlyphs">${texts[0]}</text>
<text x="${right.x + margin}" y="14" textLength="${right.width - 2 * margin}" lengthAdjust="spacingAndGlyphs">${texts[1]}</text>
</g>
</svg>
`);
}

function boxOf(text: string, x: number) {
  return { x, width: widthOf(text) + 2 * margin };
}
