/**
 * Makes X.509 certificates on the spot (RFC 5280), so that no key has to be shipped: just enough of
 * DER for a P-256 key, a validity, a DNS name and a signature.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export type Issued = {
  readonly name: string;
  readonly certificate: string;
  readonly key: string;
  readonly keyObject: KeyObject;
};

export type Order = {
  /** The common name, and the DNS name that it is valid for. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Who signs; nobody makes an authority that signs itself. */
  readonly by?: Issued;
};

/** PEM texts of a certificate and of its new private key. */
export function issue({ name, from, to, by }: Order): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = by === undefined;
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    distinguishedName(by?.name ?? name),
    sequence(time(from), time(to)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(name, isAuthority))),
  );
  const signature = sign('sha256', body, by?.keyObject ?? privateKey);
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
  return {
    name,
    certificate: pem('CERTIFICATE', der),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    keyObject: privateKey,
  };
}

function extensions(name: string, isAuthority: boolean): readonly Buffer[] {
  const isCa = sequence(...(isAuthority ? [tagged(0x01, Buffer.from([0xff]))] : []));
  const alternative = sequence(tagged(0x82, Buffer.from(name.replaceAll(' ', '-'))));
  return [
    sequence(identifier('551d13'), tagged(0x04, isCa)),
    sequence(identifier('551d11'), tagged(0x04, alternative)),
  ];
}

function distinguishedName(name: string): Buffer {
  const commonName = sequence(identifier('550403'), tagged(0x0c, Buffer.from(name)));
  return sequence(tagged(0x31, commonName));
}

/** GeneralizedTime, `20261122140000Z`. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tagged(0x18, Buffer.from(digits));
}

function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

/** Tag, length in as many bytes as it needs, content. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
