/** The row of one product in a document that speaks of many. */
import { severity } from '../../model.ts';
import type { Said } from '../feed.ts';
import { unclear } from '../feed.ts';
import { raised, whole } from './status.ts';

/** Is this name the product's: the same but for case, or the last part of `group / name`? */
export function isNamed(name: string, product: string): boolean {
  const [one, other] = [fold(name), fold(product)];
  return one === other || one.endsWith(` / ${other}`);
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}

/** What is said of the components with that name or id and of incidents that touch them. */
export function ofProduct(said: Said, product: string | undefined): Said {
  if (product === undefined) return said;
  const components = said.components.filter(
    ({ id, name }) => id === product || isNamed(name, product),
  );
  if (components.length === 0) return unclear(`has no row named "${product}"`);
  const touches = (parts: readonly string[]) => parts.some((part) => isNamed(part, product));
  const incidents = said.incidents.filter((one) => touches(one.components));
  const status = raised(
    whole(components.map((one) => one.status)),
    // A row that says how it is knows better than an incident that touches several.
    incidents.map((one) => (severity(one.impact) > 1 ? { ...one, impact: 'degraded' } : one)),
  );
  return {
    status,
    ...(status === 'unknown' && { reason: `says nothing clear of "${product}"` }),
    components,
    incidents,
    maintenance: said.maintenance.filter((one) => touches(one.components)),
  };
}
