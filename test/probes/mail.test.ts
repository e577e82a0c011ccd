/** Mail servers that misbehave, line by line, and what a look at them must say. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { createEyes, look } from '../../src/probes/index.ts';
import { makeAuthority, makeCertificate } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { quiet, tcpLab, tlsLab } from '../lab/servers.ts';

const authority = makeAuthority();
const good = authority.issue();
const selfSigned = makeCertificate({ names: ['localhost'] });

/** What a server does after the greeting: an answer per command word, `close`, or nothing at all. */
type Script = {
  /** Sent at once; lines end as they are written. */
  readonly greeting?: string | Buffer;
  readonly answers?: Readonly<Record<string, string | 'close' | 'reset'>>;
  /** Closes after the greeting. */
  readonly isBrief?: boolean;
  readonly certificate?: { cert: string; key: string };
};

function play(socket: Socket, script: Script): void {
  if (script.greeting !== undefined) socket.write(script.greeting);
  if (script.isBrief === true) socket.end();
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
    for (let end = heard.indexOf('\r\n'); end >= 0; end = heard.indexOf('\r\n')) {
      const line = heard.slice(0, end);
      heard = heard.slice(end + 2);
      if (answer(socket, line, script)) return;
    }
  });
}

function answer(socket: Socket, line: string, script: Script): boolean {
  const words = line.split(' ');
  const word = words.find((one) => script.answers?.[one] !== undefined) ?? '';
  const said = script.answers?.[word];
  if (said === 'close') socket.end();
  else if (said === 'reset') socket.resetAndDestroy();
  else if (said !== undefined) socket.write(said.replaceAll('{tag}', words[0] ?? ''));
  const isUpgrade =
    (word === 'STARTTLS' || word === 'STLS') && /^(220|\{tag\} OK|\+OK)/m.test(said ?? '');
  if (!isUpgrade || script.certificate === undefined) return false;
  socket.removeAllListeners('data');
  const secured = quiet(new TLSSocket(socket, { isServer: true, ...script.certificate }));
  play(secured, { answers: script.answers ?? {} });
  return true;
}

function server(scheme: string, script: Script, query = ''): Behaviour['open'] {
  return async (late) => {
    const lab = scheme.endsWith('s')
      ? await tlsLab(script.certificate ?? good, (socket) => play(socket, script))
      : await tcpLab((socket) => play(socket, script));
    late(lab.close);
    return `${scheme}://localhost:${lab.port}${query}`;
  };
}

const banner = '220 mail.test ESMTP ready\r\n';
const helloAnswer = '250-mail.test\r\n250-SIZE 1000\r\n250 8BITMIME\r\n';
const helloWithTls = '250-mail.test\r\n250-STARTTLS\r\n250 8BITMIME\r\n';
const busy = ['greeting', 'reply', 'busy'] as const;

function smtp(
  says: string,
  script: Script,
  rest: Omit<Behaviour, 'says' | 'open'>,
  query = '',
): Behaviour {
  return { says: `smtp: ${says}`, open: server('smtp', script, query), ...rest };
}

