/**
 * What Discord refuses in a message or a command, as our own reading of its documentation, written apart
 * from the bot's constants so that the two can disagree.
 */

type Json = Record<string, unknown>;

/** What is wrong with the body of a message; empty when Discord would take it. */
export function faultsOfMessage(body: Json): string[] {
  const faults: string[] = [];
  const content = String(body.content ?? '');
  const embeds = (body.embeds ?? []) as Json[];
  const rows = (body.components ?? []) as Json[];
  atMost(faults, 'content', content, 2000);
  if (embeds.length > 10) faults.push('embeds: more than 10');
  for (const embed of embeds) faults.push(...faultsOfEmbed(embed));
  if (embeds.reduce((sum, embed) => sum + textOf(embed), 0) > 6000)
    faults.push('embeds: over 6000');
  if (rows.length > 5) faults.push('components: more than 5 rows');
  for (const row of rows) faults.push(...faultsOfRow(row));
  const ids = rows.flatMap((row) => (row.components as Json[]).map((one) => one.custom_id));
  const named = ids.filter((id) => id !== undefined);
  if (new Set(named).size < named.length) faults.push('components: custom_id repeated');
  if (body.nonce !== undefined) atMost(faults, 'nonce', String(body.nonce), 25);
  return faults;
}

function faultsOfEmbed(embed: Json): string[] {
  const faults: string[] = [];
  atMost(faults, 'embed.title', String(embed.title ?? ''), 256);
  atMost(faults, 'embed.description', String(embed.description ?? ''), 4096);
  const footer = embed.footer as { text?: string } | undefined;
  if (footer) within(faults, 'embed.footer', footer.text ?? '', 2048);
  const color = Number(embed.color ?? 0);
  if (!Number.isInteger(color) || color < 0 || color > 0xffffff) faults.push('embed.color');
  if (textOf(embed) === 0) faults.push('embed: empty');
  return faults;
}

function textOf(embed: Json): number {
  const footer = embed.footer as { text?: string } | undefined;
  const texts = [embed.title, embed.description, footer?.text];
  return texts.reduce<number>((sum, text) => sum + String(text ?? '').length, 0);
}

function faultsOfRow(row: Json): string[] {
  const faults: string[] = [];
  const buttons = row.components as Json[];
  if (row.type !== 1 || buttons.length === 0 || buttons.length > 5) faults.push('row: 1 to 5');
  for (const button of buttons) {
    within(faults, 'button.label', String(button.label ?? ''), 80);
    if (button.style === 5) faults.push(...faultsOfUrl(String(button.url)));
    else within(faults, 'button.custom_id', String(button.custom_id ?? ''), 100);
    if (button.url !== undefined && button.custom_id !== undefined) faults.push('button: both');
  }
  return faults;
}

function faultsOfUrl(url: string): string[] {
  if (url.length > 512) return ['button.url: over 512'];
  return /^https?:\/\/[^/?#]*\.[^/?#]/.test(url) ? [] : ['button.url: not well formed'];
}

/** What is wrong with a command of a list that is registered. */
export function faultsOfCommand(command: Json): string[] {
  const faults: string[] = [];
  const options = (command.options ?? []) as Json[];
  for (const named of [command, ...options]) faults.push(...faultsOfNamed(named));
  if (options.length > 25) faults.push('options: more than 25');
  const order = options.map((option) => Boolean(option.required));
  if (order.lastIndexOf(true) > order.indexOf(false) && order.includes(false)) {
    faults.push('options: required after optional');
  }
  return faults;
}

function faultsOfNamed(named: Json): string[] {
  const faults: string[] = [];
  const name = String(named.name);
  if (!/^[-_'\p{L}\p{N}]{1,32}$/u.test(name) || name !== name.toLowerCase()) faults.push('name');
  within(faults, 'description', String(named.description ?? ''), 100);
  for (const text of Object.values((named.description_localizations ?? {}) as Json)) {
    within(faults, 'description_localizations', String(text), 100);
  }
  return faults;
}

/** Discord counts characters, not UTF-16 units. */
function atMost(faults: string[], name: string, text: string, limit: number): void {
  if ([...text].length > limit) faults.push(`${name}: over ${limit}`);
}

function within(faults: string[], name: string, text: string, limit: number): void {
  atMost(faults, name, text, limit);
  if (text.trim() === '') faults.push(`${name}: empty`);
}

/** Whom Discord notifies for a message: the names in the content that `allowed_mentions` lets through. */
export function mentionedBy(body: Json): string[] {
  const allowed = body.allowed_mentions as { parse?: string[] } | undefined;
  const parse = allowed ? (allowed.parse ?? []) : ['everyone', 'users', 'roles'];
  const kinds: Record<string, RegExp> = {
    everyone: /@(?:everyone|here)/g,
    users: /<@!?\d+>/g,
    roles: /<@&\d+>/g,
  };
  const content = String(body.content ?? '');
  return parse.flatMap((kind) => content.match(kinds[kind] ?? /$^/g) ?? []);
}
