/** A post as Slack shows it, drawn from nothing but the payload that Slack would get. */
import { renderSlack } from '../../src/platforms/slack/render.ts';
import { pictureMessage } from '../../src/platforms/slack/upload.ts';
import { avatar } from './avatar.ts';
import { element, escapeHtml } from './html.ts';
import { mrkdwnHtml, type View } from './mrkdwn.ts';
import type { Post } from './post.ts';
import { clockTime, type Reader } from './reader.ts';

/** The payload after its way over the wire, where types say nothing any more. */
type Payload = {
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly { readonly color?: string; readonly blocks?: readonly Block[] }[];
};
type Text = { readonly type: string; readonly text: string };
type Block = {
  readonly type: string;
  readonly text?: Text;
  readonly alt_text?: string;
  readonly elements?: readonly (Text | { readonly type: string; readonly text: Text })[];
};

/** The message, and after it the one that shows its chart. */
export function slackHtml(post: Post, reader: Reader): string {
  const { message, picture } = post;
  const said = postHtml(post, overTheWire(renderSlack(message)), reader);
  if (picture === undefined || !message.chart) return said;
  const { asked: _, replyTo: __, ...rest } = post;
  return said + postHtml(rest, overTheWire(pictureMessage('F1', message.chart)), reader);
}

function postHtml(post: Post, payload: Payload, reader: Reader): string {
  const view = { reader, now: post.at, picture: post.picture };
  const name = element('b', 'name', 'Tocsin');
  const app = element('span', 'app', 'APP');
  const time = element('time', 'time', escapeHtml(clockTime(post.at, reader)));
  return element(
    'article',
    `slack-post${post.isPrivate ? ' private' : ''}`,
    typed(post),
    post.isPrivate ? element('div', 'only-you', escapeHtml(reader.words.onlyYou)) : '',
    avatar,
    element(
      'div',
      'slack-body',
      element('header', 'who', name, app, time),
      replyTo(post, view),
      (payload.blocks ?? []).map((block) => blockHtml(block, view)).join(''),
      (payload.attachments ?? []).map((one) => attachmentHtml(one, view)).join(''),
    ),
  );
}

function overTheWire(payload: object): Payload {
  return JSON.parse(JSON.stringify(payload));
}

/** Slack does not show a command to anybody; the picture does, above the answer. */
function typed({ asked }: Post): string {
  return asked === undefined ? '' : element('div', 'typed', escapeHtml(asked));
}

function replyTo({ replyTo: root }: Post, view: View): string {
  if (!root) return '';
  const said = escapeHtml(view.reader.words.repliedTo);
  const headline = mrkdwnHtml(overTheWire(renderSlack(root)).blocks?.[0]?.text?.text ?? '', view);
  return element('div', 'replied', `${said} `, element('span', 'link', headline));
}

function attachmentHtml(
  { color = '#DDDDDD', blocks = [] }: NonNullable<Payload['attachments']>[number],
  view: View & { readonly picture?: string | undefined },
): string {
  const bar = `<i class="bar" style="background:${escapeHtml(color)}"></i>`;
  const inside = blocks.map((block) => blockHtml(block, view)).join('');
  return element('div', 'attachment', bar, element('div', 'attachment-body', inside));
}

function blockHtml(block: Block, view: View & { readonly picture?: string | undefined }): string {
  if (block.type === 'image' && view.picture !== undefined) {
    const [alt, file] = [block.alt_text ?? '', view.picture].map(escapeHtml);
    return `<img class="picture" alt="${alt}" src="${file}">`;
  }
  if (block.type === 'section') return element('div', 'section', textHtml(block.text, view));
  const elements = block.elements ?? [];
  if (block.type === 'context') {
    const texts = elements.map((one) => textHtml(one as Text, view));
    return element('div', 'context', ...texts);
  }
  if (block.type === 'actions') {
    const labels = elements.map((one) => escapeHtml((one.text as Text).text));
    return element('div', 'actions', ...labels.map((label) => element('span', 'button', label)));
  }
  throw new Error(`a block of type ${block.type} cannot be drawn yet`);
}

function textHtml(text: Text | undefined, view: View): string {
  if (text === undefined) return '';
  return text.type === 'mrkdwn' ? mrkdwnHtml(text.text, view) : escapeHtml(text.text);
}