const smtpServers: readonly Behaviour[] = [
  smtp(
    'a healthy server is up, with its greeting',
    { greeting: banner, answers: { EHLO: helloAnswer } },
    {
      gives: 'up',
      also: ({ facts, timings }) => {
        expect(facts?.greeting).toBe('mail.test ESMTP ready');
        expect(Object.keys(timings)).toEqual(['dns', 'tcp', 'greeting', 'request']);
      },
    },
  ),
  smtp(
    'an old server that knows only HELO is up',
    {
      greeting: banner,
      answers: { EHLO: '500 what?\r\n', HELO: '250 mail.test\r\n' },
    },
    { gives: 'up' },
  ),
  smtp(
    'a greeting of many lines is read to its end',
    {
      greeting: '220-mail.test\r\n220-we do not like spam\r\n220 ready\r\n',
      answers: { EHLO: helloAnswer },
    },
    { gives: 'up' },
  ),
  smtp(
    'lines that end without a carriage return are read',
    {
      greeting: '220 mail.test\n',
      answers: { EHLO: '250 mail.test\n' },
    },
    { gives: 'up' },
  ),
  smtp(
    '421 at the greeting is busy, in its own words',
    {
      greeting: '421 4.7.0 mx.test Error: too many connections\r\n',
      isBrief: true,
    },
    {
      gives: busy,
      also: ({ cause }) => {
        expect(cause?.evidence).toBe('421 4.7.0 mx.test Error: too many connections');
        expect(cause?.values.code).toBe(421);
      },
    },
  ),
  smtp(
    '450 at the greeting is busy',
    { greeting: '450 4.3.2 Service unavailable\r\n' },
    { gives: busy },
  ),
  smtp(
    '554 at the greeting refuses us',
    { greeting: '554 5.7.1 No SMTP service here\r\n' },
    {
      gives: ['greeting', 'reply', 'policy'],
    },
  ),
  smtp(
    '550 at the greeting refuses us',
    { greeting: '550 blocked by list\r\n' },
    {
      gives: ['greeting', 'reply', 'policy'],
    },
  ),
  smtp(
    '354 at the greeting is out of place',
    { greeting: '354 go ahead\r\n' },
    {
      gives: ['greeting', 'reply', 'hard'],
    },
  ),
  smtp(
    'a server closing without a word',
    { isBrief: true },
    { gives: ['greeting', 'reset', 'soft'] },
  ),
  smtp(
    'a server closing in the middle of its greeting',
    { greeting: '220 mail.te', isBrief: true },
    {
      gives: ['greeting', 'reset', 'soft'],
      also: ({ cause }) => expect(cause?.evidence).toBe('220 mail.te'),
    },
  ),
  smtp(
    'a server that never greets',
    {},
    { timeoutMs: 250, gives: ['greeting', 'timeout', 'soft'] },
  ),
  smtp(
    'a greeting that never ends its line',
    { greeting: '220 mail' },
    {
      timeoutMs: 250,
      gives: ['greeting', 'timeout', 'soft'],
    },
  ),
  smtp(
    'a greeting of another protocol',
    { greeting: '* OK IMAP4rev1 ready\r\n' },
    {
      gives: ['greeting', 'garbage', 'hard'],
    },
  ),
  smtp(
    'a greeting of random bytes',
    { greeting: Buffer.from([255, 254, 0, 200, 10, 13, 10]) },
    {
      gives: ['greeting', 'garbage', 'hard'],
    },
  ),
  smtp(
    'a greeting in another encoding',
    {
      greeting: Buffer.concat([
        Buffer.from('421 '),
        Buffer.from([0xcf, 0xb5, 0xcd, 0xb3, 0xc3, 0xa6]),
        Buffer.from('\r\n'),
      ]),
    },
    { gives: busy, also: ({ cause }) => expect(cause?.evidence).toMatch(/^421 /) },
  ),
  smtp(
    'control characters in a greeting are not shown',
    {
      greeting: '421 \u001b[31mred\u0007 \u202etxt.exe @everyone\r\n',
    },
    {
      gives: busy,
      also: ({ cause }) => expect(cause?.evidence).toBe('421 [31mred txt.exe @everyone'),
    },
  ),
  smtp(
    'a line longer than any line may be',
    { greeting: `220 ${'x'.repeat(20_000)}\r\n` },
    {
      gives: ['greeting', 'too-large', 'hard'],
    },
  ),
  smtp(
    'a line without an end',
    { greeting: 'x'.repeat(20_000) },
    {
      gives: ['greeting', 'too-large', 'hard'],
    },
  ),
  smtp(
    'a greeting of a thousand lines',
    { greeting: '220-more\r\n'.repeat(1000) },
    {
      gives: ['greeting', 'garbage', 'hard'],
    },
  ),
  smtp(
    'a reply whose lines disagree',
    { greeting: '220-mail\r\n554 no\r\n' },
    {
      gives: ['greeting', 'garbage', 'hard'],
    },
  ),
  smtp(
    '421 at EHLO is busy',
    { greeting: banner, answers: { EHLO: '421 shutting down\r\n' } },
    {
      gives: ['request', 'reply', 'busy'],
    },
  ),
  smtp(
    '550 at EHLO refuses us',
    { greeting: banner, answers: { EHLO: '550 go away\r\n' } },
    {
      gives: ['request', 'reply', 'policy'],
    },
  ),
  smtp(
    'a server closing at EHLO',
    { greeting: banner, answers: { EHLO: 'close' } },
    {
      gives: ['request', 'reset', 'soft'],
    },
  ),
  smtp(
    'a server resetting at EHLO',
    { greeting: banner, answers: { EHLO: 'reset' } },
    {
      gives: ['request', 'reset', 'soft'],
    },
  ),
  smtp(
    'a server that never answers EHLO',
    { greeting: banner },
    {
      timeoutMs: 250,
      gives: ['request', 'timeout', 'soft'],
    },
  ),
  smtp(
    'EHLO answered in the middle of its lines and no further',
    {
      greeting: banner,
      answers: { EHLO: '250-mail.test\r\n' },
    },
    { timeoutMs: 250, gives: ['request', 'timeout', 'soft'] },
  ),
  smtp(
    'neither EHLO nor HELO known',
    {
      greeting: banner,
      answers: { EHLO: '502 no\r\n', HELO: '502 no\r\n' },
    },
    { gives: ['request', 'reply', 'policy'] },
  ),
];

