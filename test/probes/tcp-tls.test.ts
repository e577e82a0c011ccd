/** Ports and handshakes that misbehave, and what a look at them must say. */
import { createSecureContext } from 'node:tls';
import { describe, expect } from 'vitest';
import { makeAuthority, makeCertificate } from '../../src/run/demo/certificates.ts';
import { type Behaviour, laboratory } from '../lab/behaviour.ts';
import { deadPort, tcpLab, tlsLab } from '../lab/servers.ts';

const authority = makeAuthority();
const good = authority.issue({ toDays: 30 });

function tlsWith(
  says: string,
  make: () => { cert: string; key: string } & object,
  rest: Pick<Behaviour, 'gives' | 'also'>,
): Behaviour {
  return {
    says,
    async open(late) {
      const lab = await tlsLab(make());
      late(lab.close);
      return `tls://localhost:${lab.port}`;
    },
    ...rest,
  };
}

function rawTcp(treat: Parameters<typeof tcpLab>[0], scheme: string): Behaviour['open'] {
  return async (late) => {
    const lab = await tcpLab(treat);
    late(lab.close);
    return `${scheme}://127.0.0.1:${lab.port}`;
  };
}

const ports: readonly Behaviour[] = [
  {
    says: 'an open port is up, and nothing is sent to it',
    open: rawTcp((socket) => socket.once('data', () => socket.resetAndDestroy()), 'tcp'),
    gives: 'up',
    also: ({ address, timings }) => {
      expect(address).toBe('127.0.0.1');
      expect(timings.tcp).toBeGreaterThan(0);
    },
  },
  {
    says: 'a port nobody listens on is refused',
    open: async () => `tcp://127.0.0.1:${await deadPort()}`,
    gives: ['tcp', 'refused', 'hard'],
  },
  {
    says: 'a port is refused on both families of localhost',
    open: async () => `tcp://localhost:${await deadPort()}`,
    gives: ['tcp', 'refused', 'hard'],
  },
  {
    says: 'a port that closes at once has been open',
    open: rawTcp((socket) => socket.destroy(), 'tcp'),
    gives: 'up',
  },
  {
    says: 'a limit that no connection can meet makes it slow',
    open: rawTcp(() => {}, 'tcp'),
    expect: { within: 0.001 },
    gives: ['tcp', 'slow', 'slow'],
  },
  {
    says: 'version 6 asked of a version 4 address is answered by that address',
    open: async (late) => `${await rawTcp(() => {}, 'tcp')(late)}?family=6`,
    gives: 'up',
  },
  {
    says: 'a server alive on version 4 only is dead when version 6 is asked for',
    async open(late) {
      const lab = await tcpLab(() => {});
      late(lab.close);
      return `tcp://localhost:${lab.port}?family=6`;
    },
    gives: ['tcp', 'refused', 'hard'],
  },
  {
    says: 'a server alive on version 4 only is up when either will do',
    async open(late) {
      const lab = await tcpLab(() => {});
      late(lab.close);
      return `tcp://localhost:${lab.port}`;
    },
    gives: 'up',
  },
  {
    says: 'a server alive on version 6 only is up when either will do',
    async open(late) {
      const lab = await tcpLab(() => {}, '::1');
      late(lab.close);
      return `tcp://localhost:${lab.port}`;
    },
    gives: 'up',
    also: ({ address }) => expect(address).toBe('::1'),
  },
  {
    says: 'an address without a route says nothing about the far end',
    open: async () => 'tcp://255.255.255.255:80',
    gives: ['tcp', 'own-network', 'ours'],
  },
];

