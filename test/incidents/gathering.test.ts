/** Who is about to fail with an outage, and who is not. */
import { expect, test } from 'vitest';
import { createGathering, isGathering, type Standing } from '../../src/incidents/gathering.ts';
import type { Service } from '../../src/model.ts';
import { now, part, verdict } from '../desk.ts';
import { outage } from '../telling/world.ts';

const mail = outage({ links: ['service:mail', 'host:mx.example.com', 'domain:example.com'] });

function standing(id: string, host: string, facts: { isSuspect: boolean }): Standing {
  const service: Service = {
    ...{ id, name: { en: id }, aliases: [], category: 'own', preset: 'default' },
    components: [],
  };
  const evidence = [{ check: 'web', target: `https://${host}/`, since: now }];
  const doubtful = { ...part('web', 'operational'), ...facts, evidence };
  return { service, verdict: { ...verdict(id, 'operational', [doubtful]), ...facts } };
}

test.each([
  ['in doubt on the same domain', standing('web', 'www.example.com', { isSuspect: true }), true],
  ['in doubt elsewhere', standing('web', 'www.example.org', { isSuspect: true }), false],
  ['well on the same domain', standing('web', 'www.example.com', { isSuspect: false }), false],
  ['the service itself', standing('mail', 'mx.example.com', { isSuspect: true }), false],
])('another service that is %s', (_, other, expected) => {
  expect(isGathering(mail, [other])).toBe(expected);
});

test('of all that is watched, those in doubt are looked at', () => {
  const [doubtful, well] = [
    standing('web', 'www.example.com', { isSuspect: true }),
    standing('shop', 'shop.example.com', { isSuspect: false }),
  ] as const;
  const gathering = (...standings: readonly Standing[]) =>
    createGathering({
      watched: () => standings.map(({ service }) => service.id),
      verdict: (id) => standings.find(({ service }) => service.id === id)?.verdict,
      serviceOf: (id) =>
        standings.find(({ service }) => service.id === id)?.service ?? well.service,
    });
  expect(gathering(well, doubtful)(mail)).toBe(true);
  expect(gathering(well)(mail)).toBe(false);
});
