/** Shapes of JSON documents: strict in what a status rests on, lenient in what is only shown. */
import { z } from 'zod';
import type { Format, Question, Said } from '../feed.ts';

/** A text that is only shown: anything else is taken as missing. */
export const shown = z.string().optional().catch(undefined);

/** An id is a text or a number; a missing one is empty. */
export const key = z.union([z.string(), z.number()]).transform(String).catch('');

/** A list that may be left out. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

const mostUpdates = 60;

/** The updates of an incident: those beyond what is ever shown are not even looked at. */
export function updates<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => (Array.isArray(value) ? value.slice(0, mostUpdates) : (value ?? [])),
    z.array(item),
  );
}

/** Only the names in a list of objects or texts, whatever else is in it. */
export const names = z
  .array(
    z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).catch(''),
  )
  .catch([])
  .transform((found) => found.filter((name) => name !== ''));

type Parts<T extends z.ZodType> = Omit<Format, 'read'> & {
  readonly shape: T;
  readonly say: (document: z.output<T>, question: Question) => Said;
};

/** A format whose documents are JSON of one shape. */
export function jsonFormat<T extends z.ZodType>({ shape, say, ...format }: Parts<T>): Format {
  return {
    ...format,
    read({ json }, question) {
      const read = shape.safeParse(json);
      return read.success ? say(read.data, question) : undefined;
    },
  };
}
