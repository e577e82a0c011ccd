/**
 * Faults put into real servers, looked at by the real probes, judged and explained: the whole way from a
 * broken service to the likely cause that people read. Some faults cannot be told apart from outside; for
 * those the right answer is silence.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CheckState, freshCheck, observe } from '../../src/detection/check.ts';
import type { Canaries } from '../../src/detection/network.ts';
import { judge } from '../../src/detection/service.ts';
import { advance } from '../../src/incidents/incident.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import { createReasons } from '../../src/incidents/reasons.ts';
import type { Check, Incident, LikelyClass, Reading, Service } from '../../src/model.ts';
import { createEyes, type Eyes, look } from '../../src/probes/index.ts';
import { makeAuthority, makeCertificate } from '../../src/run/demo/certificates.ts';
import { a, type DnsAnswer, deadPort, dnsLab, quiet, tcpLab, tlsLab } from './servers.ts';

type Late = (close: () => unknown) => void;
type Target = string | { readonly target: string; readonly expect?: unknown };

type Fault = {
  readonly says: string;
  readonly open: (late: Late) => Promise<readonly Target[]>;
  readonly is: LikelyClass | 'silence';
  /** What the canaries say; working when absent. */
  readonly canaries?: Canaries;
};

const authority = makeAuthority();
/** Silence is waited for; everything else answers at once. */
const timeoutMs = 400;

// ---------------------------------------------------------------- servers that are broken

/** Answers every web request alike. */
function web(status: string, { body = '', headers = [] as readonly string[], expect = {} } = {}) {
  return async (late: Late): Promise<readonly Target[]> => {
    const head = [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
    const answer = `${head.join('\r\n')}\r\n\r\n${body}`;
    const lab = await tcpLab((socket) => void socket.once('data', () => socket.end(answer)));
    late(lab.close);
    return [{ target: `http://127.0.0.1:${lab.port}/`, expect }];
  };
}

/** Says one line to everybody who connects. */
function greets(scheme: string, line: string) {
  return async (late: Late): Promise<readonly Target[]> => {
    const lab = await tcpLab((socket) => void socket.write(`${line}\r\n`));
    late(lab.close);
    return [`${scheme}://127.0.0.1:${lab.port}`];
  };
}

/** Takes connections and says nothing more. */
function stalls(...schemes: readonly string[]) {
  return (late: Late) =>
    Promise.all(
      schemes.map(async (scheme) => {
        const lab = await tcpLab(() => {});
        late(lab.close);
        return `${scheme}://127.0.0.1:${lab.port}`;
      }),
    );
}

function secured(certificate: { cert: string; key: string }) {
  return async (late: Late): Promise<readonly Target[]> => {
    const lab = await tlsLab(certificate);
    late(lab.close);
    return [`tls://localhost:${lab.port}`];
  };
}

/** A name server of the zone itself. */
function zone(answer: DnsAnswer, expect: unknown = {}) {
  return async (late: Late): Promise<readonly Target[]> => {
    const lab = await dnsLab(() => answer);
    late(lab.close);
    return [{ target: `dns://${lab.server}/www.example.com`, expect }];
  };
}

function meters(line: string, expect: unknown) {
  return async (late: Late): Promise<readonly Target[]> => {
    const open = web('200 OK', { body: `${line}\n`, headers: ['Content-Type: text/plain'] });
    const [page] = await open(late);
    const url = typeof page === 'object' ? page.target : '';
    return [{ target: `metrics+${url}metrics`, expect }];
  };
}

function several(...opens: readonly Fault['open'][]): Fault['open'] {
  return async (late) => (await Promise.all(opens.map((open) => open(late)))).flat();
}

const refusing: Fault['open'] = async () => [`tcp://127.0.0.1:${await deadPort()}`];
const resetting: Fault['open'] = async (late) => {
  const lab = await tcpLab((socket) => void socket.once('data', () => socket.resetAndDestroy()));
  late(lab.close);
  return [`http://127.0.0.1:${lab.port}/`];
};
const noTls: Fault['open'] = async (late) => {
  const lab = await tcpLab((socket) => void socket.end('220 not TLS at all\r\n'));
  late(lab.close);
  return [`tls://127.0.0.1:${lab.port}`];
};
const looping: Fault['open'] = (late) => web('302 Found', { headers: ['Location: /'] })(late);

/**
 * Servers that are silent from the first packet on: a stopped program whose queue of connections is full,
 * so that the system answers no more. Works on Linux, where all of 127.0.0.0/8 is this machine.
 */
function silent(...hosts: readonly string[]): Fault['open'] {
  return (late) => Promise.all(hosts.map((host) => fullQueue(host, late)));
}

const listening = `const [host] = process.argv.slice(1);
require('node:net').createServer().listen({ host, port: 0, backlog: 1 }, function () {
  process.stdout.write(String(this.address().port));
});`;

async function fullQueue(host: string, late: Late): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, ['-e', listening, host]);
  late(() => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    return ended;
  });
  if (!child.stdout) throw new Error('no output');
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(said);
  child.kill('SIGSTOP');
  await stopped(child.pid ?? 0);
  // Two fit into a queue of one; from then on nobody is answered.
  const fillers: Socket[] = [0, 1, 2].map(() => quiet(connect(port, host)));
  late(() => fillers.forEach((socket) => void socket.destroy()));
  await Promise.all(fillers.slice(0, 2).map((socket) => once(socket, 'connect')));
  return `tcp://${host}:${port}`;
}

