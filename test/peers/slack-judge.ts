/** Slack's published limits as a judge of message bodies: the error code that Slack would answer, or nothing. */

type Block = Record<string, unknown>;
export type Body = Record<string, unknown>;

/** https://docs.slack.dev/reference/block-kit/blocks */
const most = {
  blocks: 50,
  attachments: 100,
  postedText: 40_000,
  updatedText: 4000,
  sectionText: 3000,
  contextElements: 10,
  contextText: 3000,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  id: 255,
  metadata: 4000,
  imageText: 2000,
};

export function judge(method: 'post' | 'update', body: Body): string | undefined {
  const text = typeof body.text === 'string' ? body.text : '';
  const blocks = list(body.blocks);
  const attachments = list(body.attachments);
  if (!blocks || !attachments) return 'invalid_blocks_format';
  if (text === '' && blocks.length === 0 && attachments.length === 0) return 'no_text';
  if (method === 'update' && text.length > most.updatedText) return 'msg_too_long';
  if (text.length > most.postedText) return 'msg_too_long';
  if (attachments.length > most.attachments) return 'too_many_attachments';
  if (JSON.stringify(body.metadata ?? '').length > most.metadata) return 'metadata_too_large';
  const inner = attachments.map((attachment) => list(attachment.blocks));
  if (inner.includes(undefined)) return 'invalid_attachments';
  return [blocks, ...inner].every((each) => areFine(each ?? [])) ? undefined : 'invalid_blocks';
}

function list(value: unknown): Block[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : undefined;
}

function areFine(blocks: readonly Block[]): boolean {
  return blocks.length <= most.blocks && blocks.every(isFine);
}

function isFine(block: Block): boolean {
  if (block.type === 'section') return isText(block.text, most.sectionText);
  if (block.type === 'context') {
    const elements = list(block.elements) ?? [];
    if (elements.length === 0 || elements.length > most.contextElements) return false;
    return elements.every((element) => isText(element, most.contextText));
  }
  // Whether the picture itself may be shown depends on the file.
  if (block.type === 'image') return isBetween(block.alt_text, most.imageText);
  if (block.type !== 'actions') return false;
  const elements = list(block.elements) ?? [];
  const ids = elements.map((element) => element.action_id);
  if (elements.length === 0 || elements.length > most.actions) return false;
  return new Set(ids).size === ids.length && elements.every(isButton);
}

function isText(value: unknown, longest: number): boolean {
  const { type, text } = (value ?? {}) as Block;
  if (type !== 'mrkdwn' && type !== 'plain_text') return false;
  return typeof text === 'string' && text.length > 0 && text.length <= longest;
}

function isButton(element: Block): boolean {
  const { type, text, value, url, action_id: id } = element;
  if (type !== 'button' || (text as Block)?.type !== 'plain_text') return false;
  if (!isText(text, most.buttonText)) return false;
  if (value !== undefined && !isBetween(value, most.buttonValue)) return false;
  if (url !== undefined && !(isBetween(url, most.buttonUrl) && URL.canParse(url))) return false;
  return isBetween(id, most.id);
}

function isBetween(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest;
}
