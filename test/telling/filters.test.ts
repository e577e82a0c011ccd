/** What a channel wants to hear, as a table: filters, the moment, and what becomes of the news. */
import { describe, expect, test } from 'vitest';
import type { Filters, Incident } from '../../src/model.ts';
import { decide, spokenOf } from '../../src/telling/decision.ts';
import { needOf, type Row, reminders } from '../../src/telling/need.ts';
import { delivered, edited, nothingTold, type Told } from '../../src/telling/told.ts';
import { part } from '../desk.ts';
import { ended, minute, outage, subscription } from './world.ts';

const hour = 60 * minute;
/** A Monday at noon. */
const noon = Date.UTC(2026, 10, 23, 12);
const down = outage({ startedAt: noon - minute, openedAt: noon, changedAt: noon });
const told = tell(down);
const nightly = { from: '22:00', to: '07:00' };
const night = noon + 11 * hour;

function tell(incident: Incident, at = noon): Told {
  return delivered(nothingTold, 'outage', spokenOf(incident), { messageId: 'card', at });
}

function row(incident: Incident, filters: Filters, known: Told = nothingTold): Row {
  return { subscription: subscription({ filters }), told: known, incidents: [incident] };
}

/** The step, in a few words. */
function what(incident: Incident, filters: Filters, facts: { told?: Told; now?: number } = {}) {
  const step = decide({
    ...{ row: row(incident, filters, facts.told), others: [], repeatsAreSafeForMs: 0 },
    now: facts.now ?? noon,
  });
  return step.do === 'announce' ? step.what : `${step.do} ${step.why}`;
}

describe('an outage that nobody was told of', () => {
  const degraded = { ...down, status: 'degraded', worst: 'degraded' } as const;
  const atNight = outage({ startedAt: night, openedAt: night, changedAt: night });
  const short = ended(down, noon + 2 * minute);
  const quiet = (afterwards: 'catch-up' | 'forget'): Filters => ({
    quiet: { hours: nightly, afterwards },
  });
  test.each<[string, Incident, Filters, number, string]>([
    ['without filters', down, {}, noon, 'outage'],
    ['severe enough', down, { atLeast: 'partial' }, noon, 'outage'],
    ['too mild', degraded, { atLeast: 'partial' }, noon, 'nothing filtered'],
    ['too mild, ended', ended(degraded, noon), { atLeast: 'partial' }, noon, 'note filtered'],
    ['not long enough', down, { delayMs: 10 * minute }, noon, 'nothing delay'],
    ['long enough', down, { delayMs: 10 * minute }, noon + 9 * minute, 'outage'],
    ['too short', short, { delayMs: 10 * minute }, noon + hour, 'note too-short'],
    ['in a muted time', down, { mutedUntil: noon + hour }, noon, 'nothing muted'],
    ['after a muted time', down, { mutedUntil: noon + hour }, noon + hour, 'outage'],
    ['ended while muted', short, { mutedUntil: noon + hour }, noon + hour, 'note muted'],
    ['muted itself', down, { mutedIncident: down.id }, noon, 'nothing muted'],
    ['another one is muted', down, { mutedIncident: 'x' }, noon, 'outage'],
    ['by day', down, quiet('catch-up'), noon, 'outage'],
    ['at night', atNight, quiet('catch-up'), night, 'nothing quiet-hours'],
    ['in the morning', atNight, quiet('forget'), night + 9 * hour, 'outage'],
    ['over, at night', ended(atNight, night), quiet('catch-up'), night, 'nothing quiet-hours'],
    ['over, next day', ended(atNight, night), quiet('catch-up'), night + 9 * hour, 'missed'],
    ['over, forgotten', ended(atNight, night), quiet('forget'), night, 'note quiet-hours'],
    [
      'severe, at night',
      atNight,
      { quiet: { hours: nightly, afterwards: 'forget', unless: 'major' } },
      night,
      'outage',
    ],
  ])('%s', (_name, incident, filters, now, expected) => {
    expect(what(incident, filters, { now })).toBe(expected);
  });

  test('a silence ends by itself', () => {
    expect(needOf(row(down, { delayMs: 10 * minute }), noon)).toMatchObject({
      wakeAt: noon + 9 * minute,
    });
    expect(needOf(row(atNight, quiet('catch-up')), night)).toMatchObject({
      wakeAt: noon + 19 * hour,
    });
  });
});

