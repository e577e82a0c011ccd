/** The contract of an operation of the API: what may be asked, the shape of the answer, and how it is found. */
import { z } from 'zod';
import { didYouMean } from '../../nearest.ts';
import type { Asked } from '../answer.ts';

type Told<A extends z.ZodType> = z.input<A> | undefined;

export type Operation<Q extends z.ZodObject = z.ZodObject, A extends z.ZodType = z.ZodType> = {
  /** Its name in clients that are generated from the description. */
  readonly id: string;
  /** Below the root of the API, with parameters as in `/services/{service}`. */
  readonly path: string;
  readonly summary: string;
  readonly query: Q;
  readonly answer: A;
  readonly forSeconds?: number;
  /** Undefined when there is no such thing, or it may not be seen. */
  readonly tell: (asked: Asked, query: z.output<Q>) => Told<A> | Promise<Told<A>>;
};

/** Keeps the types of its parts together; afterwards they may be forgotten. */
export function operation<Q extends z.ZodObject, A extends z.ZodType>(
  one: Operation<Q, A>,
): Operation {
  return one as unknown as Operation;
}

/** Texts are given in the language of `?lang=`. */
export const lang = z.string().max(35).optional().describe('Language of texts, such as zh-CN.');
export const noQuery = z.object({});

export type Wrong = { readonly error: string; readonly parameter: string };

/** Is it a parameter of this shape, or a slip of one? Other names are not ours, and say nothing. */
export function isNear(name: string, { shape }: z.ZodObject): boolean {
  return Object.hasOwn(shape, name) || didYouMean(name, Object.keys(shape)) !== '';
}

/** What was asked for; or the first thing that is wrong with it. */
export function readQuery<Q extends z.ZodObject>(
  shape: Q,
  query: Readonly<Record<string, string>>,
): { readonly query: z.output<Q> } | { readonly wrong: Wrong } {
  const known = Object.keys(shape.shape);
  const strange = Object.keys(query).find((name) => !known.includes(name) && name !== 'lang');
  if (strange !== undefined) {
    const error = `there is no parameter ${strange}${didYouMean(strange, known)}`;
    return { wrong: { error, parameter: strange } };
  }
  const read = shape.safeParse(query);
  if (read.success) return { query: read.data };
  const [issue] = read.error.issues;
  const parameter = String(issue?.path[0] ?? '');
  return { wrong: { error: `${parameter}: ${issue?.message ?? 'not readable'}`, parameter } };
}
