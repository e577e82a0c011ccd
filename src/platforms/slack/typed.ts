/** What a person typed, out of what Slack makes of it. */
import type { Mention } from '../../model.ts';

const longestLine = 10_000;

/**
 * Slack's escapes undone, links and mentions reduced to what was seen while typing, a phone's typographic quotes made
 * plain, one line. Longer texts than any command needs are cut.
 */
export function typed(text: string): string {
  return text
    .slice(0, longestLine)
    .replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label = '') => seen(target, label))
    .replace(
      /&(amp|lt|gt);/g,
      (_, name: 'amp' | 'lt' | 'gt') => ({ amp: '&', lt: '<', gt: '>' })[name],
    )
    .replace(/[“”„‟«»＂]/g, '"')
    .replace(/[‘’‚‛]/g, "'")
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The same without the mention of the bot itself, wherever in the text it stands. */
export function typedTo(bot: string, text: string): string {
  return typed(text.slice(0, longestLine).replace(new RegExp(`<@${bot}(\\|[^>]*)?>`, 'g'), ' '));
}

export const mentionsAtMost = 20;

/** Somebody as a text names them, and who that is. */
export type Named = { readonly typed: string; readonly mention: Mention };

/** Whom a text names, each as `typed` leaves it. */
export function mentionsIn(text: string): readonly Named[] {
  const found = text
    .slice(0, longestLine)
    .matchAll(/<(?:@([UW]\w+)|!subteam\^(S\w+))(?:\|[^<>]*)?>/g);
  return [...found].slice(0, mentionsAtMost).map(([whole, person, group = '']) => ({
    typed: typed(whole),
    mention: person ? { who: 'person', id: person } : { who: 'group', id: group },
  }));
}

function seen(target: string, label: string): string {
  const sign = /^[#@]/.exec(target)?.[0] ?? '';
  if (label !== '') return label.startsWith(sign) ? label : sign + label;
  return target.replace(/^!(?:subteam\^)?/, '@').replace(/\^.*$/, '');
}
