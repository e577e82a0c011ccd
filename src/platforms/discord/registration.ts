/** Our commands as Discord knows them: told only when something changed, since new names are counted per day. */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  DiscordAPIError,
  InteractionContextType,
  Locale,
  PermissionFlagsBits,
  type REST,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import type { CommandShape, OptionShape } from '../platform.ts';
import { cutEnd } from './cut.ts';
import { commandsLimit, descriptionOfCommandLimit, optionsLimit } from './limits.ts';

type Body = RESTPostAPIChatInputApplicationCommandsJSONBody;

/** Makes Discord's list of our commands equal to `commands`. Rejects with the error of the call that failed. */
export async function register(
  rest: REST,
  applicationId: string,
  commands: readonly CommandShape[],
): Promise<'same' | 'changed'> {
  const wanted = commands.slice(0, commandsLimit).map(commandBody);
  const route = Routes.applicationCommands(applicationId);
  const query = new URLSearchParams({ with_localizations: 'true' });
  const present = await rest.get(route, { query }).catch(undefinedIfMissing);
  if (Array.isArray(present) && isSame(present, wanted)) return 'same';
  await rest.put(route, { body: wanted });
  return 'changed';
}

/** A server that cannot list commands may still take them. */
function undefinedIfMissing(error: unknown): undefined {
  if (!(error instanceof DiscordAPIError) || error.status !== 404) throw error;
}

/** One command in Discord's form. */
export function commandBody(command: CommandShape): Body {
  const { isManaging } = command;
  // Discord refuses a required option behind an optional one.
  const options = command.options.toSorted((a, b) => Number(b.isRequired) - Number(a.isRequired));
  return {
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    ...described(command.description),
    options: options.slice(0, optionsLimit).map(optionBody),
    default_member_permissions: isManaging ? `${PermissionFlagsBits.ManageWebhooks}` : null,
    // A channel is subscribed where the bot lives; asking works everywhere a person has it.
    contexts: isManaging
      ? [InteractionContextType.Guild]
      : [
          InteractionContextType.Guild,
          InteractionContextType.BotDM,
          InteractionContextType.PrivateChannel,
        ],
    integration_types: isManaging
      ? [ApplicationIntegrationType.GuildInstall]
      : [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  };
}

function optionBody(option: OptionShape) {
  const { name, description, isRequired: required } = option;
  if (option.isMention) {
    const type = ApplicationCommandOptionType.Mentionable as const;
    return { type, name, ...described(description), required };
  }
  return {
    type: ApplicationCommandOptionType.String as const,
    name,
    ...described(description),
    required,
    autocomplete: option.isCompleted,
  };
}

function described(description: Readonly<Record<string, string>>) {
  const localized: Record<string, string> = {};
  for (const [language, text] of Object.entries(description)) {
    const locale = localeOf(language);
    if (locale) localized[locale] = cutEnd(text, descriptionOfCommandLimit);
  }
  return {
    description: cutEnd(description.en ?? '', descriptionOfCommandLimit),
    description_localizations: localized,
  };
}

const locales = new Set<string>(Object.values(Locale));
/** Where Discord knows a language only by region. Its own fall-backs cover en-GB and es-419. */
const regions: Readonly<Record<string, string>> = {
  en: 'en-US',
  es: 'es-ES',
  pt: 'pt-BR',
  sv: 'sv-SE',
  zh: 'zh-CN',
};

function localeOf(language: string): string | undefined {
  return [language, regions[language]].find((tag) => tag !== undefined && locales.has(tag));
}

/** Discord adds ids and versions and leaves out what is false, so only what we set is compared. */
function isSame(present: readonly unknown[], wanted: readonly Body[]): boolean {
  const texts = (commands: readonly unknown[]) => JSON.stringify(commands.map(essence).sort());
  return texts(present) === texts(wanted);
}

function essence(command: unknown): string {
  const { type, options, contexts, integration_types, default_member_permissions, ...rest } =
    command as Body;
  return JSON.stringify([
    type ?? ApplicationCommandType.ChatInput,
    words(rest),
    (options ?? []).map((option) => [
      option.type,
      words(option),
      option.required ?? false,
      'autocomplete' in option ? (option.autocomplete ?? false) : false,
    ]),
    contexts?.toSorted(),
    integration_types?.toSorted(),
    default_member_permissions ?? null,
  ]);
}

function words(named: {
  name: string;
  description?: string | undefined;
  description_localizations?: object | null | undefined;
}) {
  const localized = Object.entries(named.description_localizations ?? {}).sort();
  return [named.name, named.description, localized];
}