describe('an outage that people were told of', () => {
  const worse = {
    ...outage({ ...down, status: 'partial' }),
    status: 'major',
    revision: 2,
  } as const;
  const mild = tell(outage({ ...down, status: 'partial' }));
  const back = ended(down, noon + minute);
  const quiet: Filters = { quiet: { hours: nightly, afterwards: 'forget' } };
  test.each<[string, Incident, Filters, { told?: Told; now?: number }, string]>([
    ['is back', back, {}, { told }, 'recovery'],
    [
      'is back, muted: only the card changes',
      back,
      { mutedIncident: down.id },
      { told },
      'note muted',
    ],
    ['is worse, muted', worse, { mutedIncident: down.id }, { told: mild }, 'note muted'],
    ['is back at night: the card changes', back, quiet, { told, now: night }, 'edit changed'],
    [
      'is back at night, and the card says so',
      back,
      quiet,
      { told: edited(told, 2), now: night },
      'nothing quiet-hours',
    ],
    ['is back, next day', back, quiet, { told, now: night + 9 * hour }, 'recovery'],
    ['changed, plain', { ...down, revision: 2 }, { mode: 'plain' }, { told }, 'note plain'],
    ['is back, plain', back, { mode: 'plain' }, { told }, 'recovery'],
    [
      'is milder than wanted now',
      { ...down, status: 'degraded', revision: 2 },
      { atLeast: 'major' },
      { told },
      'edit changed',
    ],
  ])('%s', (_name, incident, filters, facts, expected) => {
    expect(what(incident, filters, facts)).toBe(expected);
  });

  test('a muted recovery leaves nothing to be told but the card', () => {
    const need = needOf(row(back, { mutedIncident: down.id }, told), noon);
    const known = need.what === 'skip' ? need.told : told;
    expect(what(back, { mutedIncident: down.id }, { told: known })).toBe('edit changed');
    expect(what(back, {}, { told: edited(known, 2) })).toBe('nothing in-step');
  });
});

describe('some parts of a service', () => {
  const chat = part('chat', 'major');
  const media = part('media', 'degraded');
  const incident: Incident = { ...down, status: 'partial', worst: 'partial', parts: [chat, media] };
  const only = (...components: string[]): Filters => ({ components });

  test('an outage of other parts is no news', () => {
    expect(what(incident, only('web'))).toBe('nothing filtered');
    expect(what(incident, only('web', 'chat'))).toBe('outage');
  });

  test('people read of their parts alone, as badly as these are', () => {
    const need = needOf(row(incident, only('media')), noon);
    expect(need).toMatchObject({ incident: { status: 'degraded', parts: [media] } });
  });

  test('it is over when their parts work again, whatever else fails', () => {
    const later = { ...incident, parts: [chat], revision: 2, changedAt: noon + minute };
    const known = tell({ ...incident, status: 'degraded' });
    expect(needOf(row(later, only('media'), known), noon)).toMatchObject({
      ...{ what: 'recovery', incident: { endedAt: noon + minute } },
    });
  });
});

describe('reminders', () => {
  test('come after one, four and twenty-four hours, and then no more', () => {
    let known = told;
    const at: number[] = [];
    for (let now = noon; now < noon + 48 * hour; now += 10 * minute) {
      if (what(down, {}, { told: known, now }) !== 'reminder') continue;
      at.push(now - down.startedAt);
      known = delivered(known, 'reminder', spokenOf(down), { messageId: 'm', at: now });
    }
    expect(at.map((ms) => Math.floor(ms / hour))).toEqual(reminders.map((ms) => ms / hour));
  });

  test('do not come at once for what was told late', () => {
    const late = tell(down, noon + 5 * hour);
    expect(what(down, {}, { told: late, now: noon + 5 * hour })).toBe('nothing in-step');
    expect(needOf(row(down, {}, late), noon + 5 * hour)).toMatchObject({
      wakeAt: down.startedAt + 24 * hour,
    });
  });

  test('come to nobody who does not want them, nor at night, nor when muted', () => {
    const now = night;
    expect(what(down, {}, { told, now })).toBe('reminder');
    expect(what(down, { hasReminders: false }, { told, now })).toBe('nothing in-step');
    expect(what(down, { quiet: { hours: nightly, afterwards: 'forget' } }, { told, now })).toBe(
      'nothing quiet-hours',
    );
    expect(what(down, { mutedIncident: down.id }, { told, now })).toBe('nothing muted');
  });
});
