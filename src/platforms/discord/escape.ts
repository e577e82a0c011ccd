/**
 * Foreign text as Discord's markdown that shows exactly that text and does nothing else.
 * How: what acts anywhere gets a backslash, what acts only at the start of a line gets one there, and
 * what Discord looks for with patterns of its own before it reads markdown (mentions, links, emoji names,
 * invites) is parted by a zero-width space. Escaping alone does not stop a mention from notifying: every
 * body also carries empty `allowed_mentions`.
 */

const gap = '\u200b';

/** One line without characters that could steer the text around them. */
export function clean(text: string): string {
  return (
    text
      .toWellFormed()
      // Line breaks and other controls.
      .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      // Embeddings and isolates that would turn the rest of the line around.
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
  );
}

/** `text` must be clean. */
export function escapeText(text: string): string {
  return part(text)
    .replace(/[\\*_~`|<[\]]/g, '\\$&')
    .replace(/^(\s*)([-+#>])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

/** The text between single backticks, where nothing but a backtick is read as markup. */
export function escapeCode(text: string): string {
  return part(text.replaceAll('`', 'ˋ'));
}

/** The label of a masked link; brackets there end it even behind a backslash. */
export function escapeLabel(text: string): string {
  return escapeText(text.replaceAll('[', '(').replaceAll(']', ')'));
}

function part(text: string): string {
  return (
    text
      .replace(/</g, `<${gap}`)
      .replace(/@(?=everyone|here|$)/gi, `@${gap}`)
      .replace(/:(?=\/\/|[\w+-]+:)/g, `:${gap}`)
      // Else a masked link before it could reach as far as here.
      .replace(/\](?=\()/g, `]${gap}`)
      .replace(/discord(?=(?:app)?\.(?:gg|com))/gi, `$&${gap}`)
  );
}

/** A web address that Discord takes for a link button; undefined when it is none. */
export function safeUrl(url: string, limit: number): string | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')) return undefined;
  if (parsed.username !== '' || parsed.password !== '') return undefined;
  // Discord calls an address whose host has no dot "not well formed" and refuses the whole message.
  if (!parsed.hostname.includes('.')) return undefined;
  return parsed.href.length <= limit ? parsed.href : undefined;
}

/** The same address without what would end a masked link's parentheses or name people. */
export function escapeUrl(url: string): string {
  const code = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return url.replace(/[()\\<>[\]@`*]/g, code);
}