const mailboxes = { from: 'me@mail.test', to: 'you@mail.test' };
const taking = (answers: Script['answers']): Script => ({
  greeting: banner,
  answers: {
    EHLO: helloAnswer,
    MAIL: '250 ok\r\n',
    RCPT: '250 ok\r\n',
    RSET: '250 ok\r\n',
    ...answers,
  },
});

const offers: readonly Behaviour[] = [
  smtp('a mailbox that would be served is up', taking({}), { expect: mailboxes, gives: 'up' }),
  smtp('a full disk is busy', taking({ RCPT: '452 4.3.1 Insufficient system storage\r\n' }), {
    expect: mailboxes,
    gives: ['request', 'reply', 'busy'],
  }),
  smtp(
    'an unknown mailbox is between the server and us',
    taking({ RCPT: '550 5.1.1 unknown\r\n' }),
    {
      expect: mailboxes,
      gives: ['request', 'reply', 'policy'],
    },
  ),
  smtp('a server that hangs at the sender', taking({ MAIL: '' }), {
    expect: mailboxes,
    timeoutMs: 250,
    gives: ['request', 'timeout', 'soft'],
  }),
];

const offering = (answers: Script['answers'], certificate = good): Script => ({
  greeting: banner,
  answers: { EHLO: helloWithTls, STARTTLS: '220 go\r\n', ...answers },
  certificate,
});
const required = '?starttls=required';

