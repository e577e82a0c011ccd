/** The modules of blackbox_exporter: how a target is looked at, as checks of ours. */
import { type DraftCheck, durationMs, hostPort, withoutSecrets } from './draft.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { Ledger } from './ledger.ts';
import { type Found, hasKey } from './source.ts';

export type Module = {
  readonly name: string;
  readonly prober: string;
  readonly timeoutMs: number | undefined;
  readonly settings: Fields;
};

type Place = { readonly where: string; readonly ledger: Ledger };

/** Those of the files, and of the exporter's own example where a file has none of that name. */
export function modulesOf(files: readonly Found[], ledger: Ledger): ReadonlyMap<string, Module> {
  const modules = new Map<string, Module>();
  for (const [name, value] of Object.entries(usual)) modules.set(name, moduleOf(name, value));
  for (const { value } of files) {
    if (!hasKey(value, 'modules')) continue;
    const group = fieldsOf(value).group('modules');
    for (const name of group.keys) {
      const fields = group.group(name);
      modules.set(name, moduleOf(name, fields));
      fields.pass('prober', 'timeout', 'http', 'tcp', 'dns', 'icmp', 'grpc');
      fields.tellRest(`module ${name}`, ledger);
    }
  }
  return modules;
}

const usual: Readonly<Record<string, Fields>> = {
  http_2xx: fieldsOf({ prober: 'http' }),
  tcp_connect: fieldsOf({ prober: 'tcp' }),
  icmp: fieldsOf({ prober: 'icmp' }),
  icmp_ttl5: fieldsOf({ prober: 'icmp' }),
};

function moduleOf(name: string, fields: Fields): Module {
  const prober = fields.text('prober') ?? '';
  const timeoutMs = durationMs(fields.text('timeout'));
  return { name, prober, timeoutMs, settings: fields.group(prober) };
}

/** Empty after it was told why. */
export function checksOf(target: string, module: Module, place: Place): readonly DraftCheck[] {
  const { prober } = module;
  if (prober === 'http') return http(target, module, place);
  if (prober === 'tcp') return tcp(target, module, place);
  if (prober === 'icmp') return tellRest(module, place, [{ target: `ping://${hostPort(target)}` }]);
  if (prober === 'dns') return dns(target, module, place);
  place.ledger.lose(place.where, `module ${module.name}`, `Tocsin has no probe like ${prober}`);
  return [];
}

/** Read by every probe, and without a counterpart that would matter. */
const passed = ['preferred_ip_protocol', 'ip_protocol_fallback', 'payload_size', 'ttl'];

const reasons: Readonly<Record<string, string>> = {
  headers: 'Tocsin sends no headers of one’s own: an answer that needs them will differ',
  tls_config: 'Tocsin always verifies certificates, against those the machine trusts',
  bearer_token: 'Tocsin sends no tokens',
  proxy_url: 'Tocsin looks directly, through no proxy',
  fail_if_ssl: 'write the target with the scheme that is meant',
};

function tellRest({ name, settings }: Module, { where, ledger }: Place, checks: DraftCheck[]) {
  settings.pass(...passed);
  settings.tellRest(`${where} (${name})`, ledger, reasons);
  return checks;
}

function http(written: string, module: Module, place: Place): readonly DraftCheck[] {
  const { settings, name } = module;
  const { where, ledger } = place;
  const method = settings.text('method')?.toUpperCase() ?? 'GET';
  if (method !== 'GET' && method !== 'HEAD') {
    ledger.lose(where, `module ${name}`, `asks with ${method}; Tocsin only ever asks with GET`);
    return [];
  }
  const isBare = !/^https?:\/\//.test(written);
  const scheme = settings.flag('fail_if_not_ssl') ? 'https' : 'http';
  const login = settings.group('basic_auth');
  const user = login.text('username');
  const hasPassword = login.keys.some((key) => key.startsWith('password'));
  const target = withoutSecrets(
    isBare ? `${scheme}://${written}` : written,
    where,
    ledger,
    user === undefined ? {} : { user, hasPassword },
  );
  if (target === undefined) {
    ledger.lose(where, written, 'is no web address');
    return [];
  }
  const checks = [{ target, expect: httpExpectation(settings, place) }];
  return tellRest(module, place, checks);
}

