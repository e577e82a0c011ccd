/** What people ask on Discord: slash commands, completions, buttons, and answers in time. */
import { expect, test } from 'vitest';
import { drawChart } from '../../../src/charts/draw.ts';
import type { Chart } from '../../../src/message.ts';
import type { Answer } from '../../../src/platforms/platform.ts';
import type { Fault } from '../../peers/discord-faults.ts';
import { createBot, createScene, down, status, subscribe, until } from './world.ts';

async function listening(options: Parameters<typeof createScene>[0] = {}) {
  const scene = await createScene(options);
  await scene.discord.start(scene.ears);
  const original = (id: string) => scene.peer.message(scene.peer.interaction(id)?.original ?? '');
  const acknowledged = (id: string) =>
    scene.peer.until(() => scene.peer.interaction(id)?.acknowledgement !== undefined);
  return { ...scene, original, acknowledged };
}

/** An answer that the test gives when it likes. */
function held(scene: { ears: { answer: (ask: never) => Promise<Answer> } }) {
  const pending = Promise.withResolvers<Answer>();
  scene.ears.answer = () => pending.promise;
  return pending;
}

test('a question is answered at once, to the asker alone, in words of no platform', async () => {
  const { peer, ears, id, channel, guild, original, acknowledged } = await listening();
  const asked = peer.slash({ channelId: id, user: 'Ana', locale: 'zh-CN' }, 'status', {
    service: '微信',
  });
  await acknowledged(asked);
  expect(ears.asks).toEqual([
    {
      command: 'status',
      options: { service: '微信' },
      channel,
      workspace: `discord:${guild}`,
      person: { id: '200000000000000002', name: 'Ana' },
      mayManage: false,
      language: 'zh-CN',
    },
  ]);
  expect(original(asked)).toMatchObject({ content: 'ℹ️ **Here you are**', isPrivate: true });
  expect(peer.interaction(asked)?.acknowledgement).toMatchObject({ type: 4, flags: 64 });
  expect(peer.history(id)).toEqual([]);
});

test('an answer for the channel is read by the channel and mentions nobody', async () => {
  const { peer, ears, id, acknowledged } = await listening();
  ears.answer = async () => ({ message: { ...down, title: '@everyone' }, isPrivate: false });
  const asked = peer.slash({ channelId: id, mayManage: true }, 'subscribe', { service: 'x' });
  await acknowledged(asked);
  expect(peer.history(id)).toMatchObject([{ isPrivate: false, mentioned: [] }]);
});

test('who may manage webhooks may manage what the channel hears; in a direct message everybody', async () => {
  const { peer, ears, id, acknowledged } = await listening();
  for (const from of [
    { channelId: id, mayManage: true },
    { channelId: id, mayManage: false },
    { channelId: '300000000000000003', isDirect: true },
  ]) {
    await acknowledged(peer.slash(from, 'subscribe', { service: 'x' }));
  }
  expect(ears.asks.map((ask) => ask.mayManage)).toEqual([true, false, true]);
  expect(ears.asks[2]?.channel).toBe('discord:300000000000000003');
});

test('an answer that takes long is announced in time and given when it is there', async () => {
  const scene = await listening();
  const { peer, id, original, acknowledged } = scene;
  const pending = held(scene);
  const asked = peer.slash({ channelId: id }, 'status', { service: 'x' });
  await acknowledged(asked);
  const { acknowledgement } = peer.interaction(asked) ?? {};
  expect(acknowledgement).toMatchObject({ type: 5, flags: 64 });
  expect(acknowledgement?.afterMs).toBeLessThan(2_500);
  pending.resolve({ message: down, isPrivate: true });
  await peer.until(() => original(asked)?.edits === 1);
  expect(original(asked)).toMatchObject({ content: '🔴 **WhatsApp is down**', isPrivate: true });
});

test('a slow answer that turns out to be private is not shown to the channel', async () => {
  const scene = await listening();
  const { peer, id, acknowledged } = scene;
  const pending = held(scene);
  const asked = peer.slash({ channelId: id, mayManage: true }, 'subscribe', { service: 'x' });
  await acknowledged(asked);
  expect(peer.interaction(asked)?.acknowledgement).toMatchObject({ type: 5, flags: 0 });
  pending.resolve({ message: down, isPrivate: true });
  await peer.until(() => peer.messages().some((message) => message.isPrivate));
  expect(peer.history(id)).toEqual([]);
  expect(peer.messages().at(-1)).toMatchObject({ content: '🔴 **WhatsApp is down**' });
});

