/**
 * Answers one ask: reads the line, chooses the language, checks the right, runs the command in bounded time.
 * Never throws and never mentions anybody; whatever goes wrong becomes a kind answer for the asker alone.
 */

import type { Command, Desk, Request } from '../../commands/command.ts';
import { bestLanguage, createVoice, languages } from '../languages/index.ts';
import type { PhraseKey } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Log } from '../log.ts';
import { type Message, quote } from '../message.ts';
import { nearest } from '../nearest.ts';
import type { Answer, Ask, Choice, CommandShape, Ears, FormShape } from '../platforms/platform.ts';
import { StoreFailed } from '../store/store.ts';
import { commandLine, platformOf, sayWhoManages, workspaceOf } from './place.ts';
import type { Quota } from './quota.ts';
import { commandNamed, readGiven, readLine, type Typed } from './typed.ts';

export type AnswerParts = {
  readonly commands: readonly Command[];
  readonly desk: Desk;
  readonly defaults: { readonly language: string; readonly timeZone: string };
  readonly log: Log;
  /** Chat networks show an error after 3 s. */
  readonly withinMs?: number;
  /** How much a person may ask in a channel; as much as they like when absent. */
  readonly quota?: Quota;
};

export type Answers = Pick<Ears, 'answer' | 'complete'> & {
  readonly shapes: readonly CommandShape[];
};

type Reading = Exclude<Typed, { what: 'words' }>;
type Asked = { readonly command: Command; readonly request: Request };
const choicesAtMost = 25;
const choiceLength = 100;