function httpExpectation(settings: Fields, { where, ledger }: Place): DraftCheck['expect'] {
  const codes = settings.list('valid_status_codes').map(String);
  const versions = settings.list('valid_http_versions').map(String);
  const [good, ...more] = settings.list('fail_if_body_not_matches_regexp').map(String);
  const [bad, ...others] = settings.list('fail_if_body_matches_regexp').map(String);
  if (more.length + others.length > 0 || (good !== undefined && bad !== undefined)) {
    ledger.lose(
      where,
      'patterns of the body',
      'one of them can be expected; the others are left out',
    );
  }
  const header = headersOf(settings);
  const isStill =
    settings.flag('no_follow_redirects') || settings.text('follow_redirects') === 'false';
  const body =
    good !== undefined ? pattern(good) : bad !== undefined ? withoutPattern(bad) : undefined;
  return {
    status: codes.length > 0 ? codes.map((code) => `${code}-${code}`) : '2xx',
    ...(body !== undefined && { body }),
    ...(Object.keys(header).length > 0 && { header }),
    ...(isStill && { redirects: 0 }),
    ...(versions.length > 0 && versions.every((one) => /2/.test(one)) && { http: 2 }),
  };
}

/** Go writes flags at the beginning of a pattern. */
function split(written: string): { readonly source: string; readonly flags: string } {
  const [, flags = '', source = written] = /^\(\?([ims]+)\)(.*)$/s.exec(written) ?? [];
  return { source, flags };
}

function pattern(written: string): string {
  const { source, flags } = split(written);
  return `/${source}/${flags}`;
}

function withoutPattern(written: string): string {
  const { source, flags } = split(written);
  return `/^(?![\\s\\S]*(?:${source}))/${flags.replace('m', '')}`;
}

function headersOf(settings: Fields): Record<string, string> {
  const wanted = [
    ...settings.groups('fail_if_header_not_matches'),
    ...settings.groups('fail_if_header_not_matches_regexp'),
  ];
  return Object.fromEntries(
    wanted.map((one) => [one.text('header') ?? '', pattern(one.text('regexp') ?? '.')] as const),
  );
}

function tcp(written: string, module: Module, place: Place): readonly DraftCheck[] {
  const { settings } = module;
  const isTls = settings.flag('tls');
  const steps = settings.groups('query_response').flatMap((step) => {
    const [expect, send] = [step.text('expect'), step.text('send')];
    return [
      // Lines before the one that is meant are passed over there too.
      ...(expect === undefined ? [] : [{ expect: pattern(expect), skip: true }]),
      ...(send === undefined ? [] : [{ send }]),
      ...(step.flag('starttls') ? [{ upgrade: true }] : []),
    ];
  });
  const place0 = written.replace(/^[a-z]+:\/\//, '');
  if (steps.length === 0) {
    return tellRest(module, place, [{ target: `${isTls ? 'tls' : 'tcp'}://${place0}` }]);
  }
  const target = `${isTls ? 'scripts' : 'script'}://${place0}`;
  return tellRest(module, place, [{ target, expect: { steps } }]);
}

function dns(server: string, module: Module, place: Place): readonly DraftCheck[] {
  const { settings } = module;
  const name = settings.text('query_name')?.replace(/\.$/, '');
  const type = settings.text('query_type') ?? 'A';
  settings.pass('transport_protocol', 'recursion_desired');
  const codes = settings.list('valid_rcodes').map(String);
  if (codes.some((code) => code !== 'NOERROR')) {
    place.ledger.lose(place.where, 'valid_rcodes', 'only NOERROR is well');
  }
  if (name === undefined) {
    place.ledger.lose(place.where, `module ${module.name}`, 'asks for no name');
    return [];
  }
  const known = type === 'ANY' ? 'A' : type;
  if (known !== type) place.ledger.lose(place.where, 'query_type ANY', 'A is asked for instead');
  return tellRest(module, place, [{ target: `dns://${server}/${name}?type=${known}` }]);
}
