/** A post as Discord shows it, drawn from nothing but the payload that Discord would get. */
import { renderDiscord } from '../../src/platforms/discord/render.ts';
import { avatar } from './avatar.ts';
import { element, escapeHtml } from './html.ts';
import { markdownHtml } from './markdown.ts';
import type { Post } from './post.ts';
import { clockTime, type Reader } from './reader.ts';

/** The payload after its way over the wire, where types say nothing any more. */
type Payload = {
  readonly content?: string;
  readonly embeds?: readonly Embed[];
  readonly components?: readonly {
    readonly components: readonly { readonly label: string; readonly url?: string }[];
  }[];
};
type Embed = {
  readonly color?: number;
  readonly description?: string;
};

export function discordHtml(post: Post, reader: Reader): string {
  const { chart: _, ...wordsAlone } = post.message;
  // With a picture there is no need for bars of text.
  const payload = payloadOf(post.picture === undefined ? post.message : wordsAlone);
  const name = element('b', 'name', 'Tocsin');
  const app = element('span', 'app', 'APP');
  const time = element('time', 'time', escapeHtml(clockTime(post.at, reader)));
  return element(
    'article',
    `discord-post${post.isPrivate ? ' private' : ''}`,
    above(post, reader),
    avatar,
    element(
      'div',
      'discord-body',
      element('header', 'who', name, app, time),
      contentHtml(payload.content ?? '', post, reader),
      (payload.embeds ?? []).map((embed) => embedHtml(embed, post, reader)).join(''),
      (payload.components ?? []).map(rowHtml).join(''),
      post.isPrivate ? element('div', 'only-you', escapeHtml(reader.words.onlyYou)) : '',
    ),
  );
}

function payloadOf(message: Post['message']): Payload {
  return JSON.parse(JSON.stringify(renderDiscord(message)));
}

/** What Discord shows above a message: the command that it answers, or the message. */
function above({ asked, replyTo }: Post, reader: Reader): string {
  if (asked !== undefined) {
    return element('div', 'above', escapeHtml(reader.words.used(reader.person, asked)));
  }
  if (!replyTo) return '';
  const quoted = markdownHtml(payloadOf(replyTo).content ?? '', reader);
  return element('div', 'above', element('b', 'name', 'Tocsin'), element('div', 'quoted', quoted));
}

function contentHtml(content: string, { isEdited }: Post, reader: Reader): string {
  const mark = isEdited ? element('span', 'edited', ` ${escapeHtml(reader.words.edited)}`) : '';
  return element('div', 'content', markdownHtml(content, reader), mark);
}

function embedHtml(
  { color = 0, description = '' }: Embed,
  { picture, message }: Post,
  reader: Reader,
): string {
  const bar = `<i class="bar" style="background:#${color.toString(16).padStart(6, '0')}"></i>`;
  return element(
    'div',
    'embed',
    bar,
    element('div', 'description', markdownHtml(description, reader), pictureHtml(picture, message)),
  );
}

function pictureHtml(picture: string | undefined, { chart }: Post['message']): string {
  if (picture === undefined) return '';
  return `<img class="picture" alt="${escapeHtml(chart?.alt ?? '')}" src="${escapeHtml(picture)}">`;
}

function rowHtml({ components }: NonNullable<Payload['components']>[number]): string {
  const buttons = components.map(({ label, url }) =>
    element('span', 'button', escapeHtml(label), url === undefined ? '' : opensPage),
  );
  return element('div', 'actions', ...buttons);
}

const opensPage =
  '<svg class="opens" viewBox="0 0 12 12" aria-hidden="true"><path fill="none" stroke="currentColor"' +
  ' stroke-width="1.5" d="M4.5 2H2v8h8V7.5M7 1.5h3.5V5M10.5 1.5 5.5 6.5"/></svg>';