const startTls: readonly Behaviour[] = [
  smtp(
    'STARTTLS with a good certificate is up, with its days',
    offering({}),
    {
      gives: 'up',
      also: ({ certificateDays, timings }) => {
        expect(certificateDays).toBe(89);
        expect(timings.tls).toBeGreaterThan(0);
      },
    },
    required,
  ),
  smtp(
    'a required STARTTLS that is not offered',
    { greeting: banner, answers: { EHLO: helloAnswer } },
    {
      gives: ['tls', 'starttls-missing', 'hard'],
    },
    required,
  ),
  smtp(
    'a required STARTTLS with a bad certificate',
    offering({}, selfSigned),
    {
      gives: ['tls', 'certificate-untrusted', 'hard'],
    },
    required,
  ),
  smtp('an optional STARTTLS takes any certificate', offering({}, selfSigned), {
    gives: 'up',
    also: ({ certificateDays }) => expect(certificateDays).toBe(89),
  }),
  smtp(
    'STARTTLS is not asked for when it must not be',
    offering({ STARTTLS: 'reset' }),
    {
      gives: 'up',
    },
    '?starttls=never',
  ),
  smtp('an optional STARTTLS that fails for the moment', offering({ STARTTLS: '454 later\r\n' }), {
    gives: 'up',
  }),
  smtp(
    'a required STARTTLS that fails for the moment',
    offering({ STARTTLS: '454 later\r\n' }),
    {
      gives: ['request', 'reply', 'busy'],
    },
    required,
  ),
  smtp(
    'STARTTLS answered with garbage',
    offering({ STARTTLS: 'what\r\n' }),
    {
      gives: ['request', 'garbage', 'hard'],
    },
    required,
  ),
  smtp(
    'STARTTLS answered and then plain text',
    {
      ...offering({ STARTTLS: '220 go\r\n250 injected\r\n' }),
    },
    { gives: ['tls', 'garbage', 'hard'] },
    required,
  ),
  smtp(
    'STARTTLS answered and then silence',
    { greeting: banner, answers: { EHLO: helloWithTls, STARTTLS: '220 go\r\n' } },
    {
      timeoutMs: 300,
      gives: ['tls', 'timeout', 'soft'],
    },
    required,
  ),
  smtp(
    'STARTTLS answered and then closed',
    offering({ STARTTLS: 'close' }),
    {
      gives: ['request', 'reset', 'soft'],
    },
    required,
  ),
  {
    says: 'smtps: a healthy server is up',
    open: server('smtps', { greeting: banner, answers: { EHLO: helloAnswer } }),
    gives: 'up',
  },
  {
    says: 'smtps: plain text where TLS should be',
    async open(late) {
      const lab = await tcpLab((socket) => play(socket, { greeting: banner }));
      late(lab.close);
      return `smtps://localhost:${lab.port}`;
    },
    gives: ['tls', 'tls-failed', 'hard'],
  },
  {
    says: 'smtps: a wrong password is between the server and us, and is never shown',
    async open(late) {
      const open = server('smtps', {
        greeting: banner,
        answers: { EHLO: helloAnswer, AUTH: '535 5.7.8 hunter22 is wrong\r\n' },
      });
      return (await open(late)).replace('://', '://me:hunter22@');
    },
    gives: ['auth', 'reply', 'policy'],
    also: (reading) => {
      expect(reading.cause?.evidence).toBe('535 5.7.8 *** is wrong');
      expect(JSON.stringify(reading)).not.toContain('hunter22');
    },
  },
  {
    says: 'smtps: a right password is up',
    async open(late) {
      const right = Buffer.from('\0me\0p@ss word').toString('base64');
      const open = server('smtps', {
        greeting: banner,
        answers: { EHLO: helloAnswer, [right]: '235 welcome\r\n' },
      });
      return (await open(late)).replace('://', '://me:p%40ss%20word@');
    },
    gives: 'up',
  },
];

const imapReady = '* OK [CAPABILITY IMAP4rev1] ready\r\n';
const imapCan = '* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n';

function imap(
  says: string,
  script: Script,
  rest: Omit<Behaviour, 'says' | 'open'>,
  query = '',
): Behaviour {
  return { says: `imap: ${says}`, open: server('imap', script, query), ...rest };
}

