/** What people ask on Slack: slash commands, mentions and buttons become asks, answers go back the way they came. */
import { setTimeout as pause } from 'node:timers/promises';
import type { App, BlockAction } from '@slack/bolt';
import type { Log } from '../../log.ts';
import type { Message } from '../../message.ts';
import type { Channel } from '../../model.ts';
import type { Answer, Ask, Ears, Sent } from '../platform.ts';
import type { People } from './people.ts';
import { renderSlack, runsCommand, type SlackMessage } from './render.ts';
import { typed, typedTo } from './typed.ts';

/** The short form of `status`. */
export const shortCommand = '/outage';

/** Slack shows an error after 3 s; an answer that is not there by now goes through the response address. */
const earlyMs = 1500;
const respondTimeoutMs = 10_000;
const rememberedEvents = 1000;

export type AskingParts = {
  readonly app: App;
  readonly ears: Ears;
  /** The slash command, with its slash. */
  readonly command: string;
  readonly botUserId: string;
  readonly botName: string;
  readonly people: People;
  readonly channelOf: (id: string) => Channel;
  /** Posts an answer into a thread. */
  readonly reply: (channel: string, thread: string, message: Message) => Promise<Sent>;
  readonly log: Log;
};

type Asked = { line: string; channel: string; user: string; name?: string; prefix?: string };

export function listenForAsks(parts: AskingParts): void {
  const { app } = parts;
  const isFresh = createOnce(rememberedEvents);

  async function answer(asked: Asked): Promise<Answer> {
    const person = await parts.people.find(asked.user);
    const ask: Ask = {
      line: asked.line,
      channel: parts.channelOf(asked.channel),
      person: { id: asked.user, name: person?.name ?? asked.name ?? asked.user },
      mayManage: person?.isGuest !== true,
      prefix: asked.prefix ?? `${parts.command} `,
      ...(person?.language === undefined ? {} : { language: person.language }),
      ...(person?.timeZone === undefined ? {} : { timeZone: person.timeZone }),
    };
    return parts.ears.answer(ask);
  }

  function slash(name: string, lineOf: (text: string) => string): void {
    app.command(name, async ({ command, ack }) => {
      const pending = answer({
        line: lineOf(typed(command.text ?? '')),
        channel: command.channel_id,
        user: command.user_id,
        name: command.user_name,
      });
      const early = await Promise.race([pending, pause(earlyMs, undefined, { ref: false })]);
      const isAcked = await ack(early && reply(early)).then(
        () => true,
        () => false,
      );
      if (early && isAcked) return;
      await respond(command.response_url, reply(await pending), parts.log);
    });
  }

  slash(parts.command, (text) => text);
  if (parts.command !== shortCommand) slash(shortCommand, (text) => `status ${text}`.trim());

  // Buttons that open a page report their press too, and so do buttons of older versions.
  app.action(/.*/, async ({ action, body, ack }) => {
    await ack();
    if (body.type !== 'block_actions' || action.type !== 'button') return;
    if (!('action_id' in action) || !action.action_id.startsWith(runsCommand)) return;
    const { channel, thread } = placeOf(body);
    if (channel === undefined || !body.response_url) return;
    const { id, username, name } = body.user as { id: string; username?: string; name?: string };
    const who = username ?? name;
    const line = typed(action.value ?? '');
    const said = await answer({
      line,
      channel,
      user: id,
      ...(who === undefined ? {} : { name: who }),
    });
    const place = {
      replace_original: false,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    };
    await respond(body.response_url, { ...reply(said), ...place }, parts.log);
  });

  app.event('app_mention', async ({ event, body }) => {
    if (!isFresh(body.event_id) || event.user === undefined || 'bot_id' in event) return;
    const line = typedTo(parts.botUserId, event.text);
    // Slash commands do not work in threads, and a mention is answered in one.
    const prefix = `@${parts.botName} `;
    const said = await answer({ line, channel: event.channel, user: event.user, prefix });
    const sent = await parts.reply(event.channel, event.thread_ts ?? event.ts, said.message);
    if (sent.result !== 'ok') parts.log('warn', 'an answer did not reach Slack', sent);
  });
}

function reply(answer: Answer): SlackMessage & { response_type: 'ephemeral' | 'in_channel' } {
  return {
    ...renderSlack(answer.message),
    response_type: answer.isPrivate ? 'ephemeral' : 'in_channel',
  };
}

/** Where a button was pressed. */
function placeOf(body: BlockAction): { channel: string | undefined; thread: string | undefined } {
  return {
    channel: body.channel?.id ?? body.container?.channel_id,
    thread: body.message?.thread_ts ?? body.container?.thread_ts,
  };
}

async function respond(url: string, body: object, log: Log): Promise<void> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(respondTimeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) log('warn', 'Slack did not take an answer', { status: response.status });
  } catch (error) {
    log('warn', 'an answer did not reach Slack', { error: String(error) });
  }
}

/** True the first time that it sees a key. Slack repeats events that it believes lost. */
function createOnce(most: number): (key: string) => boolean {
  const seen = new Set<string>();
  return (key) => {
    if (seen.has(key)) return false;
    if (seen.size >= most) for (const oldest of [...seen].slice(0, most / 2)) seen.delete(oldest);
    seen.add(key);
    return true;
  };
}
