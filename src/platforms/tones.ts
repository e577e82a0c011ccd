/** How a tone looks on every network: the glyph before a title, and the colour beside the lines. */
import type { Tone } from '../message.ts';

export type Look = {
  readonly glyph: string;
  /** Red, green and blue in one number, as `0xd1242f`. */
  readonly colour: number;
};

/** The bell stays with the bot's own face: beside an answer it would look like an alarm. */
export const tones: Readonly<Record<Tone, Look>> = {
  down: { glyph: '🔴', colour: 0xd1242f },
  degraded: { glyph: '🟠', colour: 0xe8590c },
  recovered: { glyph: '🟢', colour: 0x1a7f37 },
  operational: { glyph: '🟢', colour: 0x1a7f37 },
  unknown: { glyph: '⚪', colour: 0x8c959f },
  info: { glyph: 'ℹ️', colour: 0x0969da },
};
