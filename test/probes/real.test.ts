/** Real servers, well and unwell: Postfix's smtp-sink, nginx, unbound, Dovecot. Each part is skipped where its server is not installed. */
import { describe, expect } from 'vitest';
import { makeAuthority } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { find, folderWith, start } from '../lab/programs.ts';
import { deadPort } from '../lab/servers.ts';

const authority = makeAuthority();
const options = () => ({ trust: [authority.cert] });
const sink = find('smtp-sink');
const nginx = find('nginx');
const unbound = find('unbound');
const dovecot = find('dovecot');

/** It refuses to run as root. */
const asRoot = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];

function sinkWith(flags: string, rest: Omit<Behaviour, 'says' | 'open'>): Behaviour {
  return {
    says: `smtp-sink ${flags}`,
    async open(late) {
      const port = await deadPort();
      const words = flags.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
      late(await start(sink ?? '', ['-4', ...asRoot, ...words, `127.0.0.1:${port}`, '100'], port));
      return `smtp://127.0.0.1:${port}`;
    },
    ...rest,
  };
}

const greeting = ['greeting', 'reply', 'busy'] as const;
const sinks: readonly Behaviour[] = [
  sinkWith('', { gives: 'up' }),
  sinkWith('-Q CONNECT', { gives: greeting }),
  sinkWith('-r CONNECT -b "450 4.3.2 Service currently unavailable"', { gives: greeting }),
  sinkWith('-f CONNECT -B "554 5.7.1 No SMTP service here"', {
    gives: ['greeting', 'reply', 'policy'],
    also: ({ cause }) => expect(cause?.evidence).toBe('554 5.7.1 No SMTP service here'),
  }),
  sinkWith('-q CONNECT', { gives: ['greeting', 'reset', 'soft'] }),
  sinkWith('-W CONNECT:4', { timeoutMs: 300, gives: ['greeting', 'timeout', 'soft'] }),
  sinkWith('-W EHLO:3', { timeoutMs: 300, gives: ['request', 'timeout', 'soft'] }),
  sinkWith('-Q EHLO', { gives: ['request', 'reply', 'busy'] }),
  sinkWith('-q EHLO', { gives: ['request', 'reset', 'soft'] }),
  sinkWith('-r CONNECT -b "421 4.7.0 mx.test Error: too many connections"', { gives: greeting }),
  sinkWith('-r RCPT -b "452 4.3.1 Insufficient system storage"', {
    expect: { from: 'me@mail.test', to: 'you@mail.test' },
    gives: ['request', 'reply', 'busy'],
  }),
  sinkWith('-e', { gives: 'up' }),
];

describe.skipIf(sink === undefined)('smtp-sink (needs Postfix installed)', () => {
  laboratory(sinks, options);
});

function nginxConfig(port: number, tlsPort: number, dead: number): string {
  return `
daemon off; pid nginx.pid; error_log stderr crit; worker_processes 1;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  gzip on; gzip_min_length 1; gzip_types *;
  server {
    listen 127.0.0.1:${port};
    default_type text/plain;
    location = / { return 200 "all is well\\n"; }
    location = /444 { return 444; }
    location = /404 { return 404; }
    location = /503 { return 503; }
    location = /502 { proxy_pass http://127.0.0.1:${dead}; }
    location = /loop { return 302 /loop; }
    location = /secure { return 301 https://localhost:${tlsPort}/; }
    location = /unpacked { gzip off; return 200 "all is well\\n"; }
  }
  server {
    listen 127.0.0.1:${tlsPort} ssl http2; server_name localhost;
    ssl_certificate good.pem; ssl_certificate_key good.key;
    location / { default_type text/plain; return 200 "all is well\\n"; }
  }
  server {
    listen 127.0.0.1:${tlsPort} ssl; server_name expired.localhost;
    ssl_certificate expired.pem; ssl_certificate_key expired.key;
  }
}`;
}

function nginxAt(path: string, rest: Omit<Behaviour, 'says' | 'open'>, host?: string): Behaviour {
  return {
    says: `nginx ${host ?? ''}${path}`,
    async open(late) {
      const [port, tlsPort, dead] = await Promise.all([deadPort(), deadPort(), deadPort()]);
      const good = authority.issue({ toDays: 30 });
      const expired = authority.issue({ names: ['expired.localhost'], toDays: -1 });
      const folder = folderWith({
        'nginx.conf': nginxConfig(port, tlsPort, dead),
        'good.pem': good.cert,
        'good.key': good.key,
        'expired.pem': expired.cert,
        'expired.key': expired.key,
      });
      const words = ['-p', folder.path, '-c', 'nginx.conf', '-e', 'stderr'];
      const stop = await start(nginx ?? '', words, port);
      late(() => stop().then(() => folder.remove()));
      if (host !== undefined) return `https://${host}:${tlsPort}${path}`;
      return `http://127.0.0.1:${port}${path}`;
    },
    ...rest,
  };
}

