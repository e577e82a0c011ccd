/** Gatus' conditions, such as `[STATUS] == 200`, as what a look should find here. */
import { escapePattern } from './draft.ts';
import type { Ledger } from './ledger.ts';

export type Around = {
  readonly isWeb: boolean;
  readonly isDns: boolean;
  readonly where: string;
  readonly ledger: Ledger;
};

type Expect = Record<string, unknown>;

/** A condition that has no counterpart is told, with its text. */
export function expectationOf(conditions: readonly string[], around: Around): Expect {
  const expect: Expect = {};
  for (const condition of conditions) {
    const [, left = '', operator = '', right = ''] =
      /^(.*?)\s*(==|!=|<=|>=|<|>)\s*(.*)$/s.exec(condition.trim()) ?? [];
    const why = take(expect, { left, operator, right }, around);
    if (why !== undefined) around.ledger.lose(around.where, `condition ${condition}`, why);
  }
  return expect;
}

type Condition = { readonly left: string; readonly operator: string; readonly right: string };

const noCounterpart = 'has no counterpart here';

/** Undefined when it was understood, else why not. */
function take(expect: Expect, condition: Condition, around: Around): string | undefined {
  const { left, operator, right } = condition;
  if (left === '[CONNECTED]') return isTrue(condition) ? undefined : noCounterpart;
  if (left === '[RESPONSE_TIME]') return takeTime(expect, condition);
  if (left === '[CERTIFICATE_EXPIRATION]') {
    return 'certificates are warned of without being told to, from 30 days before their end';
  }
  if (left === '[STATUS]' && around.isWeb) return takeStatus(expect, condition);
  if (left === '[DNS_RCODE]') {
    return operator === '==' && right === 'NOERROR' ? undefined : noCounterpart;
  }
  if (left.startsWith('[BODY]') && operator === '==') {
    return takeBody(expect, left.slice('[BODY]'.length), { right, ...around });
  }
  return noCounterpart;
}

function isTrue({ operator, right }: Condition): boolean {
  return operator === '==' ? right === 'true' : operator === '!=' && right === 'false';
}

/** Gatus calls it down, and here it is degraded. */
function takeTime(expect: Expect, { operator, right }: Condition): string | undefined {
  const ms = Number(right.replace(/ms$/, ''));
  if (!/^<=?$/.test(operator) || !(ms > 0)) return noCounterpart;
  expect.within = `${ms}ms`;
  return undefined;
}

function takeStatus(expect: Expect, { operator, right }: Condition): string | undefined {
  const ranges = statusRanges(operator, right);
  if (ranges === undefined) return noCounterpart;
  const known = expect.status as readonly string[] | undefined;
  const status = known ? meet(known, ranges) : ranges;
  if (status.length === 0) return 'contradicts another condition';
  expect.status = status;
  return undefined;
}

/** `200-299`, each with both ends. */
function statusRanges(operator: string, right: string): readonly string[] | undefined {
  const any = /^any\((.*)\)$/.exec(right)?.[1];
  const pattern = /^pat\((\d)(\*|\d\*|xx)\)$/.exec(right);
  if (operator === '==' && any !== undefined) {
    const codes = any.split(',').map((code) => code.trim());
    return codes.every((code) => /^\d{3}$/.test(code))
      ? codes.map((code) => `${code}-${code}`)
      : undefined;
  }
  if (operator === '==' && pattern && pattern[2] === '*') {
    return [`${pattern[1]}00-${pattern[1]}99`];
  }
  const code = /^\d{3}$/.test(right) ? Number(right) : undefined;
  if (code === undefined) return undefined;
  const ends: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
    '==': [[code, code]],
    '<': [[100, code - 1]],
    '<=': [[100, code]],
    '>': [[code + 1, 599]],
    '>=': [[code, 599]],
    '!=': [
      [100, code - 1],
      [code + 1, 599],
    ],
  };
  return ends[operator]?.filter(([from, to]) => from <= to).map(([from, to]) => `${from}-${to}`);
}

/** What both allow. */
function meet(one: readonly string[], other: readonly string[]): readonly string[] {
  const ends = (range: string) => range.split('-').map(Number) as [number, number];
  return one.flatMap((left) =>
    other.flatMap((right) => {
      const from = Math.max(ends(left)[0], ends(right)[0]);
      const to = Math.min(ends(left)[1], ends(right)[1]);
      return from <= to ? [`${from}-${to}`] : [];
    }),
  );
}

function takeBody(
  expect: Expect,
  path: string,
  { right, isDns }: Around & { readonly right: string },
): string | undefined {
  const pattern = /^pat\((.*)\)$/s.exec(right)?.[1];
  if (isDns && pattern === undefined && !right.startsWith('any(')) {
    expect.values = [right];
    return undefined;
  }
  if (/^\.[\w-]+(\.[\w-]+|\[\d+\])*$/.test(path) && isPlain(right)) {
    const key = path.slice(1).replace(/\[(\d+)\]/g, '.$1');
    expect.json = { ...(expect.json as object | undefined), [key]: scalar(right) };
    return undefined;
  }
  if (path !== '' || expect.body !== undefined) return noCounterpart;
  if (pattern !== undefined) expect.body = bodyPattern(pattern);
  else if (isPlain(right)) expect.body = `/^\\s*${escapePattern(right)}\\s*$/`;
  else return noCounterpart;
  return undefined;
}

function isPlain(right: string): boolean {
  return !/^(any|pat)\(|\[(BODY|STATUS|CONTEXT|IP)\]/.test(right);
}

/** `*` stands for anything; a word between two of them must simply occur. */
function bodyPattern(pattern: string): string {
  const inner = /^\*([^*?]+)\*$/.exec(pattern)?.[1];
  if (inner !== undefined && !inner.startsWith('/')) return inner;
  const source = pattern.split('*').map(escapePattern).join('[\\s\\S]*');
  return `/^${source}$/`;
}

function scalar(written: string): string | number | boolean {
  if (/^-?\d+(\.\d+)?$/.test(written)) return Number(written);
  return written === 'true' || written === 'false' ? written === 'true' : written;
}
