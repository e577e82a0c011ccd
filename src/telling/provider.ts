/** What the provider says, beside what we see: its words quoted short, attributed and linked. Pure. */
import type { Voice } from '../languages/language.ts';
import { type SpanValue, sayLine } from '../languages/line.ts';
import { type Line, quote } from '../message.ts';
import { type Accord, type Provider, type Service, type Status, severity } from '../model.ts';

const titleLength = 100;
const textLength = 220;

type Words = {
  readonly provider?: Provider | undefined;
  readonly accord?: Accord | undefined;
};

/** Nothing for a service without a feed. A page that cannot be read is worth a line only to who asks. */
export function providerLines(
  voice: Voice,
  service: Service,
  { provider, accord }: Words,
  isAsked = false,
): readonly Line[] {
  if (provider === undefined || accord === undefined) return [];
  const isAlone = service.components.length === 0;
  const isSilent = accord === 'they-are-silent' || accord === 'neither';
  const silence = isAlone ? 'they-are-silent' : accord;
  if (isSilent) return isAsked ? [sayLine(voice, `accord.${silence}`)] : [];
  // Of what nobody else looks at there is nothing to compare.
  if (isAlone) return provider.incident ? quotation(voice, provider.incident) : [];
  const lines = provider.incident ? quotation(voice, provider.incident) : [];
  return isSaidAlready(accord, lines) ? lines : [...lines, accordLine(voice, accord, provider)];
}

/** That the provider reports trouble too is what its words are. */
function isSaidAlready(accord: Accord, lines: readonly Line[]): boolean {
  return accord === 'agreed' && lines.length > 0;
}

function quotation(
  voice: Voice,
  { title, stage, text, url }: NonNullable<Provider['incident']>,
): readonly Line[] {
  const said = sayLine(voice, 'provider.says', { stage, quoted: linked(title, url) });
  const isMore = text !== undefined && !text.startsWith(title);
  return isMore
    ? [said, sayLine(voice, 'provider.quote', { text: quote(text, textLength) })]
    : [said];
}

function accordLine(voice: Voice, accord: Accord, { status, work }: Provider): Line {
  return sayLine(voice, `accord.${accord}`, {
    word: wordOf(status),
    titled: work ? 'yes' : 'no',
    quoted: work ? linked(work.title, work.url) : '',
  });
}

function wordOf(status: Status): 'well' | 'trouble' {
  return severity(status) > 0 ? 'trouble' : 'well';
}

function linked(title: string, url: string | undefined): SpanValue {
  const text = quote(title, titleLength);
  return url === undefined ? text : { link: url, text };
}