const pages: readonly Behaviour[] = [
  nginxAt('/', { expect: { body: 'is well' }, gives: 'up' }),
  nginxAt('/unpacked', { expect: { body: 'is well' }, gives: 'up' }),
  nginxAt('/444', { gives: ['first-byte', 'reset', 'soft'] }),
  nginxAt('/503', {
    gives: ['first-byte', 'http-status', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toBe('503 Service Temporarily Unavailable'),
  }),
  nginxAt('/502', { gives: ['first-byte', 'http-status', 'hard'] }),
  nginxAt('/404', { gives: ['first-byte', 'http-status', 'hard'] }),
  nginxAt('/loop', { gives: ['first-byte', 'too-many-redirects', 'hard'] }),
  nginxAt('/secure', { gives: 'up', also: (reading) => expect(reading.certificateDays).toBe(29) }),
  nginxAt('/', { gives: 'up' }, 'localhost'),
  nginxAt('/', { expect: { http: 2, body: 'is well' }, gives: 'up' }, 'localhost'),
  nginxAt('/', { gives: ['tls', 'certificate-expired', 'hard'] }, 'expired.localhost'),
  nginxAt('/', { gives: ['tls', 'certificate-wrong-name', 'hard'] }, 'other.localhost'),
];

describe.skipIf(nginx === undefined)('nginx (needs it installed)', () => {
  laboratory(pages, options);
});

function unboundConfig(port: number, silentPort: number): string {
  return `
server:
  interface: 127.0.0.1@${port}
  do-daemonize: no
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  directory: "."
  do-not-query-localhost: no
  module-config: "iterator"
  local-zone: "test." static
  local-data: "up.test. A 192.0.2.7"
  local-data: "up.test. MX 10 mx.up.test."
  local-data: 'text.test. TXT "only text"'
  local-zone: "refused." refuse
  local-zone: "silent." deny
remote-control:
  control-enable: no
forward-zone:
  name: "lost."
  forward-addr: 127.0.0.1@${silentPort}
`;
}

function unboundAsked(path: string, rest: Omit<Behaviour, 'says' | 'open'>): Behaviour {
  return {
    says: `unbound ${path}`,
    async open(late) {
      const [port, silentPort] = await Promise.all([deadPort(), deadPort()]);
      const folder = folderWith({ 'unbound.conf': unboundConfig(port, silentPort) });
      const stop = await start(unbound ?? '', ['-d', '-c', `${folder.path}/unbound.conf`], port);
      late(() => stop().then(() => folder.remove()));
      return `dns://127.0.0.1:${port}${path}`;
    },
    ...rest,
  };
}

const names: readonly Behaviour[] = [
  unboundAsked('/up.test', { expect: { values: '192.0.2.7' }, gives: 'up' }),
  unboundAsked('/up.test?type=MX', { expect: { values: '10 mx.up.test' }, gives: 'up' }),
  unboundAsked('/text.test', { gives: ['dns', 'dns-no-data', 'hard'] }),
  unboundAsked('/gone.test', { gives: ['dns', 'nxdomain', 'hard'] }),
  unboundAsked('/name.refused', { gives: ['dns', 'dns-refused', 'hard'] }),
  unboundAsked('/name.silent', { timeoutMs: 500, gives: ['dns', 'timeout', 'soft'] }),
];

describe.skipIf(unbound === undefined)('unbound (needs it installed)', () => {
  laboratory(names, options);
});

type Ports = { readonly imap: number; readonly imaps: number; readonly pop3: number };

function dovecotConfig(folder: string, ports: Ports, more: string): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap pop3
ssl = yes
ssl_cert = <${folder}/good.pem
ssl_key = <${folder}/good.key
listen = 127.0.0.1
mail_location = maildir:${folder}/mail
disable_plaintext_auth = yes
passdb {
  driver = static
  args = password=right-password
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${folder}/mail
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = 0
  }
}
${more}
`;
}

type Mailboxes = { readonly target: (ports: Ports) => string; readonly more?: string };

function dovecotAt(
  says: string,
  { target, more }: Mailboxes,
  rest: Omit<Behaviour, 'says' | 'open'>,
): Behaviour {
  return {
    says: `Dovecot: ${says}`,
    async open(late) {
      const [one, two, three] = await Promise.all([deadPort(), deadPort(), deadPort()]);
      const ports = { imap: one, imaps: two, pop3: three };
      const good = authority.issue({ toDays: 30 });
      const folder = folderWith({ 'good.pem': good.cert, 'good.key': good.key });
      folder.write('dovecot.conf', dovecotConfig(folder.path, ports, more ?? ''));
      const stop = await start(dovecot ?? '', ['-F', '-c', `${folder.path}/dovecot.conf`], one);
      late(() => stop().then(() => folder.remove()));
      return target(ports);
    },
    ...rest,
  };
}

const broken = 'service auth {\n executable = /bin/false\n}';
const login = (password: string) => ({
  target: ({ imaps }: Ports) => `imaps://nobody:${password}@localhost:${imaps}`,
});

const mailboxes: readonly Behaviour[] = [
  dovecotAt(
    'IMAP with STARTTLS',
    { target: ({ imap }) => `imap://localhost:${imap}?starttls=required` },
    {
      gives: 'up',
      also: ({ certificateDays }) => expect(certificateDays).toBe(29),
    },
  ),
  dovecotAt(
    'IMAP over TLS',
    { target: ({ imaps }) => `imaps://localhost:${imaps}` },
    { gives: 'up' },
  ),
  dovecotAt(
    'POP3 with STLS',
    { target: ({ pop3 }) => `pop3://localhost:${pop3}?starttls=required` },
    {
      gives: 'up',
      also: ({ certificateDays }) => expect(certificateDays).toBe(29),
    },
  ),
  dovecotAt('a wrong password', login('wrong'), { gives: ['auth', 'reply', 'policy'] }),
  dovecotAt(
    'its sign-in service broken',
    { target: ({ imap }) => `imap://localhost:${imap}`, more: broken },
    {
      timeoutMs: 8000,
      gives: ['greeting', 'reply', 'busy'],
      also: ({ cause }) => expect(cause?.evidence).toMatch(/^\* BYE /),
    },
  ),
];

describe.skipIf(dovecot === undefined || process.getuid?.() !== 0)(
  'Dovecot (needs it installed, and root)',
  () => laboratory(mailboxes, options),
);
