/** Upptime: the sites of its `.upptimerc.yml`. */
import {
  absent,
  type Draft,
  type DraftCheck,
  hostPort,
  occurring,
  single,
  withoutSecrets,
} from './draft.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { Ledger } from './ledger.ts';
import { hasKey, type Source } from './source.ts';

export const upptime: Source = {
  name: 'upptime',
  recognises: (value) => hasKey(value, 'sites'),
  read(files, ledger) {
    const drafts = files.flatMap(({ value }) => {
      const file = fieldsOf(value);
      const everyMs = everyOf(file.group('workflowSchedule').text('uptime'));
      file.pass('owner', 'repo', 'user-agent', 'workflowSchedule', 'commitMessages', 'runner');
      const read = file.groups('sites').flatMap((site) => draftOf(site, everyMs, ledger));
      file.tellRest('configuration', ledger, reasons);
      return read;
    });
    return { drafts, works: [] };
  },
};

const reasons: Readonly<Record<string, string>> = {
  headers: 'Tocsin sends no headers of one’s own: an answer that needs them will differ',
  icon: 'there are no icons',
  assignees: 'who is told is decided in chat: /subscribe in each channel',
  notifications: 'who is told is decided in chat: /subscribe in each channel',
  'status-website': 'Tocsin has a page of its own at HTTP_PORT',
  __dangerous__insecure: 'Tocsin always verifies certificates',
  __dangerous__disable_verify_peer: 'Tocsin always verifies certificates',
  __dangerous__disable_verify_host: 'Tocsin always verifies certificates',
  __dangerous__body_degraded: 'a body can only be right or wrong',
  __dangerous__body_degraded_if_text_missing: 'a body can only be right or wrong',
};

/** The interval of a cron expression of minutes; its usual one is five minutes, as GitHub allows no less. */
function everyOf(cron: string | undefined): number {
  const minutes = Number(/^\*\/(\d+) /.exec(cron ?? '')?.[1] ?? 5);
  return minutes * 60_000;
}

function draftOf(site: Fields, everyMs: number, ledger: Ledger): Draft[] {
  const name = site.text('name') ?? site.text('url') ?? 'site';
  const check = checkOf(site, name, ledger);
  if (check === undefined) return [];
  site.pass('slug', 'check');
  site.tellRest(name, ledger, reasons);
  return [{ name, everyMs, parts: single(check) }];
}

function checkOf(site: Fields, name: string, ledger: Ledger): DraftCheck | undefined {
  const url = site.text('url') ?? '';
  const kind = site.text('check') ?? (/^wss?:/.test(url) ? 'ws' : 'http');
  // The whole address is a secret there, such as $SECRET_SITE.
  if (/^\$[A-Z_]+/.test(url) || url === '') {
    ledger.lose(name, 'all of it', 'its address is a secret of its repository; write it yourself');
    return undefined;
  }
  if (kind === 'tcp-ping') return port(url, site.number('port'), 'tcp');
  if (kind === 'ssl') return port(url, site.number('port') ?? 443, 'tls');
  const method = site.text('method')?.toUpperCase() ?? 'GET';
  if (kind === 'http' && method !== 'GET' && method !== 'HEAD') {
    ledger.lose(name, 'all of it', `asks with ${method}; Tocsin only ever asks with GET`);
    return undefined;
  }
  const target = withoutSecrets(url, name, ledger);
  if (target === undefined) {
    ledger.lose(name, 'all of it', 'its address is none');
    return undefined;
  }
  return kind === 'ws' ? { target } : { target, expect: expectation(site, name, ledger) };
}

function port(url: string, number: number | undefined, scheme: 'tcp' | 'tls'): DraftCheck {
  const host = url.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '');
  return { target: `${scheme}://${hostPort(host, number ?? 443)}` };
}

function expectation(site: Fields, name: string, ledger: Ledger): DraftCheck['expect'] {
  const codes = site.list('expectedStatusCodes').map(Number);
  const slowMs = site.number('maxResponseTime');
  const redirects = site.number('maxRedirects');
  const bad = site.text('__dangerous__body_down');
  const good = site.text('__dangerous__body_down_if_text_missing');
  if (bad !== undefined && good !== undefined) {
    ledger.lose(name, '__dangerous__body_down', 'one text of a body can be expected');
  }
  const body = good !== undefined ? occurring(good) : bad !== undefined ? absent(bad) : undefined;
  return {
    ...(codes.length > 0 && { status: statuses(codes) }),
    ...(slowMs !== undefined && { within: `${slowMs}ms` }),
    ...(redirects !== undefined && { redirects: Math.min(redirects, 20) }),
    ...(body !== undefined && { body }),
    ...(site.flag('ipv6') && { family: 6 }),
  };
}

/** Neighbours become one range, as its lists are long and ours are not. */
function statuses(codes: readonly number[]): readonly string[] {
  const ranges: [number, number][] = [];
  for (const code of [...codes].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && code <= last[1] + 1) last[1] = code;
    else ranges.push([code, code]);
  }
  return ranges.slice(0, 20).map(([from, to]) => `${from}-${to}`);
}
