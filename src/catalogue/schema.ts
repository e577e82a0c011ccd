/** The schema of a services file, which is also that of the catalogue's own data. */
import { z } from 'zod';
import { formats } from '../feeds/index.ts';
import { didYouMean } from '../nearest.ts';
import { probeFor, targetProblem } from '../probes/index.ts';
import { isCron } from '../time/calendar.ts';
import { spell } from './source.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export function duration(leastMs: number, mostMs: number) {
  const wrong = (least: string) => `write a duration such as 30s, 5m or 1h, ${least}`;
  const range = `from ${spoken(leastMs)} to ${spoken(mostMs)}`;
  return z
    .string({ error: wrong(range) })
    .regex(/^\d{1,6}(\.\d{1,3})?\s?(ms|s|m|h)$/, wrong(range))
    .transform((written) => {
      const [, amount = '0', unit = 's'] = /^([\d.]+)\s?([a-z]+)$/.exec(written) ?? [];
      return Number(amount) * (unitMs[unit] ?? 1);
    })
    .refine((ms) => ms >= leastMs && ms <= mostMs, `must be ${range}`);
}

function spoken(ms: number): string {
  return ms < 1_000 ? `${ms}ms` : ms < 3_600_000 ? `${ms / 1_000}s` : `${ms / 3_600_000}h`;
}

/** YAML reads `163` as a number and people mean the name. */
export function text(most: number) {
  return z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z.string().trim().min(1, 'must not be empty').max(most, `has more than ${most} characters`),
  );
}

const id = text(64).refine(
  (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value),
  'write an id of lower-case letters, digits and single dashes, such as my-shop',
);

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch {
    return false;
  }
}

const name = z.preprocess(
  (value) => (typeof value === 'object' ? value : { en: value }),
  z.record(z.string(), text(80)).superRefine((texts, { addIssue }) => {
    const wrong = Object.keys(texts).find((tag) => !isLanguage(tag));
    if (wrong !== undefined)
      addIssue(`"${wrong}" is no language tag; write one such as en or zh-CN`);
    if (texts.en === undefined) addIssue('has no English text; write it as en:');
  }),
);

