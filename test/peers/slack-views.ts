/** Windows over a channel in our stand-in for Slack: triggers that work once and for 3 s, views within Slack's limits. */
import type { Body } from './slack-judge.ts';
import { createCount } from './slack-socket.ts';

/** https://docs.slack.dev/reference/views/modal-views */
const most = {
  title: 24,
  blocks: 100,
  label: 2000,
  id: 255,
  metadata: 3000,
  choices: 100,
  choiceText: 75,
  choiceValue: 150,
};
const triggerLastsMs = 3_000;
const elements = [
  'external_select',
  'multi_external_select',
  'plain_text_input',
  'rich_text_input',
  'static_select',
];

/** A view as somebody has it on the screen. */
export type OpenView = Body & { readonly id: string };

export function createViews() {
  const triggers = new Map<string, number>();
  const open: OpenView[] = [];
  const next = createCount();

  return {
    open,
    /** Good for one window, for three seconds since it was made. */
    trigger(agoMs = 0): string {
      const id = `trigger-${next()}`;
      triggers.set(id, Date.now() - agoMs);
      return id;
    },
    answer({ trigger_id: id, view }: Body): Body {
      const at = triggers.get(String(id));
      if (at === undefined) return { ok: false, error: 'invalid_trigger_id' };
      triggers.delete(String(id));
      if (Date.now() - at > triggerLastsMs) return { ok: false, error: 'expired_trigger_id' };
      const wrong = viewProblem((view ?? {}) as Body);
      if (wrong) return { ok: false, error: 'invalid_arguments', response_metadata: [wrong] };
      const shown = { ...(view as Body), id: `V${next()}` };
      open.push(shown);
      return { ok: true, view: shown };
    },
  };
}

export function viewProblem(view: Body): string | undefined {
  if (view.type !== 'modal') return 'type';
  for (const name of ['title', 'submit', 'close']) {
    if (!isPlain(view[name], most.title)) return name;
  }
  if (String(view.private_metadata ?? '').length > most.metadata) return 'private_metadata';
  if (String(view.callback_id ?? '').length > most.id) return 'callback_id';
  const blocks = view.blocks as Body[];
  if (!Array.isArray(blocks) || blocks.length > most.blocks) return 'blocks';
  const ids = blocks.map((block) => block.block_id);
  if (new Set(ids).size !== ids.length) return 'block_id';
  return blocks.every(isInput) ? undefined : 'block';
}

function isInput({ type, block_id: id, label, element }: Body): boolean {
  const { type: kind, action_id: action } = (element ?? {}) as Body;
  const areIds = [id, action].every((one) => typeof one === 'string' && one.length <= most.id);
  return (
    type === 'input' && areIds && isPlain(label, most.label) && elements.includes(String(kind))
  );
}

function isPlain(value: unknown, longest: number): boolean {
  const { type, text } = (value ?? {}) as Body;
  if (type !== 'plain_text' || typeof text !== 'string') return false;
  return text.length > 0 && text.length <= longest;
}

/** What of a list of suggestions Slack would show; throws where it would show none for its form. */
export function shownChoices(answer: unknown): { text: string; value: string }[] {
  const { options } = (answer ?? {}) as { options?: Body[] };
  if (!Array.isArray(options) || options.length > most.choices) throw new Error('no list');
  return options.map(({ text, value }) => {
    const isFine = typeof value === 'string' && value !== '' && value.length <= most.choiceValue;
    if (!isFine || !isPlain(text, most.choiceText)) throw new Error(`bad choice ${value}`);
    return { text: String((text as Body).text), value };
  });
}