test('a slow answer that turns out to be for everybody is shown to the channel', async () => {
  const scene = await listening();
  const { peer, id, acknowledged } = scene;
  const pending = held(scene);
  const asked = peer.slash({ channelId: id }, 'status', { service: 'x' });
  await acknowledged(asked);
  pending.resolve({ message: down, isPrivate: false });
  await peer.until(() => peer.history(id).length > 0);
  expect(peer.history(id)).toMatchObject([{ content: '🔴 **WhatsApp is down**' }]);
});

test('a button runs its command as if its presser had typed it', async () => {
  const { peer, ears, id, channel, discord, delivery, original, acknowledged } = await listening();
  const posted = await discord.post(channel, down, delivery());
  if (posted.result !== 'ok') throw new Error(posted.result);
  const pressed = peer.press({ channelId: id }, posted.id, 'run:status whatsapp');
  await acknowledged(pressed);
  expect(ears.asks).toMatchObject([{ line: 'status whatsapp', channel }]);
  expect(ears.asks[0]).not.toHaveProperty('command');
  expect(original(pressed)).toMatchObject({ isPrivate: true });
  expect(peer.message(posted.id)).toMatchObject({ edits: 0 });
});

test('a button of an older version leads to help', async () => {
  const { peer, ears, id, channel, discord, delivery, acknowledged } = await listening();
  const posted = await discord.post(channel, down, delivery());
  if (posted.result !== 'ok') throw new Error(posted.result);
  await acknowledged(peer.press({ channelId: id }, posted.id, 'mute_v0:whatsapp'));
  expect(ears.asks).toMatchObject([{ line: 'help' }]);
});

test('names are completed while typing, within what Discord can show', async () => {
  const { peer, ears, id, acknowledged } = await listening();
  const typed = peer.typing({ channelId: id }, 'status', 'service', 'wha');
  await acknowledged(typed);
  expect(peer.interaction(typed)?.choices).toMatchObject([
    { name: 'WhatsApp (wha)', value: 'whatsapp' },
  ]);
  ears.complete = async () => [
    { name: 'no value', value: '' },
    { name: 'too long a value', value: 'v'.repeat(101) },
    { name: ' \u0000 ', value: 'no-name' },
    ...Array.from({ length: 40 }, (_, n) => ({ name: '👩‍👩‍👧'.repeat(30), value: `s${n}` })),
  ];
  const full = peer.typing({ channelId: id }, 'status', 'service', '');
  await acknowledged(full);
  const choices = peer.interaction(full)?.choices ?? [];
  expect(choices.map((choice) => choice.value)).toEqual(
    Array.from({ length: 25 }, (_, n) => `s${n}`),
  );
  expect(choices.every((choice) => choice.name.length <= 100)).toBe(true);
  expect(choices[0]?.name).toMatch(/👩‍👩‍👧…$/u);
});

test('completion that fails or takes long offers nothing, in time', async () => {
  const { peer, ears, id, acknowledged } = await listening();
  ears.complete = () => Promise.reject(new Error('bug'));
  const failed = peer.typing({ channelId: id }, 'status', 'service', 'w');
  await acknowledged(failed);
  expect(peer.interaction(failed)?.choices).toEqual([]);
  ears.complete = () => new Promise(() => {});
  const slow = peer.typing({ channelId: id }, 'status', 'service', 'w');
  await acknowledged(slow);
  expect(peer.interaction(slow)).toMatchObject({ choices: [] });
  expect(peer.interaction(slow)?.acknowledgement?.afterMs).toBeLessThan(3_000);
});

test('a question that comes too late is logged, and the next one is answered', async () => {
  const { peer, id, logged, acknowledged } = await listening();
  const late = peer.slash({ channelId: id, agoMs: 10_000 }, 'status');
  await peer.until(() => peer.interaction(late)?.refused.includes(10_062) ?? false);
  await acknowledged(peer.slash({ channelId: id }, 'status'));
  expect(logged.filter((line) => line.includes('could not be answered'))).toHaveLength(1);
});

test('a question that is delivered twice is obeyed once', async () => {
  const { peer, ears, id, acknowledged } = await listening();
  const asked = peer.slash({ channelId: id }, 'status');
  await acknowledged(asked);
  peer.again(asked, { channelId: id }, 'status');
  await acknowledged(peer.slash({ channelId: id }, 'status'));
  expect(ears.asks).toHaveLength(2);
  expect(peer.interaction(asked)?.refused).toEqual([]);
});

test('a question that somebody else has answered is logged', async () => {
  const { peer, id, logged, acknowledged } = await listening();
  peer.fault({
    path: '/callback',
    fault: { kind: 'error', status: 400, code: 40_060, message: 'Already acknowledged' },
  });
  peer.slash({ channelId: id }, 'status');
  await until(() => logged.some((line) => line.includes('could not be answered')));
  await acknowledged(peer.slash({ channelId: id }, 'status'));
});

