/** Where something was asked: how commands are typed there, and whose words the channel reads. */

import type { Desk, Request } from '../../commands/command.ts';
import { createVoice } from '../languages/index.ts';
import type { Voice } from '../languages/language.ts';
import { quote, type Span } from '../message.ts';
import type { Ask } from '../platforms/platform.ts';

/** A command as it is typed where this was asked. */
export function commandLine({ ask }: Pick<Request, 'ask'>, line: string): Exclude<Span, string> {
  return { code: quote(`${ask.prefix ?? '/'}${line}`) };
}

/** The part of a channel's name that says which chat network it is in. */
export function platformOf({ ask }: Pick<Request, 'ask'>): string {
  return ask.channel.split(':', 1)[0] ?? '';
}

/** Whose own services are known there: `slack:T1`, `discord:<server>`, a person's own in a direct message. */
export function workspaceOf({ channel, workspace }: Ask): string {
  return workspace ?? channel.split('/', 1)[0] ?? channel;
}

/**
 * Who speaks for the services of the operator's file: the terminal, and Slack's workspace, since its token is the
 * operator's; but anybody can take a Discord bot into a server of theirs, so those have to be `named`.
 */
export function operators(named: readonly string[]): (workspace: string) => boolean {
  return (workspace) => /^(?:slack|console):/.test(workspace) || named.includes(workspace);
}

/** The voice for what the whole channel reads: as it chose, as it was first subscribed, as the asker speaks. */
export function channelVoice(request: Request, desk: Desk): Voice {
  const { channel } = request.ask;
  const { language, timeZone } = desk.room(channel);
  const first = desk.followed(channel)[0]?.subscription;
  const { voice } = request;
  return createVoice(
    language ?? first?.language ?? voice.tag,
    timeZone ?? first?.timeZone ?? voice.timeZone,
  );
}

/** That the asker may not change what a channel hears, and who may. */
export function sayWhoManages(request: Request): string {
  const { ask, voice } = request;
  const kind = ask.managers === 'admins' ? 'Admins' : '';
  return voice.say('error.mayNotManage', { platform: `${platformOf(request)}${kind}` });
}
