/** Other people's checkers, asked about the same server at the same time: blackbox_exporter and monitoring-plugins. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { find, folderWith } from './programs.ts';
import { deadPort } from './servers.ts';

const pluginFolder = '/usr/lib/nagios/plugins';
const blackbox = find('prometheus-blackbox-exporter');
const hasPlugins = existsSync(`${pluginFolder}/check_http`);

/** Which of them are installed. */
export const installed: readonly string[] = [
  ...(blackbox === undefined ? [] : ['prometheus-blackbox-exporter']),
  ...(hasPlugins ? ['monitoring-plugins'] : []),
];

export type Opinion = {
  readonly peer: string;
  readonly says: 'up' | 'degraded' | 'down' | 'unknown';
  /** In its own words, one line. */
  readonly words: string;
};

export type Peers = { ask(target: string): Promise<readonly Opinion[]>; close(): Promise<void> };

const timeoutS = 2;

/** `trust`: the authorities that count. */
export async function createPeers(trust: readonly string[]): Promise<Peers> {
  const folder = folderWith({ 'ca.pem': trust.join('\n') });
  folder.write('blackbox.yml', modules(`${folder.path}/ca.pem`));
  const port = await deadPort();
  const child =
    blackbox === undefined
      ? undefined
      : spawn(
          blackbox,
          [`--config.file=${folder.path}/blackbox.yml`, `--web.listen-address=127.0.0.1:${port}`],
          { stdio: 'ignore' },
        );
  return {
    async ask(target) {
      const url = new URL(target);
      const words = pluginFor(url, `${folder.path}/ca.pem`);
      const module = child === undefined ? undefined : moduleFor(url);
      const opinions = await Promise.all([
        module === undefined ? undefined : askBlackbox(port, module, target),
        words === undefined || !hasPlugins ? undefined : askPlugin(words),
      ]);
      return opinions.filter((one) => one !== undefined);
    },
    async close() {
      if (child) {
        child.kill();
        await once(child, 'exit');
      }
      folder.remove();
    },
  };
}

function modules(authority: string): string {
  const tls = `tls_config: { ca_file: ${authority} }`;
  const common = `timeout: ${timeoutS}s`;
  const talk = (lines: string) =>
    `{ prober: tcp, ${common}, tcp: { preferred_ip_protocol: ip4, query_response: [ ${lines} ] } }`;
  return `modules:
  page: { prober: http, ${common}, http: { preferred_ip_protocol: ip4, ${tls} } }
  tcp: { prober: tcp, ${common}, tcp: { preferred_ip_protocol: ip4 } }
  tls: { prober: tcp, ${common}, tcp: { preferred_ip_protocol: ip4, tls: true, ${tls} } }
  smtp: ${talk('{ expect: "^220[ ]" }, { send: "EHLO prober\\r" }, { expect: "^250 " }, { send: "QUIT\\r" }')}
  imap: ${talk('{ expect: "^\\\\* OK" }, { send: "a1 CAPABILITY\\r" }, { expect: "^a1 OK|^\\\\* CAPABILITY" }, { send: "a2 LOGOUT\\r" }')}
`;
}

const moduleNames: Readonly<Record<string, string>> = {
  'http:': 'page',
  'https:': 'page',
  'tcp:': 'tcp',
  'tls:': 'tls',
  'smtp:': 'smtp',
  'imap:': 'imap',
};

function moduleFor(url: URL): string | undefined {
  const isPlain = url.username === '' && url.searchParams.get('starttls') === null;
  return isPlain ? moduleNames[url.protocol] : undefined;
}

async function askBlackbox(port: number, module: string, target: string): Promise<Opinion> {
  const url = new URL(target);
  const place = module === 'page' ? target : url.host;
  const query = `module=${module}&debug=true&target=${encodeURIComponent(place)}`;
  const text = await untilAnswered(`http://127.0.0.1:${port}/probe?${query}`);
  const errors = text.match(/level=error.*/g) ?? [];
  return {
    peer: 'blackbox_exporter',
    says: /^probe_success 1$/m.test(text) ? 'up' : 'down',
    words:
      errors
        .at(-1)
        ?.replace(/^.*msg=/, '')
        .slice(0, 160) ?? '',
  };
}

/** It needs a moment before it takes its first question. */
async function untilAnswered(url: string): Promise<string> {
  for (let tries = 0; ; tries++) {
    try {
      return await (await fetch(url)).text();
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}

/** The command that judges such a target; undefined where there is none that could. */
function pluginFor(url: URL, authority: string): readonly string[] | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const at = ['-H', host, '-p', url.port, '-t', String(timeoutS)];
  if (url.username !== '' || url.searchParams.has('starttls')) return undefined;
  const path = ['-u', `${url.pathname}${url.search}`, '-f', 'follow'];
  switch (url.protocol) {
    case 'http:':
      return ['check_curl', ...at, ...path];
    case 'https:':
      return ['check_curl', ...at, ...path, '-S', '--sni', '-D', `--ca-cert=${authority}`];
    case 'tcp:':
      return ['check_tcp', ...at];
    case 'smtp:':
      return ['check_smtp', ...at];
    case 'imap:':
      return ['check_imap', ...at];
    case 'pop3:':
      return ['check_pop', ...at];
    case 'dns:':
      return url.port === '' || url.pathname === '/' ? undefined : digFor(url, at);
    default:
      return undefined;
  }
}

function digFor(url: URL, at: readonly string[]): readonly string[] {
  const type = url.searchParams.get('type') ?? 'A';
  return ['check_dig', ...at, '-l', url.pathname.slice(1), '-T', type, '-A', '+tries=1 +time=1'];
}

const verdicts = ['up', 'degraded', 'down', 'unknown'] as const;

async function askPlugin([name = '', ...words]: readonly string[]): Promise<Opinion> {
  const { promise, resolve } = Promise.withResolvers<Opinion>();
  execFile(`${pluginFolder}/${name}`, words, { timeout: 10_000 }, (error, stdout) => {
    const code = typeof error?.code === 'number' ? error.code : error ? 3 : 0;
    const line = stdout.split('\n')[0]?.split('|')[0]?.trim() ?? '';
    resolve({ peer: name, says: verdicts[code] ?? 'unknown', words: line.slice(0, 160) });
  });
  return await promise;
}
