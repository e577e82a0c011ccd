/**
 * A command's options as a form in a window over the channel (https://docs.slack.dev/surfaces/modals), and what
 * somebody filled in. Knows no command: everything comes from its shape.
 */
import type { types } from '@slack/bolt';
import type { Choice, CommandShape, OptionShape } from '../platform.ts';
import { shortened, tidy } from './mrkdwn.ts';
import { mentionsAtMost, type Named } from './typed.ts';

/** Slack's limits in UTF-16 units and pieces; what a form carries unseen is `metadata`. */
const limits = {
  title: 24,
  label: 2000,
  metadata: 3000,
  choices: 100,
  choiceText: 75,
  choiceValue: 150,
  chosen: 10,
  input: 500,
} as const;

/** Forms have an id that begins so; the rest is the command's name. */
export const formPrefix = 'form:';

/** Where a form was asked for. */
export type FormPlace = { readonly channel: string; readonly responseUrl: string };

/** Undefined when the command has no form, or one that would not fit. */
export function formView(
  shape: CommandShape,
  place: FormPlace,
  language: string,
): types.ModalView | undefined {
  const { form } = shape;
  const metadata = JSON.stringify(place);
  if (!form || metadata.length > limits.metadata) return undefined;
  const say = (texts: Readonly<Record<string, string>>, limit: number = limits.title) =>
    plainText(texts[language] ?? texts.en ?? '', limit);
  return {
    type: 'modal',
    callback_id: `${formPrefix}${shape.name}`,
    private_metadata: metadata,
    title: say(form.title),
    submit: say(form.send),
    close: say(form.cancel),
    blocks: shape.options.map((option) => ({
      type: 'input',
      block_id: option.name,
      optional: !option.isRequired,
      label: say(option.description, limits.label),
      element: element(option),
    })),
  };
}

function element({
  name,
  isCompleted,
  isSeveral,
  isMention,
}: OptionShape): types.InputBlockElement {
  // The only field in which Slack lets people name groups too.
  if (isMention) return { type: 'rich_text_input', action_id: name };
  if (!isCompleted) {
    return { type: 'plain_text_input', action_id: name, max_length: limits.input };
  }
  const select = { action_id: name, min_query_length: 0 };
  return isSeveral
    ? { type: 'multi_external_select', max_selected_items: limits.chosen, ...select }
    : { type: 'external_select', ...select };
}

/** What Slack shows while somebody types; one that it would refuse is left out. */
export function formChoices(choices: readonly Choice[]): types.PlainTextOption[] {
  return choices
    .filter(({ name, value }) => {
      return tidy(name).trim() !== '' && value !== '' && value.length <= limits.choiceValue;
    })
    .slice(0, limits.choices)
    .map(({ name, value }) => ({ text: plainText(name, limits.choiceText), value }));
}

export type Filled = {
  readonly command: string;
  readonly options: Readonly<Record<string, string>>;
  /** Whom it names, each as it stands in an option. */
  readonly mentions: readonly Named[];
  readonly place: FormPlace;
};

/** The part of a view that Slack sends back. */
export type SentView = {
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly state: {
    readonly values: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
  };
};

type Entry = {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value: string } | null | undefined;
  readonly selected_options?: readonly { readonly value: string }[] | undefined;
  readonly rich_text_value?: RichPart | undefined;
};

/** What somebody wrote as in a message: text, mentions, links and emoji, in sections, quotes and lists. */
type RichPart = {
  readonly type: string;
  readonly text?: string;
  readonly url?: string;
  readonly name?: string;
  /** `here`, `channel` or `everyone`. */
  readonly range?: string;
  readonly user_id?: string;
  readonly usergroup_id?: string;
  readonly elements?: readonly RichPart[];
};

/** Undefined for a form that is none of ours. */
export function readForm({ callback_id, private_metadata, state }: SentView): Filled | undefined {
  const place = placeOf(private_metadata);
  if (!place || !callback_id.startsWith(formPrefix)) return undefined;
  const entries = Object.values(state?.values ?? {}).flatMap((one) => Object.entries(one));
  const mentions = entries.flatMap(([, { rich_text_value: rich }]) => (rich ? namedIn(rich) : []));
  const options = entries.map(([name, entry]) => [name, textOf(entry)] as const);
  return {
    command: callback_id.slice(formPrefix.length),
    options: Object.fromEntries(options.filter(([, text]) => text !== '')),
    mentions: mentions.slice(0, mentionsAtMost),
    place,
  };
}

/** As it would have been typed. */
function textOf({ value, selected_option, selected_options, rich_text_value }: Entry): string {
  if (selected_options) return selected_options.map((one) => one.value).join(', ');
  if (rich_text_value) return writtenIn(rich_text_value).trim().slice(0, limits.input);
  return selected_option?.value ?? value ?? '';
}

/** Nothing is left out: what names nobody we may name gets its answer, as when it is typed. */
function writtenIn({ user_id, usergroup_id, range, elements = [], ...part }: RichPart): string {
  const named = user_id ?? usergroup_id ?? range;
  if (named !== undefined) return `@${named}`;
  return (part.text ?? part.url ?? part.name ?? '') + elements.map(writtenIn).join('');
}

function namedIn({ user_id, usergroup_id, elements = [] }: RichPart): readonly Named[] {
  if (user_id !== undefined) return [named('person', user_id)];
  if (usergroup_id !== undefined) return [named('group', usergroup_id)];
  return elements.flatMap(namedIn);
}

function named(who: 'person' | 'group', id: string): Named {
  return { typed: `@${id}`, mention: { who, id } };
}

/** Slack hands back what we gave it; a window of an older version of us may hold anything. */
export function placeOf(metadata: string): FormPlace | undefined {
  try {
    const { channel, responseUrl } = JSON.parse(metadata) as Partial<FormPlace>;
    const isWhole = typeof channel === 'string' && typeof responseUrl === 'string';
    return isWhole ? { channel, responseUrl } : undefined;
  } catch {
    return undefined;
  }
}

function plainText(text: string, limit: number): types.PlainTextElement {
  const short = shortened(tidy(text).trim(), (one) => one.length, limit);
  return { type: 'plain_text', text: short, emoji: false };
}
