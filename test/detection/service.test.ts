/** From checks to components to the service. */
import { describe, expect, test } from 'vitest';
import { type CheckState, freshCheck } from '../../src/detection/check.ts';
import { judge } from '../../src/detection/service.ts';
import type { Need, Service } from '../../src/model.ts';
import { createReader, noon, type Sight } from './reader.ts';

const minute = 60_000;

function service(...components: readonly { need: Need; checks: readonly string[] }[]): Service {
  return {
    id: 'shop',
    name: { en: 'Shop' },
    aliases: [],
    category: 'shops',
    preset: 'default',
    components: components.map(({ need, checks }, index) => ({
      id: `part${index + 1}`,
      name: { en: `Part ${index + 1}` },
      need,
      checks: checks.map((id) => ({
        id,
        target: `https://${id}.example/`,
        everyMs: minute,
        timeoutMs: 10_000,
        expect: {},
      })),
    })),
  };
}

/** A check that has worked for an hour and then shown one sight for ten minutes. */
function seeing(sight: Sight, delayMs = 0): CheckState {
  const reader = createReader();
  reader.series('up', 60, minute);
  if (delayMs > 0) reader.after(delayMs).take('up');
  reader.series(sight, 60, 10_000);
  return reader.state;
}

const now = noon + 90 * minute;

function verdict(which: Service, states: Readonly<Record<string, CheckState>>) {
  return judge(which, new Map(Object.entries(states)), now);
}

describe('a component', () => {
  test.each<[Need, Sight[], string]>([
    ['all', ['up', 'up'], 'operational'],
    ['all', ['up', 'hard'], 'major'],
    ['all', ['up', 'slow'], 'degraded'],
    ['all', ['up', 'ours'], 'operational'],
    ['all', ['hard', 'ours'], 'major'],
    ['any', ['up', 'hard', 'hard'], 'operational'],
    ['any', ['slow', 'hard', 'hard'], 'degraded'],
    ['any', ['up', 'slow'], 'operational'],
    ['any', ['hard', 'hard'], 'major'],
    ['any', ['hard', 'ours'], 'unknown'],
    [2, ['up', 'up', 'hard'], 'operational'],
    [2, ['up', 'slow', 'hard'], 'degraded'],
    [2, ['up', 'hard', 'hard'], 'major'],
    [2, ['up', 'ours', 'hard'], 'unknown'],
    [5, ['up', 'up'], 'operational'],
    ['all', ['ours', 'policy'], 'unknown'],
    ['all', [], 'unknown'],
  ])('that needs %s and sees %j is %s', (need, sights, status) => {
    const checks = sights.map((_, index) => `c${index}`);
    const states = Object.fromEntries(sights.map((sight, index) => [`c${index}`, seeing(sight)]));
    expect(verdict(service({ need, checks }), states).components[0]?.status).toBe(status);
  });

  test('what refuses us for more than an hour no longer holds back a verdict', () => {
    const refused = createReader();
    refused.series('up', 10, minute);
    refused.series('policy', 80, minute);
    const states = { a: seeing('hard'), b: refused.state };
    expect(verdict(service({ need: 'any', checks: ['a', 'b'] }), states).status).toBe('major');
  });

  test('hours of blindness do not add up to an outage', () => {
    const blind = createReader();
    blind.series('up', 10, minute);
    blind.series('soft', 80, minute, 'failing');
    const states = { a: seeing('hard'), b: blind.state };
    expect(verdict(service({ need: 'any', checks: ['a', 'b'] }), states).status).toBe('unknown');
  });

  test('fell when it could spare no more checks', () => {
    const states = { a: seeing('hard'), b: seeing('up'), c: seeing('hard', 9 * minute) };
    const shop = service({ need: 2, checks: ['a', 'b', 'c'] });
    expect(verdict(shop, states).since).toBe(states.c.since);
    expect(verdict(shop, states).components[0]).toMatchObject({ working: 1, checks: 3 });
  });

  test('shows its failing checks, the worst and longest first', () => {
    const states = { a: seeing('slow'), b: seeing('hard', minute), c: seeing('hard') };
    const shop = service({ need: 'all', checks: ['a', 'b', 'c'] });
    const evidence = verdict(shop, states).components[0]?.evidence ?? [];
    expect(evidence.map(({ check }) => check)).toEqual(['c', 'b', 'a']);
    expect(evidence[0]).toMatchObject({
      target: 'https://c.example/',
      since: states.c.since,
      cause: { code: 'http-status', values: { status: 503 } },
    });
  });
});

