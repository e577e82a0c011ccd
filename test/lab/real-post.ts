/** The same post office of real servers: Postfix takes a message with AUTH over STARTTLS, Dovecot hands it out. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { find, folderWith, start } from './programs.ts';
import { deadPort } from './servers.ts';

const dovecot = find('dovecot');
const postfix = find('postfix');
const master = '/usr/lib/postfix/sbin/master';

/** Both want to be started by root. */
export const hasRealPost =
  dovecot !== undefined && postfix !== undefined && process.getuid?.() === 0;

export type RealPost = {
  readonly smtpPort: number;
  readonly imapPort: number;
  /** Names of the message files that are in the mailbox. */
  letters(): readonly string[];
  close(): Promise<void>;
};

/** For `me@mail.test`, whose password is `sesame`. */
export async function createRealPost(good: { cert: string; key: string }): Promise<RealPost> {
  const folder = folderWith({ 'good.pem': good.cert, 'good.key': good.key });
  const [smtpPort, imapPort] = await Promise.all([deadPort(), deadPort()]);
  chmodSync(folder.path, 0o755);
  for (const [name, owner] of [
    ['queue', 'root'],
    ['data', 'postfix'],
    ['mail', 'nobody:nogroup'],
  ] as const) {
    mkdirSync(join(folder.path, name));
    execFileSync('chown', [owner, join(folder.path, name)]);
  }
  folder.write('dovecot.conf', dovecotConfig(folder.path, imapPort));
  folder.write('main.cf', postfixSettings(folder.path));
  folder.write('master.cf', postfixServices(smtpPort));
  const stopDovecot = await start(
    dovecot ?? '',
    ['-F', '-c', `${folder.path}/dovecot.conf`],
    imapPort,
  );
  execFileSync(postfix ?? '', ['-c', folder.path, 'check'], { stdio: 'ignore' });
  const stopPostfix = await start(master, ['-c', folder.path, '-d'], smtpPort);
  return {
    smtpPort,
    imapPort,
    letters: () =>
      ['new', 'cur'].flatMap((name) => {
        try {
          return readdirSync(join(folder.path, 'mail', name));
        } catch {
          return [];
        }
      }),
    async close() {
      await Promise.all([stopPostfix(), stopDovecot()]);
      folder.remove();
    },
  };
}

function dovecotConfig(folder: string, port: number): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
ssl = yes
ssl_cert = <${folder}/good.pem
ssl_key = <${folder}/good.key
listen = 127.0.0.1
mail_location = maildir:${folder}/mail
passdb {
  driver = static
  args = password=sesame
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${folder}/mail
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
service auth {
  unix_listener ${folder}/auth {
    mode = 0666
  }
}
`;
}

function postfixSettings(folder: string): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.test
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = mail.test
virtual_mailbox_base = ${folder}
virtual_mailbox_maps = static:mail/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
smtpd_tls_cert_file = ${folder}/good.pem
smtpd_tls_key_file = ${folder}/good.key
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${folder}/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
`;
}

function postfixServices(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
`;
}
