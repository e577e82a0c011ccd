/** What people do in our stand-in for Discord: type commands, begin to type, press buttons. */
import {
  channelBody,
  everyPermission,
  messageBody,
  type PeerInteraction,
  permission,
  type World,
} from './discord-world.ts';

/** Who asks, and where; everything has a default but the channel. */
export type PeerAsk = {
  readonly channelId: string;
  readonly user?: string;
  readonly locale?: string;
  /** May manage webhooks in the channel. */
  readonly mayManage?: boolean;
  /** Asked in a direct message with the bot. */
  readonly isDirect?: boolean;
  /** As if it had been asked this long ago. */
  readonly agoMs?: number;
};

type Dispatch = (type: string, data: unknown) => void;

/** Each returns the id of the interaction. */
export function createAsks(world: World, dispatch: Dispatch) {
  function ask(type: number, from: PeerAsk, data: unknown, messageId?: string): string {
    const interaction: PeerInteraction = {
      id: world.newId(),
      token: `token-${world.newId()}`,
      channelId: from.channelId,
      sentAt: world.now() - (from.agoMs ?? 0),
      refused: [],
    };
    world.interactions.set(interaction.id, interaction);
    const message = world.messages.get(messageId ?? '');
    dispatch('INTERACTION_CREATE', {
      ...interactionBody(world, interaction, from),
      type,
      data,
      ...(message && { message: messageBody(world, message) }),
    });
    return interaction.id;
  }

  const command = (name: string, options: unknown, resolved?: object) => ({
    id: world.newId(),
    name,
    type: 1,
    options,
    ...(resolved ? { resolved } : {}),
  });

  /** Text as it is; `<@ID>` and `<@&ID>` as what was chosen, where the command asks for somebody. */
  function given(name: string, values: Record<string, string>) {
    const known = world.commands.find((one) => one.name === name)?.options;
    const typeOf = (option: string) =>
      ((known ?? []) as { name: string; type: number }[]).find((one) => one.name === option)?.type;
    const chosen = Object.entries(values).filter(([option]) => typeOf(option) === mentionable);
    const options = Object.entries(values).map(([option, value]) => {
      const isChosen = typeOf(option) === mentionable;
      return isChosen
        ? { name: option, type: mentionable, value: value.replace(/\D/g, '') }
        : { name: option, type: 3, value };
    });
    return command(name, options, chosen.length > 0 ? resolvedOf(chosen) : undefined);
  }

  return {
    slash: (from: PeerAsk, name: string, values: Record<string, string> = {}) =>
      ask(2, from, given(name, values)),
    typing: (from: PeerAsk, name: string, option: string, typed: string) =>
      ask(4, from, command(name, [{ name: option, type: 3, value: typed, focused: true }])),
    press: (from: PeerAsk, messageId: string, customId: string) =>
      ask(3, from, { custom_id: customId, component_type: 2 }, messageId),
    /** Delivers the same interaction once more. */
    again(id: string, from: PeerAsk, name: string): void {
      const interaction = world.interactions.get(id);
      if (!interaction) return;
      const body = interactionBody(world, interaction, from);
      dispatch('INTERACTION_CREATE', { ...body, type: 2, data: command(name, []) });
    },
  };
}

function interactionBody(world: World, interaction: PeerInteraction, from: PeerAsk) {
  const channel = world.channels.get(from.channelId);
  const user = userBody(from);
  return {
    id: interaction.id,
    application_id: world.applicationId,
    token: interaction.token,
    version: 1,
    channel_id: from.channelId,
    channel: channel ? channelBody(channel) : { id: from.channelId, type: 1 },
    locale: from.locale ?? 'en-US',
    app_permissions: String(everyPermission),
    entitlements: [],
    authorizing_integration_owners: {},
    attachment_size_limit: 10_000_000,
    ...(from.isDirect
      ? { context: 1, user }
      : { context: 0, guild_id: channel?.guildId, member: memberBody(from) }),
  };
}

function userBody(from: PeerAsk) {
  return {
    id: '200000000000000002',
    username: from.user ?? 'ana',
    global_name: from.user ?? 'Ana',
    discriminator: '0',
    avatar: null,
  };
}

function memberBody(from: PeerAsk) {
  const manage = from.mayManage ? permission.webhooks : 0n;
  return {
    user: userBody(from),
    nick: null,
    roles: [],
    permissions: String(everyPermission | manage),
    joined_at: '2026-01-01T00:00:00Z',
    deaf: false,
    mute: false,
    flags: 0,
  };
}

const mentionable = 9;

function resolvedOf(chosen: readonly (readonly [string, string])[]) {
  const ids = chosen.map(
    ([, value]) => [value.startsWith('<@&'), value.replace(/\D/g, '')] as const,
  );
  const roles = ids.filter(([isRole]) => isRole).map(([, id]) => [id, roleBody(id)]);
  const users = ids
    .filter(([isRole]) => !isRole)
    .map(([, id]) => [id, { ...userBody({ channelId: '' }), id }]);
  return { roles: Object.fromEntries(roles), users: Object.fromEntries(users) };
}

function roleBody(id: string) {
  return {
    ...{
      id,
      name: 'on-call',
      color: 0,
      hoist: false,
      icon: null,
      unicode_emoji: null,
      position: 1,
    },
    ...{ permissions: '0', managed: false, mentionable: true, flags: 0 },
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  };
}
