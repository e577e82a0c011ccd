/** Services from chat: kept through restarts, known in their own workspace, looked at where the public may look. */
import { expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import {
  createOwnServices,
  isFromChat,
  type OwnEntry,
  ownPerWorkspace,
} from '../../src/catalogue/own.ts';
import type { Service } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';

async function town(fromFile: readonly Service[] = []) {
  const store = await createStore('sqlite::memory:');
  const table = store.table<OwnEntry>('own');
  const common = createCatalogue(fromFile);
  const open = () => createOwnServices(table, common, () => fromFile);
  return { open, own: await open(), common };
}

const wanted = { workspace: 'slack:T1', target: 'https://shop.example.com/', by: 'U1', since: 0 };

test('a service is found by its name in its workspace, and nowhere else', async () => {
  const { own, common } = await town();
  const added = await own.add({ ...wanted, name: 'Our Shop' });
  expect(added).toMatchObject({ result: 'done', service: { id: 'our-shop', category: 'own' } });
  expect(own.catalogueIn('slack:T1').find('our shop').service?.id).toBe('our-shop');
  expect(own.catalogueIn('slack:T1').find('whatsapp').isExact).toBe(true);
  expect(own.catalogueIn('slack:T2')).toBe(common);
  expect(own.of('slack:T2')).toEqual([]);
  expect(await own.remove('slack:T2', 'our-shop')).toBe(false);
});

test('a restart forgets none', async () => {
  const { own, open } = await town();
  await own.add({ ...wanted, name: 'Our Shop' });
  const again = await open();
  expect(again.get('our-shop')?.components[0]?.checks[0]?.target).toBe(wanted.target);
  expect(again.catalogueIn('slack:T1').get('our-shop')).toBeDefined();
  expect(await again.remove('slack:T1', 'our-shop')).toBe(true);
  expect((await open()).services).toEqual([]);
});

test('its checks are told from those of the file, whatever it is called', async () => {
  const { own } = await town();
  const added = await own.add({ ...wanted, name: 'x' });
  const checks = 'service' in added ? added.service.components.flatMap((one) => one.checks) : [];
  expect(checks.length).toBe(1);
  expect(checks.every(isFromChat)).toBe(true);
  const everyday = createCatalogue([]).services.flatMap((one) => one.components);
  expect(everyday.flatMap((one) => one.checks).some(isFromChat)).toBe(false);
});

test('a name that is taken gets a number, the same address is known already', async () => {
  const { own } = await town();
  const first = await own.add({ ...wanted, name: 'WhatsApp' });
  expect(first).toMatchObject({ service: { id: 'whatsapp-2' } });
  const other = { ...wanted, workspace: 'slack:T2', name: 'WhatsApp' };
  expect(await own.add(other)).toMatchObject({ service: { id: 'whatsapp-3' } });
  expect(await own.add({ ...wanted, name: 'Again' })).toMatchObject({ result: 'known' });
});

test.each(['微信 "x" {y}', '<@U1> @everyone', '\u202e💥', 'a'.repeat(500)])(
  '%j is a name like any other',
  async (name) => {
    const { own } = await town();
    const added = await own.add({ ...wanted, name });
    expect(added.result).toBe('done');
    if (added.result === 'done') expect(added.service.id).toMatch(/^[a-z0-9-]{1,44}$/);
  },
);

test('a workspace has room for so many', async () => {
  const { own } = await town();
  for (let count = 0; count < ownPerWorkspace; count += 1) {
    await own.add({ ...wanted, target: `https://${count}.example.com/`, name: '' });
  }
  expect(await own.add({ ...wanted, name: 'one more' })).toEqual({ result: 'full' });
  const elsewhere = { ...wanted, workspace: 'discord:1', name: 'one more' };
  expect(await own.add(elsewhere)).toMatchObject({ result: 'done' });
});

test('what is no target is said in words', async () => {
  const { own } = await town();
  const added = await own.add({ ...wanted, target: 'gopher://example.com/', name: 'x' });
  expect(added).toMatchObject({ result: 'wrong' });
  expect(own.services).toEqual([]);
});

test.each([
  ['script://example.com:25', /services file/],
  [
    'mailtrip://me:secret@smtp.example.com?imap=imap.example.com&to=you@example.com',
    /services file/,
  ],
  ['heartbeat://backup?within=25h', /services file/],
  ['imaps://me:secret@imap.example.com', /services file/],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what somebody may type to read the environment
  ['https://example.com/?stolen=${PATH}', /services file/],
])('%s is refused from chat, and the reason holds no secret', async (target, reason) => {
  const { own } = await town();
  const added = await own.add({ ...wanted, target, name: 'x' });
  expect(added).toMatchObject({ result: 'wrong', problem: expect.stringMatching(reason) });
  expect(JSON.stringify(added)).not.toContain('secret');
  expect(JSON.stringify(added)).not.toContain(process.env.PATH ?? '/usr/bin');
});
