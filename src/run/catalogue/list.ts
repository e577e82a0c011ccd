/** The services that the catalogue knows, as rows, with what is known of how surely. */
import { readFileSync } from 'node:fs';
import { categories } from '../../catalogue/index.ts';
import type { Service } from '../../model.ts';

export type Row = {
  readonly id: string;
  readonly name: Service['name'];
  readonly category: string;
  /** How well its facts are sourced; absent for the operator's own. */
  readonly confidence?: string;
  readonly checks: number;
  readonly feed?: string;
};

export function listed(services: readonly Service[]): readonly Row[] {
  const confidences = new Map(categories.flatMap(confidencesIn));
  return services.map(({ id, name, category, components, feed }) => {
    const confidence = category === 'own' ? undefined : confidences.get(id);
    return {
      ...{ id, name, category },
      ...(confidence !== undefined && { confidence }),
      checks: components.reduce((sum, { checks }) => sum + checks.length, 0),
      ...(feed && { feed: feed.format }),
    };
  });
}

/** The bot itself does not need them, so the catalogue does not keep them. */
function confidencesIn(category: string): readonly (readonly [string, string])[] {
  const path = new URL(`../../catalogue/${category}.json`, import.meta.url);
  const file: { services: { id: string; confidence?: string }[] } = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  return file.services.flatMap(({ id, confidence }) => (confidence ? [[id, confidence]] : []));
}