const handshakes: readonly Behaviour[] = [
  tlsWith('a good certificate is up, with its days', () => good, {
    gives: 'up',
    also: ({ certificateDays, facts }) => {
      expect(certificateDays).toBe(29);
      expect(facts?.protocol).toBe('TLSv1.3');
    },
  }),
  tlsWith('an expired certificate', () => authority.issue({ fromDays: -9, toDays: -2.5 }), {
    gives: ['tls', 'certificate-expired', 'hard'],
    also: ({ certificateDays, cause }) => {
      expect(certificateDays).toBe(-3);
      expect(cause?.values.days).toBe(2);
    },
  }),
  tlsWith('a certificate of tomorrow', () => authority.issue({ fromDays: 1 }), {
    gives: ['tls', 'certificate-not-yet-valid', 'hard'],
  }),
  tlsWith('a certificate of another name', () => authority.issue({ names: ['other.test'] }), {
    gives: ['tls', 'certificate-wrong-name', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toBe('DNS:other.test'),
  }),
  tlsWith(
    'a certificate with an old-style name only, and a wrong one',
    () => authority.issue({ subject: 'nobody.test', names: [] }),
    {
      gives: ['tls', 'certificate-wrong-name', 'hard'],
    },
  ),
  tlsWith('a certificate signed by itself', () => makeCertificate({ names: ['localhost'] }), {
    gives: ['tls', 'certificate-untrusted', 'hard'],
  }),
  tlsWith('an authority nobody knows', () => makeAuthority('Stranger').issue(), {
    gives: ['tls', 'certificate-untrusted', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toMatch(/issued by Stranger$/),
  }),
  tlsWith(
    'a chain whose middle is missing',
    () => {
      const middle = authority.issue({ subject: 'Middle', isAuthority: true });
      return makeCertificate({ names: ['localhost'], issuer: middle });
    },
    { gives: ['tls', 'certificate-untrusted', 'hard'] },
  ),
  tlsWith(
    'a whole chain counts the days of its middle',
    () => {
      const middle = authority.issue({ subject: 'Middle', isAuthority: true, toDays: 5 });
      const leaf = makeCertificate({ names: ['localhost'], issuer: middle });
      return { key: leaf.key, cert: leaf.cert + middle.cert };
    },
    { gives: 'up', also: ({ certificateDays }) => expect(certificateDays).toBe(4) },
  ),
  tlsWith(
    'an expired certificate in the middle of the chain',
    () => {
      const middle = authority.issue({ subject: 'Middle', isAuthority: true, toDays: -0.5 });
      const leaf = makeCertificate({ names: ['localhost'], issuer: middle });
      return { key: leaf.key, cert: leaf.cert + middle.cert };
    },
    { gives: ['tls', 'certificate-expired', 'hard'] },
  ),
  tlsWith(
    'a leaf signed by something that is no authority',
    () => {
      const leaf = authority.issue({ subject: 'No authority' });
      const below = makeCertificate({ names: ['localhost'], issuer: leaf });
      return { key: below.key, cert: below.cert + leaf.cert };
    },
    { gives: ['tls', 'certificate-untrusted', 'hard'] },
  ),
  tlsWith(
    'a server that speaks only old TLS',
    () => ({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    { gives: ['tls', 'tls-failed', 'hard'] },
  ),
  tlsWith('a server that speaks only TLS 1.2', () => ({ ...good, maxVersion: 'TLSv1.2' }), {
    gives: 'up',
    also: ({ facts }) => expect(facts?.protocol).toBe('TLSv1.2'),
  }),
  tlsWith(
    'a server that wants a certificate of ours',
    () => ({ ...good, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' }),
    { gives: ['tls', 'tls-failed', 'hard'] },
  ),
  tlsWith(
    'a server that shares no cipher with us',
    () => ({ ...good, maxVersion: 'TLSv1.2', ciphers: 'AECDH-AES128-SHA:@SECLEVEL=0' }),
    { gives: ['tls', 'tls-failed', 'hard'] },
  ),
  tlsWith(
    'a server that does not know the name asked for',
    () => ({
      ...good,
      SNICallback: (_name: string, done: (error: Error) => void) => done(new Error('unknown')),
    }),
    { gives: ['tls', 'reset', 'soft'] },
  ),
  tlsWith(
    'a server with another certificate for the name asked for',
    () => ({
      ...good,
      SNICallback: (_name: string, done: (error: null, context: unknown) => void) => {
        done(null, createSecureContext(authority.issue({ names: ['shop.test'] })));
      },
    }),
    { gives: ['tls', 'certificate-wrong-name', 'hard'] },
  ),
  {
    says: 'an address is checked against the addresses of the certificate',
    async open(late) {
      const lab = await tlsLab(authority.issue({ names: ['127.0.0.1'] }));
      late(lab.close);
      return `tls://127.0.0.1:${lab.port}`;
    },
    gives: 'up',
  },
  {
    says: 'an address that the certificate does not hold',
    async open(late) {
      const lab = await tlsLab(authority.issue({ names: ['localhost'] }));
      late(lab.close);
      return `tls://127.0.0.1:${lab.port}`;
    },
    gives: ['tls', 'certificate-wrong-name', 'hard'],
  },
  {
    says: 'a handshake that nobody answers',
    open: rawTcp(() => {}, 'tls'),
    timeoutMs: 300,
    gives: ['tls', 'timeout', 'soft'],
    also: ({ cause }) => expect(cause?.values.limitMs).toBe(300),
  },
  {
    says: 'plain text instead of a handshake',
    open: rawTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'), 'tls'),
    gives: ['tls', 'tls-failed', 'hard'],
  },
  {
    says: 'random bytes instead of a handshake',
    open: rawTcp(
      (socket) => socket.once('data', () => socket.write(Buffer.alloc(512, 0xee))),
      'tls',
    ),
    gives: ['tls', 'tls-failed', 'hard'],
  },
  {
    says: 'a connection closed in the middle of the handshake',
    open: rawTcp((socket) => socket.once('data', () => socket.end()), 'tls'),
    gives: ['tls', 'reset', 'soft'],
  },
  {
    says: 'a connection reset in the middle of the handshake',
    open: rawTcp((socket) => socket.once('data', () => socket.resetAndDestroy()), 'tls'),
    gives: ['tls', 'reset', 'soft'],
  },
  {
    says: 'half a server hello and then silence',
    open: rawTcp((socket) => {
      socket.once('data', () => socket.write(Buffer.from('160303007a02000076', 'hex')));
    }, 'tls'),
    timeoutMs: 300,
    gives: ['tls', 'timeout', 'soft'],
  },
  {
    says: 'a fatal alert by the far end is told in its words',
    open: rawTcp((socket) => {
      socket.once('data', () => socket.end(Buffer.from('15030300020250', 'hex')));
    }, 'tls'),
    gives: ['tls', 'tls-failed', 'hard'],
    also: ({ cause }) => expect(cause?.evidence).toMatch(/internal error/),
  },
];

describe('ports', () => laboratory(ports, () => ({})));
describe('handshakes', () => laboratory(handshakes, () => ({ trust: [authority.cert] })));
