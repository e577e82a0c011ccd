/** What an operator's monitoring reads of the bot itself, and what other places may ask. */
import { expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import type { Period } from '../../src/incidents/period.ts';
import type { Health } from '../../src/model.ts';
import { createWeb, type GivenParts } from '../../src/web/server.ts';
import { visit } from './visit.ts';

function web(health: Readonly<Record<string, Health>>, more: Partial<GivenParts> = {}) {
  return createWeb({
    ...{ catalogue: createCatalogue([]), health: () => health, publicTarget: (target) => target },
    watcher: { watched: [], verdict: () => undefined } as unknown as GivenParts['watcher'],
    journal: { of: () => [] } as unknown as GivenParts['journal'],
    ...more,
  });
}

test('all is well: 200, and when we could not see, the newest ten times', async () => {
  const periods = Array.from({ length: 12 }, (_, index): Period => {
    return { from: index, until: index + 1, why: 'network', services: [] };
  });
  const response = await visit(
    web({ store: { isWorking: true } }, { blind: () => periods }),
    '/healthz',
  );
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    isWorking: true,
    parts: { store: { isWorking: true } },
    blind: periods.slice(2),
  });
});

test('blind: 503 with the reason, so that a load balancer or a supervisor knows', async () => {
  const network = { isWorking: false, reason: 'Blind since noon.' };
  const response = await visit(web({ store: { isWorking: true }, network }), '/healthz');
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ isWorking: false, parts: { network } });
});

test('strangers read whether it works, and nothing else', async () => {
  const network = { isWorking: false, reason: 'Blind since noon.' };
  const from = '192.0.2.1';
  const broken = await visit(web({ network }), '/healthz', { from });
  expect([broken.status, await broken.json()]).toEqual([503, { isWorking: false }]);
  const well = await visit(web({ store: { isWorking: true } }), '/healthz', { from });
  expect([well.status, await well.json()]).toEqual([200, { isWorking: true }]);
});

test('without a key there is no door for other places', async () => {
  const headers = { authorization: 'Bearer ' };
  const response = await web({}).request('/api/vantage/whatsapp', { headers });
  expect(response.status).toBe(404);
});

test('a name of any length or form is answered', async () => {
  const witness = () => undefined;
  const vantage = { key: 'sixteen-characters', witness };
  const headers = { authorization: 'Bearer sixteen-characters' };
  for (const name of ['x'.repeat(5_000), '%00', '..%2f..', '%F0%9F%92%A9']) {
    const response = await web({}, { vantage }).request(`/api/vantage/${name}`, { headers });
    expect([name, response.status]).toEqual([name, 404]);
  }
});
