/** The console: a chat network of one channel, the terminal. It needs no token and shows what a channel would see. */
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { styleText } from 'node:util';
import { type Button, type Line, type Message, plain, type Span, type Tone } from '../message.ts';
import { withBars } from './bars.ts';
import type { Ask, Ears, Platform } from './platform.ts';
import { tones } from './tones.ts';
import { wrap } from './wrap.ts';

export const terminalChannel = 'console:terminal';

/** Longer lines are cut before anybody reads them. */
const longestLine = 20_000;
/** Lines that the arrow keys bring back. */
const historySize = 500;

/** Terminals have colours of their own names. */
const colours: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  down: 'red',
  degraded: 'yellow',
  recovered: 'green',
  operational: 'green',
  unknown: 'gray',
  info: 'cyan',
};

export type ConsoleParts = {
  readonly input: Readable;
  /** A terminal says how wide it is. */
  readonly output: Writable & { readonly columns?: number };
  /** A person sits there: show a prompt, use colours. */
  readonly isTerminal: boolean;
  readonly timeZone: string;
  readonly language: string;
  readonly personName: string;
  /** Ctrl-C at the prompt, which a terminal in line mode does not turn into a signal. */
  readonly onInterrupt: () => void;
};

/** Messages go to `output` as text; each line of `input` is a command. Ids count up within a run. */
export function createConsole(parts: ConsoleParts): Platform {
  const { input, output, isTerminal } = parts;
  const asker: Ask = {
    channel: terminalChannel,
    person: { id: 'terminal', name: parts.personName },
    mayManage: true,
    language: parts.language,
    timeZone: parts.timeZone,
  };
  let reader: Interface | undefined;
  let count = 0;
  let last: Promise<void> = Promise.resolve();

  function print(text: string): void {
    if (isTerminal) output.write('\r\x1b[K');
    output.write(`${text}\n`);
    if (isTerminal) reader?.prompt(true);
  }

  /** In a window that may have been made wider or narrower. */
  function shown(message: Message): string {
    return renderConsole(message, { ...parts, width: isTerminal ? output.columns : undefined });
  }

  async function obey(line: string, ears: Ears): Promise<void> {
    const answer = await ears.answer({ ...asker, line: line.slice(0, longestLine) });
    print(shown(answer.message));
  }

  return {
    name: 'console',
    repeatsAreSafeForMs: 0,
    async start(ears) {
      reader = createInterface({
        input,
        ...(isTerminal ? { output, completer: completer(ears, asker), historySize } : {}),
        terminal: isTerminal,
        prompt: '> ',
      });
      reader.on('line', (line) => {
        if (line.trim() === '') return reader?.prompt();
        // One after another: answers come in the order of the questions.
        last = last.then(() => obey(line, ears));
      });
      reader.on('SIGINT', parts.onInterrupt);
      if (isTerminal) reader.prompt();
    },
    async stop() {
      reader?.close();
      await last;
    },
    async post(_channel, message) {
      count += 1;
      print(shown(message));
      return { result: 'ok', id: String(count) };
    },
    async edit(_channel, id, message) {
      print(paint(`   ↻ ${clean(message.title)}`, 'gray', isTerminal));
      return { result: 'ok', id };
    },
    isAnswering: async () => true,
    health: () => ({ isWorking: true }),
  };
}

type Rendering = Pick<ConsoleParts, 'isTerminal' | 'timeZone'> & {
  /** In places of the terminal; lines are not broken without it. */
  readonly width?: number | undefined;
};

/** Below the glyph of the title. */
const indent = '   ';

/** The message as lines of text; colours only for a terminal. */
export function renderConsole(whole: Message, how: Rendering): string {
  const { isTerminal, timeZone, width = Number.POSITIVE_INFINITY } = how;
  const message = withBars(whole);
  const { glyph } = tones[message.tone];
  const colour = ['bold', colours[message.tone]].flat() as Style;
  const rows = (words: string, style?: Style) => {
    const wrapped = wrap(words, width, indent);
    return style ? paint(wrapped, style, isTerminal) : wrapped;
  };
  const title = rows(clean(message.title), colour).replace(indent, `${glyph} `);
  const lines = message.lines.map((line) => rows(text(line, timeZone)));
  const footer = message.footer ? [rows(text(message.footer, timeZone), 'gray')] : [];
  const buttons = (message.buttons ?? []).map(button).join(' · ');
  return [title, ...lines, ...footer, ...(buttons ? [rows(buttons, 'gray')] : [])].join('\n');
}

type Style = Parameters<typeof styleText>[0];

type TimeSpan = Extract<Span, { readonly time: number }>;

/** A terminal knows no reader's zone but its own: instants become clock times of `timeZone`. */
function text(line: Line, timeZone: string): string {
  const spans = line.map((span) =>
    typeof span === 'object' && 'time' in span ? localTime(span, timeZone) : span,
  );
  return clean(plain(spans));
}

/** With the day where the text has one: it is a clock time alone when it is today. */
function localTime({ time, text }: TimeSpan, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(time);
  if (/^\d\d?:\d\d/.test(text)) return clock;
  const day = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short' }).format(time);
  return `${day} ${clock}`;
}

function button(one: Button): string {
  return 'url' in one
    ? `${clean(one.label)}: ${clean(one.url)}`
    : `${clean(one.label)}: /${clean(one.command)}`;
}

/** Foreign text must not move the cursor or ring the bell. */
function clean(foreign: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return foreign.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
}

function paint(words: string, style: Style, isTerminal: boolean): string {
  return isTerminal ? styleText(style, words, { validateStream: false }) : words;
}

/** Commands first, then what the command itself offers: `/status wha` becomes `/status whatsapp`. */
function completer(ears: Ears, ask: Ask) {
  const names = ears.commands.map(({ name }) => `/${name} `);
  return (typed: string, done: (error: null, hits: [string[], string]) => void): void => {
    const [, slash = '', word = '', rest] = /^(\/?)(\S*)(?:\s+(.*))?$/.exec(typed) ?? [];
    const command = ears.commands.find(({ name }) => name === word);
    const option = command?.options.find(({ isCompleted }) => isCompleted);
    if (rest === undefined || !option) {
      done(null, [names.filter((name) => name.startsWith(`/${word}`)), typed]);
      return;
    }
    ears.complete({ ...ask, command: word }, option.name, rest).then(
      (choices) => done(null, [choices.map(({ value }) => `${slash}${word} ${value}`), typed]),
      () => done(null, [[], typed]),
    );
  };
}
