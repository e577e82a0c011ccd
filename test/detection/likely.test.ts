/** Evidence in, likely cause out: each row of the table, what it must keep silent about, and what never happens. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failing } from '../../src/detection/likely/clues.ts';
import { resourceOf } from '../../src/detection/likely/resource.ts';
import {
  type Clues,
  type Course,
  failingOf,
  follow,
  nameCause,
  newCourse,
  rampOf,
} from '../../src/detection/likely.ts';
import type { Cause, LikelyClass, LikelyCode, Reading } from '../../src/model.ts';

const noon = Date.UTC(2026, 2, 3, 12);
const minute = 60_000;
const day = 86_400_000;

const targets = {
  https: 'https://www.example.com/',
  smtp: 'smtp://mx1.example.com',
  imap: 'imaps://imap.example.net',
  tcp: 'tcp://198.51.100.7:443',
  far: 'tcp://203.0.113.9:443',
  near: 'tcp://198.51.100.8:443',
  metrics: 'metrics+https://www.example.com:9100/metrics',
} as const;
type Where = keyof typeof targets;

function sees(where: Where, [phase, code, kind]: What, rest: Partial<Cause> = {}): Failing {
  const cause: Cause = { code, kind, phase, values: {}, ...rest };
  const evidence = [{ check: where, target: targets[where], since: noon, cause }];
  const part = { component: 'main', status: 'major', isSuspect: false, working: 0, checks: 1 };
  const [failing] = failingOf({ parts: [{ ...part, status: 'major', evidence }] });
  if (!failing) throw new Error('a cause of ours is no evidence');
  return failing;
}

type What = readonly [Cause['phase'], Cause['code'], Cause['kind']];

const http = (status: number, kind: Cause['kind'] = 'hard', evidence?: string) =>
  sees('https', ['first-byte', 'http-status', kind], {
    values: { status },
    ...(evidence === undefined ? {} : { evidence }),
  });
const smtp = (code: number, said: string) =>
  sees('smtp', ['greeting', 'reply', 'busy'], { values: { code }, evidence: said });
const silent = (where: Where) => sees(where, ['tcp', 'timeout', 'soft']);
const noRoute = (where: Where) => sees(where, ['tcp', 'unreachable', 'soft']);
const stalled = (where: Where, phase: Cause['phase'] = 'greeting') =>
  sees(where, [phase, 'timeout', 'soft']);
const metric = (evidence: string, kind: Cause['kind'] = 'hard') =>
  sees('metrics', ['expect', 'mismatch', kind], { evidence });
const wrong = (evidence: string) => sees('https', ['expect', 'mismatch', 'hard'], { evidence });

function clues(failing: readonly Failing[], rest: Partial<Clues> = {}): Clues {
  return { failing, startedAt: noon, canaries: 'working', ...rest };
}

type Row = readonly [
  says: string,
  given: Clues,
  named: readonly [LikelyClass, LikelyCode] | 'silence',
];

const rows: readonly Row[] = [
  [
    'a name that is gone',
    clues([sees('https', ['dns', 'nxdomain', 'hard'])]),
    ['dns', 'name-removed'],
  ],
  [
    'a name that one resolver alone does not know',
    clues([sees('https', ['dns', 'nxdomain', 'soft'])]),
    'silence',
  ],
  [
    'a mail domain without a mail server',
    clues([sees('https', ['dns', 'dns-no-data', 'hard'])]),
    ['dns', 'name-removed'],
  ],
  [
    'records that changed',
    clues([sees('https', ['expect', 'dns-mismatch', 'hard'])]),
    ['dns', 'records-changed'],
  ],
  [
    'SERVFAIL for this zone while other names are found',
    clues([sees('https', ['dns', 'dns-servfail', 'soft'])], { resolves: true }),
    ['dns', 'name-servers'],
  ],
  [
    'silence of the name servers of this zone alone',
    clues([sees('https', ['dns', 'timeout', 'soft'])], { resolves: true }),
    ['dns', 'name-servers'],
  ],
  [
    'SERVFAIL while no other name has been found',
    clues([sees('https', ['dns', 'dns-servfail', 'soft'])]),
    'silence',
  ],
  [
    'DNS that fails for several unrelated services',
    clues([sees('https', ['dns', 'dns-servfail', 'soft'])], {
      resolves: true,
      crowd: ['dns-servfail'],
    }),
    'silence',
  ],
  [
    'a port that refuses',
    clues([sees('tcp', ['tcp', 'refused', 'hard'])]),
    ['software', 'stopped'],
  ],
  [
    'a silent port on a machine that answers elsewhere',
    clues([silent('tcp')], { answering: ['198.51.100.7'] }),
    'silence',
  ],
  [
    'the same in a busy time',
    clues([silent('tcp')], { answering: ['198.51.100.7'], isBusyPeriod: true }),
    ['overload', 'port-silent'],
  ],
  ['a machine that is silent altogether', clues([silent('tcp')]), 'silence'],
  ['two machines of one place that are silent', clues([silent('tcp'), silent('near')]), 'silence'],
  [
    'servers in two places that are silent',
    clues([silent('tcp'), silent('far')]),
    ['network', 'servers-silent'],
  ],
  [
    'the same when nobody knows how our own network is',
    clues([silent('tcp'), silent('far')], { canaries: 'unasked' }),
    'silence',
  ],
  ['no route to one server', clues([noRoute('tcp')]), 'silence'],
  ['no route to several servers', clues([noRoute('tcp'), noRoute('far')]), ['network', 'no-route']],
  [
    'a service that another place reaches',
    clues([silent('tcp')], { worksElsewhere: true }),
    ['network', 'only-from-here'],
  ],
  [
    'a service that other places reach, as its evidence says',
    clues([sees('tcp', ['tcp', 'only-from-here', 'soft'])]),
    ['network', 'only-from-here'],
  ],
  [
    'connecting that took ever longer to several servers',
    clues([silent('tcp')], {
      ramps: [
        { host: 'a.example.com', connect: 4, answer: 1.1 },
        { host: 'b.example.com', connect: 3.2, answer: 1 },
      ],
    }),
    ['network', 'congestion'],
  ],
  [
    'an expired certificate',
    clues([sees('https', ['tls', 'certificate-expired', 'hard'], { values: { days: 2 } })]),
    ['certificate', 'certificate-expired'],
  ],
  ...(
    ['certificate-not-yet-valid', 'certificate-wrong-name', 'certificate-untrusted'] as const
  ).map(
    (code): Row => [
      code,
      clues([sees('https', ['tls', code, 'hard'])]),
      ['certificate', 'certificate-wrong'],
    ],
  ),
  [
    'certificates that seem invalid everywhere: our clock',
    clues([sees('https', ['tls', 'certificate-not-yet-valid', 'hard'])], {
      crowd: ['certificate-not-yet-valid'],
    }),
    'silence',
  ],
  [
    'TLS that does not come about',
    clues([sees('https', ['tls', 'tls-failed', 'hard'])]),
    ['software', 'tls-setup'],
  ],
  [
    'STARTTLS that is gone',
    clues([sees('smtp', ['tls', 'starttls-missing', 'hard'])]),
    ['software', 'tls-setup'],
  ],
  ['one server that takes a connection and stalls', clues([stalled('smtp')]), 'silence'],
  [
    'several servers that take connections and stall',
    clues([stalled('smtp'), stalled('https', 'tls')]),
    ['overload', 'stalled'],
  ],
  [
    'the same beside unrelated services that stall too',
    clues([stalled('smtp'), stalled('https', 'tls')], { crowd: ['timeout'] }),
    'silence',
  ],
  [
    'answers that took ever longer before the failure',
    clues([stalled('https', 'first-byte')], {
      ramps: [{ host: 'www.example.com', connect: 1, answer: 5 }],
    }),
    ['overload', 'ramp'],
  ],
  ['429', clues([http(429, 'busy')]), ['overload', 'busy']],
  ['503 with Retry-After', clues([http(503, 'busy')]), ['overload', 'busy']],
  ...[421, 450, 451].map(
    (code): Row => [
      `SMTP ${code}`,
      clues([smtp(code, `${code} 4.3.2 try again later`)]),
      ['overload', 'busy'],
    ],
  ),
  ['SMTP 452', clues([smtp(452, '452 4.3.1 out of space')]), ['overload', 'storage-full']],
  ['greylisting', clues([smtp(451, '451 4.7.1 Greylisted, try again')]), 'silence'],
  [
    'a look-up that fails inside the mail server',
    clues([smtp(451, '451 4.3.0 Temporary lookup failure')]),
    ['dependency', 'backend'],
  ],
  [
    'IMAP [UNAVAILABLE]',
    clues([
      sees('imap', ['greeting', 'reply', 'busy'], {
        values: { code: 'UNAVAILABLE' },
        evidence: '* NO [UNAVAILABLE] try later',
      }),
    ]),
    ['overload', 'busy'],
  ],
  ['500', clues([http(500)]), ['software', 'application-error']],
  ['501', clues([http(501)]), ['software', 'application-error']],
  ['a page without its text', clues([wrong('<html>hello')]), ['software', 'wrong-answer']],
  [
    'a page about databases, without its text',
    clues([wrong('<title>Postgres, the database</title>')]),
    ['software', 'wrong-answer'],
  ],
  [
    'a page about maintenance, without its text',
    clues([wrong('<title>Maintenance of lifts</title>')]),
    ['software', 'wrong-answer'],
  ],
  [
    'a page that says its database is gone',
    clues([wrong('Error establishing a database connection')]),
    ['dependency', 'backend'],
  ],
  ...[502, 504, 520, 522].map((status): Row => [`${status}`, clues([http(status)]), 'silence']),
  ['a busy time and nothing else', clues([silent('tcp')], { isBusyPeriod: true }), 'silence'],
  ['504 in a busy time', clues([http(504)], { isBusyPeriod: true }), ['overload', 'peak']],
  ['526', clues([http(526)]), ['certificate', 'certificate-wrong']],
  ['a plain 503', clues([http(503)]), 'silence'],
  [
    'a maintenance page',
    clues([http(503, 'hard', '503 Down for maintenance')]),
    ['planned', 'maintenance'],
  ],
  [
    'work that the provider has planned',
    clues([http(503)], { provider: { isPlanned: true, text: 'Scheduled upgrade' } }),
    ['planned', 'maintenance'],
  ],
  ['404 after 200', clues([http(404)]), ['software', 'gone']],
  [
    'the same hour on three days',
    clues([silent('tcp')], { earlier: [noon - day - 4 * minute, noon - 2 * day + 6 * minute] }),
    ['schedule', 'same-hour'],
  ],
  [
    'the same hour twice on one day only',
    clues([silent('tcp')], { earlier: [noon - day, noon - day + 5 * minute] }),
    'silence',
  ],
  [
    'the same hour among many others',
    clues([silent('tcp')], {
      earlier: [1, 2, 3].flatMap((ago) =>
        [0, 3, 7, 13, 19].map((hours) => noon - ago * day + hours * 3_600_000),
      ),
    }),
    'silence',
  ],
  [
    'a change a few minutes before',
    clues([stalled('https', 'first-byte')], {
      changes: [{ what: 'certificate', at: noon - 5 * minute }],
    }),
    ['software', 'changed'],
  ],
  [
    'a change an hour before',
    clues([stalled('https')], { changes: [{ what: 'certificate', at: noon - 60 * minute }] }),
    'silence',
  ],
  [
    'an address that changed in answer to the outage',
    clues([silent('tcp')], { changes: [{ what: 'address', at: noon + 5 * minute }] }),
    'silence',
  ],
  ...(
    [
      ['node_cpu_busy 0.99 > 0.95', 'cpu'],
      ['node_memory_used_ratio 0.98 > 0.95', 'memory'],
      ['pg_stat_activity_connections 100 > 99', 'connections'],
      ['pg_replication_lag_seconds 900 > 60', 'replication'],
      ['node_filesystem_avail_bytes 0 < 1e+6', 'disk'],
      ['mail_queue_length 90000 > 1000', 'queue'],
    ] as const
  ).map(
    ([evidence]): Row => [evidence, clues([metric(evidence), http(504)]), ['overload', 'resource']],
  ),
  [
    'a disk that reports that it breaks',
    clues([metric('smartctl_device_reallocated 41 > 0'), silent('tcp')]),
    ['hardware', 'hardware'],
  ],
  [
    'a disk whose first threshold is passed',
    clues([metric('smartctl_device_reallocated 4 > 0', 'busy'), silent('tcp')]),
    'silence',
  ],
  [
    'a flood that several targets fend off',
    clues([http(429, 'busy'), smtp(421, '421 too many connections')], { traffic: 9 }),
    ['attack', 'flood'],
  ],
  [
    'the same, seen from the inside',
    clues([
      http(429, 'busy'),
      smtp(421, '421 too many'),
      metric('nginx_http_requests_per_second 90000 > 10000'),
    ]),
    ['attack', 'flood'],
  ],
  [
    'as much traffic in a busy time',
    clues([http(429, 'busy'), smtp(421, '421 too many connections')], {
      traffic: 9,
      isBusyPeriod: true,
    }),
    ['overload', 'busy'],
  ],
  [
    'as much traffic and one target',
    clues([http(429, 'busy')], { traffic: 9 }),
    ['overload', 'busy'],
  ],
  ['our own network', clues([http(500)], { canaries: 'failing' }), 'silence'],
  [
    'a service it depends on fails too',
    clues([silent('tcp')], { parents: ['cloud'] }),
    ['third-party', 'parent'],
  ],
  [
    'several services that fell together',
    clues([silent('tcp')], { companions: 4 }),
    ['third-party', 'shared'],
  ],
  [
    'the provider names the reason',
    clues([http(502)], {
      provider: { isPlanned: false, text: 'A power outage in our data centre' },
    }),
    ['hardware', 'provider-says'],
  ],
  [
    'the provider is still looking',
    clues([http(502)], { provider: { isPlanned: false, text: 'We are investigating' } }),
    'silence',
  ],
  [
    'two faults of different kinds',
    clues([sees('https', ['tls', 'certificate-expired', 'hard']), smtp(421, '421 busy')]),
    'silence',
  ],
  [
    'one expired certificate among five silent servers',
    clues([
      sees('https', ['tls', 'certificate-expired', 'hard']),
      ...(['smtp', 'imap', 'tcp', 'near'] as const).map(silent),
    ]),
    ['network', 'servers-silent'],
  ],
  ['nothing that is known', clues([]), 'silence'],
];

describe('each kind of evidence', () => {
  test('a busy time is named in every language that has a word for it', () => {
    const busyName = { en: 'Singles’ Day', 'zh-CN': '双十一' };
    const named = nameCause(clues([http(504)], { isBusyPeriod: true, busyName }));
    expect(named?.values).toEqual({ 'name.en': 'Singles’ Day', 'name.zh-CN': '双十一' });
  });

  test.each(rows)('%s', (_, given, named) => {
    const likely = nameCause(given);
    expect(likely ? [likely.class, likely.code] : 'silence').toEqual(named);
    if (likely) {
      expect(likely.confidence).toBeGreaterThanOrEqual(0.6);
      expect(likely.confidence).toBeLessThanOrEqual(1);
    }
  });
});

test.each([
  ['node_load5 42 > 16', 'cpu'],
  ['node_filesystem_avail_bytes 0 < 1e+6', 'disk'],
  ['smartmon_temperature_value 71 > 60', 'hardware'],
  ['disk_latency_seconds 0.5 > 1e-3', 'disk'],
  ['prometheus_config_last_reload_successful 0 < 1', undefined],
  ['seccomp_members_uploads 9 > 1', undefined],
  ['node_cpu_seconds', undefined],
  ['out of memory 9 > 1', undefined],
])('a number past its threshold says what it is about: %s', (said, resource) => {
  expect(resourceOf(said)).toBe(resource);
});

describe('never', () => {
  const soft = fc
    .record({
      where: fc.constantFrom(...(Object.keys(targets) as Where[])),
      phase: fc.constantFrom(
        ...(['dns', 'tcp', 'tls', 'greeting', 'request', 'first-byte', 'body'] as const),
      ),
      code: fc.constantFrom(...(['timeout', 'reset', 'unreachable', 'dns-servfail'] as const)),
      evidence: fc.constantFrom('', 'node_smart 9 > 1', 'requests 90 > 1', 'hardware', 'attack'),
    })
    .map(({ where, phase, code, evidence }) => sees(where, [phase, code, 'soft'], { evidence }));
  const around = fc.record(
    {
      canaries: fc.constantFrom('working', 'unasked' as const),
      resolves: fc.boolean(),
      companions: fc.nat(9),
      traffic: fc.nat(100),
      isBusyPeriod: fc.boolean(),
      earlier: fc.array(fc.integer({ min: noon - 9 * day, max: noon })),
      parents: fc.array(fc.constant('parent'), { maxLength: 1 }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Partial<Clues>>;

  test('hardware or an attack from what lost packets could have done', () => {
    fc.assert(
      fc.property(fc.array(soft, { maxLength: 6 }), around, (failing, rest) => {
        expect(['hardware', 'attack']).not.toContain(nameCause(clues(failing, rest))?.class);
      }),
    );
  });

  test('anything from one soft failure alone', () => {
    fc.assert(
      fc.property(soft, fc.boolean(), (failing, resolves) => {
        const isZone =
          resolves && (failing.cause.phase === 'dns' || failing.cause.code.startsWith('dns'));
        if (!isZone) expect(nameCause(clues([failing], { resolves }))).toBeUndefined();
      }),
    );
  });

  test('something else because the evidence comes in another order', () => {
    const codes = fc.constantFrom<What>(
      ['tcp', 'refused', 'hard'],
      ['tcp', 'timeout', 'soft'],
      ['tls', 'certificate-expired', 'hard'],
      ['first-byte', 'http-status', 'busy'],
      ['expect', 'mismatch', 'hard'],
      ['dns', 'nxdomain', 'hard'],
    );
    const evidence = fc.uniqueArray(
      fc.record({ check: fc.string({ minLength: 1, maxLength: 3 }), what: codes }),
      { selector: ({ check }) => check, maxLength: 7 },
    );
    const shuffled = evidence.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    const named = (all: readonly { check: string; what: What }[]) => {
      const parts = all.map(({ check, what: [phase, code, kind] }) => ({
        component: 'main',
        status: 'major' as const,
        isSuspect: false,
        working: 0,
        checks: 1,
        evidence: [
          {
            check,
            target: `tcp://${encodeURIComponent(check)}.example.com:1`,
            since: noon,
            cause: { code, kind, phase, values: { said: check } },
          },
        ],
      }));
      return nameCause(clues(failingOf({ parts })));
    };
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        expect(named(other)).toEqual(named(one));
      }),
    );
  });
});

describe('what the looks before showed', () => {
  const up = (at: number, rest: Partial<Reading> = {}): Reading => ({
    status: 'up',
    at,
    tookMs: 50,
    timings: { tcp: 20, 'first-byte': 40 },
    ...rest,
  });
  function watch(looks: number, of: (look: number) => Partial<Reading>): Course {
    const course = newCourse();
    for (let look = 0; look < looks; look++) follow(course, up(noon + look * minute, of(look)));
    return course;
  }

  test('a steady service has changed nothing, whatever the hour its certificate is read', () => {
    const ends = noon + 50.4 * day;
    const steady = (look: number) => ({
      at: noon + look * 60 * minute,
      address: '198.51.100.7',
      certificateDays: Math.floor((ends - noon - look * 60 * minute) / day),
    });
    expect(watch(200, steady).change).toBeUndefined();
  });

  test('a new address after a steady one is a change; a new one at each look is none', () => {
    const moved = (look: number) => ({ address: look < 30 ? '198.51.100.7' : '203.0.113.9' });
    expect(watch(40, moved).change).toEqual({ what: 'address', at: noon + 30 * minute });
    expect(watch(60, (look) => ({ address: `198.51.100.${look % 3}` })).change).toBeUndefined();
  });

  test('a new certificate is a change', () => {
    const renewed = (look: number) => ({ certificateDays: look < 30 ? 5 : 89 });
    expect(watch(40, renewed).change?.what).toBe('certificate');
  });

  test('answers that take ever longer are a ramp, and the failure does not end it', () => {
    const slower = (look: number) => ({ timings: { tcp: 20, 'first-byte': look < 60 ? 40 : 400 } });
    const course = watch(64, slower);
    follow(course, { ...up(noon), status: 'down' });
    expect(course.isWorking).toBe(false);
    expect(rampOf(course)?.answer).toBeGreaterThan(5);
    expect(rampOf(course)?.connect).toBe(1);
    expect(rampOf(watch(62, slower))?.answer).toBeLessThan(2);
  });
});
