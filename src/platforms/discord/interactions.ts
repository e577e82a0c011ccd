/**
 * What people ask on Discord: slash commands, completions and buttons, each answered within the three
 * seconds that Discord allows. Nothing here ever throws: an interaction that came too late or twice is logged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  InteractionContextType,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import type { Log } from '../../log.ts';
import type { Answer, Ask, Choice, Ears } from '../platform.ts';
import { createUnderWay } from '../under-way.ts';
import { cutEnd } from './cut.ts';
import { clean } from './escape.ts';
import { choiceNameLimit, choicesLimit, choiceValueLimit } from './limits.ts';
import { isCode, isDiscordAnswer } from './outcome.ts';
import { type Draw, replyBody } from './picture.ts';
import { runPrefix } from './render.ts';

/** An answer that is not there by then is announced first and given later. */
const promptMs = 1_500;
/** An answer that takes longer is given up; Discord would take it for 15 minutes. */
const answerLimitMs = 60_000;
const completionLimitMs = 2_000;
/** Interactions that are remembered, so that one that is delivered twice is obeyed once. */
const rememberedLimit = 1_000;
/** Questions that are answered at the same time; more are left to Discord's own time limit. */
const underWayLimit = 500;

/** Where nobody knows what became of a call; the first answer must be there within three seconds. */
const lostPauseMs = 250;
/** What Discord says to whoever acknowledges a question again, or deletes a message again. */
const isAcknowledged = 40_060;
const isGone = 10_008;

type Asking = ChatInputCommandInteraction | ButtonInteraction;

export type Interactions = {
  handle(interaction: Interaction): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

export function createInteractions(ears: Ears, log: Log, draw?: Draw): Interactions {
  const seen = new Set<string>();
  const underWay = createUnderWay();

  function isNew(id: string): boolean {
    if (seen.has(id)) return false;
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > rememberedLimit && oldest !== undefined) seen.delete(oldest);
    return true;
  }

  async function attend(interaction: Interaction): Promise<void> {
    try {
      if (interaction.isAutocomplete()) await complete(interaction, ears);
      else if (interaction.isChatInputCommand() || interaction.isButton()) {
        await answer(interaction, ears, { log, draw });
      }
    } catch (error) {
      // 10062: later than three seconds; 40060: somebody has answered already.
      log('warn', 'a Discord interaction could not be answered', {
        interaction: interaction.id,
        error: String(error),
      });
    }
  }

  return {
    handle(interaction) {
      if (!isNew(interaction.id)) return;
      if (underWay.count >= underWayLimit) {
        log('warn', 'too many questions at once on Discord', { interaction: interaction.id });
        return;
      }
      void underWay.during(attend(interaction));
    },
    idle: underWay.idle,
  };
}

type Means = { readonly log: Log; readonly draw: Draw | undefined };

async function answer(interaction: Asking, ears: Ears, { log, draw }: Means): Promise<void> {
  const pending = answerOf(interaction, ears, log);
  const prompt = await within(pending, promptMs);
  // Without the right to attach files Discord would drop the picture, and with it the numbers.
  const mayAttach = interaction.appPermissions?.has(PermissionFlagsBits.AttachFiles) !== false;
  const body = ({ message }: Answer) => replyBody(message, mayAttach ? draw : undefined);
  if (prompt) {
    const reply = { ...(await body(prompt)), ...visible(prompt.isPrivate) };
    await insist(() => interaction.reply(reply), isAcknowledged);
    return;
  }
  const isPrivate = isPrivateAsk(interaction, ears);
  await insist(() => interaction.deferReply(visible(isPrivate)), isAcknowledged);
  // Unless it heard so, discord.js does not let us go on.
  interaction.deferred = true;
  const late = (await within(pending, answerLimitMs)) ?? noAnswer;
  const reply = await body(late);
  if (late.isPrivate === isPrivate) {
    await insist(() => interaction.editReply(reply));
    return;
  }
  // Who may read a deferred answer is settled by the deferral; another message takes its place.
  await insist(() => interaction.deleteReply(), isGone);
  await insist(() => interaction.followUp({ ...reply, ...visible(late.isPrivate) }));
}

/**
 * Once more after a little while, unless Discord itself has refused it: what it answers to the second of two that
 * both arrived means that the first was done.
 */
