/** What our stand-in for Discord knows: servers, channels, messages, commands and interactions, as plain data. */

export type PeerChannel = {
  readonly id: string;
  readonly guildId: string;
  name: string;
  /** Discord's number of the kind of channel; 0 is a text channel. */
  type: number;
  /** What everybody is denied here, as permission bits. */
  denied: bigint;
};

export type PeerMessage = {
  readonly id: string;
  readonly channelId: string;
  readonly nonce?: string;
  readonly replyTo?: string;
  /** Nobody's device made a sound. */
  readonly isSilent: boolean;
  /** Only the asker reads it. */
  readonly isPrivate: boolean;
  content: string;
  embeds: readonly PeerEmbed[];
  components: readonly PeerRow[];
  /** Whom Discord would notify for what is written. */
  mentioned: readonly string[];
  edits: number;
  isDeleted: boolean;
};

export type PeerEmbed = {
  readonly title?: string;
  readonly description?: string;
  readonly color?: number;
  readonly footer?: { readonly text: string };
};

export type PeerRow = { readonly components: readonly PeerButton[] };
export type PeerButton = {
  readonly label?: string;
  readonly custom_id?: string;
  readonly url?: string;
};

export type PeerInteraction = {
  readonly id: string;
  readonly token: string;
  readonly channelId: string;
  readonly sentAt: number;
  /** The callback's type and when it came. */
  acknowledgement?: { type: number; flags: number; afterMs: number };
  /** The message that shows the answer. */
  original?: string;
  choices?: readonly { name: string; value: string }[];
  /** Callbacks that Discord refused, by its code. */
  readonly refused: number[];
};

export type PeerRequest = {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  status: number;
  /** What a 429 told it to wait. */
  retryAfterMs?: number;
};

export type World = {
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly guilds: Map<string, { readonly id: string; name: string }>;
  readonly channels: Map<string, PeerChannel>;
  /** In the order of their posting. */
  readonly messages: Map<string, PeerMessage>;
  readonly nonces: Map<string, { readonly id: string; readonly at: number }>;
  readonly interactions: Map<string, PeerInteraction>;
  readonly requests: PeerRequest[];
  commands: readonly Record<string, unknown>[];
  sessionStartsLeft: number;
  /** When all of them are there again. */
  sessionStartsAt: number;
  /** The bot has identified when it had no start left. */
  isOverdrawn: boolean;
  /** How many connections the bot has to share its servers out among. */
  shards: number;
  /** Servers that are down, though the bot is still in them. */
  readonly outages: Set<string>;
  /** Discord knows the token no more. */
  isTokenRevoked: boolean;
  newId(): string;
  now(): number;
};

export const permission = {
  view: 1n << 10n,
  send: 1n << 11n,
  embed: 1n << 14n,
  attach: 1n << 15n,
  history: 1n << 16n,
  webhooks: 1n << 29n,
  threads: 1n << 38n,
} as const;

/** What a bot invited with our invite link may do everywhere. */
export const everyPermission =
  permission.view |
  permission.send |
  permission.embed |
  permission.attach |
  permission.history |
  permission.threads;

export function createWorld(token: string, now: () => number): World {
  let count = 0n;
  // https://docs.discord.com/developers/reference#snowflakes
  const newId = () => String((BigInt(now() - 1_420_070_400_000) << 22n) + (count++ & 0x3fffffn));
  return {
    token,
    applicationId: newId(),
    botId: newId(),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    nonces: new Map(),
    interactions: new Map(),
    requests: [],
    commands: [],
    sessionStartsLeft: sessionStarts,
    sessionStartsAt: now() + sessionStartsEveryMs,
    isOverdrawn: false,
    shards: 1,
    outages: new Set(),
    isTokenRevoked: false,
    newId,
    now,
  };
}

export function botUser(world: World) {
  return {
    id: world.botId,
    username: 'Tocsin',
    discriminator: '0000',
    avatar: null,
    bot: true,
    global_name: null,
  };
}

/** A server as `GUILD_CREATE` shows it. */
export function guildBody(world: World, guildId: string) {
  const guild = world.guilds.get(guildId);
  const channels = [...world.channels.values()].filter((channel) => channel.guildId === guildId);
  return {
    id: guildId,
    name: guild?.name ?? '',
    owner_id: '100000000000000001',
    joined_at: new Date(world.now()).toISOString(),
    roles: [role(guildId)],
    members: [
      {
        user: botUser(world),
        roles: [],
        joined_at: new Date(world.now()).toISOString(),
        deaf: false,
        mute: false,
        flags: 0,
      },
    ],
    channels: channels.map(channelBody),
    threads: [],
    emojis: [],
    stickers: [],
    features: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    member_count: 2,
    large: false,
    premium_tier: 0,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    system_channel_flags: 0,
    preferred_locale: 'en-US',
  };
}

function role(guildId: string) {
  return {
    id: guildId,
    name: '@everyone',
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    position: 0,
    permissions: String(everyPermission),
    managed: false,
    mentionable: false,
    flags: 0,
  };
}

export function channelBody(channel: PeerChannel) {
  return {
    id: channel.id,
    guild_id: channel.guildId,
    type: channel.type,
    name: channel.name,
    position: 0,
    parent_id: null,
    nsfw: false,
    permission_overwrites: [
      { id: channel.guildId, type: 0, allow: '0', deny: String(channel.denied) },
    ],
  };
}

export function messageBody(world: World, message: PeerMessage) {
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.replyTo === undefined ? 0 : 19,
    author: botUser(world),
    content: message.content,
    embeds: message.embeds,
    components: message.components,
    nonce: message.nonce,
    timestamp: new Date(world.now()).toISOString(),
    edited_timestamp: message.edits > 0 ? new Date(world.now()).toISOString() : null,
    flags: message.isPrivate ? 64 : 0,
    tts: false,
    mention_everyone: message.mentioned.includes('@everyone'),
    mentions: [],
    mention_roles: [],
    attachments: [],
    pinned: false,
  };
}

export const sessionStarts = 1000;
const sessionStartsEveryMs = 14_400_000;

/** How many are left now. */
export function startsLeft(world: World): number {
  if (world.now() >= world.sessionStartsAt) {
    world.sessionStartsLeft = sessionStarts;
    world.sessionStartsAt = world.now() + sessionStartsEveryMs;
  }
  return world.sessionStartsLeft;
}

export function takeStart(world: World): void {
  if (startsLeft(world) === 0) world.isOverdrawn = true;
  else world.sessionStartsLeft -= 1;
}
