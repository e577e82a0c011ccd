/** `help [command]`: what can be asked, by example; in pages where one message does not hold it. */

import { commandLine, platformOf } from '../src/asking/place.ts';
import type { PhraseKey } from '../src/languages/language.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Button, type Line, type Message, plain } from '../src/message.ts';
import type { Command, Request } from './command.ts';

/** What stands behind a command in its row, and the examples that explain it. */
const usages: Readonly<Record<string, string>> = {
  status: 'whatsapp',
  subscribe: 'whatsapp gmail',
  unsubscribe: 'whatsapp',
  services: 'mail',
  history: 'whatsapp 7',
  forecast: 'whatsapp 7',
  probe: 'https://example.com/',
  mute: 'whatsapp 2h',
  unmute: 'whatsapp',
  settings: 'language:zh-CN quiet:22:00-07:00',
  maintenance: 'shop 22:00 2h weekly',
  announce: 'shop Slow during the sale',
  watch: 'https://example.com/ Example',
  unwatch: 'example',
  help: 'subscribe',
};

/** What every network shows in one message, with room for what stands around the rows. */
const pageAtMost = 3_000;
/** Of a row, in signs that are not seen. */
const markupAtMost = 6;

/** Knows the other commands, so it is made from their list. */
export function createHelp(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    aliases: ['?', '帮助'],
    options: [
      {
        name: 'command',
        complete: (typed) =>
          others
            .filter(({ name }) => name.startsWith(typed.trim().toLowerCase()))
            .map(({ name }) => ({ name, value: name })),
      },
      { name: 'page', isNamed: true },
    ],
    isPrivate: true,
    isManaging: false,
    async run(request) {
      const wanted = request.options.command?.toLowerCase();
      const one = [...others, help].find(({ name, aliases = [] }) =>
        [name, ...aliases].includes(wanted ?? ''),
      );
      return one ? explain(one, request) : overview([...others, help], request);
    },
  };
  return help;
}

function overview(commands: readonly Command[], request: Request): Message {
  const { voice } = request;
  const platform = platformOf(request);
  const command = commandLine(request, 'whatsapp');
  const short = sayLine(voice, 'help.short', { command, platform });
  const note = sayLine(voice, 'help.platform', { platform });
  const pages = paged(commands.map((one) => row(one, request)));
  const page = pageIn(request.options.page, pages.length);
  return {
    tone: 'info',
    title: voice.say('help.title'),
    lines: [...(pages[page - 1] ?? []), ...(short.length > 0 ? [short] : [])],
    ...(note.length > 0 ? { footer: note } : {}),
    buttons: [
      ...turnPages(page, pages.length, request),
      { label: voice.say('button.services'), command: 'services' },
      { label: voice.say('button.subscriptions'), command: 'subscriptions' },
    ],
  };
}

/** As many rows as fit beside each other into one message, in whatever language they are. */
function paged(rows: readonly Line[]): readonly (readonly Line[])[] {
  const pages: Line[][] = [];
  let room = 0;
  for (const line of rows) {
    const length = plain(line).length + markupAtMost;
    if (length > room) {
      pages.push([]);
      room = pageAtMost;
    }
    pages.at(-1)?.push(line);
    room -= length;
  }
  return pages;
}

function pageIn(typed: string | undefined, pages: number): number {
  const wanted = Number.parseInt(typed ?? '1', 10);
  return Math.min(Math.max(Number.isNaN(wanted) ? 1 : wanted, 1), pages);
}

function turnPages(page: number, pages: number, { voice }: Request): readonly Button[] {
  const to = (label: string, number: number) => ({ label, command: `help page:${number}` });
  return [
    ...(page > 1 ? [to(voice.say('button.previous'), page - 1)] : []),
    ...(page < pages ? [to(voice.say('button.next'), page + 1)] : []),
  ];
}

function row({ name }: Command, request: Request): Line {
  const what = request.voice.say(`command.${name}` as PhraseKey);
  return sayLine(request.voice, 'help.row', { command: example(name, request), what });
}

function explain({ name, options }: Command, request: Request): Message {
  const { voice } = request;
  const rows = options.map((option) =>
    sayLine(voice, 'help.options', {
      option: { bold: option.isFlag ? `--${option.name}` : option.name },
      what: voice.say(`command.${name}.${option.name}` as PhraseKey),
    }),
  );
  return {
    tone: 'info',
    title: `${name}: ${voice.say(`command.${name}` as PhraseKey)}`,
    lines: [...rows, sayLine(voice, 'help.examples', { examples: example(name, request) })],
  };
}

function example(name: string, request: Request): ReturnType<typeof commandLine> {
  return commandLine(request, [name, usages[name] ?? ''].join(' ').trim());
}
