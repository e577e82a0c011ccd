/** The contract of the catalogue: services that can be found by any name people use for them. */
import type { Service } from '../model.ts';

/** What a name could mean. */
export type Found = {
  /** The service that is meant, when there is exactly one good candidate. */
  readonly service?: Service;
  /** True when the text is an id, a name or an alias of `service`; only then may a write act on it. */
  readonly isExact: boolean;
  /** At most five others, best first, when nothing or too much matched. */
  readonly suggestions: readonly Service[];
};

export type Catalogue = {
  readonly services: readonly Service[];
  get(id: string): Service | undefined;
  find(text: string): Found;
  /** Services whose names begin with or resemble the text, best first; all of them for an empty text. */
  search(text: string, limit: number): readonly Service[];
};
