/** Gatus: endpoints with conditions, external endpoints that call in, and maintenance. */
import {
  type Draft,
  type DraftCheck,
  type DraftWork,
  durationMs,
  hostPort,
  single,
  spokenMs,
  withoutSecrets,
} from './draft.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { expectationOf } from './gatus-conditions.ts';
import type { Ledger } from './ledger.ts';
import { hasKey, type Source } from './source.ts';

export const gatus: Source = {
  name: 'gatus',
  recognises: (value) => hasKey(value, 'endpoints', 'external-endpoints', 'suites'),
  read(files, ledger) {
    const all = files.map(({ value }) => readOne(fieldsOf(value), ledger));
    return {
      drafts: all.flatMap(({ drafts }) => drafts),
      works: all.flatMap(({ works }) => works),
    };
  },
};

const chat = 'who is told is decided in chat: /subscribe in each channel';
const reasons: Readonly<Record<string, string>> = {
  alerts: chat,
  alerting: chat,
  headers: 'Tocsin sends no headers of one’s own: an answer that needs them will differ',
  client: 'how the client connects cannot be set',
  ui: 'belongs to its page',
  'maintenance-windows': 'write them under maintenance: with services:',
  'extra-labels': 'there are no labels; /metrics has its own',
  storage: 'where Tocsin remembers is STORE_URL',
  web: 'where Tocsin listens is HTTP_HOST and HTTP_PORT',
  security: 'who may see what is decided by PUBLIC_SERVICES and ACCESS_KEY',
  metrics: 'are always at /metrics',
  suites: 'steps that build on each other are not known here',
  connectivity: 'CANARIES tell an outage from a loss of our own network',
  announcements: 'use /announce',
  remote: 'name other Tocsins in VANTAGES',
};

function readOne(file: Fields, ledger: Ledger) {
  // What begins with "default" holds anchors that endpoints have merged in.
  file.pass(...file.keys.filter((key) => /^(x-|default)/.test(key)));
  file.pass('debug', 'concurrency', 'disable-monitoring-lock', 'skip-invalid-config-update');
  const drafts = [
    ...file.groups('endpoints').flatMap((endpoint) => draftOf(endpoint, ledger)),
    ...file.groups('external-endpoints').flatMap((endpoint) => external(endpoint, ledger)),
  ];
  const works = workOf(file.group('maintenance'), ledger);
  file.tellRest('configuration', ledger, reasons);
  return { drafts, works };
}

function draftOf(endpoint: Fields, ledger: Ledger): Draft[] {
  const name = endpoint.text('name') ?? 'endpoint';
  if (endpoint.keys.includes('enabled') && !endpoint.flag('enabled')) {
    ledger.lose(name, 'all of it', 'is switched off there');
    return [];
  }
  const check = checkOf(endpoint, name, ledger);
  if (check === undefined) return [];
  const group = endpoint.text('group');
  const everyMs = durationMs(endpoint.text('interval'));
  const timeoutMs = durationMs(clientTimeout(endpoint.group('client'), name, ledger));
  endpoint.tellRest(name, ledger, reasons);
  return [{ name, group, everyMs, timeoutMs, parts: single(check) }];
}

function clientTimeout(client: Fields, name: string, ledger: Ledger): string | undefined {
  const timeout = client.text('timeout');
  if (client.flag('insecure')) {
    ledger.lose(name, 'client.insecure', 'Tocsin always verifies certificates');
  }
  client.pass('ignore-redirect');
  client.tellRest(name, ledger, { 'proxy-url': 'Tocsin looks directly, through no proxy' });
  return timeout;
}

function checkOf(endpoint: Fields, name: string, ledger: Ledger): DraftCheck | undefined {
  const url = endpoint.text('url') ?? '';
  const method = endpoint.text('method')?.toUpperCase() ?? 'GET';
  const body = endpoint.text('body');
  const isWeb = /^https?:/.test(url);
  if (isWeb && (method !== 'GET' || endpoint.flag('graphql'))) {
    ledger.lose(name, 'all of it', `asks with ${method}; Tocsin only ever asks with GET`);
    return undefined;
  }
  if (isWeb && body !== undefined) {
    ledger.lose(name, 'body', 'a GET of Tocsin has none');
  }
  const isDns = endpoint.keys.includes('dns');
  const target = isDns ? dnsTarget(url, endpoint.group('dns')) : targetOf(url, name, ledger);
  if (target === undefined) {
    ledger.lose(name, 'all of it', `Tocsin has no probe for ${url.split(':')[0]}`);
    return undefined;
  }
  const conditions = endpoint.list('conditions').map(String);
  const expect = {
    ...expectationOf(conditions, { isWeb, isDns, where: name, ledger }),
    ...(isWeb && endpoint.group('client').flag('ignore-redirect') && { redirects: 0 }),
    ...(url.startsWith('ssh://') && { steps: [{ expect: 'SSH-2.0' }] }),
  };
  endpoint.pass('ssh');
  return Object.keys(expect).length > 0 ? { target, expect } : { target };
}

