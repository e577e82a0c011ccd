/** Kinds of services, by the names that people use for them. */

import type { Catalogue } from '../catalogue/catalogue.ts';
import { fold } from '../catalogue/fold.ts';
import { categories } from '../catalogue/index.ts';
import type { Voice } from '../languages/language.ts';

const named = [...categories, 'own'] as const;

/** A category without a phrase is shown by its id. */
export function sayCategory(voice: Voice, category: string): string {
  const known = named.find((one) => one === category);
  return known === undefined ? category : voice.say(`category.${known}`);
}

/** The category whose id or name this is exactly. */
export function categoryOf(typed: string, voice: Voice, catalogue: Catalogue): string | undefined {
  const wanted = fold(typed);
  const ids = [...new Set(catalogue.services.map(({ category }) => category))];
  return ids.find((id) => fold(id) === wanted || fold(sayCategory(voice, id)) === wanted);
}
