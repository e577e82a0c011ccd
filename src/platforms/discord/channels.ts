/** What the gateway says about channels: which are gone, which can be written to again, and what the bot lacks. */
import {
  type Client,
  type Channel as DiscordChannel,
  Events,
  GatewayDispatchEvents,
  type Guild,
  type GuildBasedChannel,
  PermissionFlagsBits,
} from 'discord.js';
import type { Ears } from '../platform.ts';

const { ViewChannel, SendMessages, SendMessagesInThreads, EmbedLinks, ReadMessageHistory } =
  PermissionFlagsBits;

/** In the words of Discord's own settings page. */
const wholeList: readonly (readonly [bigint, string])[] = [
  [ViewChannel, 'View Channel'],
  [SendMessages, 'Send Messages'],
  [SendMessagesInThreads, 'Send Messages in Threads'],
  [EmbedLinks, 'Embed Links'],
  [ReadMessageHistory, 'Read Message History'],
];

/** Tells of every change that decides whether a channel can be written to, and of servers that are left. */
export function watchChannels(client: Client, ears: Ears): void {
  const notice = ears.noticeChannel;
  const gone = (channel: DiscordChannel) => notice(`discord:${channel.id}`, 'gone');
  const perhapsBack = (channel: DiscordChannel) => {
    if (isWritable(channel)) notice(`discord:${channel.id}`, 'back');
  };
  const allOf = (guild: Guild) => guild.channels.cache.filter((channel) => channel.isTextBased());
  const allBack = (guild: Guild) => void allOf(guild).forEach(perhapsBack);

  // Before discord.js handles it, since by its own event the server's channels are forgotten.
  client.ws.on(GatewayDispatchEvents.GuildDelete, (data: { id: string; unavailable?: boolean }) => {
    // An unavailable server is an outage of Discord, not a farewell.
    if (data.unavailable) return;
    const guild = client.guilds.cache.get(data.id);
    const channels = guild ? [...allOf(guild).values()] : [];
    channels.forEach(gone);
    ears.noticeRemoval?.(
      `discord:${data.id}`,
      channels.map(({ id }) => `discord:${id}`),
    );
  });
  client.on(Events.ChannelDelete, gone);
  client.on(Events.ThreadDelete, gone);
  client.on(Events.ChannelUpdate, (_, channel) => perhapsBack(channel));
  client.on(Events.ThreadUpdate, (_, thread) => perhapsBack(thread));
  client.on(Events.GuildCreate, allBack);
  // What a post met in an outage is over with it. At each start every server becomes available.
  const away = new Set<string>();
  client.on(Events.GuildUnavailable, ({ id }) => void away.add(id));
  client.on(Events.GuildAvailable, (guild) => {
    if (away.delete(guild.id)) allBack(guild);
  });
  client.on(Events.GuildRoleUpdate, (before, role) => {
    if (!before.permissions.equals(role.permissions)) allBack(role.guild);
  });
  client.on(Events.GuildMemberUpdate, (_, member) => {
    if (member.id === client.user?.id) allBack(member.guild);
  });
}

/** The permissions that the bot is known to lack; empty when it lacks none or nothing is known. */
export function missingPermissions(client: Client | undefined, channelId: string): string[] {
  const channel = client?.channels.cache.get(channelId);
  return channel ? lacking(channel) : [];
}

function isWritable(channel: DiscordChannel): boolean {
  const isClosed = channel.isThread() && (channel.archived || channel.locked);
  return !isClosed && !lacking(channel).some((name) => /^(View|Send)/.test(name));
}

function lacking(channel: DiscordChannel): string[] {
  const permissions = channel.isDMBased() ? null : permissionsIn(channel);
  if (!permissions) return [];
  const other = channel.isThread() ? SendMessages : SendMessagesInThreads;
  return wholeList
    .filter(([bit]) => bit !== other && !permissions.has(bit))
    .map(([, name]) => name);
}

function permissionsIn(channel: GuildBasedChannel) {
  const { me } = channel.guild.members;
  return me && channel.permissionsFor(me);
}