const lost: readonly [string, Fault][] = [
  ['is lost on its way', { kind: 'reset' }],
  ['has arrived, and nobody said so', { kind: 'reset', isStored: true }],
  ['meets an error', { kind: 'status', status: 503 }],
  ['meets an error when its work is done', { kind: 'status', status: 502, isStored: true }],
];

test.each(lost)('an answer that %s is read', async (_, fault) => {
  const { peer, id, original, acknowledged } = await listening();
  peer.fault({ path: '/callback', fault });
  const asked = peer.slash({ channelId: id }, 'status');
  await acknowledged(asked);
  expect(original(asked)?.content).toContain('Here you are');
});

test.each(lost.slice(0, 2))(
  'an answer that takes long, of which each part %s, is read',
  async (_, fault) => {
    const scene = await listening();
    const { peer, id, original, acknowledged } = scene;
    const pending = held(scene);
    for (const path of ['/callback', '/webhooks/']) peer.fault({ path, fault });
    const asked = peer.slash({ channelId: id }, 'status');
    await acknowledged(asked);
    expect(peer.interaction(asked)?.acknowledgement?.type).toBe(5);
    pending.resolve({ message: down, isPrivate: true });
    await peer.until(() => original(asked)?.content.includes('WhatsApp is down') ?? false);
  },
);

test('a bug in a command is answered politely and logged', async () => {
  const { peer, ears, id, logged, original, acknowledged } = await listening();
  ears.answer = () => Promise.reject(new Error('bug'));
  const asked = peer.slash({ channelId: id }, 'status');
  await acknowledged(asked);
  expect(original(asked)).toMatchObject({
    isPrivate: true,
    content: expect.stringContaining('again'),
  });
  expect(logged).toContain('error: a command failed');
});

test('Discord is told the commands once, and again only when they differ', async () => {
  const { peer, discord, ears } = await listening();
  expect(peer.commands()).toMatchObject([
    {
      name: 'status',
      description_localizations: { 'en-US': status.description.en, 'zh-CN': '查看服务状态' },
      contexts: [0, 1, 2],
      integration_types: [0, 1],
      default_member_permissions: null,
      options: [{ name: 'service', autocomplete: true }],
    },
    {
      name: 'subscribe',
      contexts: [0],
      integration_types: [0],
      default_member_permissions: '536870912',
      options: [{ name: 'service', required: true }, { name: 'note' }],
    },
  ]);
  const puts = () => peer.requests('/commands').filter(({ method }) => method === 'PUT').length;
  expect(puts()).toBe(1);
  await discord.stop();
  const second = createBot(peer);
  await second.start(ears);
  expect(puts()).toBe(1);
  await second.stop();
  const third = createBot(peer);
  await third.start({ ...ears, commands: [{ ...status, description: { en: 'New' } }, subscribe] });
  expect(puts()).toBe(2);
  expect(peer.commands()[0]).toMatchObject({ description: 'New' });
  await third.stop();
});

const chart: Chart = {
  title: 'WhatsApp: response time in the last 1 day',
  note: '120 ms',
  alt: 'WhatsApp: 120 ms',
  columns: [{ ms: 100, mostMs: 150, failed: 0 }, { failed: 1 }, {}, { ms: 140, failed: 0 }],
  heights: [{ ms: 200, label: '200 ms' }],
  marks: [{ at: 0.5, label: '12:00' }],
};

test('a chart is a picture that says in words what it shows', async () => {
  // The first picture of a process takes longer than people wait.
  await drawChart(chart);
  const { peer, ears, id, original, acknowledged } = await listening({ draw: drawChart });
  ears.answer = async () => ({ message: { ...down, chart }, isPrivate: true });
  const asked = peer.slash({ channelId: id }, 'status', {});
  await acknowledged(asked);
  expect(original(asked)?.embeds[0]).toMatchObject({ image: { url: 'attachment://chart.png' } });
  const body = peer.requests('/callback')[0]?.body as {
    data: { attachments: unknown[] };
  };
  expect(body.data.attachments).toMatchObject([{ id: '0', description: 'WhatsApp: 120 ms' }]);
});

test.each([
  ['cannot be drawn', async () => undefined],
  ['fails to be drawn', () => Promise.reject(new Error('no memory'))],
  ['takes too long to draw', () => new Promise<undefined>(() => {})],
])('a chart that %s is a row of bars', async (_, draw) => {
  const { peer, ears, id, original, acknowledged } = await listening({ draw });
  ears.answer = async () => ({ message: { ...down, chart }, isPrivate: true });
  const asked = peer.slash({ channelId: id }, 'status', {});
  await acknowledged(asked);
  expect(original(asked)?.embeds[0]?.description).toContain('`▅×·▆` 120 ms');
});
