/** A form as Slack opens it over a channel, drawn from nothing but the view that Slack would get. */
import type { types } from '@slack/bolt';
import { element, escapeHtml } from './html.ts';
import type { Reader } from './reader.ts';

/** The view after its way over the wire, where types say nothing any more. */
type View = {
  readonly title: { readonly text: string };
  readonly submit: { readonly text: string };
  readonly close: { readonly text: string };
  readonly blocks: readonly Input[];
};
type Input = {
  readonly label: { readonly text: string };
  readonly optional?: boolean;
  readonly element: { readonly type: string };
};

export function formHtml(form: types.ModalView, reader: Reader): string {
  const { title, submit, close, blocks }: View = JSON.parse(JSON.stringify(form));
  return element(
    'section',
    'slack-form',
    element('header', 'title', escapeHtml(title.text), element('span', 'away', '✕')),
    ...blocks.map((block) => inputHtml(block, reader)),
    element(
      'footer',
      'buttons',
      element('span', 'button', escapeHtml(close.text)),
      element('span', 'button send', escapeHtml(submit.text)),
    ),
  );
}

function inputHtml({ label, optional, element: field }: Input, { words }: Reader): string {
  const mark = optional ? element('span', 'optional', ` ${escapeHtml(words.optional)}`) : '';
  const isChoice = field.type.endsWith('_select');
  const inside = isChoice ? `${escapeHtml(words.choose)}${element('span', 'open', '⌄')}` : '&nbsp;';
  return element(
    'div',
    'input',
    element('div', 'label', escapeHtml(label.text), mark),
    element('div', 'field', inside),
  );
}
