/** Name servers that misbehave, what a question to them must say, and what they do to looks at other things. */
import { describe, expect, test } from 'vitest';
import { createEyes, look } from '../../src/probes/index.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import {
  a,
  type DnsAnswer,
  deadPort,
  dnsLab,
  dnsName,
  dnsTypes,
  type Lab,
  tcpLab,
} from '../lab/servers.ts';

const number = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};
const text = (value: string) => Buffer.from([value.length, ...Buffer.from(value)]);
const mx = (priority: number, name: string) => ({
  type: dnsTypes.MX,
  data: Buffer.concat([number(priority, 2), dnsName(name)]),
});

type Asked = { readonly path: string; readonly answer: DnsAnswer };

function asks(
  says: string,
  { path, answer }: Asked,
  rest: Omit<Behaviour, 'says' | 'open'>,
): Behaviour {
  return {
    says,
    async open(late) {
      const lab = await dnsLab(() => answer);
      late(lab.close);
      return `dns://${lab.server}${path}`;
    },
    ...rest,
  };
}

const plain = '/up.test';
const oneAddress = { records: [a('192.0.2.7')] };

const answersOfEachType: readonly [string, DnsAnswer, string][] = [
  ['A', { records: [a('192.0.2.7'), a('192.0.2.8')] }, '192.0.2.7, 192.0.2.8'],
  [
    'AAAA',
    {
      records: [
        { type: dnsTypes.AAAA, data: Buffer.from('20010db8000000000000000000000001', 'hex') },
      ],
    },
    '2001:db8::1',
  ],
  ['MX', { records: [mx(10, 'mx.up.test')] }, '10 mx.up.test'],
  ['NS', { records: [{ type: dnsTypes.NS, data: dnsName('ns.up.test') }] }, 'ns.up.test'],
  [
    'TXT',
    { records: [{ type: dnsTypes.TXT, data: Buffer.concat([text('v=spf1 '), text('-all')]) }] },
    'v=spf1 -all',
  ],
  ['CNAME', { records: [{ type: dnsTypes.CNAME, data: dnsName('other.test') }] }, 'other.test'],
  ['PTR', { records: [{ type: dnsTypes.PTR, data: dnsName('host.test') }] }, 'host.test'],
  [
    'SRV',
    {
      records: [
        {
          type: dnsTypes.SRV,
          data: Buffer.concat([number(1, 2), number(2, 2), number(443, 2), dnsName('s.test')]),
        },
      ],
    },
    '1 2 443 s.test',
  ],
  [
    'CAA',
    {
      records: [
        {
          type: dnsTypes.CAA,
          data: Buffer.concat([number(0, 1), text('issue'), Buffer.from('ca.test')]),
        },
      ],
    },
    '0 issue ca.test',
  ],
  [
    'SOA',
    {
      records: [
        {
          type: dnsTypes.SOA,
          data: Buffer.concat([
            dnsName('ns.test'),
            dnsName('admin.test'),
            ...[2026, 7200, 900, 86400, 300].map((value) => number(value, 4)),
          ]),
        },
      ],
    },
    'ns.test admin.test 2026 7200 900 86400 300',
  ],
];

const servers: readonly Behaviour[] = [
  ...answersOfEachType.map(([type, answer, said]) =>
    asks(
      `records of type ${type} are read`,
      { path: `${plain}?type=${type}`, answer },
      {
        expect: { values: said.split(', ') },
        gives: 'up',
        also: ({ facts, address }) => {
          expect(facts?.answers).toBe(said);
          expect(address).toBe('127.0.0.1');
        },
      },
    ),
  ),
  asks(
    'a name that does not exist',
    { path: plain, answer: { code: 3 } },
    { gives: ['dns', 'nxdomain', 'hard'] },
  ),
  asks(
    'a name without such a record',
    { path: plain, answer: { records: [] } },
    {
      gives: ['dns', 'dns-no-data', 'hard'],
    },
  ),
  asks(
    'SERVFAIL',
    { path: plain, answer: { code: 2 } },
    { gives: ['dns', 'dns-servfail', 'soft'] },
  ),
  asks(
    'REFUSED, as of a server that does not hold the zone',
    { path: plain, answer: { code: 5 } },
    {
      gives: ['dns', 'dns-refused', 'hard'],
    },
  ),
  asks('NOTIMP', { path: plain, answer: { code: 4 } }, { gives: ['dns', 'garbage', 'hard'] }),
  asks('FORMERR', { path: plain, answer: { code: 1 } }, { gives: ['dns', 'garbage', 'hard'] }),
  asks(
    'silence',
    { path: plain, answer: 'silence' },
    { timeoutMs: 300, gives: ['dns', 'timeout', 'soft'] },
  ),
  asks(
    'silence longer than all tries',
    { path: plain, answer: 'silence' },
    {
      timeoutMs: 6000,
      gives: ['dns', 'timeout', 'soft'],
    },
  ),
  asks(
    'random bytes',
    { path: plain, answer: { raw: Buffer.alloc(40, 0xff) } },
    {
      timeoutMs: 6000,
      gives: ['dns', 'garbage', 'hard'],
    },
  ),
  asks(
    'an answer cut short',
    { path: plain, answer: { raw: Buffer.from('818000010001', 'hex') } },
    {
      timeoutMs: 6000,
      gives: ['dns', 'garbage', 'hard'],
    },
  ),
  asks(
    'another value than expected',
    { path: plain, answer: oneAddress },
    {
      expect: { values: '192.0.2.9' },
      gives: ['expect', 'dns-mismatch', 'hard'],
      also: ({ cause }) => expect(cause?.evidence).toBe('192.0.2.7'),
    },
  ),
  asks(
    'a CNAME that leads to itself',
    {
      path: '/loop.test',
      answer: { records: [{ type: dnsTypes.CNAME, data: dnsName('loop.test') }] },
    },
    { gives: ['dns', 'dns-no-data', 'hard'] },
  ),
  asks(
    'the address behind a CNAME',
    {
      path: plain,
      answer: {
        records: [
          { type: dnsTypes.CNAME, data: dnsName('real.test') },
          { ...a('192.0.2.9'), name: 'real.test' },
        ],
      },
    },
    { expect: { values: '192.0.2.9' }, gives: 'up' },
  ),
  asks(
    'hundreds of records',
    {
      path: plain,
      answer: { records: Array.from({ length: 300 }, (_, i) => a(`192.0.2.${i % 250}`)) },
    },
    { gives: 'up', also: ({ facts }) => expect(Number(facts?.count)).toBeLessThanOrEqual(200) },
  ),
  {
    says: 'a port where no name server listens',
    open: async () => `dns://127.0.0.1:${await deadPort()}/up.test`,
    timeoutMs: 6000,
    gives: ['dns', 'refused', 'hard'],
  },
];

