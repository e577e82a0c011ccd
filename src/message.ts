/** What we say, before any platform's markup. Every text here is plain: platforms escape all of it. */

/** The colour and glyph of a message. A tone never carries meaning alone: the words say the same. */
export type Tone = 'down' | 'degraded' | 'recovered' | 'operational' | 'unknown' | 'info';

/** A run of text. `time` is shown in the reader's own zone where the platform can; `text` is its UTC form. */
export type Span =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | { readonly link: string; readonly text: string }
  | { readonly time: number; readonly text: string };

export type Line = readonly Span[];

/** A button either opens a page or runs a command line as if its presser had typed it. */
export type Button =
  | { readonly label: string; readonly url: string }
  | { readonly label: string; readonly command: string };

/** One stretch of time in a chart; without `ms` nothing was measured in it. */
export type Column = {
  readonly ms?: number;
  /** What nearly all took at most. */
  readonly mostMs?: number;
  /** How much of it failed, 0 to 1; absent when nothing was seen. */
  readonly failed?: number;
  /** What is usual then: the middle, and from where to where nearly all lies. */
  readonly usual?: { readonly ms: number; readonly fromMs: number; readonly toMs: number };
  /** More is to be done then than usual. */
  readonly isBusy?: boolean;
};

/** How long something took over time, oldest first: drawn where pictures can be shown, else a row of bars. */
export type Chart = {
  readonly title: string;
  /** The same in numbers. */
  readonly note: string;
  /** What somebody hears who cannot see it. */
  readonly alt: string;
  readonly columns: readonly Column[];
  /** Heights worth a label, the highest last. */
  readonly heights: readonly { readonly ms: number; readonly label: string }[];
  /** Places along the bottom, 0 to 1. */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
  /** Where the present is, 0 to 1, in a chart that looks ahead; its right end when absent. */
  readonly nowAt?: number;
};

/** What a message is about, for machines that read it. Instants are milliseconds since 1970. */
export type Subject = {
  readonly service: string;
  readonly status: string;
  readonly incident?: string;
  readonly revision?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
};

export type Message = {
  readonly tone: Tone;
  /** One complete sentence that stands alone: it is all that a phone's notification shows. */
  readonly title: string;
  readonly lines: readonly Line[];
  /** Small print: where the knowledge comes from, when it was looked at. */
  readonly footer?: Line;
  readonly buttons?: readonly Button[];
  readonly chart?: Chart;
  /** Only those see it who are no people. */
  readonly subjects?: readonly Subject[];
};

/** The plain text of a line, as the console and notifications show it. */
export function plain(line: Line): string {
  return line.map(plainSpan).join('');
}

function plainSpan(span: Span): string {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('code' in span) return span.code;
  return span.text;
}

/** Foreign text as one line without control, direction and private characters, cut at `limit` characters. */
export function quote(foreign: string, limit = 80): string {
  // A character is at most two units long; the rest need not be looked at.
  const line = foreign
    .slice(0, limit * 4)
    .toWellFormed()
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  const kept = Array.from(line);
  const isCut = kept.length > limit || foreign.length > limit * 4;
  return isCut ? `${kept.slice(0, limit - 1).join('')}…` : line;
}
