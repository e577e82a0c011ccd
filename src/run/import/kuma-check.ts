/** What each kind of Uptime Kuma's monitors is here: a target and what it should answer. */
import { absent, type DraftCheck, hostPort, occurring, spokenMs, withoutSecrets } from './draft.ts';
import type { Fields } from './fields.ts';
import type { Ledger } from './ledger.ts';

type Place = { readonly where: string; readonly ledger: Ledger };
type Kind = (monitor: Fields, place: Place) => DraftCheck | undefined;

/** It exports the fields of all kinds with every monitor; these are without effect on other kinds. */
const ofWeb = [
  ...['url', 'method', 'maxredirects', 'accepted_statuscodes', 'body', 'headers', 'ignoreTls'],
  ...['keyword', 'invertKeyword', 'jsonPath', 'jsonPathOperator', 'expectedValue', 'authMethod'],
  ...['basic_auth_user', 'basic_auth_pass', 'httpBodyEncoding', 'cacheBust', 'tlsCa'],
];
const ofHosts = ['hostname', 'port'];
const ofNames = ['dns_resolve_type', 'dns_resolve_server'];
const ofPush = ['pushToken'];

const effective: Readonly<Record<string, readonly string[]>> = {
  http: ofWeb.filter((field) => !/^(keyword|invertKeyword|jsonPath|expectedValue)/.test(field)),
  keyword: ofWeb.filter((field) => !/^(jsonPath|expectedValue)/.test(field)),
  'json-query': ofWeb.filter((field) => !/^(keyword|invertKeyword)/.test(field)),
  'real-browser': ofWeb,
  'websocket-upgrade': ofWeb,
  dns: [...ofHosts, ...ofNames],
  push: ofPush,
};

/** Undefined after it was told why not. */
export function checkOf(type: string, monitor: Fields, place: Place): DraftCheck | undefined {
  const inEffect = effective[type] ?? ofHosts;
  const others = [...ofWeb, ...ofHosts, ...ofNames, ...ofPush].filter(
    (field) => !inEffect.includes(field),
  );
  monitor.pass(...others);
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
  const check = kind?.(monitor, place);
  if (kind === undefined) lose(place, `Tocsin has no probe for monitors of type ${type}`);
  return check;
}

const kinds: Readonly<Record<string, Kind>> = {
  http: web(),
  keyword: web('keyword'),
  'json-query': web('json'),
  'real-browser': browser,
  'websocket-upgrade': websocket,
  port: (monitor, place) => port(monitor, place),
  ping: (monitor, place) => ping(monitor, place),
  'tailscale-ping': (monitor, place) => ping(monitor, place),
  dns,
  push,
  smtp,
  mqtt: (monitor, place) => port(monitor, place, 1883),
  'grpc-keyword': (monitor, place) => ofAddress('grpcUrl', 443)(monitor, place),
  postgres: ofAddress('databaseConnectionString', 5432),
  mysql: ofAddress('databaseConnectionString', 3306),
  mongodb: ofAddress('databaseConnectionString', 27017),
  redis: ofAddress('databaseConnectionString', 6379),
};

function lose({ where, ledger }: Place, why: string): undefined {
  ledger.lose(where, 'all of it', why);
}

type Content = 'keyword' | 'json' | undefined;

function web(content?: Content): Kind {
  return (monitor, place) => webCheck(monitor, place, content);
}

function webCheck(monitor: Fields, place: Place, content: Content): DraftCheck | undefined {
  const method = monitor.text('method')?.toUpperCase() ?? 'GET';
  if (method !== 'GET' && method !== 'HEAD') {
    return lose(place, `asks with ${method}; Tocsin only ever asks with GET`);
  }
  const [auth, user] = [monitor.text('authMethod'), monitor.text('basic_auth_user')];
  if (auth !== undefined && auth !== 'basic' && auth !== 'null') {
    return lose(place, `signs in with ${auth}; Tocsin knows Basic alone`);
  }
  const hasPassword = monitor.text('basic_auth_pass') !== undefined;
  const login = user === undefined ? {} : { user, hasPassword };
  const target = withoutSecrets(monitor.text('url') ?? '', place.where, place.ledger, login);
  if (target === undefined) return lose(place, 'has no web address');
  return { target, expect: expectation(monitor, place, content) };
}

function expectation(monitor: Fields, place: Place, content: Content): DraftCheck['expect'] {
  const status = monitor.list('accepted_statuscodes').map(String);
  const keyword = content === 'keyword' ? monitor.text('keyword') : undefined;
  const isInverted = monitor.flag('invertKeyword');
  const redirects = monitor.number('maxredirects');
  const json = content === 'json' ? jsonOf(monitor, place) : undefined;
  const family = /^ipv([46])$/.exec(monitor.text('ipFamily') ?? '')?.[1];
  return {
    ...(status.length > 0 && {
      status: status.map((one) => one.replace(/^(\d)00-\1(99)$/, '$1xx')),
    }),
    ...(keyword !== undefined && { body: isInverted ? absent(keyword) : occurring(keyword) }),
    ...(json && { json }),
    ...(redirects !== undefined && { redirects: Math.min(redirects, 20) }),
    ...(family !== undefined && { family: Number(family) }),
  };
}

