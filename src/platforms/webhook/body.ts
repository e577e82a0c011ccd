/** What a webhook receives: the message in words and in parts, in a form that stays as it is. */
import {
  type Line,
  type Message,
  plain,
  type Span,
  type Subject,
  type Tone,
} from '../../message.ts';
import type { Channel } from '../../model.ts';
import { withBars } from '../bars.ts';

/** Grows by one when a field changes its meaning or goes; new fields may come at any time. */
export const bodyVersion = 1;

/** A piece of text; `time` is in ISO 8601 and `text` says the same in words. */
export type Piece = {
  readonly text: string;
  readonly style?: 'bold' | 'code';
  readonly link?: string;
  readonly time?: string;
};

/** As the Standard Webhooks convention has it: a type, an instant, and the thing itself. */
export type Body = {
  readonly type: 'message.posted' | 'message.edited';
  /** When it was sent, in ISO 8601; later in a repeat. */
  readonly timestamp: string;
  readonly data: {
    readonly version: typeof bodyVersion;
    /** Names the message; an edit bears the id of what it edits. */
    readonly id: string;
    readonly channel: Channel;
    /** The message that this one belongs to. */
    readonly replyTo: string | null;
    readonly isQuiet: boolean;
    readonly tone: Tone;
    readonly title: string;
    /** All of it as plain text. */
    readonly text: string;
    readonly lines: readonly (readonly Piece[])[];
    readonly links: readonly { readonly label: string; readonly url: string }[];
    /** What it is about; empty for a message about none. */
    readonly services: readonly Subject[];
  };
};

export type Posted = {
  readonly id: string;
  readonly channel: Channel;
  readonly at: number;
  readonly replyTo?: string | undefined;
  readonly isQuiet?: boolean;
};

/** Pure. */
export function bodyOf(type: Body['type'], message: Message, posted: Posted): Body {
  const { tone, title, lines, footer } = withBars(message);
  const all = footer ? [...lines, footer] : lines;
  return {
    type,
    timestamp: new Date(posted.at).toISOString(),
    data: {
      version: bodyVersion,
      id: posted.id,
      channel: posted.channel,
      replyTo: posted.replyTo ?? null,
      isQuiet: posted.isQuiet ?? true,
      ...{ tone, title },
      text: [title, ...all.map(plain)].join('\n'),
      lines: all.map((line) => line.map(pieceOf)),
      links: linksOf(message, all),
      services: message.subjects ?? [],
    },
  };
}

function pieceOf(span: Span): Piece {
  if (typeof span === 'string') return { text: span };
  if ('bold' in span) return { text: span.bold, style: 'bold' };
  if ('code' in span) return { text: span.code, style: 'code' };
  if ('link' in span) return { text: span.text, link: span.link };
  return { text: span.text, time: new Date(span.time).toISOString() };
}

/** Buttons that run a command have nobody to press them there. */
function linksOf({ buttons = [] }: Message, lines: readonly Line[]) {
  const spans = lines.flat().flatMap((span) => {
    return typeof span === 'object' && 'link' in span ? [{ label: span.text, url: span.link }] : [];
  });
  const pressed = buttons.flatMap((one) =>
    'url' in one ? [{ label: one.label, url: one.url }] : [],
  );
  return [...spans, ...pressed];
}
