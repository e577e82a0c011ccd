/** Where the time of looks goes, in one line: what finding the name, connecting and the answer took. Pure. */
import type { Spent } from '../../commands/command.ts';
import type { Voice } from '../languages/language.ts';
import { sayLine } from '../languages/line.ts';
import type { Line } from '../message.ts';
import type { Steps } from '../model.ts';
import { rounded } from './past.ts';

const names = ['name', 'connect', 'answer', 'rest'] as const satisfies readonly (keyof Steps)[];
/** The usual is said beside what is so many times as long or as short, and by so much that it matters. */
const clearly = 1.5;
const clearlyMs = 20;

/** No line where nothing is known of the last day. */
export function spentLine(voice: Voice, { day, week }: Spent): readonly Line[] {
  const steps = names.flatMap((step) => {
    const ms = day[step];
    return ms === undefined ? [] : [sayStep(voice, { step, ms, usualMs: week[step] ?? ms })];
  });
  return steps.length === 0 ? [] : [sayLine(voice, 'history.spent', { steps: steps.join(' · ') })];
}

type One = { readonly step: keyof Steps; readonly ms: number; readonly usualMs: number };

function sayStep(voice: Voice, { step, ms, usualMs }: One): string {
  const [less = 0, more = 0] = [ms, usualMs].sort((one, other) => one - other);
  const isClear = more > clearly * less && more - less >= clearlyMs;
  return voice.say('history.spent.step', {
    step,
    took: voice.duration(rounded(ms)),
    usual: isClear ? voice.duration(rounded(usualMs)) : 'none',
  });
}