describe('a named server', () => laboratory(servers, () => ({})));

/** A web of names behind one resolver: which name gets which answer. */
async function resolverWith(answers: Readonly<Record<string, DnsAnswer>>) {
  const lab = await dnsLab((name) => answers[name] ?? { code: 3 });
  return { ...lab, eyes: createEyes({ resolvers: [lab.server] }) };
}

async function lookThere(
  target: string,
  answers: Readonly<Record<string, DnsAnswer>>,
  timeoutMs = 5000,
) {
  const lab = await resolverWith(answers);
  const reading = await look({ target, timeoutMs, expect: undefined }, lab.eyes);
  lab.eyes.close();
  await lab.close();
  return reading;
}

const alive = { '': { records: [{ type: dnsTypes.NS, data: dnsName('a.root.test') }] } } as const;

describe('names on the way to something else', () => {
  test('a name leads to its address', async () => {
    const port: Lab = await tcpLab(() => {});
    const reading = await lookThere(`tcp://up.test:${port.port}`, {
      'up.test': { records: [a('127.0.0.1')] },
    });
    await port.close();
    expect(reading).toMatchObject({ status: 'up', address: '127.0.0.1' });
    expect(reading.timings.dns).toBeGreaterThan(0);
  });

  test('of several addresses a dead one is passed over', async () => {
    const port: Lab = await tcpLab(() => {});
    const records = [a('127.0.0.9'), a('127.0.0.1')];
    const reading = await lookThere(`tcp://up.test:${port.port}`, { 'up.test': { records } });
    await port.close();
    expect(reading).toMatchObject({ status: 'up', address: '127.0.0.1' });
  });

  test('one resolver alone is not believed about a missing name', async () => {
    const reading = await lookThere('tcp://gone.test:80', {});
    expect(reading.cause).toMatchObject({ code: 'nxdomain', kind: 'soft', phase: 'dns' });
  });

  test('two resolvers are believed about a missing name', async () => {
    const [one, two] = await Promise.all([resolverWith({}), resolverWith({})]);
    const eyes = createEyes({ resolvers: [one.server, two.server] });
    const reading = await look(
      { target: 'tcp://gone.test:80', timeoutMs: 5000, expect: undefined },
      eyes,
    );
    for (const { close, eyes } of [one, two]) {
      eyes.close();
      await close();
    }
    eyes.close();
    expect(reading.cause).toMatchObject({ code: 'nxdomain', kind: 'hard' });
  });

  test('what a second resolver knows counts', async () => {
    const port: Lab = await tcpLab(() => {});
    const one = await resolverWith({});
    const two = await resolverWith({ 'up.test': { records: [a('127.0.0.1')] } });
    const eyes = createEyes({ resolvers: [one.server, two.server] });
    const reading = await look(
      { target: `tcp://up.test:${port.port}`, timeoutMs: 5000, expect: undefined },
      eyes,
    );
    for (const { close, eyes } of [one, two]) {
      eyes.close();
      await close();
    }
    eyes.close();
    await port.close();
    expect(reading.status).toBe('up');
  });

  test.for([
    ['SERVFAIL', { code: 2 }, 'dns-servfail', 'down'],
    ['a refusal by our resolver', { code: 5 }, 'dns-refused', 'unknown'],
    ['no address', { records: [] }, 'dns-no-data', 'down'],
  ] as const)('%s', async ([, answer, code, status]) => {
    const reading = await lookThere('tcp://up.test:80', { ...alive, 'up.test': answer });
    expect(reading).toMatchObject({ status, cause: { code, phase: 'dns' } });
  });

  test('silence about one name only counts against that name', async () => {
    const reading = await lookThere('tcp://up.test:80', { ...alive, 'up.test': 'silence' });
    expect(reading).toMatchObject({ status: 'down', cause: { code: 'timeout', phase: 'dns' } });
  });

  test('silence about everything is trouble of our own', async () => {
    const reading = await lookThere('tcp://up.test:80', { '': 'silence', 'up.test': 'silence' });
    expect(reading).toMatchObject({
      status: 'unknown',
      cause: { code: 'own-network', kind: 'ours' },
    });
  });

  test('the system resolver can be asked itself', async () => {
    const answers = { 'up.test': oneAddress };
    expect(await lookThere('dns:///up.test', answers)).toMatchObject({ status: 'up' });
    expect(await lookThere('dns:///gone.test', answers)).toMatchObject({
      status: 'down',
      cause: { code: 'nxdomain', kind: 'soft' },
    });
  });
});
