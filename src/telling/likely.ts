/** The likely cause of an outage in one line, with its evidence; no line where nothing is known. */
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import { type Line, quote } from '../message.ts';
import type { LikelyCause } from '../model.ts';

/** What a phrase may ask for and the evidence does not have. */
const nothing = {
  status: 'none',
  said: 'none',
  all: 'no',
  cause: 'none',
  what: 'none',
  resource: 'none',
  parent: 'none',
  count: 1,
  times: 1,
  days: 1,
};

export function likelyLine(voice: Voice, likely: LikelyCause | undefined): readonly Line[] {
  if (!likely) return [];
  const values: Record<string, string | number> = { ...nothing, ...likely.values };
  const quoted = { code: quote(String(values.said)) };
  const shown = {
    ...values,
    status: quote(String(values.status), 20),
    parent: quote(String(values.parent), 60),
    class: branch(likely.class),
    cause: branch(String(values.cause)),
    period: quote(String(values[`name.${voice.tag}`] ?? values['name.en'] ?? 'none'), 80),
    quoted,
  };
  return [sayLine(voice, `likely.${likely.code}`, shown)];
}

/** The branches of a phrase cannot have a hyphen in their names. */
function branch(name: string): string {
  return name.replaceAll('-', '_');
}
