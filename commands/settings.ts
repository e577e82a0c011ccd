/** `settings`: this channel's language, time zone, cards or sentences, reminders, quiet hours and digest. */

import { commandLine } from '../src/asking/place.ts';
import { digestOf, hoursOf, isNo, isTimeZone, isYes } from '../src/asking/terms.ts';
import { bestLanguage, languages } from '../src/languages/index.ts';
import type { PhraseKey, Voice } from '../src/languages/language.ts';
import { sayLine } from '../src/languages/line.ts';
import { type Line, type Message, quote } from '../src/message.ts';
import type { Digest, Room } from '../src/model.ts';
import type { Command, Desk, Request } from './command.ts';

const names = ['language', 'zone', 'form', 'reminders', 'quiet', 'digest'] as const;
type Name = (typeof names)[number];

/** Reads a value into the room; undefined when it is not understood. */
type Read = (typed: string, room: Room) => Room | undefined;

const readers: Readonly<Record<Name, Read>> = {
  language: (typed, room) => {
    const wanted = typed.toLowerCase();
    const known = languages.find(
      ({ tag, name }) => tag.toLowerCase() === wanted || name.toLowerCase() === wanted,
    );
    const tag = known?.tag ?? (/^[a-z]{2,3}(?:[-_]|$)/i.test(typed) ? close(typed) : undefined);
    return tag === undefined ? undefined : { ...room, language: tag };
  },
  zone: (typed, room) => (isTimeZone(typed) ? { ...room, timeZone: typed } : undefined),
  form: (typed, room) => {
    if (/^(?:card|卡片)$/i.test(typed)) return { ...room, mode: 'card' };
    return /^(?:plain|text|文字)$/i.test(typed) ? { ...room, mode: 'plain' } : undefined;
  },
  reminders: (typed, room) => {
    if (isYes(typed)) return { ...room, hasReminders: true };
    return isNo(typed) ? { ...room, hasReminders: false } : undefined;
  },
  quiet: (typed, { quiet: _, ...room }) => {
    if (isNo(typed)) return room;
    const hours = hoursOf(typed);
    return hours && { ...room, quiet: { hours, afterwards: 'catch-up' } };
  },
  digest: (typed, { digest: _, ...room }) => {
    if (isNo(typed)) return room;
    const digest = digestOf(typed);
    return digest && { ...room, digest };
  },
};

export const settings = {
  name: 'settings',
  aliases: ['设置'],
  options: [
    { name: 'language', isNamed: true, complete: languageChoices },
    { name: 'zone', isNamed: true, complete: zoneChoices },
    { name: 'form', isNamed: true, complete: choices(['card', 'plain']) },
    { name: 'reminders', isNamed: true, complete: choices(['on', 'off']) },
    { name: 'quiet', isNamed: true, complete: choices(['22:00-07:00', 'off']) },
    {
      name: 'digest',
      isNamed: true,
      complete: choices(['daily', 'weekly', 'daily-18:00', 'friday-16:00', 'off']),
    },
  ],
  isPrivate: true,
  isManaging: true,
  async run(request, desk) {
    const given = names.filter((name) => request.options[name] !== undefined);
    return given.length === 0 ? shown(request, desk) : changed(given, request, desk);
  },
} satisfies Command;

async function changed(given: readonly Name[], request: Request, desk: Desk): Promise<Message> {
  const { channel } = request.ask;
  let room = desk.room(channel);
  for (const name of given) {
    const typed = request.options[name] ?? '';
    const next = readers[name](typed, room);
    if (!next) return notUnderstood(name, typed, request);
    room = next;
  }
  await desk.settle(channel, room);
  const message = shown(request, desk);
  return { ...message, title: request.voice.say('settings.done') };
}

