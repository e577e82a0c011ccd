/** What people read when they ask, in both languages. */
import { describe, expect, test } from 'vitest';
import type { Standing } from '../../commands/command.ts';
import { createCatalogue } from '../../src/catalogue/index.ts';
import { createVoice } from '../../src/languages/index.ts';
import type { Service } from '../../src/model.ts';
import { composeOverview } from '../../src/telling/compose-overview.ts';
import { composeStatus } from '../../src/telling/compose-status.ts';
import { composeConfirmation, composeFarewell } from '../../src/telling/compose-subscription.ts';
import { cause, incident, minute, now, part, read, verdict } from '../desk.ts';

const catalogue = createCatalogue([]);
const whatsapp = catalogue.get('whatsapp') as Service;
const gmail = catalogue.get('gmail') as Service;
const voices = { en: createVoice('en', 'UTC'), 'zh-CN': createVoice('zh-CN', 'UTC') };
const quiet = { isPublic: false, isFollowed: true };

const edges = ['tcp://e1.whatsapp.net:443', 'tcp://e2.whatsapp.net:443'];
const chatDown = part('chat', 'major', { cause: cause('refused'), targets: edges });
const rest = ['web', 'registration', 'media'].map((id) => part(id, 'operational', { checks: 2 }));
const down: Standing = {
  service: whatsapp,
  verdict: verdict('whatsapp', 'partial', [chatDown, ...rest], { since: now - 8 * minute }),
  incident: incident({ status: 'partial', startedAt: now - 9 * minute }),
  isWatched: true,
};
const fine: Standing = {
  service: whatsapp,
  verdict: verdict('whatsapp', 'operational', [part('chat', 'operational'), ...rest]),
  incident: incident({ startedAt: now - 3 * 1440 * minute, endedAt: now - 4273 * minute }),
  isWatched: true,
};
const blind: Standing = {
  service: whatsapp,
  verdict: verdict('whatsapp', 'unknown', [
    part('chat', 'unknown', { cause: cause('own-network', { kind: 'ours' }), targets: edges }),
  ]),
  isWatched: true,
};
const doubt: Standing = {
  ...fine,
  verdict: {
    ...fine.verdict,
    isSuspect: true,
    components: [{ ...chatDown, status: 'operational', isSuspect: true }, ...rest],
  },
};
const partlySeen: Standing = {
  ...fine,
  verdict: verdict('whatsapp', 'operational', [part('chat', 'unknown', { checks: 0 }), ...rest]),
};
const unwatched: Standing = { ...fine, isWatched: false };
const { incident: _, ...neverDown } = fine;

const standings = { down, fine, blind, doubt, partlySeen };

describe.each(Object.entries(voices))('%s', (_tag, voice) => {
  test.each(Object.entries(standings))('%s', (_name, standing) => {
    expect(read(composeStatus(standing, voice, now, quiet))).toMatchSnapshot();
  });
  test('asked by a name we had to guess, of a service nobody watches', () => {
    const asked = { isPublic: true, isFollowed: false, typed: 'whatsap' };
    expect(read(composeStatus(unwatched, voice, now, asked))).toMatchSnapshot();
  });
  test('the services of a channel, those with problems first', () => {
    const mail: Standing = { service: gmail, verdict: fine.verdict, isWatched: true };
    expect(read(composeOverview([mail, down, fine], voice, now))).toMatchSnapshot();
    expect(read(composeOverview([mail, fine], voice, now))).toMatchSnapshot();
    expect(read(composeOverview([mail, blind], voice, now))).toMatchSnapshot();
  });
  test('somebody subscribes and unsubscribes', () => {
    const setting = { voice, now, person: { name: 'ana' } };
    expect(read(composeConfirmation(whatsapp, down, setting))).toMatchSnapshot();
    expect(read(composeConfirmation(whatsapp, undefined, setting))).toMatchSnapshot();
    expect(read(composeFarewell(whatsapp, setting))).toMatchSnapshot();
  });
});

test('a service that was never down says so, unless nobody watched it', () => {
  const said = (standing: Standing) => read(composeStatus(standing, voices.en, now, quiet));
  expect(said(neverDown)).toContain('No outage seen since we began to watch');
  expect(said({ ...neverDown, isWatched: false })).not.toContain('No outage seen');
});

test('one look is no proof, and nobody goes on checking what is not watched', () => {
  const said = read(composeStatus({ ...doubt, isWatched: false }, voices.en, now, quiet));
  expect(said).toContain('WhatsApp may have problems');
  expect(said).toContain('One look is no proof');
});

test('doubt without evidence names the parts', () => {
  const components = [part('chat', 'unknown', { isSuspect: true }), ...rest];
  const early = { ...doubt, verdict: { ...doubt.verdict, components } };
  expect(read(composeStatus(early, voices.en, now, quiet))).toContain('In doubt: Chat\n');
});

test('old knowledge is said to be old', () => {
  const old = { ...blind, verdict: { ...blind.verdict, lookedAt: now - 65 * minute } };
  expect(composeStatus(old, voices.en, now, quiet).title).toBe(
    "Can't tell: no fresh look at WhatsApp for 1 hr 5 min",
  );
});

test('in an outage, a part that may be failing too is neither called well nor left out', () => {
  const [web, ...well] = rest;
  const components = [chatDown, { ...(web as (typeof rest)[0]), isSuspect: true }, ...well];
  const said = read(
    composeStatus({ ...down, verdict: { ...down.verdict, components } }, voices.en, now, quiet),
  );
  expect(said).toMatch(/^ *In doubt: WhatsApp Web$/m);
  expect(said).toMatch(/^ *Working: /m);
  expect(said).not.toMatch(/^ *Working: .*Web/m);
});

test('looked at in vain is not called "not looked at"', () => {
  const { lookedAt: _, ...never } = blind.verdict;
  const said = read(composeStatus({ ...blind, verdict: never }, voices.en, now, quiet));
  expect(said).toContain('our own network');
  expect(said).toContain('No result yet');
});

test('a channel with every service down stays within a screen', () => {
  const many = catalogue.services.slice(0, 50).map((service) => ({ ...down, service }));
  const message = composeOverview(many, voices.en, now);
  expect(message.title).toBe('50 of 50 services of this channel have problems');
  expect(message.lines).toHaveLength(11);
});
