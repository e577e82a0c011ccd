/** A message as Slack shows it: a headline, one coloured attachment with the lines, small print and buttons. */
import type { types } from '@slack/bolt';
import { type Button, type Line, type Message, plain } from '../../message.ts';
import { withBars } from '../bars.ts';
import { tones } from '../tones.ts';
import { mrkdwn, shortened, tidy, webAddress } from './mrkdwn.ts';

/**
 * Slack's limits in UTF-16 units and pieces (https://docs.slack.dev/reference/block-kit/blocks). `chat.update`
 * refuses a longer `text` than 4000 although `chat.postMessage` takes it. `sections` is ours: four full sections are
 * the 12,000 characters that Slack allows a message elsewhere.
 */
export const limits = {
  text: 4000,
  section: 3000,
  sections: 4,
  context: 2000,
  buttons: 25,
  buttonText: 75,
  buttonValue: 2000,
} as const;

/** Buttons that run a command have an action id that begins so. */
export const runsCommand = 'run:';

export type SlackMessage = {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
  readonly attachments: types.MessageAttachment[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
};

/**
 * `text` is what notifications and screen readers get, so it says all that the blocks say. Total: whatever the texts
 * are, the result is inside Slack's limits and only our own spans format, link or show a date.
 */
export function renderSlack(whole: Message): SlackMessage {
  const message = withBars(whole);
  const { glyph, colour } = tones[message.tone];
  const text = spoken(message, glyph);
  const blocks = [
    ...sections(message.lines),
    ...smallPrint(message.footer),
    ...actions(message.buttons),
  ];
  return {
    text,
    blocks: [section(mrkdwn([`${glyph} `, { bold: message.title }], limits.section))],
    attachments: blocks.length === 0 ? [] : [{ color: hex(colour), fallback: text, blocks }],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function hex(colour: number): string {
  return `#${colour.toString(16).padStart(6, '0').toUpperCase()}`;
}

function spoken(message: Message, glyph: string): string {
  let text = mrkdwn([`${glyph} ${message.title}`], limits.text);
  for (const line of message.lines) {
    const room = limits.text - text.length - 1;
    if (room < 1) break;
    text += `\n${mrkdwn([plain(line)], room)}`;
  }
  return text;
}

function section(text: string): types.SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** As few sections as hold the lines; what is beyond the last one is marked by a line `…`. */
function sections(lines: readonly Line[]): types.SectionBlock[] {
  const capacity = limits.section - beyond.length;
  const texts: string[] = [];
  for (const line of lines) {
    const text = mrkdwn(line, capacity);
    const joint = texts.length === 0 ? text : `${texts.at(-1)}\n${text}`;
    if (texts.length > 0 && joint.length <= capacity) texts[texts.length - 1] = joint;
    else if (texts.push(text) > limits.sections) break;
  }
  if (texts.length > limits.sections) {
    texts.length = limits.sections;
    texts.push(texts.pop() + beyond);
  }
  return texts.filter((text) => text.trim() !== '').map(section);
}

const beyond = '\n…';

function smallPrint(footer: Line | undefined): types.ContextBlock[] {
  const text = mrkdwn(footer ?? [], limits.context);
  if (text.trim() === '') return [];
  return [{ type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] }];
}

function actions(buttons: readonly Button[] = []): types.ActionsBlock[] {
  const elements = buttons.flatMap(element).slice(0, limits.buttons);
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

/** A button that would not work (no label, a command cut short, an address for no browser) is left out. */
function element(button: Button, index: number): types.Button[] {
  const label = shortened(tidy(button.label).trim(), (text) => text.length, limits.buttonText);
  if (label === '') return [];
  const text = { type: 'plain_text', text: label, emoji: false } as const;
  if ('url' in button) {
    const url = webAddress(button.url);
    return url === undefined ? [] : [{ type: 'button', action_id: `open:${index}`, url, text }];
  }
  const value = button.command.toWellFormed();
  if (value === '' || value.length > limits.buttonValue) return [];
  return [{ type: 'button', action_id: `${runsCommand}${index}`, value, text }];
}