async function insist(call: () => Promise<unknown>, isDone?: number): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (isDiscordAnswer(error)) throw error;
    await sleep(lostPauseMs);
    await call().catch((again) => {
      if (isDone === undefined || !isCode(again, isDone)) throw again;
    });
  }
}

/** Never rejects: a bug of ours is logged and answered like silence. */
async function answerOf(interaction: Asking, ears: Ears, log: Log): Promise<Answer> {
  try {
    return await ears.answer(askOf(interaction));
  } catch (error) {
    log('error', 'a command failed', { error: String(error) });
    return noAnswer;
  }
}

const noAnswer: Answer = {
  isPrivate: true,
  message: { tone: 'unknown', title: 'There was no answer in time. Please ask again.', lines: [] },
};

function visible(isPrivate: boolean): { flags?: MessageFlags.Ephemeral } {
  return isPrivate ? { flags: MessageFlags.Ephemeral } : {};
}

function isPrivateAsk(interaction: Asking, ears: Ears): boolean {
  const name = interaction.isButton()
    ? lineOf(interaction).split(/\s/, 1)[0]
    : interaction.commandName;
  return ears.commands.find((command) => command.name === name)?.isPrivate ?? true;
}

/** A button of an older version of the bot leads to what can be asked now. */
function lineOf(interaction: ButtonInteraction): string {
  const id = interaction.customId;
  return id.startsWith(runPrefix) ? id.slice(runPrefix.length) : 'help';
}

function askOf(interaction: Asking | AutocompleteInteraction): Ask {
  const what = interaction.isButton()
    ? { line: lineOf(interaction) }
    : { command: interaction.commandName, ...optionsOf(interaction) };
  const { user, member } = interaction;
  const nick = member && 'displayName' in member ? member.displayName : undefined;
  return {
    ...what,
    channel: `discord:${interaction.channelId ?? ''}`,
    ...(interaction.guildId ? { workspace: `discord:${interaction.guildId}` } : {}),
    person: { id: user.id, name: nick ?? user.displayName },
    mayManage: mayManage(interaction),
    language: interaction.locale,
  };
}

/** Who is chosen in an option is named in it as people see it, and by id beside it. */
function optionsOf(
  interaction: ChatInputCommandInteraction | AutocompleteInteraction,
): Pick<Ask, 'options' | 'mentions'> {
  const given = interaction.options.data.map(({ name, value, role, user }) => {
    const isGiven = role || user;
    // The role with the server's own id is everyone.
    const mayName = isGiven && value !== interaction.guildId;
    const who = role ? ('group' as const) : ('person' as const);
    const typed = isGiven ? `@${value}` : String(value ?? '');
    return { name, typed, mention: mayName ? { who, id: String(value) } : undefined };
  });
  const mentions = given.flatMap(({ typed, mention }) => (mention ? [{ typed, mention }] : []));
  return {
    options: Object.fromEntries(given.map(({ name, typed }) => [name, typed])),
    ...(mentions.length > 0 ? { mentions } : {}),
  };
}

/** Discord's own analogue, following an announcement channel, needs Manage Webhooks in the target. */
function mayManage(interaction: Asking | AutocompleteInteraction): boolean {
  if (interaction.memberPermissions && interaction.inGuild()) {
    return interaction.memberPermissions.has(PermissionFlagsBits.ManageWebhooks);
  }
  return interaction.context === InteractionContextType.BotDM;
}

async function complete(interaction: AutocompleteInteraction, ears: Ears): Promise<void> {
  const { name, value } = interaction.options.getFocused(true);
  const pending = ears.complete(askOf(interaction), name, value).catch(() => []);
  const choices = (await within(pending, completionLimitMs)) ?? [];
  const offered = choices.filter(isChoice).slice(0, choicesLimit).map(choiceBody);
  await insist(() => interaction.respond(offered), isAcknowledged);
}

function isChoice({ name, value }: Choice): boolean {
  const hasValue = value !== '' && value.length <= choiceValueLimit;
  return hasValue && clean(name).trim() !== '';
}

function choiceBody({ name, value }: Choice): Choice {
  return { name: cutEnd(clean(name).trim(), choiceNameLimit), value };
}

/** Undefined when `pending` takes longer. */
async function within<T>(pending: Promise<T>, limitMs: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), limitMs);
  try {
    return await Promise.race([pending, promise]);
  } finally {
    clearTimeout(timer);
  }
}