function shown(request: Request, desk: Desk): Message {
  const { voice, ask } = request;
  const room = desk.room(ask.channel);
  const [first] = desk.followed(ask.channel);
  const language = room.language ?? first?.subscription.language ?? voice.tag;
  const zone = room.timeZone ?? first?.subscription.timeZone ?? voice.timeZone;
  const { mode = 'card', hasReminders = true, hasBusyAhead = false, quiet, digest } = room;
  const rows: readonly (readonly [Name | 'ahead', string])[] = [
    ['language', languages.find(({ tag }) => tag === language)?.name ?? language],
    ['zone', zone],
    ['form', voice.say(`settings.form.${mode}`)],
    ['reminders', voice.say(hasReminders ? 'settings.on' : 'settings.off')],
    ['quiet', quiet ? `${quiet.hours.from}–${quiet.hours.to}` : voice.say('settings.off')],
    ['digest', digest ? sayDigest(digest, voice) : voice.say('settings.off')],
    // Changed where the calendar shows what it is about.
    ['ahead', voice.say(hasBusyAhead ? 'settings.on' : 'settings.off')],
  ];
  return {
    tone: 'info',
    title: voice.say('settings.title'),
    lines: [...rows.map((row) => settingLine(row, voice)), how(request)],
    buttons: [
      ...languages
        .filter(({ tag }) => tag !== language)
        .slice(0, 1)
        .map(({ tag, name }) => ({ label: name, command: `settings language:${tag}` })),
      toggle(voice, 'reminders', hasReminders),
      {
        label: voice.say(mode === 'card' ? 'settings.form.plain' : 'settings.form.card'),
        command: `settings form:${mode === 'card' ? 'plain' : 'card'}`,
      },
    ],
  };
}

/** A Monday, so that a day of the week is that many days later. */
const monday = Date.UTC(2024, 0, 1);

function sayDigest(digest: Digest, { tag, say }: Voice): string {
  if (digest.every === 'day') return say('settings.digest.day', { time: digest.at });
  const day = new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' }).format(
    monday + (digest.day - 1) * 86_400_000,
  );
  return say('settings.digest.week', { day, time: digest.at });
}

function toggle(voice: Voice, name: 'reminders', isOn: boolean) {
  const label = `${voice.say(`settings.${name}`)}: ${voice.say(isOn ? 'settings.off' : 'settings.on')}`;
  return { label, command: `settings ${name}:${isOn ? 'off' : 'on'}` };
}

function settingLine([name, value]: readonly [Name | 'ahead', string], voice: Voice): Line {
  return sayLine(voice, 'settings.row', {
    name: voice.say(`settings.${name}`),
    value: { bold: value },
  });
}

function how(request: Request): Line {
  const command = commandLine(request, 'settings quiet:22:00-07:00');
  return sayLine(request.voice, 'settings.how', { command });
}

function notUnderstood(name: Name, typed: string, { voice }: Request): Message {
  const next: PhraseKey = `settings.${name}.next`;
  return {
    tone: 'info',
    title: voice.say('settings.wrong', {
      name: voice.say(`settings.${name}`),
      typed: quote(typed, 40),
    }),
    lines: [sayLine(voice, next, { languages: languages.map(({ tag }) => tag).join(', ') })],
  };
}

/** `pt` for `pt-BR`; English is meant only by who says so. */
function close(typed: string): string | undefined {
  const best = bestLanguage(typed);
  return best === 'en' && !/^en/i.test(typed) ? undefined : best;
}

function languageChoices(typed: string) {
  const wanted = typed.trim().toLowerCase();
  return languages
    .map(({ tag, name }) => ({ name: `${name} (${tag})`, value: tag }))
    .filter(({ name }) => name.toLowerCase().includes(wanted));
}

function zoneChoices(typed: string) {
  const wanted = typed.trim().toLowerCase().replace(/\s+/g, '_');
  return Intl.supportedValuesOf('timeZone')
    .filter((zone) => zone.toLowerCase().includes(wanted))
    .slice(0, 25)
    .map((zone) => ({ name: zone.replaceAll('_', ' '), value: zone }));
}

function choices(values: readonly string[]) {
  return (typed: string) =>
    values
      .filter((value) => value.startsWith(typed.trim().toLowerCase()))
      .map((value) => ({ name: value, value }));
}
