/** Pages of posts: one scene, all scenes, and the notice of the README. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { discordHtml } from './discord.ts';
import { documentOf, element, escapeHtml } from './html.ts';
import type { Network, Post, Scene } from './post.ts';
import type { Reader } from './reader.ts';
import { slackHtml } from './slack.ts';
import { formHtml } from './slack-form.ts';

/** The width of a message, in CSS pixels: that of a large phone. */
export const columnWidth = 430;

const draw = { slack: slackHtml, discord: discordHtml } as const;

const css = ['page', 'slack', 'slack-form', 'discord']
  .map((name) => readFileSync(join(import.meta.dirname, `${name}.css`), 'utf8'))
  .join('');

/** Where each figure is, for whoever opens the page to cut it out: `[id, left, top, width, height]`. */
const measure = `<script>
document.body.dataset.boxes = JSON.stringify([...document.querySelectorAll('[id]')].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [one.id, x, y + scrollY, width, height];
}));
</script>`;

export function postsHtml(posts: readonly Post[], network: Network, reader: Reader): string {
  return posts.map((post) => draw[network](post, reader)).join('\n');
}

/** All scenes of one network for one reader, side by side. */
export function sheetPage(scenes: readonly Scene[], network: Network, reader: Reader): string {
  const figures = scenes.map((scene) => figure(scene, network, reader)).join('\n');
  const sheet = `<main id="page" class="${network}"><div class="sheet" style="--column:${columnWidth}px">
${figures}
</div></main>`;
  return page(`${network}, ${reader.language}`, reader, sheet);
}

/** One scene by itself. */
export function scenePage(scene: Scene, network: Network, reader: Reader): string {
  const main = `<main id="page" class="${network}">${figure(scene, network, reader)}</main>`;
  return page(scene.name, reader, main);
}

function figure(scene: Scene, network: Network, reader: Reader): string {
  const caption = element('figcaption', 'caption', escapeHtml(`${scene.id} — ${scene.name}`));
  return `<figure id="${scene.id}">${caption}
${scene.form ? formHtml(scene.form, reader) : ''}${postsHtml(scene.posts, network, reader)}</figure>`;
}

/** A window of a chat network: some posts, a while, some more posts. */
export type Pane = {
  readonly network: Network;
  readonly reader: Reader;
  readonly before: readonly Post[];
  readonly after: readonly Post[];
};

export function noticePage(panes: readonly [Pane, Pane]): string {
  const windows = panes.map(windowHtml);
  const main = `<main id="page" class="notice">${windows.join('\n')}</main>`;
  return page('notice', panes[0].reader, main);
}

/** A window has the language of its reader, which decides how wide its punctuation is. */
function windowHtml({ network, reader, before, after }: Pane): string {
  return `<section class="window ${network}" lang="${reader.language}">
${element('div', 'bar-top', `# ${escapeHtml(reader.words.channel)}`)}
${postsHtml(before, network, reader)}
${element('div', 'later', escapeHtml(reader.words.later))}
${postsHtml(after, network, reader)}
</section>`;
}

function page(title: string, reader: Reader, body: string): string {
  return documentOf({ title, language: reader.language, css, body: `${body}\n${measure}` });
}
