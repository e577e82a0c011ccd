/** What people ask on Slack: slash commands, mentions and buttons become asks, answers go back the way they came. */
import { setTimeout as pause } from 'node:timers/promises';
import type { App, BlockAction, webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';
import type { Message } from '../../message.ts';
import type { Channel } from '../../model.ts';
import type { Answer, Ask, Ears, Sent } from '../platform.ts';
import { listenForForms } from './modal-asks.ts';
import { type Managers, mayManage, type People } from './people.ts';
import { renderSlack, runsCommand, type SlackMessage } from './render.ts';
import { respond } from './respond.ts';
import { mentionsIn, typed, typedTo } from './typed.ts';
import type { PictureMessage, Upload } from './upload.ts';

/** The short form of `status`. */
export const shortCommand = '/outage';

/** After these an answer that was posted in vain is posted again. */
const lostPauseMs = 500;
const longestPauseMs = 60_000;

/** Slack shows an error after 3 s; an answer that is not there by now goes through the response address. */
const earlyMs = 1500;
const rememberedEvents = 1000;

export type AskingParts = {
  readonly app: App;
  readonly client: webApi.WebClient;
  readonly ears: Ears;
  /** The slash command, with its slash. */
  readonly command: string;
  readonly botUserId: string;
  readonly botName: string;
  readonly people: People;
  readonly managers: Managers;
  readonly channelOf: (id: string) => Channel;
  /** Posts an answer into a thread. */
  readonly reply: Reply;
  /** Posts to one person in a channel, for nobody else to see. */
  readonly whisper: (to: { channel: string; user: string }, message: Message) => Promise<Sent>;
  readonly upload: Upload;
  readonly now: () => number;
  readonly log: Log;
};

type Reply = (place: Place, message: Message | PictureMessage) => Promise<Sent>;
/** Slack's own ids. */
type Place = { readonly channel: string; readonly thread: string };
type Who = { channel: string; user: string; name?: string; prefix?: string };
type Asked = Who & { line: string; text: string };

export function listenForAsks(parts: AskingParts): void {
  const { app } = parts;
  const isFresh = createOnce(rememberedEvents);

  async function askOf(who: Who): Promise<Ask> {
    const person = await parts.people.find(who.user);
    return {
      channel: parts.channelOf(who.channel),
      person: { id: who.user, name: person?.name ?? who.name ?? who.user },
      mayManage: mayManage(person, parts.managers),
      ...(parts.managers === 'admins' ? { managers: 'admins' as const } : {}),
      prefix: who.prefix ?? `${parts.command} `,
      ...(person?.language === undefined ? {} : { language: person.language }),
      ...(person?.timeZone === undefined ? {} : { timeZone: person.timeZone }),
    };
  }

  async function answer({ line, text, ...who }: Asked): Promise<Answer> {
    const mentions = mentionsIn(text);
    const ask = await askOf(who);
    return parts.ears.answer({ ...ask, line, ...(mentions.length > 0 ? { mentions } : {}) });
  }

  /** Through the address that came with the question, its picture too. */
  async function give(url: string, said: Answer, place: object = {}): Promise<boolean> {
    const isGiven = await respond(url, { ...reply(said), ...place }, parts.log);
    if (isGiven) showChart(url, said, place);
    return isGiven;
  }

  function showChart(url: string, { message, isPrivate }: Answer, place: object = {}): void {
    if (!message.chart) return;
    const about = { ...place, response_type: visibility(isPrivate) };
    void parts.upload.show(message.chart, (picture) =>
      respond(url, { ...picture, ...about, replace_original: false }, parts.log),
    );
  }

  const forms = listenForForms({
    app,
    client: parts.client,
    ears: parts.ears,
    askOf,
    log: parts.log,
    async answer({ channel, responseUrl }, user, said) {
      if (await give(responseUrl, said, { replace_original: false })) return;
      // The form was open for longer than the address is good for.
      await insist(() => parts.whisper({ channel, user }, said.message));
    },
  });

  function slash(name: string, lineOf: (text: string) => string): void {
    app.command(name, async ({ command, ack }) => {
      const { channel_id: channel, user_id: user, response_url: responseUrl } = command;
      const text = command.text ?? '';
      const line = lineOf(typed(text));
      const pending = answer({ line, text, channel, user, name: command.user_name });
      const early = await Promise.race([pending, pause(earlyMs, undefined, { ref: false })]);
      const place = { channel, responseUrl };
      const isForm = early && (await forms.open(early, command.trigger_id, place));
      const isAcked = await ack(early && !isForm ? reply(early) : undefined).then(
        () => true,
        () => false,
      );
      if (isForm) return;
      if (early && isAcked) showChart(responseUrl, early);
      else await give(responseUrl, await pending);
    });
  }

  slash(parts.command, (text) => text);
  if (parts.command !== shortCommand) slash(shortCommand, (text) => `status ${text}`.trim());

  // Buttons that open a page report their press too, and so do buttons of older versions.
  app.action(/.*/, async ({ action, body, ack }) => {
    // A connection that is lost meanwhile keeps nobody from an answer.
    await ack().catch(() => {});
    if (body.type !== 'block_actions' || action.type !== 'button') return;
    if (!('action_id' in action) || !action.action_id.startsWith(runsCommand)) return;
    const { channel, thread } = placeOf(body);
    if (channel === undefined || !body.response_url) return;
    const { id, username, name } = body.user as { id: string; username?: string; name?: string };
    const who = username ?? name;
    const text = action.value ?? '';
    const said = await answer({
      line: typed(text),
      text,
      channel,
      user: id,
      ...(who === undefined ? {} : { name: who }),
    });
    const { response_url: responseUrl, trigger_id: trigger } = body;
    if (await forms.open(said, trigger, { channel, responseUrl })) return;
    const place = {
      replace_original: false,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    };
    await give(responseUrl, said, place);
  });

  /** Posts an answer, once more where the first was lost; false when it was lost again, which is logged. */
  async function insist(post: () => Promise<Sent>): Promise<boolean> {
    let sent = await post();
    const pauseMs = sent.result === 'wait' ? sent.retryAt - parts.now() : lostPauseMs;
    const isLost = sent.result === 'wait' || sent.result === 'unsure';
    if (isLost && pauseMs <= longestPauseMs) {
      await pause(Math.max(0, pauseMs), undefined, { ref: false });
      sent = await post();
    }
    const isGiven = sent.result === 'ok';
    if (!isGiven) parts.log('warn', 'an answer did not reach Slack', sent);
    return isGiven;
  }

  app.event('app_mention', async ({ event, body }) => {
    if (!isFresh(body.event_id) || event.user === undefined || 'bot_id' in event) return;
    const { channel, text, user } = event;
    const line = typedTo(parts.botUserId, text);
    // Slash commands do not work in threads, and a mention is answered in one.
    const prefix = `@${parts.botName} `;
    const { message } = await answer({ line, text, channel, user, prefix });
    const place = { channel, thread: event.thread_ts ?? event.ts };
    const isGiven = await insist(() => parts.reply(place, message));
    if (isGiven && message.chart) {
      void parts.upload.show(message.chart, async (picture) => {
        return (await parts.reply(place, picture)).result === 'ok';
      });
    }
  });
}

function reply(answer: Answer): SlackMessage & { response_type: 'ephemeral' | 'in_channel' } {
  return {
    ...renderSlack(answer.message),
    response_type: visibility(answer.isPrivate),
  };
}

function visibility(isPrivate: boolean): 'ephemeral' | 'in_channel' {
  return isPrivate ? 'ephemeral' : 'in_channel';
}

/** Where a button was pressed. */
function placeOf(body: BlockAction): { channel: string | undefined; thread: string | undefined } {
  return {
    channel: body.channel?.id ?? body.container?.channel_id,
    thread: body.message?.thread_ts ?? body.container?.thread_ts,
  };
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
