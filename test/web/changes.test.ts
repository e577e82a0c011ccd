/** Who releases something says so, and what fails soon after is likely due to it. */
import { expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createChanges } from '../../src/incidents/changes.ts';
import { createAccess } from '../../src/web/access.ts';
import { createWeb, type GivenParts } from '../../src/web/server.ts';
import { visit } from './visit.ts';

const changes = createChanges(() => 7);
const web = createWeb({
  ...{ catalogue: createCatalogue([]), health: () => ({}), publicTarget: (target) => target },
  watcher: { watched: [], verdict: () => undefined } as unknown as GivenParts['watcher'],
  journal: { of: () => [] } as unknown as GivenParts['journal'],
  access: createAccess({ publicServices: 'all', key: 'a-key-of-sixteen' }),
  changes,
});
const headers = { authorization: 'Bearer a-key-of-sixteen' };

test('with the key, a change is noted with its time', async () => {
  const response = await visit(web, '/changed/WhatsApp', {
    method: 'POST',
    headers,
    from: '192.0.2.1',
  });
  expect([response.status, await response.json()]).toEqual([200, { noted: 'whatsapp' }]);
  expect(changes.of('whatsapp')).toEqual([{ what: 'deploy', at: 7 }]);
});

test('strangers note nothing, and an unknown service is said to be none', async () => {
  const stranger = await visit(web, '/changed/gmail', { method: 'POST', from: '192.0.2.1' });
  expect(stranger.status).toBe(401);
  expect(changes.of('gmail')).toEqual([]);
  const copied = await visit(web, '/changed/gmail?key=a-key-of-sixteen', {
    method: 'POST',
    from: '192.0.2.1',
  });
  expect(copied.status).toBe(401);
  const unknown = await visit(web, '/changed/nothing-like-it', { method: 'POST', headers });
  expect(unknown.status).toBe(404);
});

test('only the newest are kept', () => {
  for (let count = 0; count < 30; count += 1) changes.note('gmail');
  expect(changes.of('gmail')).toHaveLength(10);
});
