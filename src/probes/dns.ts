/**
 * Asks a name server: `dns://9.9.9.9/example.com?type=MX`, or `dns:///example.com` for the system's resolver.
 *
 * A named server is the thing that is looked at, so its silence and its refusal count against it. Of the system's
 * resolver they count against us, and its NXDOMAIN is hard evidence only when a second resolver agrees.
 */
import type { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { CauseCode, CauseKind } from '../model.ts';
import { causeFrom, fail } from './eyes/cause.ts';
import { isAllowed } from './eyes/connect.ts';
import { common } from './eyes/expectation.ts';
import type { Glance } from './eyes/glance.ts';
import { codeOf, createResolver, meaningOfDns } from './eyes/names.ts';
import { type RecordType, records, recordTypes } from './eyes/records.ts';
import { commonQuery, decoded, familyOf, hostOf, needQuery, portOf } from './eyes/target.ts';
import type { Probe, Sight } from './probe.ts';

const value = z.string().min(1).max(500);

const expectation = z.strictObject({
  ...common,
  /** Records that must all be among the answers, as `dig +short` writes them. */
  values: z.union([value.transform((one) => [one]), z.array(value).min(1).max(50)]).optional(),
});

type Expectation = z.infer<typeof expectation>;

export const dns: Probe<Expectation> = { schemes: ['dns'], expectation, problem, look };

const typeNames: readonly string[] = recordTypes.map((type) => type.toLowerCase());

function problem(target: URL): string | undefined {
  const name = nameOf(target);
  if (name === '') {
    return 'no name to ask for; write dns://9.9.9.9/example.com or dns:///example.com';
  }
  if (name.length > 253 || !/^[\p{L}\p{N}._:-]+$/u.test(name)) {
    return 'that is not a domain name; write dns:///example.com?type=MX';
  }
  return needQuery(target, { ...commonQuery, type: typeNames });
}

async function look(target: URL, expect: Expectation, glance: Glance): Promise<Sight> {
  glance.begin('dns');
  const type = (target.searchParams.get('type')?.toUpperCase() ?? 'A') as RecordType;
  const name = questionOf(nameOf(target), type);
  const server = hostOf(target);
  const answers =
    server === ''
      ? await askSystem(name, type, glance)
      : await askServer(await serverAt(target, server, glance), { name, type }, glance);
  const facts = { answers: answers.slice(0, 5).join(', ').slice(0, 200), count: answers.length };
  if (answers.length === 0) fail(['dns-no-data', 'hard'], 'dns');
  const absent = (expect.values ?? []).find(
    (wanted) => !answers.some((found) => same(found, wanted)),
  );
  if (absent === undefined) return { facts };
  const details = { values: { wanted: absent }, evidence: facts.answers };
  return { facts, cause: causeFrom(['dns-mismatch', 'hard'], 'expect', details) };
}

function same(found: string, wanted: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\.$/, '').trim();
  return plain(found) === plain(wanted);
}

function nameOf(target: URL): string {
  return decoded(target.pathname.replace(/^\//, '')).replace(/\.$/, '');
}

/** PTR of an address asks for the name that belongs to it in in-addr.arpa or ip6.arpa. */
function questionOf(name: string, type: RecordType): string {
  if (type !== 'PTR' || isIP(name) !== 4) return URL.parse(`http://${name}/`)?.hostname ?? name;
  return `${name.split('.').reverse().join('.')}.in-addr.arpa`;
}

async function serverAt(target: URL, host: string, glance: Glance): Promise<Resolver> {
  const [address = ''] = await glance.eyes.names.addresses(host, familyOf(target));
  if (!isAllowed(glance, address)) fail(['not-allowed', 'policy'], 'dns', { evidence: address });
  glance.noteAddress(address);
  const port = portOf(target, 53);
  const resolver = createResolver([
    isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`,
  ]);
  glance.keep({ destroy: () => resolver.cancel() });
  return resolver;
}

type Question = { readonly name: string; readonly type: RecordType };

async function askServer(resolver: Resolver, { name, type }: Question, glance: Glance) {
  try {
    return await records(resolver, name, type);
  } catch (error) {
    return fail(meaningHere(codeOf(error)), glance.phase(), { values: { host: name } });
  }
}

async function askSystem(
  name: string,
  type: RecordType,
  glance: Glance,
): Promise<readonly string[]> {
  const ask = (resolver: Resolver) => records(resolver, name, type);
  try {
    return await glance.eyes.names.ask(ask);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return fail(meaningOfDns(codeOf(error)), 'dns', { values: { host: name } });
  }
}

/** The same answers as of our own resolver, but of a server that is itself looked at. */
function meaningHere(code: string): readonly [CauseCode, CauseKind] {
  if (code === 'ENOTFOUND') return ['nxdomain', 'hard'];
  if (code === 'EREFUSED') return ['dns-refused', 'hard'];
  if (code === 'ECONNREFUSED') return ['refused', 'hard'];
  if (code === 'EFORMERR' || code === 'ENOTIMP' || code === 'EBADRESP') return ['garbage', 'hard'];
  return meaningOfDns(code);
}
