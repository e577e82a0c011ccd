/** A message's chart as a picture beside it, where Discord may show one; as bars of text everywhere else. */
import type { BaseMessageOptions } from 'discord.js';
import type { Chart, Message } from '../../message.ts';
import { cutEnd } from './cut.ts';
import { renderDiscord } from './render.ts';

/** Draws a chart as PNG; undefined when it cannot. */
export type Draw = (chart: Chart) => Promise<Uint8Array | undefined>;

type Body = Required<
  Pick<BaseMessageOptions, 'content' | 'embeds' | 'components' | 'files' | 'allowedMentions'>
>;

const fileName = 'chart.png';
/** A picture is worth no longer wait. */
const drawnWithinMs = 500;
/** Discord takes 1024 characters. */
const altLimit = 500;

/** The body of an answer. Never rejects. */
export async function replyBody(message: Message, draw: Draw | undefined): Promise<Body> {
  const png = message.chart && draw ? await drawn(message.chart, draw) : undefined;
  if (!png) return bodyOf(message);
  const { chart, ...rest } = message;
  const alt = chart?.alt ?? '';
  const body = bodyOf(rest);
  return {
    ...body,
    embeds: [{ ...body.embeds[0], image: { url: `attachment://${fileName}` } }],
    files: [{ attachment: Buffer.from(png), name: fileName, description: cutEnd(alt, altLimit) }],
  };
}

function bodyOf(message: Message): Body {
  const { content, embeds, components } = renderDiscord(message);
  return { content, embeds, components, files: [], allowedMentions: { parse: [] } };
}

async function drawn(chart: Chart, draw: Draw): Promise<Uint8Array | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), drawnWithinMs);
  try {
    return await Promise.race([draw(chart), late.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