const webUrl = text(500).refine(
  (value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
  'write a web address such as https://example.com/',
);

const need = z.custom<'all' | 'any' | number>(
  (value) => value === 'all' || value === 'any' || (Number.isInteger(value) && Number(value) >= 1),
  'write all, any, or how many checks must work',
);

const span = duration(1_000, 86_400_000);

/** Times of the calendar, as node-schedule reads them. */
export type Times = { readonly times: string };

/** An interval, or times such as `0 9 * * 1-5`. */
const every = z.unknown().transform((written, { issues }): number | Times => {
  const isTimes = typeof written === 'string' && written.trim().split(/\s+/).length > 2;
  if (isTimes && isCron(written)) return { times: written.trim() };
  const read = span.safeParse(written);
  if (read.success) return read.data;
  const wrong = 'write times as minute, hour, day, month and day of the week: "0 9 * * 1-5"';
  const message = isTimes ? wrong : (read.error.issues[0]?.message ?? wrong);
  issues.push({ code: 'custom', input: written, message });
  return z.NEVER;
});

const cadence = {
  every: every.optional(),
  timeout: duration(100, 60_000).optional(),
};

const target = z
  .string()
  .max(2_000, 'has more than 2000 characters')
  .superRefine((value, { addIssue }) => {
    const problem = targetProblem(value);
    if (problem !== undefined) addIssue(problem);
  });

export const checkSchema = z.strictObject({
  target,
  expect: z.unknown().optional(),
  ...cadence,
});

/** A check may be written as its target alone. */
const check = z.preprocess(
  (value) => (typeof value === 'string' ? { target: value } : value),
  checkSchema.transform(readExpectation),
);

type WrittenExpectation = { readonly target: string; readonly expect?: unknown };

/** What the probe of the target makes of `expect:`, also when nothing is written there. */
function readExpectation<T extends WrittenExpectation>(
  written: T,
  { issues }: z.core.$RefinementCtx,
): T & { readonly expect: unknown } {
  const expectation = probeFor(written.target)?.expectation;
  const read = expectation?.safeParse(written.expect ?? {}, { error: phrase });
  if (read?.success) return { ...written, expect: read.data };
  const known =
    expectation && 'shape' in expectation ? Object.keys(expectation.shape as object) : [];
  for (const issue of read?.error.issues ?? []) {
    const path = ['expect', ...issue.path];
    const say = (message: string, key?: string) => {
      issues.push({ code: 'custom', path, input: written.expect, message, params: { key } });
    };
    if (issue.code !== 'unrecognized_keys') say(issue.message);
    else
      for (const key of issue.keys) say(unknownKey(key, issue.path.length > 0 ? [] : known), key);
  }
  return z.NEVER;
}

/** A check outside of any file: what its probe makes of `expect`, or the first thing that is wrong, in one sentence. */
export function readCheck(written: {
  readonly target: string;
  readonly expect: unknown;
}): { readonly expect: unknown } | { readonly problem: string } {
  const read = check.safeParse(written, { error: phrase });
  if (read.success) return { expect: read.data.expect };
  const [issue] = read.error.issues;
  return { problem: `${spell(issue?.path ?? [])}: ${issue?.message}` };
}

/** In `params.key` of a complaint stands the key it is about. */
export function unknownKey(key: string, known: readonly string[]): string {
  const all = known.length > 0 ? `; known are ${known.join(', ')}` : '';
  return `unknown key "${key}"${didYouMean(key, known) || all}`;
}

const checks = z.array(check).min(1, 'needs at least one check').max(1_000);

export const componentSchema = z.strictObject({
  id,
  name: name.optional(),
  need: need.optional(),
  checks,
  ...cadence,
});

const feedFormats: readonly string[] = formats.map(({ name: one }) => one);

export const feedSchema = z.strictObject({
  format: text(40).refine((format) => feedFormats.includes(format), {
    error: ({ input }) =>
      `unknown format${didYouMean(String(input), feedFormats)}; known are ${feedFormats.join(', ')}`,
  }),
  url: webUrl,
  product: text(80).optional(),
  trust: z.enum(['probes', 'feed', 'both']).optional(),
});

export const serviceSchema = z.strictObject({
  id,
  /** A service of the catalogue that this one is like; what is written here takes its place. */
  extends: text(80).optional(),
  name: name.optional(),
  aliases: z.array(text(80)).max(100).optional(),
  category: id.optional(),
  homepage: webUrl.optional(),
  statusPage: webUrl.optional(),
  preset: z.enum(['calm', 'default', 'eager']).optional(),
  dependsOn: z.array(text(80)).max(20).optional(),
  feed: feedSchema.optional(),
  need: need.optional(),
  checks: checks.optional(),
  components: z.array(componentSchema).min(1, 'needs at least one component').max(100).optional(),
  /** Of the catalogue's own services: what a careful prober knows, whence, and how surely. */
  notes: z.string().max(1_000).optional(),
  source: z.string().max(500).optional(),
  confidence: z.enum(['high', 'medium', 'low']).optional(),
  ...cadence,
});

export type WrittenService = z.infer<typeof serviceSchema>;
export type WrittenCheck = z.infer<typeof check>;

export const fileKeys = ['watch', 'services', 'maintenance', 'busy'] as const;

/** A time of planned work; `maintenance.ts` makes a window of it. */
export const maintenanceShape = z.strictObject({
  services: z.array(text(80)).min(1, 'must not be empty').max(100).optional(),
  title: text(120).optional(),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
  every: z.unknown().optional(),
  start: z.unknown().optional(),
  for: duration(60_000, 168 * 3_600_000).optional(),
  timeZone: text(64).optional(),
  announce: z.boolean().optional(),
});

/** A time when more is to be done than usual; `busy.ts` makes an occasion of it. */
export const busyShape = z.strictObject({
  name,
  services: z.array(text(80)).min(1, 'must not be empty').max(100).optional(),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
  every: z.unknown().optional(),
  start: z.unknown().optional(),
  for: duration(60_000, 168 * 3_600_000).optional(),
  timeZone: text(64).optional(),
  factor: z
    .custom<number>(
      (value) => typeof value === 'number' && value >= 1 && value <= 10,
      'write how many times as long answers may take, from 1 to 10',
    )
    .optional(),
  announce: z.boolean().optional(),
});

/** The keys that are known where a path leads, for suggesting the one that was meant. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const names = path.filter((step) => typeof step === 'string');
  const shapes: Readonly<Record<string, { shape: object }>> = {
    services: serviceSchema,
    components: componentSchema,
    checks: checkSchema,
    feed: feedSchema,
    maintenance: maintenanceShape,
    busy: busyShape,
  };
  const last = names.at(-1);
  if (last === undefined) return fileKeys;
  return Object.hasOwn(shapes, last) ? Object.keys(shapes[last]?.shape ?? {}) : [];
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
};

/** A schema's complaint in an operator's words; undefined leaves zod's own. */
export function phrase(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    const wanted = nouns[issue.expected] ?? issue.expected;
    return issue.input === undefined
      ? `is missing; write ${wanted}`
      : `must be ${wanted}, not ${nounOf(issue.input)}`;
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    const hint = typeof issue.input === 'string' ? didYouMean(issue.input, known) : '';
    return `must be ${known.join(' or ')}${hint}`;
  }
  if (issue.code === 'invalid_union') return phraseOfUnion(issue.errors.flat());
  if (issue.code === 'too_big') return `has more than ${issue.maximum}`;
  if (issue.code === 'too_small') {
    return `needs at least ${issue.minimum === 1 ? 'one' : issue.minimum}`;
  }
  return undefined;
}

function nounOf(value: unknown): string {
  if (value === null) return 'nothing';
  return nouns[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}

/** Of all forms that a field may have, the complaint about the one that was nearest. */
function phraseOfUnion(issues: readonly z.core.$ZodIssue[]): string | undefined {
  const messages = [...new Set(issues.map(({ message }) => message))];
  const nearest = messages.filter((message) => !/^must be .*, not /.test(message));
  return (nearest.length > 0 ? nearest : messages).join('; or ') || undefined;
}
