/** The style and the script of the page, and the policy that lets a browser use these and nothing else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Written in full files, so that they can be read and linted; sent inside the page, so that it is whole at once. */
export const style = packed(read('page.css'));
export const script = unindented(read('page.js'));

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8').trim();
}

/** Without comments and indentation. */
function packed(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '')
    .replace(/\s*([{};,])\s*/g, '$1')
    .replace(/: /g, ':');
}

/** Without comments that have a line of their own, and indentation. */
function unindented(javascript: string): string {
  const lines = javascript.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^(\/\/|\/\*\*|\*)/.test(line)).join('\n');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing but what is in the page itself, and nothing may frame it. */
export const policy = [
  "default-src 'none'",
  `style-src ${hash(style)}`,
  `script-src ${hash(script)}`,
  "connect-src 'self'",
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