const imapServers: readonly Behaviour[] = [
  imap(
    'a healthy server is up',
    { greeting: imapReady, answers: { CAPABILITY: '{tag} OK\r\n' } },
    { gives: 'up' },
  ),
  imap(
    'a server that knows us already is up',
    { greeting: '* PREAUTH hello\r\n', answers: { CAPABILITY: '{tag} OK\r\n' } },
    { gives: 'up' },
  ),
  imap(
    'BYE at the greeting is busy',
    { greeting: '* BYE Connection queue full\r\n', isBrief: true },
    {
      gives: busy,
      also: ({ cause }) => expect(cause?.evidence).toBe('* BYE Connection queue full'),
    },
  ),
  imap(
    'BYE with a code at the greeting is busy',
    { greeting: '* BYE [UNAVAILABLE] backend\r\n' },
    {
      gives: busy,
      also: ({ cause }) => expect(cause?.values.code).toBe('UNAVAILABLE'),
    },
  ),
  imap('NO at the greeting', { greeting: '* NO\r\n' }, { gives: ['greeting', 'reply', 'hard'] }),
  imap(
    'a greeting of another protocol',
    { greeting: '220 mail ESMTP\r\n' },
    {
      gives: ['greeting', 'garbage', 'hard'],
    },
  ),
  imap(
    'a server closing without a word',
    { isBrief: true },
    { gives: ['greeting', 'reset', 'soft'] },
  ),
  imap(
    'a server that never greets',
    {},
    { timeoutMs: 250, gives: ['greeting', 'timeout', 'soft'] },
  ),
  imap(
    'a line without an end',
    { greeting: '* '.repeat(10_000) },
    { gives: ['greeting', 'too-large', 'hard'] },
  ),
  imap(
    'BYE in place of the capabilities',
    {
      greeting: imapReady,
      answers: { CAPABILITY: '* BYE shutting down\r\n' },
    },
    { gives: ['request', 'reply', 'busy'] },
  ),
  imap(
    'NO [UNAVAILABLE] in place of the capabilities',
    {
      greeting: imapReady,
      answers: { CAPABILITY: '{tag} NO [UNAVAILABLE] try later\r\n' },
    },
    { gives: ['request', 'reply', 'busy'] },
  ),
  imap(
    'BAD in place of the capabilities',
    { greeting: imapReady, answers: { CAPABILITY: '{tag} BAD\r\n' } },
    {
      gives: ['request', 'reply', 'hard'],
    },
  ),
  imap(
    'capabilities without end',
    {
      greeting: imapReady,
      answers: { CAPABILITY: '* OK still thinking\r\n'.repeat(1000) },
    },
    { gives: ['request', 'garbage', 'hard'] },
  ),
  imap(
    'capabilities cut in the middle of a line',
    {
      greeting: imapReady,
      answers: { CAPABILITY: '* CAPABILITY IMAP4r' },
    },
    { timeoutMs: 250, gives: ['request', 'timeout', 'soft'] },
  ),
  imap(
    'a closed connection in place of the capabilities',
    { greeting: imapReady, answers: { CAPABILITY: 'close' } },
    {
      gives: ['request', 'reset', 'soft'],
    },
  ),
  imap(
    'STARTTLS with a good certificate is up',
    {
      greeting: imapReady,
      answers: { CAPABILITY: imapCan, STARTTLS: '{tag} OK go\r\n' },
      certificate: good,
    },
    { gives: 'up', also: ({ certificateDays }) => expect(certificateDays).toBe(89) },
    required,
  ),
  imap(
    'a required STARTTLS that is not offered',
    { greeting: imapReady, answers: { CAPABILITY: '{tag} OK\r\n' } },
    {
      gives: ['tls', 'starttls-missing', 'hard'],
    },
    required,
  ),
  imap(
    'an optional STARTTLS that is refused',
    {
      greeting: imapReady,
      answers: { CAPABILITY: imapCan, STARTTLS: '{tag} NO\r\n' },
    },
    { gives: 'up' },
  ),
  {
    says: 'imaps: a healthy server is up',
    open: server('imaps', { greeting: imapReady, answers: { CAPABILITY: '{tag} OK\r\n' } }),
    gives: 'up',
  },
  ...(
    [
      ['NO [AUTHENTICATIONFAILED] wrong', 'policy'],
      ['NO [LIMIT] too many connections from user', 'busy'],
      ['NO [INUSE] locked', 'busy'],
      ['NO [UNAVAILABLE] directory is away', 'busy'],
      ['OK [CAPABILITY IMAP4rev1] welcome', 'up'],
    ] as const
  ).map(
    ([said, kind]): Behaviour => ({
      says: `imaps: a login answered with ${said}`,
      async open(late) {
        const open = server('imaps', {
          greeting: imapReady,
          answers: { CAPABILITY: '{tag} OK\r\n', '"me"': `{tag} ${said}\r\n` },
        });
        return (await open(late)).replace('://', '://me:hunter22@');
      },
      gives: kind === 'up' ? 'up' : ['auth', 'reply', kind],
    }),
  ),
];

function pop3(
  says: string,
  script: Script,
  rest: Omit<Behaviour, 'says' | 'open'>,
  query = '',
): Behaviour {
  return { says: `pop3: ${says}`, open: server('pop3', script, query), ...rest };
}

const popReady = '+OK ready\r\n';
const popCan = '+OK\r\nUSER\r\nSTLS\r\n.\r\n';