/** A plain path; JSONata can say more, which is told. */
function jsonOf(monitor: Fields, { where, ledger }: Place) {
  const path = monitor.text('jsonPath')?.replace(/^\$\.?/, '');
  const value = monitor.text('expectedValue');
  const operator = monitor.text('jsonPathOperator') ?? '==';
  if (path === undefined || path === '' || value === undefined) return undefined;
  if (!/^[\w-]+(\.[\w-]+|\[\d+\])*$/.test(path) || operator !== '==') {
    ledger.lose(where, 'jsonPath', 'only plain paths that equal a value are understood');
    return undefined;
  }
  return { [path.replace(/\[(\d+)\]/g, '.$1')]: scalar(value) };
}

function scalar(written: string): string | number | boolean {
  if (/^-?\d+(\.\d+)?$/.test(written)) return Number(written);
  return written === 'true' || written === 'false' ? written === 'true' : written;
}

function browser(monitor: Fields, place: Place): DraftCheck | undefined {
  place.ledger.lose(place.where, 'browser', 'the page is fetched, not run in a browser');
  return webCheck(monitor, place, undefined);
}

function websocket(monitor: Fields, place: Place): DraftCheck | undefined {
  const target = withoutSecrets(monitor.text('url') ?? '', place.where, place.ledger);
  return target === undefined ? lose(place, 'has no address') : { target };
}

function port(monitor: Fields, place: Place, usual?: number): DraftCheck | undefined {
  const host = monitor.text('hostname');
  const number = monitor.number('port') ?? usual;
  if (host === undefined || number === undefined) return lose(place, 'names no host and port');
  if (usual !== undefined) onlyPort(place);
  const bare = host.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '');
  return { target: `tcp://${hostPort(usual === undefined ? host : bare, number)}` };
}

function onlyPort({ where, ledger }: Place): void {
  ledger.lose(
    where,
    'what is said on the connection',
    'only whether the port answers is looked at',
  );
}

function ping(monitor: Fields, place: Place): DraftCheck | undefined {
  const host = monitor.text('hostname');
  return host === undefined ? lose(place, 'names no host') : { target: `ping://${hostPort(host)}` };
}

function dns(monitor: Fields, place: Place): DraftCheck | undefined {
  const name = monitor.text('hostname');
  // Several servers are tried in turn there; the first of them is looked at here.
  const [server = '', ...others] = (monitor.text('dns_resolve_server') ?? '').split(/[\s,]+/);
  const number = monitor.number('port');
  const type = monitor.text('dns_resolve_type') ?? 'A';
  if (name === undefined) return lose(place, 'names no host');
  if (others.length > 0) {
    place.ledger.lose(place.where, 'dns_resolve_server', 'the first of them is asked');
  }
  const authority = server === '' ? '' : hostPort(server, number === 53 ? undefined : number);
  return { target: `dns://${authority}/${name}?type=${type}` };
}

/** Its key stays the same, so that the job has to learn only a new address. */
function push(monitor: Fields, { where, ledger }: Place): DraftCheck {
  const retries = (monitor.number('maxretries') ?? 0) * (monitor.number('retryInterval') ?? 0);
  const withinMs = ((monitor.number('interval') ?? 60) + retries) * 1_000;
  const key = monitor.text('pushToken') === undefined ? '' : `:${ledger.secret(where, 'key')}@`;
  const slug = where
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const name = slug === '' ? `job-${monitor.number('id') ?? 1}` : slug;
  ledger.lose(where, 'its address', 'the job has to call POST /beat/KEY of HTTP_PORT from now on');
  return { target: `heartbeat://${key}${name}?within=${spokenMs(withinMs)}` };
}

function smtp(monitor: Fields, place: Place): DraftCheck | undefined {
  const host = monitor.text('hostname');
  const number = monitor.number('port');
  const security = monitor.text('smtpSecurity');
  if (host === undefined) return lose(place, 'names no host');
  const query =
    security === 'starttls'
      ? '?starttls=required'
      : security === 'nostarttls'
        ? '?starttls=never'
        : '';
  return {
    target: `${security === 'secure' ? 'smtps' : 'smtp'}://${hostPort(host, number)}${query}`,
  };
}

/** Databases and the like: where they answer, and no more. */
function ofAddress(key: string, usual: number): Kind {
  return (monitor, place) => {
    const url = URL.parse(monitor.text(key)?.replace(/^[a-z+]+:/i, 'http:') ?? '');
    if (url === null || url.hostname === '') return lose(place, `has no address in ${key}`);
    onlyPort(place);
    monitor.pass('databaseQuery', 'grpcProtobuf', 'grpcMethod', 'grpcServiceName', 'grpcBody');
    monitor.pass('keyword', 'grpcEnableTls', 'grpcMetadata', 'invertKeyword');
    return { target: `tcp://${url.hostname}:${url.port === '' ? usual : url.port}` };
  };
}