describe('what is shown of a component that does not fail', () => {
  const one = service({ need: 'all', checks: ['a', 'b'] });

  test('is the failure that is being confirmed, dated by when it began', () => {
    const reader = createReader();
    reader.series('up', 60, minute);
    const first = reader.after(minute).now;
    reader.take('hard');
    reader.after(5000).take('hard');
    const [part] = verdict(one, { a: seeing('up'), b: reader.state }).components;
    expect(part).toMatchObject({ status: 'operational', isSuspect: true });
    expect(part?.evidence).toMatchObject([
      { check: 'b', since: first, cause: { values: { status: 503 } } },
    ]);
  });

  test('is why it cannot be judged', () => {
    const [part] = verdict(one, { a: seeing('policy'), b: seeing('ours') }).components;
    expect(part?.evidence.map(({ cause }) => cause?.kind)).toEqual(['policy', 'ours']);
  });

  test('is the cause of the very first look', () => {
    const reader = createReader();
    reader.take('hard');
    const [part] = verdict(service({ need: 'all', checks: ['a'] }), { a: reader.state }).components;
    expect(part).toMatchObject({ status: 'unknown', isSuspect: true });
    expect(part?.evidence).toMatchObject([{ since: noon, cause: { kind: 'hard' } }]);
  });

  test('is nothing else while it fails', () => {
    const [part] = verdict(one, { a: seeing('hard'), b: seeing('ours') }).components;
    expect(part?.evidence.map(({ check }) => check)).toEqual(['a']);
  });
});

describe('a service', () => {
  const two = service({ need: 'all', checks: ['a'] }, { need: 'all', checks: ['b'] });

  test.each<[Sight, Sight, string]>([
    ['up', 'up', 'operational'],
    ['up', 'hard', 'partial'],
    ['slow', 'hard', 'partial'],
    ['hard', 'hard', 'major'],
    ['hard', 'ours', 'partial'],
    ['up', 'slow', 'degraded'],
    ['ours', 'slow', 'degraded'],
    ['up', 'ours', 'operational'],
    ['ours', 'ours', 'unknown'],
  ])('whose parts see %s and %s is %s', (one, other, status) => {
    expect(verdict(two, { a: seeing(one), b: seeing(other) }).status).toBe(status);
  });

  test('its worst part comes first', () => {
    const seen = verdict(two, { a: seeing('up'), b: seeing('hard') });
    expect(seen.components.map(({ component }) => component)).toEqual(['part2', 'part1']);
  });

  test('nobody has looked at is unknown', () => {
    const seen = verdict(two, { a: freshCheck(noon) });
    expect(seen).toMatchObject({ status: 'unknown', isSuspect: false });
    expect(seen.lookedAt).toBeUndefined();
  });

  test('parts that fall together fell when the first of them did', () => {
    const states = { a: seeing('hard'), b: seeing('hard', minute) };
    expect(verdict(two, states).since).toBe(states.a.since);
  });

  test('a full outage after a long partial one began with its last part', () => {
    const states = { a: seeing('hard'), b: seeing('hard', 20 * minute) };
    expect(verdict(two, states).since).toBe(states.b.since);
  });

  test('is suspect while one of its checks is', () => {
    const reader = createReader();
    reader.series('up', 60, minute);
    reader.after(minute).take('hard');
    const seen = verdict(two, { a: seeing('up'), b: reader.state });
    expect(seen).toMatchObject({ status: 'operational', isSuspect: true });
  });

  test('with a part that goes up and down is unstable', () => {
    const reader = createReader();
    reader.series('up', 60, minute);
    for (let episode = 0; episode < 4; episode += 1) {
      reader.series('hard', 12, 5000);
      reader.series('up', 12, 10_000);
    }
    const seen = verdict(two, { a: seeing('up'), b: reader.state });
    expect(seen).toMatchObject({ status: 'degraded', isUnstable: true });
  });
});
