/** What is due in one channel, the first one first. */
import type { Want, Work } from './work.ts';

export type Errand = { readonly key: string; readonly work: Work };

/** An errand that has to call the network. */
export type Wish = Want & { readonly errand: Errand };

type Due = { errands: Errand[] };

export function has({ errands }: Due, { key }: Errand): boolean {
  return errands.some((one) => one.key === key);
}

/** The same key twice is one errand. */
export function append(due: Due, errand: Errand): void {
  if (!has(due, errand)) due.errands.push(errand);
}

export function putBack(due: Due, errand: Errand): void {
  due.errands = [errand, ...due.errands.filter(({ key }) => key !== errand.key)];
}

export function remove(due: Due, errand: Errand): void {
  due.errands = due.errands.filter(({ key }) => key !== errand.key);
}

/** Posts before edits, then the oldest; what it is, as urgent as the most urgent of them. */
export function mostImportant(wishes: readonly Wish[]): Wish | undefined {
  if (wishes.length < 2) return wishes[0];
  const posts = wishes.filter(({ wants }) => wants === 'post');
  const [first, ...more] = posts.length > 0 ? posts : wishes;
  if (!first) return undefined;
  const oldest = more.reduce((best, wish) => (wish.at < best.at ? wish : best), first);
  return { ...oldest, urgency: Math.max(first.urgency, ...more.map(({ urgency }) => urgency)) };
}
