/** Targets: what is wrong with one, how one may be shown, where one may lead. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPublic } from '../../src/probes/eyes/connect.ts';
import { hostOf } from '../../src/probes/eyes/target.ts';
import {
  createEyes,
  look,
  probeFor,
  probes,
  publicTarget,
  targetProblem,
} from '../../src/probes/index.ts';
import { tcpLab } from '../lab/servers.ts';

test.for([
  'https://example.com/',
  'http://example.com:8080/path?query=1',
  'HTTPS://example.com',
  'tcp://example.com:443',
  'tcp://[2001:db8::1]:443?family=6',
  'tls://example.com',
  'dns:///example.com',
  'dns://9.9.9.9/example.com?type=MX',
  'dns://9.9.9.9:5353/_sip._tcp.example.com?type=srv',
  'smtp://mx.example.com',
  'smtp://mx.example.com:587?starttls=required',
  'smtps://me:secret@mx.example.com',
  'imap://mail.example.com?starttls=required',
  'pop3s://mail.example.com',
  'wss://example.com/socket',
  'metrics+https://example.com:9100/metrics',
  'script://irc.example.com:6667',
  'ping://example.com',
])('%s is a target', (target) => {
  expect(targetProblem(target)).toBeUndefined();
  expect(probeFor(target)).toBeDefined();
});

test.for([
  ['example.com', 'no scheme'],
  ['', 'no scheme'],
  ['htps://example.com', 'did you mean https://?'],
  ['stmp://mx.example.com', 'did you mean smtp://?'],
  ['gopher://example.com', 'no probe for gopher://'],
  ['https:example', 'not a URL'],
  ['https://', 'not a URL'],
  ['http://exa mple.com/', 'not a URL'],
  ['https://example.com:99999/', 'not a URL'],
  ['tcp://example.com', 'no port'],
  ['tcp://:443', 'not a URL'],
  ['tcp://example.com:0', 'port 0'],
  ['tcp://example.com:443?famly=6', 'unknown option "famly"'],
  ['tcp://example.com:443?family=5', 'write family=4 or 6'],
  ['dns:///', 'no name'],
  ['dns://9.9.9.9', 'no name'],
  ['dns:///exa%20mple', 'not a domain name'],
  ['dns:///example.com?type=ANY', 'type=ANY is not known'],
  ['smtp://mx.example.com?starttls=yes', 'write starttls=optional or required or never'],
  ['smtps://mx.example.com?starttls=required', 'unknown option "starttls"'],
  ['smtp://me:secret@mx.example.com', 'a password needs TLS'],
] as const)('%s is no target: %s', ([target, problem]) => {
  expect(targetProblem(target)).toContain(problem);
});

test('nothing that is typed breaks the judgement of a target or its showing', () => {
  const scheme = fc.constantFrom(...probes.flatMap((probe) => probe.schemes), 'x', '');
  const typed = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.tuple(scheme, fc.string({ maxLength: 60 })).map(([name, rest]) => `${name}://${rest}`),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
  );
  fc.assert(
    fc.property(typed, (target) => {
      const problem = targetProblem(target);
      expect(problem === undefined || (problem.length > 10 && problem.length < 400)).toBe(true);
      expect(problem ?? '').not.toMatch(/[\p{Cc}]/u);
      expect(Array.from(publicTarget(target)).length).toBeLessThanOrEqual(300);
    }),
    { numRuns: 500 },
  );
});

describe('what is shown of a target', () => {
  test.for([
    ['https://me:secret@example.com/a?token=abc&x=#frag', 'https://example.com/a?token=***&x=***'],
    ['https://example.com/?flag', 'https://example.com/?flag'],
    ['dns://9.9.9.9/example.com?type=MX', 'dns://9.9.9.9/example.com?type=MX'],
    ['smtp://me:pw@mx.test:587?starttls=required', 'smtp://mx.test:587?starttls=required'],
    ['metrics+http://me:pw@x.test/api?query=up', 'metrics+http://x.test/api?query=***'],
    ['https://example.com/?type=secret', 'https://example.com/?type=***'],
    ['not a url://me:secret@x?token=1', 'not a url://x'],
  ] as const)('%s is shown as %s', ([target, shown]) => {
    expect(publicTarget(target)).toBe(shown);
  });

  test('no password and no value of a query is ever shown', () => {
    const secret = fc.stringMatching(/^[A-Z0-9]{6,20}$/);
    const scheme = fc.constantFrom('http', 'https', 'smtps', 'tcp', 'imaps', 'x');
    fc.assert(
      fc.property(scheme, secret, secret, (name, password, token) => {
        const target = `${name}://user:${password}@host.test:99/path?key=${token}#${token}`;
        const broken = target.replace('host.test', 'ho st');
        expect(targetProblem(broken) ?? '').not.toMatch(new RegExp(`${password}|${token}`));
        const shown = publicTarget(target);
        expect(shown).not.toContain(password);
        expect(shown).not.toContain(token);
      }),
    );
  });
});

describe('looks asked for in a chat', () => {
  test.for([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '240.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'not an address',
  ])('%s is not public', (address) => {
    expect(isPublic(address)).toBe(false);
  });

  test.for(['1.1.1.1', '93.184.216.34', '2606:4700:4700::1111', '::ffff:1.1.1.1'])(
    '%s is public',
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );

  test('every way to write an address of our own is refused, and nothing is connected', async () => {
    const lab = await tcpLab((socket) => socket.end());
    const eyes = createEyes({ allow: 'public' });
    const written = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '0177.0.0.1',
      '127.0.0.1.',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0:0:0:0:0:0:1]',
      'localhost',
      'some.localhost',
      'localhost.',
      '１２７.０.０.１',
      '127.0.0.1%2e',
    ];
    for (const scheme of ['http', 'https', 'tcp', 'tls', 'smtp', 'imaps', 'pop3']) {
      for (const host of written) {
        const target = `${scheme}://${host}:${lab.port}/`;
        const reading = await look({ target, timeoutMs: 3000, expect: undefined }, eyes);
        expect([target, reading.status, reading.cause?.code]).toEqual([
          target,
          'unknown',
          'not-allowed',
        ]);
      }
    }
    const server = {
      target: `dns://127.0.0.1:${lab.port}/x.test`,
      timeoutMs: 3000,
      expect: undefined,
    };
    expect((await look(server, eyes)).cause?.code).toBe('not-allowed');
    eyes.close();
    expect(lab.connections()).toBe(0);
    await lab.close();
  });
});

test.for([
  ['tcp://0x7f.1:80', '127.0.0.1'],
  ['tcp://EXAMPLE.com.:80', 'example.com'],
  ['tcp://m%C3%BCnchen.de:80', 'xn--mnchen-3ya.de'],
  ['tcp://[2001:DB8::1]:80', '2001:db8::1'],
  ['tcp://a%2Fb:80', ''],
  ['tcp://a%40b:80', ''],
] as const)('the host of %s is %s', ([target, host]) => {
  expect(hostOf(new URL(target))).toBe(host);
});