async function stopped(pid: number): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  while (!/^\d+ \(.*\) T/.test(await readFile(`/proc/${pid}/stat`, 'utf8'))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// ---------------------------------------------------------------- the faults

const plain = { degraded: { above: 0.9 }, down: { above: 0.95 } };
const faults: readonly Fault[] = [
  // A bug, an update that went wrong, a program that has stopped.
  fault('a program that has stopped', refusing, 'software'),
  fault('a program that stopped on two ports', several(refusing, refusing), 'software'),
  fault('an exception on every page', web('500 Internal Server Error'), 'software'),
  fault('a route that was never written', web('501 Not Implemented'), 'software'),
  fault('a page that moved away in an update', web('404 Not Found'), 'software'),
  fault(
    'an empty page',
    web('200 OK', { body: '<html></html>', expect: { body: 'Welcome' } }),
    'software',
  ),
  fault(
    'an interface that says it is ill',
    web('200 OK', { body: '{"ok":false}', expect: { json: { ok: true } } }),
    'software',
  ),
  fault('redirects without end', looping, 'software'),
  fault('garbage instead of a greeting', greets('smtp', 'hello there'), 'software'),
  fault('a web server on the port of a mail server', greets('imap', 'HTTP/1.1 400 No'), 'software'),
  fault('plain text on a TLS port', noTls, 'software'),

  // Too much to do.
  fault('429', web('429 Too Many Requests'), 'overload'),
  fault(
    '503 with Retry-After',
    web('503 Service Unavailable', { headers: ['Retry-After: 30'] }),
    'overload',
  ),
  fault('SMTP 421', greets('smtp', '421 4.3.2 Too many connections, try later'), 'overload'),
  fault('SMTP 450', greets('smtp', '450 4.3.2 System busy'), 'overload'),
  fault('SMTP 452', greets('smtp', '452 4.3.1 Insufficient system storage'), 'overload'),
  fault('IMAP BYE', greets('imap', '* BYE Too many users, try again later'), 'overload'),
  fault('IMAP [UNAVAILABLE]', greets('imap', '* NO [UNAVAILABLE] Try later'), 'overload'),
  fault('mail servers that stall after the connect', stalls('smtp', 'imap', 'pop3'), 'overload'),
  fault('TLS and mail that stall', stalls('tls', 'smtp'), 'overload'),
  fault(
    'processors at their limit',
    meters('node_cpu_busy_ratio 0.99', { metric: 'node_cpu_busy_ratio', ...plain }),
    'overload',
  ),
  fault(
    'no connections left, and time-outs behind a front door',
    several(
      web('504 Gateway Timeout'),
      meters('pg_connections_ratio 1', { metric: 'pg_connections_ratio', ...plain }),
    ),
    'overload',
  ),

  // What is behind it.
  fault(
    'a mail server without its directory',
    greets('smtp', '451 4.3.0 Temporary lookup failure'),
    'dependency',
  ),
  fault(
    'a page without its database',
    web('200 OK', {
      body: 'Error establishing a database connection',
      expect: { body: 'Welcome' },
    }),
    'dependency',
  ),

  // Certificates and names that nobody looked after.
  fault('an expired certificate', secured(authority.issue({ toDays: -3 })), 'certificate'),
  fault('a certificate of tomorrow', secured(authority.issue({ fromDays: 1 })), 'certificate'),
  fault(
    'a certificate of another name',
    secured(authority.issue({ names: ['a.example'] })),
    'certificate',
  ),
  fault(
    'a certificate nobody vouches for',
    secured(makeCertificate({ names: ['localhost'] })),
    'certificate',
  ),
  fault('a name that is gone', zone({ code: 3 }), 'dns'),
  fault('a record that is gone', zone({ records: [] }), 'dns'),
  fault('a name server that no longer has the zone', zone({ code: 5 }), 'dns'),
  fault(
    'a record that was changed',
    zone({ records: [a('203.0.113.66')] }, { values: ['198.51.100.7'] }),
    'dns',
  ),

  // Hardware, seen from the inside.
  fault(
    'a disk that breaks',
    meters('smartctl_device_reallocated_sectors 88', {
      metric: 'smartctl_device_reallocated_sectors',
      down: { above: 10 },
    }),
    'hardware',
  ),

  // Work that was announced.
  fault('a page that speaks of maintenance', web('503 Down For Maintenance', {}), 'planned'),

  // What cannot be told apart from outside.
  fault('a mail server that stalls', stalls('smtp'), 'silence'),
  fault('a web server that stalls', stalls('http'), 'silence'),
  fault('connections that are reset', resetting, 'silence'),
  fault('a front door whose servers fail', web('502 Bad Gateway'), 'silence'),
  fault('a front door that waits in vain', web('504 Gateway Timeout'), 'silence'),
  fault('503 and nothing more', web('503 Service Unavailable'), 'silence'),
  fault('a server that makes strangers wait', greets('smtp', '451 4.7.1 Greylisted'), 'silence'),
  fault('a name server that is silent', zone('silence'), 'silence'),
  fault(
    'an expired certificate beside a busy server',
    several(
      secured(authority.issue({ toDays: -3 })),
      greets('smtp', '421 4.3.2 Too many connections'),
    ),
    'silence',
  ),
  { ...fault('our own network', web('500 Oh'), 'silence'), canaries: 'failing' },
];

const silentFaults: readonly Fault[] = [
  fault(
    'servers in three networks that are silent',
    silent('127.0.0.1', '127.1.0.1', '127.2.0.1'),
    'network',
  ),
  fault('one server that is silent', silent('127.0.0.1'), 'silence'),
  fault('two silent servers of one place', silent('127.3.0.1', '127.3.0.2'), 'silence'),
];

function fault(says: string, open: Fault['open'], is: Fault['is']): Fault {
  return { says, open, is };
}

// ---------------------------------------------------------------- from the fault to its name

let eyes: Eyes;
beforeAll(() => {
  eyes = createEyes({ trust: [authority.cert] });
});
afterAll(() => eyes.close());

async function likelyOf({ open, canaries = 'working' }: Fault): Promise<Incident['likely']> {
  const closers: (() => unknown)[] = [];
  try {
    const opened = await open((close) => closers.push(close));
    const service = serviceOf(opened);
    const checks = service.components.flatMap((component) => component.checks);
    const readings = await Promise.all(checks.map((check) => look(check, eyes)));
    return await explain(service, checks, readings, canaries);
  } finally {
    await Promise.all(closers.reverse().map((close) => close()));
  }
}

function serviceOf(opened: readonly Target[]): Service {
  const checks = opened.map((one, index): Check => {
    const { target, expect = {} } = typeof one === 'string' ? { target: one } : one;
    return { id: `c${index}`, target, expect, everyMs: 60_000, timeoutMs };
  });
  const components = [{ id: 'main', name: { en: 'main' }, need: 'all' as const, checks }];
  const names = { id: 'lab', name: { en: 'Lab' }, aliases: [], category: 'own' };
  return { ...names, preset: 'default', components };
}

/** What was seen goes on being seen until it is a verdict. */
async function explain(
  service: Service,
  checks: readonly Check[],
  readings: readonly Reading[],
  canaries: Canaries,
): Promise<Incident['likely']> {
  const journal = await createJournal(emptyTable);
  let now = Math.max(...readings.map(({ at }) => at));
  const reasons = createReasons({ journal, now: () => now });
  const states = new Map<string, CheckState>(checks.map(({ id }) => [id, freshCheck(now - 1)]));
  for (let round = 0; round < 40; round += 1) {
    for (const [index, check] of checks.entries()) {
      const seen = readings[index];
      if (!seen) continue;
      const reading = { ...seen, at: now };
      const before = states.get(check.id) ?? freshCheck(now);
      states.set(check.id, observe(before, reading, { now, canaries, preset: 'default' }));
      reasons.note(service.id, { check, reading, canaries });
    }
    const { incident } = advance(undefined, judge(service, states, now), now);
    const isComplete = incident?.parts[0]?.evidence.length === checks.length;
    if (incident && isComplete) return reasons.explained(incident, service).likely;
    now += 10_000;
  }
  return undefined;
}

const emptyTable = {
  get: async () => undefined,
  set: async () => {},
  delete: async () => {},
  async *entries() {},
};

const results: { says: string; is: string; named: string; confidence: number }[] = [];

test.for(faults)('$says: $is', async (one) => judged(one, await likelyOf(one)));

test.skipIf(process.platform !== 'linux').for(silentFaults)('$says: $is', async (one) => {
  judged(one, await likelyOf(one));
});

function judged({ says, is }: Fault, likely: Incident['likely']): void {
  const named = likely?.class ?? 'silence';
  results.push({ says, is, named, confidence: likely?.confidence ?? 0 });
  expect(named).toBe(is);
}

test('at least 95 in 100 faults are named right, and none is named wrong', () => {
  const right = results.filter(({ is, named }) => is === named);
  const wrong = results.filter(({ is, named }) => is !== named && named !== 'silence');
  const named = right.filter(({ is }) => is !== 'silence').length;
  const share = ((100 * right.length) / results.length).toFixed(1);
  process.stdout.write(
    `${right.length} of ${results.length} right (${share} %): ${named} named, ` +
      `${right.length - named} rightly silent; ${wrong.length} wrong\n`,
  );
  expect(results.length).toBeGreaterThanOrEqual(faults.length);
  expect(right.length / results.length).toBeGreaterThanOrEqual(0.95);
  expect(wrong).toEqual([]);
});
