/** The cards as each language writes them, side by side, for people who speak it to judge. */
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createVoice, languages } from '../../src/languages/index.ts';
import type { Notice, Provider } from '../../src/model.ts';
import { compose } from '../../src/telling/compose.ts';
import { composeBusy } from '../../src/telling/compose-busy.ts';
import { composeDigest } from '../../src/telling/compose-digest.ts';
import { composeNotice } from '../../src/telling/compose-notice.ts';
import { composeOverview } from '../../src/telling/compose-overview.ts';
import { composeStatus } from '../../src/telling/compose-status.ts';
import { composeConfirmation } from '../../src/telling/compose-subscription.ts';
import { dayMs, hourMs } from '../busy/past.ts';
import { room } from '../commands/room.ts';
import { cause, incident, minute, now, part, read, verdict } from '../desk.ts';
import { watched } from '../pictures/outlook.ts';

const service = createCatalogue([]).get('whatsapp');
if (!service) throw new Error('The catalogue has WhatsApp.');
const chat = part('chat', 'partial', {
  cause: cause('timeout', { phase: 'greeting', values: { limitMs: 5_000 } }),
});
const open = incident({ status: 'partial', worst: 'partial', parts: [chat] });
const ended = incident({ parts: [chat], endedAt: now - minute });
const provider: Provider = {
  ...{ status: 'partial', at: now, since: now - 8 * minute },
  incident: {
    ...{ id: 'i1', title: 'Messages are delayed', stage: 'identified' },
    ...{ text: 'We have found the cause.', url: 'https://status.example.com/i1' },
  },
};
const said = { ...open, parts: [], reportedBy: 'feed', provider, accord: 'only-they' } as const;
const quietly = { status: 'operational', at: now } as const;
const standing = {
  service,
  verdict: verdict('whatsapp', 'partial', [chat], { since: now - 8 * minute }),
  isWatched: true,
  incident: open,
};

const notice = (kind: Notice['kind'], facts: Notice['facts']): Notice => {
  return { id: kind, kind, services: ['whatsapp'], at: now, expiresAt: now + dayMs, facts };
};
const looked = { component: 'chat', check: 'chat/a', noticedAt: now - hourMs };
const slow = notice('warning', { ...looked, code: 'hour', times: 3.2 });
const full = notice('warning', {
  ...{ ...looked, code: 'fills', name: 'disk', value: 86, limit: 95 },
  ...{ leftMs: 40 * hourMs, leastMs: 30 * hourMs, mostMs: 55 * hourMs },
});
const sale = notice('busy', {
  ...{ from: now + 22 * hourMs, until: now + 70 * hourMs },
  'name.en': 'Black Friday',
});
const week = { from: now - 7 * dayMs, until: now };
const past = {
  ...{ service, share: 0.9971, workedMs: 2 * hourMs, hints: ['disk 86'] },
  incidents: [ended, { ...open, id: 'whatsapp.2' }],
  ahead: { from: now + 30 * hourMs, until: now + 32 * hourMs },
};
const asked = { isPublic: false, isFollowed: false, typed: 'whatsap' };

describe.each(languages.map(({ tag }) => tag))('%s', (tag) => {
  const voice = createVoice(tag, 'UTC');
  const setting = { voice, now, person: { name: 'ana' } };
  test.each([
    ['an outage', () => compose('outage', open, service, voice, now)],
    ['an outage that the provider reports', () => compose('outage', said, service, voice, now)],
    [
      'an outage that the provider does not know of',
      () =>
        compose('outage', { ...open, provider: quietly, accord: 'only-we' }, service, voice, now),
    ],
    ['a recovery', () => compose('recovery', ended, service, voice, now)],
    ['an outage nobody could be told of', () => compose('missed', ended, service, voice, now)],
    ['a status', () => composeStatus(standing, voice, now, asked)],
    ['an overview', () => composeOverview([standing], voice, now)],
    ['an early warning', () => composeNotice(slow, [service], setting)],
    ['what will soon be full', () => composeNotice(full, [service], setting)],
    ['a busy period ahead', () => composeBusy(sale, [service], setting)],
    ['a week in one message', () => composeDigest([past], { span: week, voice, now })],
    [
      'a quiet week',
      () =>
        composeDigest([{ service, share: 1, workedMs: 0, hints: [], incidents: [] }], {
          ...{ span: week, voice, now },
        }),
    ],
    ['a confirmation', () => composeConfirmation(service, standing, setting)],
  ])('%s', (_, card) => {
    const text = read(card());
    expect(text).not.toMatch(/[{}]|undefined|NaN/);
    expect(text).toMatchSnapshot();
  });

  test('a forecast', async () => {
    const text = await room(watched, { language: tag }).ask('forecast china-post');
    expect(text).not.toMatch(/[{}]|undefined|NaN/);
    expect(text).toMatchSnapshot();
  });
});