function dnsTarget(server: string, dns: Fields): string | undefined {
  const [, host = '', port] = /^(?:\w+:\/\/)?(\[[^\]]+\]|[^:/]+)(?::(\d+))?/.exec(server) ?? [];
  const name = dns.text('query-name')?.replace(/\.$/, '');
  const type = dns.text('query-type') ?? 'A';
  if (name === undefined || host === '') return undefined;
  return `dns://${hostPort(host, port === undefined ? undefined : Number(port))}/${name}?type=${type}`;
}

const sameSchemes = /^(https?|tcp|wss?):\/\//;

function targetOf(url: string, where: string, ledger: Ledger): string | undefined {
  if (sameSchemes.test(url)) return withoutSecrets(url, where, ledger);
  if (url.startsWith('tls://')) return url;
  const [, scheme, place = ''] = /^([a-z]+):\/\/(.+)$/.exec(url) ?? [];
  if (scheme === 'icmp') return `ping://${place}`;
  if (scheme === 'starttls') return starttls(place, where, ledger);
  if (scheme === 'ssh') {
    ledger.lose(where, 'ssh', 'the greeting is expected, nobody signs in');
    return `script://${/:\d+$/.test(place) ? place : `${place}:22`}`;
  }
  if (scheme === 'grpc' || scheme === 'grpcs') {
    ledger.lose(where, 'grpc', 'only whether the port answers is looked at');
    return `${scheme === 'grpcs' ? 'tls' : 'tcp'}://${place}`;
  }
  return undefined;
}

/** By its port, as that is all that tells which protocol it is. */
function starttls(place: string, where: string, ledger: Ledger): string {
  const port = /:(\d+)$/.exec(place)?.[1];
  const scheme = port === '143' ? 'imap' : port === '110' ? 'pop3' : 'smtp';
  if (scheme === 'smtp' && port !== '25' && port !== '587') {
    ledger.lose(where, 'starttls', 'is taken for a mail server (smtp)');
  }
  return `${scheme}://${place}?starttls=required`;
}

/** Somebody calls in; without an interval nobody notices when they stop. */
function external(endpoint: Fields, ledger: Ledger): Draft[] {
  const name = endpoint.text('name') ?? 'job';
  const group = endpoint.text('group');
  const everyMs = durationMs(endpoint.group('heartbeat').text('interval'));
  const key = endpoint.text('token') === undefined ? '' : `:${ledger.secret(name, 'key')}@`;
  endpoint.pass('enabled', 'heartbeat');
  endpoint.tellRest(name, ledger, reasons);
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'job';
  ledger.lose(name, 'its address', 'the job has to call POST /beat/KEY of HTTP_PORT from now on');
  if (everyMs === undefined) {
    ledger.lose(name, 'heartbeat', 'had no interval: silence of a day is taken for a failure');
  }
  const target = `heartbeat://${key}${slug}?within=${spokenMs(everyMs ?? 86_400_000)}`;
  return [{ name, group, parts: single({ target }) }];
}

function workOf(work: Fields, ledger: Ledger): DraftWork[] {
  const [start, lasts, timeZone] = [
    work.text('start'),
    work.text('duration'),
    work.text('timezone'),
  ];
  const isOff = work.keys.includes('enabled') && !work.flag('enabled');
  const days = work.list('every').map((day) => String(day).toLowerCase());
  const lengthMs = durationMs(lasts);
  work.tellRest('maintenance', ledger);
  if (start === undefined || lengthMs === undefined) return [];
  if (isOff) {
    ledger.lose('maintenance', 'all of it', 'is switched off there');
    return [];
  }
  return [
    {
      title: 'Maintenance',
      every: days.length === 0 ? 'day' : days,
      ...{ start: start.padStart(5, '0'), for: spokenMs(lengthMs) },
      ...(timeZone !== undefined && { timeZone }),
    },
  ];
}
