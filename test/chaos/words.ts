/** What the stories say in place of sentences: the incidents by id and revision, for the judge to read. */
import type { TellingParts } from '../../src/telling/telling.ts';
import { write } from './judge.ts';

export const words: Pick<TellingParts, 'compose' | 'composeNotice' | 'composePaused'> = {
  compose: ({ what, incidents }) => ({ tone: 'info', title: write(what, incidents), lines: [] }),
  composeNotice: ({ id }) => ({ tone: 'info', title: `notice|${id}`, lines: [] }),
  composePaused: () => ({ tone: 'info', title: 'paused|', lines: [] }),
};
