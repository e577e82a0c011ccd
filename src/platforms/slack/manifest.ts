/** The Slack app as Slack wants it described (https://docs.slack.dev/reference/app-manifest): paste it at api.slack.com/apps, "From a manifest". */
import type { webApi } from '@slack/bolt';
import { shortCommand } from './asking.ts';

export type SlackManifest = webApi.AppsManifestValidateArguments['manifest'];

export type ManifestOptions = {
  /** The slash command, with its slash. */
  readonly command: string;
  readonly isSocketMode: boolean;
  /** Where Slack reaches the bot in HTTP mode, such as `https://tocsin.example.com`. */
  readonly url?: string;
};

/**
 * Names that Slack keeps for itself. One of them and Slack refuses the whole manifest, with an error that names none.
 * Slack publishes no list; these are the ones that people have met.
 */
const reserved = new Set(
  (
    'status me join away active dnd shrug remind msg dm feed who collapse expand leave open search topic mute pro ' +
    'shortcuts invite kick remove rename archive apps call prefs invite_people'
  ).split(' '),
);

const botScopes: NonNullable<
  NonNullable<NonNullable<SlackManifest['oauth_config']>['scopes']>['bot']
> = [
  'commands',
  'chat:write',
  'chat:write.public',
  'app_mentions:read',
  'channels:read',
  'groups:read',
  'users:read',
  'files:write',
];

const botEvents: NonNullable<
  NonNullable<NonNullable<SlackManifest['settings']>['event_subscriptions']>['bot_events']
> = [
  'app_mention',
  'app_uninstalled',
  'tokens_revoked',
  'channel_archive',
  'channel_unarchive',
  'channel_deleted',
  'channel_rename',
  'channel_id_changed',
  'channel_left',
  'group_archive',
  'group_unarchive',
  'group_deleted',
  'group_left',
  'member_joined_channel',
];

/** What is wrong with the name of a slash command, in a sentence that says what would be right; undefined when fine. */
export function commandProblem(command: string): string | undefined {
  if (!/^\/[a-z0-9_-]{1,31}$/.test(command)) {
    return `SLACK_COMMAND "${command}" must be a slash and 1 to 31 lower-case letters, digits, - or _, such as /tocsin`;
  }
  if (reserved.has(command.slice(1))) {
    return `SLACK_COMMAND "${command}" belongs to Slack itself, which then refuses the whole app; choose another, such as /tocsin`;
  }
  return undefined;
}

/** Needs a command without `commandProblem`, and in HTTP mode the url. */
export function slackManifest({ command, isSocketMode, url }: ManifestOptions): SlackManifest {
  const requests =
    isSocketMode || url === undefined ? undefined : new URL('/slack/events', url).href;
  const address = requests === undefined ? {} : { url: requests };
  const requestAddress = requests === undefined ? {} : { request_url: requests };
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Tocsin',
      description: 'Tells this channel when a service goes down and when it is back.',
      background_color: '#8B1A1A',
    },
    features: {
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'tocsin', always_online: true },
      slash_commands: slashCommands(command).map((each) => ({ ...each, ...address })),
    },
    oauth_config: { scopes: { bot: botScopes } },
    settings: {
      event_subscriptions: { ...requestAddress, bot_events: botEvents },
      interactivity: { is_enabled: true, ...requestAddress },
      org_deploy_enabled: false,
      socket_mode_enabled: isSocketMode,
      token_rotation_enabled: false,
    },
  };
}

function slashCommands(command: string) {
  const main = {
    command,
    description: 'Service status and outage notices',
    usage_hint: 'status whatsapp | subscribe whatsapp | help',
    should_escape: true,
  };
  if (command === shortCommand) return [main];
  const short = {
    command: shortCommand,
    description: 'Is a service down?',
    usage_hint: 'whatsapp',
    should_escape: true,
  };
  return [main, short];
}
