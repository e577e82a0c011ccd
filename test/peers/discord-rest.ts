/** The REST half of our stand-in for Discord: what it stores, what it answers and what it refuses. */
import { faultsOfCommand, faultsOfMessage, mentionedBy } from './discord-rules.ts';
import { faultsBySchema } from './discord-schema.ts';
import {
  everyPermission,
  messageBody,
  type PeerChannel,
  type PeerInteraction,
  type PeerMessage,
  permission,
  sessionStarts,
  startsLeft,
  type World,
} from './discord-world.ts';

type Json = Record<string, unknown>;
export type Answer = { readonly status: number; readonly body?: unknown };
export type PeerLimits = {
  /** How long a nonce is remembered. */
  readonly nonceMs: number;
  /** How long an interaction waits for its first answer. */
  readonly interactionMs: number;
};

type Call = {
  readonly world: World;
  readonly limits: PeerLimits;
  readonly urlOf: () => string;
  readonly body: Json;
  readonly query: URLSearchParams;
};
type Handler = (call: Call, ...parts: string[]) => Answer;

const ephemeral = 1 << 6;
const silent = 1 << 12;

const routes: readonly (readonly [string, RegExp, Handler])[] = [
  ['GET', /^\/gateway\/bot$/, gatewayBot],
  ['GET', /^\/applications\/\d+\/commands$/, listCommands],
  ['PUT', /^\/applications\/\d+\/commands$/, setCommands],
  ['POST', /^\/channels\/(\d+)\/messages$/, createMessage],
  ['PATCH', /^\/channels\/(\d+)\/messages\/(\d+)$/, editMessage],
  ['POST', /^\/users\/@me\/channels$/, openConversation],
  ['POST', /^\/interactions\/(\d+)\/([^/]+)\/callback$/, callback],
  ['PATCH', /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/, editOriginal],
  ['DELETE', /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/, deleteOriginal],
  ['POST', /^\/webhooks\/\d+\/([^/]+)$/, followUp],
];

/** `path` without the API's prefix. */
export function answerRest(
  method: string,
  path: string,
  isAuthorized: boolean,
  call: Call,
): Answer {
  const isOpen = path.startsWith('/interactions/') || path.startsWith('/webhooks/');
  if (!isOpen && !isAuthorized) return refusal(401, 0, '401: Unauthorized');
  for (const [verb, pattern, handler] of routes) {
    const parts = verb === method ? pattern.exec(path) : null;
    if (!parts) continue;
    const faults = faultsBySchema(method, path, call.body);
    if (faults.length > 0) return refusal(400, 50_035, `Invalid Form Body: ${faults.join('; ')}`);
    return handler(call, ...parts.slice(1));
  }
  return refusal(404, 0, '404: Not Found');
}

export function refusal(status: number, code: number, message: string): Answer {
  return { status, body: { code, message } };
}

const unavailable = refusal(503, 0, 'Service Unavailable');

function gatewayBot({ world, urlOf }: Call): Answer {
  const session_start_limit = {
    total: sessionStarts,
    remaining: startsLeft(world),
    reset_after: world.sessionStartsAt - world.now(),
    max_concurrency: world.shards,
  };
  return { status: 200, body: { url: urlOf(), shards: world.shards, session_start_limit } };
}

function listCommands({ world, query }: Call): Answer {
  if (query.get('with_localizations') === 'true') return { status: 200, body: world.commands };
  const bare = world.commands.map(({ description_localizations: _, ...command }) => command);
  return { status: 200, body: bare };
}

function setCommands({ world, body }: Call): Answer {
  const commands = body as unknown as Json[];
  const faults = commands.flatMap(faultsOfCommand);
  if (faults.length > 0) return refusal(400, 50_035, `Invalid Form Body: ${faults.join('; ')}`);
  world.commands = commands.map((command) => ({
    ...command,
    id: world.newId(),
    application_id: world.applicationId,
    version: world.newId(),
    name_localizations: null,
    nsfw: false,
    // Discord leaves out what is false.
    options: (command.options as Json[] | undefined)?.map((option) =>
      Object.fromEntries(Object.entries(option).filter(([, value]) => value !== false)),
    ),
  }));
  return { status: 200, body: world.commands };
}

function createMessage({ world, limits, body }: Call, channelId = ''): Answer {
  const channel = world.channels.get(channelId);
  if (world.outages.has(channel?.guildId ?? '')) return unavailable;
  const denied = channel ? refuseWriting(channel) : refusal(404, 10_003, 'Unknown Channel');
  if (denied) return denied;
  const known = body.enforce_nonce === true ? world.nonces.get(String(body.nonce)) : undefined;
  if (known && world.now() - known.at < limits.nonceMs) {
    const message = world.messages.get(known.id);
    if (!message || message.isDeleted) return refusal(404, 10_008, 'Unknown Message');
    return { status: 200, body: messageBody(world, message) };
  }
  const wrong = refuseBody(body);
  if (wrong) return wrong;
  const message = store(world, channelId, withoutDenied(body, channel), 0);
  if (body.nonce !== undefined) {
    world.nonces.set(String(body.nonce), { id: message.id, at: world.now() });
  }
  return { status: 200, body: messageBody(world, message) };
}

