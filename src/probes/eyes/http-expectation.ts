/** What a web answer can be expected to be, and the cause when it is not. Pure. */
import { z } from 'zod';
import type { Cause, CauseCode, CauseKind } from '../../model.ts';
import type { Answer } from './answer.ts';
import { causeFrom } from './cause.ts';
import { common, family, occurs, text } from './expectation.ts';

type Range = { readonly from: number; readonly to: number };

const statusText = /^([1-9]xx|[1-9]\d\d(-[1-9]\d\d)?)$/i;
const range = z
  .union([
    z.int().min(100).max(999),
    z.string().regex(statusText, 'write a status as 200, 2xx or 200-299'),
    z.strictObject({ from: z.int(), to: z.int() }),
  ])
  .transform(toRange);

const json = z.record(
  z.string().min(1).max(200),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

export const httpExpectation = z.strictObject({
  ...common,
  /** `2xx`, 301, `200-299`, or a list of them; by default everything from 200 to 399 is well. */
  status: z.union([range.transform((one) => [one]), z.array(range).min(1).max(20)]).optional(),
  /** Text that must occur, or `/pattern/flags`. */
  body: text.optional(),
  /** Headers that must be there and hold this text or match this `/pattern/`. */
  header: z.record(z.string().toLowerCase().min(1).max(100), text).optional(),
  /** Values by their path in a JSON body: `{ status.indicator: none, items.0.id: 7 }`. */
  json: json.optional(),
  /** How many redirects may be followed; 0 judges the redirect itself. */
  redirects: z.int().min(0).max(20).default(5),
  family,
  /** The version to insist on over TLS; by default HTTP/1.1, and HTTP/2 where a server knows nothing else. */
  http: z.union([z.literal(1), z.literal(2)], 'write http: 1 or http: 2').optional(),
});

export type HttpExpectation = z.infer<typeof httpExpectation>;

function toRange(written: number | string | Range): Range {
  if (typeof written === 'number') return { from: written, to: written };
  if (typeof written === 'object') return written;
  if (/xx$/i.test(written))
    return { from: Number(written[0]) * 100, to: Number(written[0]) * 100 + 99 };
  const [from = '', to = from] = written.split('-');
  return { from: Number(from), to: Number(to) };
}

const usualStatus: readonly Range[] = [{ from: 200, to: 399 }];

export function isExpected(status: number, ranges: readonly Range[] | undefined): boolean {
  return (ranges ?? usualStatus).some(({ from, to }) => status >= from && status <= to);
}

/** Why an answer is not what was expected; undefined when it is. */
export function mismatch(answer: Answer, expect: HttpExpectation, now: number): Cause | undefined {
  if (!isExpected(answer.status, expect.status)) return badStatus(answer, now);
  for (const name in expect.header) {
    const wanted = expect.header[name] ?? '';
    const value = answer.header(name);
    if (value === undefined || !occurs(wanted, value)) {
      return missing(`${name}: ${wanted}`, value === undefined ? undefined : `${name}: ${value}`);
    }
  }
  if (expect.body === undefined && expect.json === undefined) return undefined;
  const body = answer.body.toString('utf8');
  if (expect.body !== undefined && !occurs(expect.body, body)) return missing(expect.body, body);
  return expect.json === undefined ? undefined : badJson(answer, body, expect.json);
}

function missing(wanted: string, seen: string | undefined): Cause {
  return causeFrom(['mismatch', 'hard'], 'expect', { values: { wanted }, evidence: seen });
}

function badStatus(answer: Answer, now: number): Cause {
  const retryAfterMs = retryAfter(answer.header('retry-after'), now);
  const what: readonly [CauseCode, CauseKind] = ['http-status', kindOf(answer, retryAfterMs)];
  const values = { status: answer.status };
  return causeFrom(what, 'first-byte', { values, evidence: answer.line, retryAfterMs });
}

/**
 * How much an unwanted status says. 401, 403 and 451 refuse us and may serve others, as do Cloudflare's challenge
 * pages and the invented 999; 429 and a 503 with Retry-After say that they are busy.
 */
function kindOf(answer: Answer, retryAfterMs: number | undefined): CauseKind {
  const { status } = answer;
  if (answer.header('cf-mitigated') === 'challenge') return 'policy';
  if (status === 401 || status === 403 || status === 407 || status === 451) return 'policy';
  if (status >= 600) return 'policy';
  if (status === 429) return 'busy';
  return status === 503 && retryAfterMs !== undefined ? 'busy' : 'hard';
}

const retryLimitMs = 86_400_000;

/** Milliseconds to wait by a Retry-After header, in either form of RFC 9110 §10.2.3; at most a day. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const written = value.trim();
  const ms = /^\d+(\.\d+)?$/.test(written) ? Number(written) * 1000 : Date.parse(written) - now;
  if (!Number.isFinite(ms) || /^[-+]/.test(written)) return undefined;
  return Math.min(Math.max(0, ms), retryLimitMs);
}

function badJson(
  answer: Answer,
  body: string,
  wanted: NonNullable<HttpExpectation['json']>,
): Cause | undefined {
  if (!answer.isWhole) return causeFrom(['too-large', 'hard'], 'body');
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return causeFrom(['garbage', 'hard'], 'expect', { evidence: body });
  }
  for (const [path, right] of Object.entries(wanted)) {
    const found = valueAt(value, path);
    if (found !== right) return missing(`${path}: ${right}`, `${path}: ${JSON.stringify(found)}`);
  }
  return undefined;
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((within, key) => {
    if (typeof within !== 'object' || within === null || !Object.hasOwn(within, key))
      return undefined;
    return (within as Record<string, unknown>)[key];
  }, value);
}
