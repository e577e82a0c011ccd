/** The terminal as a chat network: lines are commands, keys complete and bring back, colours are for people. */
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { commands } from '../../commands/index.ts';
import { createAnswer } from '../../src/asking/answer.ts';
import { createConsole, renderConsole } from '../../src/platforms/console.ts';
import { createMemoryDesk } from '../desk.ts';

async function terminal(isTerminal: boolean) {
  const { answer, complete, shapes } = createAnswer({
    commands,
    desk: createMemoryDesk().desk,
    defaults: { language: 'en', timeZone: 'UTC' },
    log: () => {},
  });
  const [input, output] = [new PassThrough(), new PassThrough()];
  let printed = '';
  output.on('data', (data) => {
    printed += String(data);
  });
  const settings = { language: 'en', timeZone: 'UTC', personName: 'ana' };
  const platform = createConsole({ ...settings, input, output, isTerminal, onInterrupt: () => {} });
  onTestFinished(() => platform.stop());
  await platform.start({ answer, complete, commands: shapes, noticeChannel: () => {} });
  const type = (text: string) => input.write(text);
  const sees = (text: string) => vi.waitFor(() => expect(printed).toContain(text));
  return { type, sees, printed: () => printed };
}

test('a tab completes commands and names of services', async () => {
  const { type, sees } = await terminal(true);
  type('/his\t');
  await sees('/history ');
  type('signal\t\r');
  await sees('Signal is not watched');
});

test('an arrow key brings back what was asked', async () => {
  const { type, sees, printed } = await terminal(true);
  type('whatsapp\r');
  await sees('WhatsApp is working normally');
  const before = printed().length;
  type('\u001b[A\r');
  await vi.waitFor(() => expect(printed().slice(before)).toContain('is working normally'));
});

test('a pipe gets no colours, no prompt and no control characters', async () => {
  const { type, sees, printed } = await terminal(false);
  type('/status whatsapp\n');
  await sees('WhatsApp is working normally');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(printed()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|^> /);
});

test('a time of another day is shown with its day, by the clocks of the terminal', () => {
  const spans = [
    { time: Date.UTC(2026, 10, 22, 14, 2), text: '14:02 UTC' },
    { time: Date.UTC(2026, 10, 23, 16, 30), text: '23 Nov 16:30 UTC' },
  ] as const;
  const message = { tone: 'info', title: 'Work', lines: [[spans[0], ' to ', spans[1]]] } as const;
  expect(renderConsole(message, { isTerminal: false, timeZone: 'Asia/Shanghai' })).toContain(
    '22:02 to 2026-11-24 00:30',
  );
});
