/** Reads a typed line: the command that is meant and its options. Any text is fine; nothing is ever refused here. */
import type { Command, Option } from '../../commands/command.ts';

/** What is left of a longer line is read; the rest names nothing. */
const longestLine = 1_000;

export type Typed =
  | { readonly what: 'nothing' }
  | {
      readonly what: 'command';
      readonly command: Command;
      readonly options: Readonly<Record<string, string>>;
    }
  /** No command's name stands first: a service's name, or something misspelt. */
  | { readonly what: 'words'; readonly words: string; readonly first: string };

export function readLine(line: string, commands: readonly Command[]): Typed {
  const text = tidyLine(line).replace(/^[/!\\ ]+/, '');
  if (text === '') return { what: 'nothing' };
  const [, first = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  const command = commandNamed(first, commands);
  if (command) return { what: 'command', command, options: readOptions(rest, command) };
  const glued = gluedCommand(text, commands);
  if (glued) {
    const options = readOptions(glued.rest, glued.command);
    return { what: 'command', command: glued.command, options };
  }
  return { what: 'words', words: bare(text), first: first.toLowerCase() };
}

/** Options that a platform has read itself: only known names, tidied, empty ones left out. */
export function readGiven(
  given: Readonly<Record<string, string>>,
  command: Command,
): Readonly<Record<string, string>> {
  const options = command.options.flatMap(({ name, isFlag }) => {
    const value = bare(tidyLine(String(given[name] ?? '')));
    const isLeftOut = value === '' || (isFlag && /^(false|no|off|0)$/i.test(value));
    return isLeftOut ? [] : [[name, value] as const];
  });
  return Object.fromEntries(options);
}

export function commandNamed(word: string, commands: readonly Command[]): Command | undefined {
  const wanted = word.toLowerCase();
  return commands.find(({ name, aliases = [] }) => [name, ...aliases].includes(wanted));
}

/** One line in plain form: full-width letters, signs and spaces as people with a Chinese keyboard type them. */
function tidyLine(line: string): string {
  return line
    .slice(0, longestLine)
    .toWellFormed()
    .normalize('NFKC')
    .slice(0, longestLine)
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
}

/** Chinese needs no space: `订阅微信`, and also `微信状态`. */
function gluedCommand(
  text: string,
  commands: readonly Command[],
): { readonly command: Command; readonly rest: string } | undefined {
  const words = commands
    .flatMap((command) => (command.aliases ?? []).map((word) => ({ command, word })))
    .filter(({ word }) => /^\p{Script=Han}{2,}$/u.test(word))
    .sort((a, b) => b.word.length - a.word.length);
  for (const { command, word } of words) {
    if (text.startsWith(word)) return { command, rest: text.slice(word.length) };
    if (!command.isManaging && text.endsWith(word)) {
      return { command, rest: text.slice(0, -word.length) };
    }
  }
  return undefined;
}

function readOptions(text: string, command: Command): Readonly<Record<string, string>> {
  const flags = command.options.filter(({ isFlag }) => isFlag);
  const options: Record<string, string> = {};
  let rest = text;
  for (const { name } of flags) {
    // Phones turn two hyphens into a dash.
    const flag = new RegExp(`(?:^|\\s)(?:--|[—–])${name}(?=\\s|$)`, 'i');
    if (!flag.test(rest)) continue;
    options[name] = 'yes';
    rest = rest.replace(flag, ' ');
  }
  for (const option of command.options.filter(({ isNamed }) => isNamed)) {
    const taken = takeNamed(rest, option);
    if (taken.value === '') continue;
    options[option.name] = taken.value;
    rest = taken.rest;
  }
  for (const option of command.options.filter(({ isFlag, isNamed }) => !isFlag && !isNamed)) {
    const taken = take(rest.trim(), option);
    if (taken.value !== '') options[option.name] = taken.value;
    rest = taken.rest;
  }
  return options;
}

/** `days:7` anywhere, or a last word of its form behind something else: `163 7`. */
function takeNamed(text: string, { name, form }: Option): { value: string; rest: string } {
  const named = new RegExp(`(?:^|\\s)${name}[:=]\\s?(?:"([^"]*)"|(\\S+))`, 'i').exec(text);
  if (named) {
    const rest = `${text.slice(0, named.index)} ${text.slice(named.index + named[0].length)}`;
    return { value: (named[1] ?? named[2] ?? '').trim(), rest: rest.trim() };
  }
  const [, before = '', last = ''] = /^(.*\S)\s+(\S+)$/.exec(text.trim()) ?? [];
  return form?.test(last) ? { value: last, rest: before } : { value: '', rest: text };
}

/** `whatsapp`, `"china post"`, or as typed options look elsewhere: `service:whatsapp`. */
function take(text: string, { name, isRest }: Option): { value: string; rest: string } {
  const start = text.toLowerCase().startsWith(`${name}:`) ? name.length + 1 : 0;
  const named = text.slice(start).trim();
  if (isRest) return { value: bare(named), rest: '' };
  const [, quoted, word = ''] = /^(?:["“”'](.*?)["“”']|(\S*))/.exec(named) ?? [];
  const length = quoted === undefined ? word.length : quoted.length + 2;
  return { value: bare(quoted ?? word), rest: named.slice(length).trim() };
}

/** A name without the quotes around it and the signs after it. */
function bare(text: string): string {
  return text.replace(/^["'`“”‘’「『《<\s]+|["'`“”‘’」』》>\s?!.,;:。，、！？；：]+$/gu, '');
}
