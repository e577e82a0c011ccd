/** The past as people ask for it: how an outage went, and planned work beside uptime; help in pages. */
import { expect, test } from 'vitest';
import { createHelp } from '../../commands/help.ts';
import { createVoice } from '../../src/languages/index.ts';
import { plain } from '../../src/message.ts';
import { cause, incident, minute, now } from '../desk.ts';
import { room } from './room.ts';

test('an outage that changed says how it went', async () => {
  const start = now - 60 * minute;
  const past = incident({
    startedAt: start,
    endedAt: now - 10 * minute,
    steps: [
      { at: start, status: 'degraded', parts: ['chat'], cause: cause('refused') },
      { at: start + 20 * minute, status: 'major', parts: ['chat'] },
      { at: start + 30 * minute, status: 'operational', parts: [] },
      { at: start + 35 * minute, status: 'major', parts: ['chat'] },
    ],
  });
  const { ask } = room({ incidents: { whatsapp: [past] } });
  const answer = await ask('history whatsapp');
  expect(answer).toMatch(
    /↳ 13:10 UTC degraded \(.*connection refused\) → 13:30 UTC down.* → 13:40 UTC working again → 13:45 UTC down.* → 14:00 UTC working again/,
  );
});

test('an outage that stayed the same needs no second line', async () => {
  const steps = [{ at: now - 8 * minute, status: 'major' as const, parts: ['chat'] }];
  const { ask } = room({ incidents: { whatsapp: [incident({ steps })] } });
  expect(await ask('history whatsapp')).not.toContain('↳');
});

test('a service that was just subscribed to has no history yet, and is not called unwatched', async () => {
  const { ask } = room();
  expect(await ask('history whatsapp')).toMatch(/is not watched/);
  await ask('subscribe whatsapp');
  expect(await ask('history whatsapp')).toMatch(/The history of WhatsApp begins now/);
});

test('planned work is said beside uptime', async () => {
  const uptimes = { whatsapp: () => ({ share: 0.9999, since: 0 }) };
  const { ask } = room({ uptimes, workedMs: 90 * minute });
  for (const line of ['status whatsapp', 'history whatsapp']) {
    expect(await ask(line)).toMatch(/Uptime: .*, without 1 hr 30 min of planned work/);
  }
});

test('help that does not fit into one message has pages', async () => {
  const command = {
    ...{ name: 'status', options: [], isPrivate: true, isManaging: false },
    run: async () => ({ tone: 'info' as const, title: '', lines: [] }),
  };
  const help = createHelp(Array.from({ length: 150 }, () => command));
  const seen: number[] = [];
  const buttons: string[][] = [];
  for (const page of ['1', '2', '3', '99', 'x']) {
    const message = await help.run(
      {
        ask: {
          channel: 'slack:C1',
          person: { id: 'U1', name: 'ana' },
          mayManage: true,
        },
        options: { page },
        voice: createVoice('en', 'UTC'),
      },
      undefined as never,
    );
    seen.push(message.lines.map(plain).join('\n').length);
    buttons.push((message.buttons ?? []).map(({ label }) => label));
  }
  expect(Math.max(...seen)).toBeLessThan(3_100);
  expect(buttons[0]).toEqual(['Next page', 'Services', 'Subscriptions']);
  expect(buttons[1]?.slice(0, 2)).toEqual(['Previous page', 'Next page']);
  expect(buttons[3]?.[0]).toBe('Previous page');
  expect(buttons[4]).toEqual(buttons[0]);
});