const pop3Servers: readonly Behaviour[] = [
  pop3(
    'a healthy server is up',
    { greeting: popReady, answers: { CAPA: '+OK\r\nUSER\r\n.\r\n' } },
    { gives: 'up' },
  ),
  pop3(
    'a server without CAPA is up',
    { greeting: popReady, answers: { CAPA: '-ERR what\r\n' } },
    { gives: 'up' },
  ),
  pop3(
    '-ERR [SYS/TEMP] at the greeting is busy',
    { greeting: '-ERR [SYS/TEMP] later\r\n' },
    { gives: busy },
  ),
  pop3(
    '-ERR [IN-USE] at the greeting is busy',
    { greeting: '-ERR [IN-USE] locked\r\n' },
    { gives: busy },
  ),
  pop3(
    '-ERR that says too many is busy',
    { greeting: '-ERR too many connections\r\n' },
    { gives: busy },
  ),
  pop3(
    '-ERR [SYS/PERM] at the greeting',
    { greeting: '-ERR [SYS/PERM] broken\r\n' },
    {
      gives: ['greeting', 'reply', 'hard'],
    },
  ),
  pop3(
    '-ERR without more at the greeting',
    { greeting: '-ERR\r\n' },
    { gives: ['greeting', 'reply', 'hard'] },
  ),
  pop3(
    'a greeting of another protocol',
    { greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n' },
    {
      gives: ['greeting', 'garbage', 'hard'],
    },
  ),
  pop3(
    'a server closing without a word',
    { isBrief: true },
    { gives: ['greeting', 'reset', 'soft'] },
  ),
  pop3(
    'a server that never greets',
    {},
    { timeoutMs: 250, gives: ['greeting', 'timeout', 'soft'] },
  ),
  pop3(
    'a list of capabilities without end',
    {
      greeting: popReady,
      answers: { CAPA: `+OK\r\n${'X\r\n'.repeat(2000)}` },
    },
    { gives: ['request', 'garbage', 'hard'] },
  ),
  pop3(
    'a list of capabilities that stops',
    { greeting: popReady, answers: { CAPA: '+OK\r\nUSER\r\n' } },
    {
      timeoutMs: 250,
      gives: ['request', 'timeout', 'soft'],
    },
  ),
  pop3(
    'a closed connection in place of the capabilities',
    { greeting: popReady, answers: { CAPA: 'close' } },
    {
      gives: ['request', 'reset', 'soft'],
    },
  ),
  pop3(
    'STLS with a good certificate is up',
    {
      greeting: popReady,
      answers: { CAPA: popCan, STLS: '+OK go\r\n' },
      certificate: good,
    },
    { gives: 'up' },
    required,
  ),
  pop3(
    'a required STLS that is not offered',
    { greeting: popReady, answers: { CAPA: '-ERR\r\n' } },
    {
      gives: ['tls', 'starttls-missing', 'hard'],
    },
    required,
  ),
  {
    says: 'pop3s: a healthy server is up',
    open: server('pop3s', { greeting: popReady, answers: { CAPA: popCan } }),
    gives: 'up',
  },
  {
    says: 'pop3s: a wrong password is between the server and us',
    async open(late) {
      const open = server('pop3s', {
        greeting: popReady,
        answers: { CAPA: popCan, USER: '+OK\r\n', PASS: '-ERR [AUTH] no\r\n' },
      });
      return (await open(late)).replace('://', '://me:hunter22@');
    },
    gives: ['auth', 'reply', 'policy'],
  },
];

const options = () => ({ trust: [authority.cert] });
describe('smtp', () => laboratory(smtpServers, options));
describe('offers', () => laboratory(offers, options));
describe('starttls', () => laboratory(startTls, options));
describe('imap', () => laboratory(imapServers, options));
describe('pop3', () => laboratory(pop3Servers, options));

test.for([
  ['smtp', banner, '250 mail.test\r\n', 'QUIT\r\n'],
  ['imap', imapReady, 'a1 OK\r\n', 'a9 LOGOUT\r\n'],
  ['pop3', popReady, '-ERR\r\n', 'QUIT\r\n'],
] as const)(
  'a look over %s ends politely and never asks for a mailbox',
  async ([scheme, first, then, bye]) => {
    const heard = Promise.withResolvers<string>();
    const lab = await tcpLab((socket) => {
      let all = '';
      socket.write(first);
      socket.once('data', () => socket.write(then));
      socket.on('data', (chunk: Buffer) => {
        all += chunk.toString();
      });
      socket.on('end', () => heard.resolve(all));
    });
    const eyes = createEyes();
    const target = `${scheme}://127.0.0.1:${lab.port}`;
    const reading = await look({ target, timeoutMs: 5000, expect: undefined }, eyes);
    expect(reading.status).toBe('up');
    const all = await heard.promise;
    expect(all.endsWith(bye)).toBe(true);
    expect(all).not.toMatch(/AUTH|MAIL|RCPT|VRFY|LOGIN|SELECT|USER|PASS/);
    eyes.close();
    await lab.close();
  },
);