function editMessage({ world, body }: Call, channelId = '', id = ''): Answer {
  const channel = world.channels.get(channelId);
  if (!channel) return refusal(404, 10_003, 'Unknown Channel');
  if (world.outages.has(channel.guildId)) return unavailable;
  if ((channel.denied & permission.view) !== 0n) return refusal(403, 50_001, 'Missing Access');
  const message = world.messages.get(id);
  if (!message || message.isDeleted || message.channelId !== channelId) {
    return refusal(404, 10_008, 'Unknown Message');
  }
  return refuseBody(body) ?? change(world, message, withoutDenied(body, channel));
}

/** With one person; the same one each time. */
function openConversation({ world, body }: Call): Answer {
  const name = `@${body.recipient_id}`;
  const known = [...world.channels.values()].find((channel) => channel.name === name);
  const channel = known ?? { id: world.newId(), guildId: '', name, type: 1, denied: 0n };
  world.channels.set(channel.id, channel);
  return { status: 200, body: { id: channel.id, type: 1, recipients: [] } };
}

function refuseWriting(channel: PeerChannel): Answer | undefined {
  const may = everyPermission & ~channel.denied;
  if ((may & permission.view) === 0n) return refusal(403, 50_001, 'Missing Access');
  if ((may & permission.send) === 0n) return refusal(403, 50_013, 'Missing Permissions');
  return undefined;
}

function refuseBody(body: Json): Answer | undefined {
  const isEmpty = !body.content && ((body.embeds ?? []) as unknown[]).length === 0;
  if (isEmpty) return refusal(400, 50_006, 'Cannot send an empty message');
  const faults = faultsOfMessage(body);
  if (faults.length === 0) return undefined;
  return refusal(400, 50_035, `Invalid Form Body: ${faults.join('; ')}`);
}

/** Discord drops embeds in silence where the bot may not embed. */
function withoutDenied(body: Json, channel: PeerChannel | undefined): Json {
  return ((channel?.denied ?? 0n) & permission.embed) === 0n ? body : { ...body, embeds: [] };
}

function store(world: World, channelId: string, body: Json, extraFlags: number): PeerMessage {
  const flags = Number(body.flags ?? 0) | extraFlags;
  const reference = body.message_reference as { message_id: string } | undefined;
  const message: PeerMessage = {
    id: world.newId(),
    channelId,
    ...(body.nonce !== undefined && { nonce: String(body.nonce) }),
    ...(reference && { replyTo: reference.message_id }),
    isSilent: (flags & silent) !== 0,
    isPrivate: (flags & ephemeral) !== 0,
    content: String(body.content ?? ''),
    embeds: (body.embeds ?? []) as PeerMessage['embeds'],
    components: (body.components ?? []) as PeerMessage['components'],
    mentioned: mentionedBy(body),
    edits: 0,
    isDeleted: false,
  };
  world.messages.set(message.id, message);
  return message;
}

function change(world: World, message: PeerMessage, body: Json): Answer {
  if (body.content !== undefined) message.content = String(body.content ?? '');
  if (body.embeds !== undefined) message.embeds = body.embeds as PeerMessage['embeds'];
  if (body.components !== undefined) {
    message.components = body.components as PeerMessage['components'];
  }
  message.mentioned = [...message.mentioned, ...mentionedBy(body)];
  message.edits += 1;
  return { status: 200, body: messageBody(world, message) };
}

function callback({ world, limits, body }: Call, id = '', token = ''): Answer {
  const interaction = world.interactions.get(id);
  if (!interaction || interaction.token !== token)
    return refusal(404, 10_062, 'Unknown interaction');
  const refuse = (status: number, code: number, text: string) => {
    interaction.refused.push(code);
    return refusal(status, code, text);
  };
  const afterMs = world.now() - interaction.sentAt;
  if (afterMs > limits.interactionMs) return refuse(404, 10_062, 'Unknown interaction');
  if (interaction.acknowledgement) {
    return refuse(400, 40_060, 'Interaction has already been acknowledged.');
  }
  const type = Number(body.type);
  const data = (body.data ?? {}) as Json;
  const wrong = type === 4 ? refuseBody(data) : undefined;
  if (wrong) return wrong;
  interaction.acknowledgement = { type, flags: Number(data.flags ?? 0), afterMs };
  if (type === 4 || type === 5)
    interaction.original = store(world, interaction.channelId, data, 0).id;
  if (type === 8) interaction.choices = data.choices as { name: string; value: string }[];
  return { status: 204 };
}

function byToken(world: World, token: string): PeerInteraction | undefined {
  return [...world.interactions.values()].find((interaction) => interaction.token === token);
}

function editOriginal({ world, body }: Call, token = ''): Answer {
  const message = world.messages.get(byToken(world, token)?.original ?? '');
  if (!message || message.isDeleted) return refusal(404, 10_008, 'Unknown Message');
  return refuseBody(body) ?? change(world, message, body);
}

function deleteOriginal({ world }: Call, token = ''): Answer {
  const message = world.messages.get(byToken(world, token)?.original ?? '');
  if (!message || message.isDeleted) return refusal(404, 10_008, 'Unknown Message');
  message.isDeleted = true;
  return { status: 204 };
}

function followUp({ world, body }: Call, token = ''): Answer {
  const interaction = byToken(world, token);
  if (!interaction?.acknowledgement) return refusal(404, 10_015, 'Unknown Webhook');
  const wrong = refuseBody(body);
  if (wrong) return wrong;
  const message = store(world, interaction.channelId, body, 0);
  return { status: 200, body: messageBody(world, message) };
}
