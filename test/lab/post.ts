/** A small post office: SMTP to bring a message, IMAP to fetch it, and all that can go wrong between them. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { quiet, tcpLab, tlsLab } from './servers.ts';

export type Manner = {
  /** How long a message is under way; undefined loses it. */
  readonly deliversAfterMs?: number | undefined;
  /** Other answers of the SMTP server, by its command word. */
  readonly answers?: Readonly<Record<string, string>>;
  readonly imapAnswers?: Readonly<Record<string, string>>;
};

type Letter = {
  readonly uid: number;
  readonly text: string;
  isDeleted: boolean;
  readonly at: number;
};

export type Post = {
  readonly smtpPort: number;
  readonly imapPort: number;
  /** What lies in the mailbox. */
  letters(): readonly string[];
  put(text: string, at: number): void;
  /** Every line that either server heard. */
  readonly heard: readonly string[];
  close(): Promise<void>;
};

export async function createPost(
  certificate: { cert: string; key: string },
  manner: Manner,
): Promise<Post> {
  let letters: Letter[] = [];
  let uids = 0;
  const heard: string[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const put = (text: string, at: number) =>
    void letters.push({ uid: ++uids, text, at, isDeleted: false });

  function accept(text: string): void {
    if (manner.deliversAfterMs === undefined) return;
    timers.add(setTimeout(() => put(text, Date.now()), manner.deliversAfterMs));
  }

  function onSmtp(socket: Socket): void {
    let letter: string[] | undefined;
    onLines(socket, (line) => {
      heard.push(line);
      if (letter !== undefined && line !== '.') return void letter.push(line);
      const word = letter === undefined ? (line.split(/[ :]/)[0] ?? '') : 'END';
      const said = manner.answers?.[word] ?? smtpAnswers[word] ?? '500 what?';
      if (word === 'END') {
        if (said.startsWith('250')) accept((letter ?? []).join('\n'));
        letter = undefined;
      }
      if (word === 'DATA' && said.startsWith('354')) letter = [];
      socket.write(`${said}\r\n`);
      if (word === 'STARTTLS') {
        socket.removeAllListeners('data');
        onSmtp(quiet(new TLSSocket(socket, { isServer: true, ...certificate })));
      }
    });
  }

  function onImap(socket: Socket): void {
    // As Dovecot does, it shows what is new only when it is asked for news.
    let newest = 0;
    socket.write('* OK ready\r\n');
    onLines(socket, (line) => {
      heard.push(line);
      const [tag = '', ...words] = line.split(' ');
      const word = words[0] === 'UID' ? (words[1] ?? '') : (words[0] ?? '');
      if (word === 'SELECT' || word === 'NOOP') newest = uids;
      const bad = manner.imapAnswers?.[word];
      const said =
        bad ?? [...untagged(word, words.join(' '), newest), '{tag} OK done'].join('\r\n');
      socket.write(`${said.replace('{tag}', tag)}\r\n`);
    });
  }

  function untagged(word: string, rest: string, newest: number): readonly string[] {
    const of = (uid: number) => rest.split(' ')[2]?.split(',').includes(String(uid)) === true;
    if (word === 'CAPABILITY') return ['* CAPABILITY IMAP4rev1 UIDPLUS'];
    if (word === 'SELECT') return [`* ${letters.length} EXISTS`, '* FLAGS (\\Deleted \\Seen)'];
    if (word === 'STORE') for (const one of letters) one.isDeleted ||= of(one.uid);
    if (word === 'EXPUNGE') letters = letters.filter((one) => !(one.isDeleted && of(one.uid)));
    if (word !== 'SEARCH') return [];
    const [, subject = ''] = /SUBJECT "([^"]+)"/.exec(rest) ?? [];
    const [, day] = /BEFORE (\S+)/.exec(rest) ?? [];
    const before = day === undefined ? Number.POSITIVE_INFINITY : Date.parse(`${day} UTC`);
    const found = letters.filter(
      ({ uid, text, at }) =>
        uid <= newest && at < before && new RegExp(`^Subject: .*${subject}`, 'm').test(text),
    );
    return [['* SEARCH', ...found.map(({ uid }) => uid)].join(' ')];
  }

  const smtp = await tcpLab((socket) => {
    socket.write('220 mail.test ESMTP\r\n');
    onSmtp(socket);
  });
  const imap = await tlsLab(certificate, onImap);
  return {
    ...{ smtpPort: smtp.port, imapPort: imap.port, heard, put },
    letters: () => letters.map(({ text }) => text),
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await Promise.all([smtp.close(), imap.close()]);
    },
  };
}

const smtpAnswers: Readonly<Record<string, string>> = {
  EHLO: '250-mail.test\r\n250-STARTTLS\r\n250 AUTH PLAIN',
  STARTTLS: '220 go ahead',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  END: '250 queued',
  QUIT: '221 bye',
};

function onLines(socket: Socket, take: (line: string) => void): void {
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    rest += chunk.toString();
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 2);
      take(line);
    }
  });
}
