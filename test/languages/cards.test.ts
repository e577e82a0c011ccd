/** The cards as each language writes them, side by side, for people who speak it to judge. */
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createVoice, languages } from '../../src/languages/index.ts';
import type { Provider } from '../../src/model.ts';
import { compose } from '../../src/telling/compose.ts';
import { composeOverview } from '../../src/telling/compose-overview.ts';
import { composeStatus } from '../../src/telling/compose-status.ts';
import { composeConfirmation } from '../../src/telling/compose-subscription.ts';
import { cause, incident, minute, now, part, read, verdict } from '../desk.ts';

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
    ['a confirmation', () => composeConfirmation(service, standing, setting)],
  ])('%s', (_, card) => {
    const text = read(card());
    expect(text).not.toMatch(/[{}]|undefined|NaN/);
    expect(text).toMatchSnapshot();
  });
});
