/** Asking: whatever is typed gets a helpful answer in time, in the asker's language. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command, Desk } from '../../commands/command.ts';
import { commands } from '../../commands/index.ts';
import { createAnswer } from '../../src/asking/answer.ts';
import { languages } from '../../src/languages/index.ts';
import { type Message, plain } from '../../src/message.ts';
import type { Ask } from '../../src/platforms/platform.ts';
import { StoreFailed } from '../../src/store/store.ts';
import { createMemoryDesk, read } from '../desk.ts';

const person = { id: 'U1', name: 'ana' };
const channel = 'discord:1';

type Noted = { level: string; message: string };

function bot(
  parts: { desk?: Partial<Desk>; commands?: readonly Command[]; withinMs?: number } = {},
) {
  const noted: Noted[] = [];
  const desk: Desk = { ...createMemoryDesk().desk, ...parts.desk, within: () => desk };
  const { answer, complete, shapes } = createAnswer({
    commands: parts.commands ?? commands,
    desk,
    defaults: { language: 'en', timeZone: 'UTC' },
    log: (level, message) => void noted.push({ level, message }),
    ...(parts.withinMs ? { withinMs: parts.withinMs } : {}),
  });
  const ask = (line: string, rest: Partial<Ask> = {}) =>
    answer({ line, channel, person, mayManage: true, ...rest });
  return { ask, answer, complete, shapes, noted };
}

async function title(line: string, rest: Partial<Ask> = {}): Promise<string> {
  return (await bot().ask(line, rest)).message.title;
}

describe('what is typed', () => {
  test.each([
    'status whatsapp',
    '/status whatsapp',
    'whatsapp',
    '  /Status   WhatsApp  ',
    'status "whatsapp"',
    'status “WhatsApp”',
    'status service:whatsapp',
    'whatsapp?',
    'ｓｔａｔｕｓ　ｗｈａｔｓａｐｐ',
    '状态 whatsapp',
    '状态whatsapp',
    'whatsapp状态？',
    'status\u0000\u202ewhatsapp',
    'is whatsapp down?',
    'WhatsApp 挂了吗？',
    'whatsapp怎么样',
  ])('%j asks how WhatsApp stands', async (line) => {
    expect(await title(line)).toBe('WhatsApp is working normally');
  });

  test('Chinese needs no spaces and no English', async () => {
    expect(await title('订阅微信', { language: 'zh-CN' })).toBe('已完成：本频道现已订阅微信');
    expect(await title('微信', { language: 'zh' })).toBe('微信运行正常');
    expect(await title('帮助', { language: 'zh' })).toBe('服务中断和恢复时，我会通知频道');
  });

  test('an empty line asks for help', async () => {
    expect(await title('')).toBe('I tell channels when a service goes down and when it is back');
    expect(await title('/')).toBe('I tell channels when a service goes down and when it is back');
  });

  test('a misspelt command is offered as it was meant', async () => {
    const { message, isPrivate } = await bot().ask('statsu whatsapp');
    expect(isPrivate).toBe(true);
    expect(read(message)).toMatchInlineSnapshot(`
      "(info) I don’t know the command “statsu”
        Did you mean /status whatsapp?
        [status whatsapp] /status whatsapp
        [Help] /help"
    `);
  });

  test('options that a platform has read are used as they are', async () => {
    const asked = { channel, person, mayManage: true, command: 'status' };
    const { answer } = bot();
    const given = await answer({ ...asked, options: { service: 'gmail', public: 'true', x: 'y' } });
    expect([given.message.title, given.isPrivate]).toEqual(['Gmail is working normally', false]);
    const hidden = await answer({ ...asked, options: { service: 'gmail', public: 'false' } });
    expect(hidden.isPrivate).toBe(true);
    const strange = await answer({ ...asked, command: 'constructor' });
    expect(strange.message.title).toBe('I don’t know the command “constructor”');
  });
});

describe('whose words', () => {
  test('the person’s, else the channel’s, else the default', async () => {
    const { desk } = createMemoryDesk();
    const { ask } = bot({ desk });
    await ask('subscribe whatsapp', { language: 'zh-CN' });
    expect((await ask('whatsapp', { language: 'en-US' })).message.title).toMatch('working');
    expect((await ask('whatsapp')).message.title).toBe('WhatsApp 运行正常');
    const elsewhere = await ask('whatsapp', { channel: 'discord:2' });
    expect(elsewhere.message.title).toMatch('working');
  });

  test('what everybody reads is in the words of the channel', async () => {
    const { ask } = bot();
    await ask('subscribe whatsapp', { language: 'zh-CN' });
    const shared = await ask('status whatsapp --public', { language: 'en' });
    expect(shared.isPrivate).toBe(false);
    expect(shared.message.title).toBe('WhatsApp 运行正常');
  });
});

describe('what goes wrong', () => {
  test('without the right nothing is changed, and it is said what is missing', async () => {
    const { desk, kept } = createMemoryDesk();
    const { ask } = bot({ desk });
    const { message, isPrivate } = await ask('subscribe whatsapp', { mayManage: false });
    expect(kept).toEqual([]);
    expect(isPrivate).toBe(true);
    expect(read(message)).toMatchInlineSnapshot(`
      "(info) Only people with the permission Manage Webhooks in this channel can change what it hears
        Ask somebody who may, or ask me for /status: that is open to everybody."
    `);
    const slack = await ask('unsubscribe x', { mayManage: false, channel: 'slack:C1' });
    expect(slack.message.title).toBe('Only full members of this channel can change what it hears');
    const narrowed = { mayManage: false, managers: 'admins', channel: 'slack:C1' } as const;
    expect((await ask('unsubscribe x', narrowed)).message.title).toBe(
      'Only admins and owners of this workspace can change what channels hear',
    );
  });

  test('a store that fails is said, not taken for "nothing there"', async () => {
    const failing = () => {
      throw new StoreFailed('the disk is full');
    };
    const { ask, noted } = bot({ desk: { followed: failing } });
    const { message } = await ask('subscriptions', { language: 'zh' });
    expect(message.title).toBe('我现在无法读取存储的数据');
    expect(noted).toEqual([{ level: 'warn', message: 'the store failed a command' }]);
  });

  test('a bug is noted and apologised for', async () => {
    const { ask, noted } = bot({ desk: { standing: () => Promise.reject(new Error('oops')) } });
    const { message, isPrivate } = await ask('whatsapp');
    expect([message.title, isPrivate]).toEqual(['Something went wrong on my side', true]);
    expect(noted).toEqual([{ level: 'error', message: 'a command failed' }]);
  });

  test('who waits too long is told so, and what fails after that is noted', async () => {
    const slow = Promise.withResolvers<never>();
    const { ask, noted } = bot({ desk: { standing: () => slow.promise }, withinMs: 20 });
    const { message } = await ask('whatsapp');
    expect(message.title).toBe('That took too long');
    slow.reject(new StoreFailed('at last'));
    await Promise.allSettled([slow.promise]);
    await new Promise(setImmediate);
    expect(noted.map((one) => one.message)).toEqual([
      'a command took too long',
      'the store failed a command',
    ]);
  });

  test('a change that takes long goes on, and the answer says so', async () => {
    const { desk, kept } = createMemoryDesk();
    const gate = Promise.withResolvers<void>();
    const subscribe: Desk['subscribe'] = async (...given) => {
      await gate.promise;
      return desk.subscribe(...given);
    };
    const { ask } = bot({ desk: { ...desk, subscribe }, withinMs: 20 });
    const { message } = await ask('subscribe whatsapp');
    expect(plain(message.lines[0] ?? [])).toBe(
      'It goes on in the background; /subscriptions shows what came of it.',
    );
    gate.resolve();
    await new Promise(setImmediate);
    expect(kept).toHaveLength(1);
  });
});

describe('completion', () => {
  const asked = { channel, person, mayManage: true };
  test('the services of the channel come first, at most 25', async () => {
    const { ask, complete } = bot();
    await ask('subscribe gmail');
    const choices = await complete({ ...asked, command: 'status' }, 'service', '');
    expect(choices[0]).toEqual({ name: 'Gmail', value: 'gmail' });
    expect(choices.length).toBe(25);
    const own = await complete({ ...asked, command: 'unsubscribe' }, 'service', 'GM');
    expect(own).toEqual([{ name: 'Gmail', value: 'gmail' }]);
  });
  test('what cannot be completed has no choices', async () => {
    const { complete } = bot();
    expect(await complete({ ...asked, command: 'nonsense' }, 'service', '')).toEqual([]);
    expect(await complete({ ...asked, command: 'status' }, 'nonsense', '')).toEqual([]);
    expect(await complete(asked, 'service', '')).toEqual([]);
  });
});

test('every command is described in every language within the networks’ limits', () => {
  const { shapes } = bot();
  const texts = shapes.flatMap(({ description, options }) => [
    description,
    ...options.map((option) => option.description),
  ]);
  for (const text of texts) {
    expect(Object.keys(text)).toEqual(languages.map(({ tag }) => tag));
    for (const words of Object.values(text)) expect(words).toMatch(/^.{1,100}$/u);
  }
  expect(shapes.map(({ name }) => name)).toEqual(commands.map(({ name }) => name));
});

/** The most that any chat network takes in one place. */
function expectBounded(message: Message): void {
  expect(message.title.length).toBeLessThan(400);
  expect(message.lines.length).toBeLessThanOrEqual(60);
  const all = [message.title, ...message.lines.map(plain)].join('\n');
  expect(all.length).toBeLessThan(4000);
  expect(all.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  for (const button of message.buttons ?? []) {
    if ('command' in button) expect(button.command.length).toBeLessThanOrEqual(95);
  }
}

test('any text at all gets a private answer of bounded size', async () => {
  const { ask, noted } = bot();
  const word = fc.constantFrom(
    'status',
    'subscribe',
    'unsubscribe',
    'services',
    'help',
    '订阅',
    '',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12_000 }),
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc
      .array(fc.constantFrom('@everyone', '<@1>', '--public', '","', '{x}', '\u0000'), {
        maxLength: 300,
      })
      .map((words) => words.join(' ')),
  );
  await fc.assert(
    fc.asyncProperty(word, text, async (command, rest) => {
      const { message, isPrivate } = await ask(`${command} ${rest}`, { channel: 'slack:C1' });
      expectBounded(message);
      if (!rest.includes('--public')) expect(isPrivate).toBe(true);
    }),
    { numRuns: 150 },
  );
  expect(noted).toEqual([]);
});

test('ten thousand characters are answered quickly', async () => {
  const { ask } = bot();
  const lines = [
    'a'.repeat(10_000),
    `subscribe ${'x y, '.repeat(2_000)}`,
    `subscribe ${'whatsap gmail '.repeat(700)}`,
    '﷽'.repeat(10_000),
  ];
  for (const line of lines) {
    const before = performance.now();
    expectBounded((await ask(line)).message);
    expect(performance.now() - before).toBeLessThan(1_000);
  }
});