export function createAnswer(parts: AnswerParts): Answers {
  const { commands, log, quota, withinMs = 2_500 } = parts;

  async function answer(ask: Ask): Promise<Answer> {
    const desk = parts.desk.within(workspaceOf(ask));
    const request = newRequest(ask, desk);
    try {
      const asked = read(request, desk);
      if ('message' in asked) return asked;
      return await inTime(asked.command, obey(asked, desk), request);
    } catch (error) {
      return { message: sayFailure(error, request), isPrivate: true };
    }
  }

  /** The person's language, else the channel's, else the default. */
  function newRequest(ask: Ask, desk: Desk): Request {
    const room = known(() => desk.room(ask.channel));
    const first = known(() => desk.followed(ask.channel)[0]?.subscription);
    const ofChannel = room?.language ?? first?.language;
    const tag = bestLanguage(ask.language, ofChannel, parts.defaults.language);
    const zoneOfChannel = room?.timeZone ?? first?.timeZone;
    const timeZone = ask.timeZone ?? zoneOfChannel ?? parts.defaults.timeZone;
    return { ask, options: {}, voice: createVoice(tag, timeZone) };
  }

  function known<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch {
      // The command itself meets the same trouble and says so.
      return undefined;
    }
  }

  function read(request: Request, desk: Desk): Answer | Asked {
    const { ask } = request;
    if (ask.command !== undefined) {
      const command = commandNamed(ask.command, commands);
      if (!command) return privately(sayUnknownCommand(ask.command, '', request));
      return { command, request: { ...request, options: readGiven(ask.options ?? {}, command) } };
    }
    const typed = readLine(ask.line ?? '', commands);
    return typed.what === 'words' ? readWords(typed, request, desk) : readCommand(typed, request);
  }

  function readCommand(typed: Reading, request: Request): ReturnType<typeof read> {
    const help = commandNamed('help', commands);
    if (typed.what === 'command') {
      return { command: typed.command, request: { ...request, options: typed.options } };
    }
    return help ? { command: help, request } : privately(sayUnknownCommand('', '', request));
  }

  /** A name alone asks for its status, unless the first word is nearly a command and no service has that name. */
  function readWords(
    { words, first }: Extract<Typed, { what: 'words' }>,
    request: Request,
    desk: Desk,
  ): ReturnType<typeof read> {
    const status = commandNamed('status', commands);
    const isName = desk.catalogue.find(words).isExact;
    const meant = isName
      ? undefined
      : nearest(
          first,
          commands.map(({ name }) => name),
        );
    if (meant !== undefined || !status) {
      const rest = words.slice(first.length).trim();
      return privately(sayUnknownCommand(first, [meant ?? 'help', rest].join(' '), request));
    }
    return { command: status, request: { ...request, options: { service: words } } };
  }

  async function obey({ command, request }: Asked, desk: Desk): Promise<Answer> {
    const { ask } = request;
    // Whoever sits at the terminal runs the bot.
    const isLimited = platformOf(request) !== 'console';
    const key = `${ask.person.id} ${ask.channel}`;
    const waitMs = (isLimited && quota?.waitFor(key, command.cost ?? 1)) || 0;
    if (waitMs > 0) return privately(sayTooMany(waitMs, request));
    if (command.isManaging && !ask.mayManage) return privately(sayMayNot(request));
    const isPublic = request.options.public !== undefined;
    const message = await command.run(request, desk);
    const isForm = command.hasForm && Object.keys(request.options).length === 0;
    return {
      message,
      isPrivate: command.isPrivate && !isPublic,
      ...(isForm ? { form: { command: command.name, language: request.voice.tag } } : {}),
    };
  }

  /** A late answer is no answer; what it does goes on, and what goes wrong with it is noted. */
  async function inTime(
    command: Command,
    work: Promise<Answer>,
    request: Request,
  ): Promise<Answer> {
    const late = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => {
      log('warn', 'a command took too long', { command: command.name });
      work.catch((error) => sayFailure(error, request));
      late.resolve(privately(sayLate(command, request)));
    }, withinMs);
    try {
      return await Promise.race([work, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  function sayFailure(error: unknown, { voice }: Request): Message {
    const isStore = error instanceof StoreFailed;
    log(isStore ? 'warn' : 'error', isStore ? 'the store failed a command' : 'a command failed', {
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    const key = isStore ? 'error.store' : 'error.internal';
    return { tone: 'info', title: voice.say(key), lines: [[voice.say(`${key}.next`)]] };
  }

  async function complete(ask: Ask, option: string, typed: string): Promise<readonly Choice[]> {
    try {
      const command = commandNamed(ask.command ?? '', commands);
      const wanted = command?.options.find(({ name }) => name === option);
      const desk = parts.desk.within(workspaceOf(ask));
      const request = newRequest(ask, desk);
      const choices = wanted?.complete?.(quote(typed, choiceLength), request, desk) ?? [];
      return choices
        .slice(0, choicesAtMost)
        .map(({ name, value }) => ({ name: quote(name, choiceLength), value }));
    } catch (error) {
      log('error', 'a completion failed', { error: String(error) });
      return [];
    }
  }

  return { answer, complete, shapes: commands.map(shapeOf) };
}

function privately(message: Message): Answer {
  return { message, isPrivate: true };
}

function sayUnknownCommand(typed: string, meant: string, request: Request): Message {
  const { voice } = request;
  // A line that does not fit into a button would run another command than it says.
  const line = meant.length > 80 ? '' : meant;
  const guess = { count: 1, names: commandLine(request, line) };
  const help = { label: voice.say('button.help'), command: 'help' };
  return {
    tone: 'info',
    title: voice.say('error.unknownCommand', { typed: quote(typed, 40) }),
    lines: line === '' ? [] : [sayLine(voice, 'error.didYouMean', guess)],
    buttons: line === '' ? [help] : [{ label: line, command: line }, help],
  };
}

function sayTooMany(waitMs: number, { voice }: Request): Message {
  const duration = voice.duration(Math.ceil(waitMs / 1_000) * 1_000);
  const next = sayLine(voice, 'error.tooManyAsks.next', { duration });
  return { tone: 'info', title: voice.say('error.tooManyAsks'), lines: [next] };
}

function sayMayNot(request: Request): Message {
  const { voice } = request;
  const command = commandLine(request, 'status');
  return {
    tone: 'info',
    title: sayWhoManages(request),
    lines: [sayLine(voice, 'error.mayNotManage.next', { command })],
  };
}

function sayLate({ isManaging }: Command, request: Request): Message {
  const { voice } = request;
  const command = commandLine(request, 'subscriptions');
  const next = isManaging
    ? sayLine(voice, 'error.tooSlow.write', { command })
    : sayLine(voice, 'error.tooSlow.next');
  return { tone: 'info', title: voice.say('error.tooSlow'), lines: [next] };
}

/** A command as platforms register it, described in every language. */
function shapeOf({ name, options, isPrivate, isManaging, hasForm }: Command): CommandShape {
  return {
    name,
    description: inEveryLanguage(`command.${name}`),
    options: options.map((option) => ({
      name: option.name,
      description: inEveryLanguage(`command.${name}.${option.name}`),
      isRequired: option.isRequired === true,
      isCompleted: option.complete !== undefined,
      ...(option.isFlag ? { isFlag: true } : {}),
      ...(option.isSeveral ? { isSeveral: true } : {}),
      ...(option.isMention ? { isMention: true } : {}),
    })),
    isPrivate,
    isManaging,
    ...(hasForm ? { form: formOf(name) } : {}),
  };
}

function formOf(command: string): FormShape {
  return {
    title: inEveryLanguage(`form.${command}.title`),
    send: inEveryLanguage(`form.${command}.send`),
    cancel: inEveryLanguage('form.cancel'),
  };
}

function inEveryLanguage(key: string): Readonly<Record<string, string>> {
  const texts = languages.flatMap(({ tag, phrases }) => {
    const text = phrases[key as PhraseKey];
    return text === undefined ? [] : [[tag, text] as const];
  });
  return Object.fromEntries(texts);
}
