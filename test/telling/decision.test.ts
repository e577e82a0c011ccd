import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/model.ts';
import {
  decide,
  notesOf,
  regroupMs,
  type Step,
  spokenOf,
  stormSize,
} from '../../src/telling/decision.ts';
import { expiresAfterMs, type Row } from '../../src/telling/need.ts';
import {
  type Announcement,
  delivered,
  edited,
  nothingTold,
  type Sending,
  type Told,
} from '../../src/telling/told.ts';
import { ended, minute, outage, subscription } from './world.ts';

const now = 60 * minute;

type Facts = {
  now?: number;
  pausedUntil?: number;
  repeatsAreSafeForMs?: number;
  since?: number;
  others?: readonly Row[];
};

function row(incidents: readonly Incident[], told: Told = nothingTold, since = 0): Row {
  const service = incidents[0]?.service ?? 'mail';
  return { subscription: subscription({ service, since }), told, incidents };
}

function step(incidents: readonly Incident[], told?: Told, facts: Facts = {}): Step {
  return decide({
    row: row(incidents, told, facts.since),
    others: facts.others ?? [],
    pausedUntil: facts.pausedUntil ?? 0,
    repeatsAreSafeForMs: facts.repeatsAreSafeForMs ?? 0,
    now: facts.now ?? now,
  });
}

function sendingOf(what: Announcement, ...incidents: readonly Incident[]): Sending {
  return { what, members: incidents.map(spokenOf), nonce: 'n', at: now, attempts: 1 };
}

function toldOf(incident: Incident, card = 'card-1'): Told {
  return delivered(nothingTold, 'outage', spokenOf(incident), { messageId: card, at: now });
}

function recovered(incident: Incident, told: Told): Told {
  return delivered(told, 'recovery', spokenOf(incident), { messageId: 'reply-1', at: now });
}

function services(given: Step): readonly string[] {
  return 'members' in given ? given.members.map(({ incident }) => incident.service) : [];
}

describe('what is against what was told', () => {
  const down = outage();
  const back = ended(down, 20 * minute);

  test('a new outage is told first', () => {
    expect(step([down])).toMatchObject({ do: 'announce', what: 'outage', why: 'first' });
  });

  test('what was told once is not told again', () => {
    const inStep = { do: 'nothing', why: 'in-step', wakeAt: down.startedAt + 60 * minute };
    expect(step([down], toldOf(down))).toEqual(inStep);
  });

  test('a recovery is announced before the card is edited', () => {
    const first = step([back], toldOf(down));
    expect(first).toMatchObject({ do: 'announce', what: 'recovery', why: 'recovered' });
    const told = recovered(back, toldOf(down));
    expect(step([back], told)).toMatchObject({ do: 'edit', why: 'changed' });
    expect(step([back], edited(told, back.revision))).toMatchObject({ why: 'in-step' });
  });

  test('an outage that ended untold becomes one message', () => {
    expect(step([back])).toMatchObject({ do: 'announce', what: 'missed', why: 'coalesced' });
  });

  test('an outage that ended before the subscription is told to nobody', () => {
    expect(step([back], undefined, { since: 30 * minute })).toMatchObject({
      do: 'note',
      why: 'before-subscription',
    });
  });

  test('an outage that lasts when a channel subscribes is told', () => {
    expect(step([down], undefined, { since: 30 * minute })).toMatchObject({ what: 'outage' });
  });

  test('an untold outage of yesterday has expired', () => {
    const late = 20 * minute + expiresAfterMs + 1;
    expect(step([back], undefined, { now: late })).toMatchObject({ do: 'note', why: 'expired' });
  });

  test('a recovery is told however late', () => {
    const late = 20 * minute + 10 * expiresAfterMs;
    expect(step([back], toldOf(down), { now: late })).toMatchObject({ what: 'recovery' });
  });

  test('getting worse is announced, getting better only edits the card', () => {
    const partial = outage({ status: 'partial' });
    const worse = { ...partial, status: 'major' as const, revision: 2 };
    expect(step([worse], toldOf(partial))).toMatchObject({ what: 'escalation' });
    const better = { ...down, status: 'partial' as const, revision: 2 };
    expect(step([better], toldOf(down))).toMatchObject({ do: 'edit' });
  });

  test('worse again after better is no second escalation', () => {
    const worst = toldOf(down);
    const again = { ...down, revision: 3 };
    expect(step([again], worst)).toMatchObject({ do: 'edit' });
  });

  test('an incident that reopens is announced again', () => {
    const told = edited(recovered(back, toldOf(down)), back.revision);
    const reopened = { ...down, revision: 3 };
    expect(step([reopened], told)).toMatchObject({ what: 'again', why: 'reopened' });
  });

  test('the recovery of the old incident comes before the next outage', () => {
    const next = outage({ id: 'mail.2', openedAt: 40 * minute, startedAt: 39 * minute });
    expect(step([back, next], toldOf(down))).toMatchObject({
      what: 'recovery',
      members: [{ incident: back }],
    });
    const told = edited(recovered(back, toldOf(down)), back.revision);
    expect(step([back, next], told)).toMatchObject({
      what: 'outage',
      members: [{ incident: next }],
    });
  });

  test('a deleted card is made anew at the next change', () => {
    const { card: _, ...lost } = toldOf(down);
    expect(step([down], lost)).toMatchObject({ why: 'in-step' });
    expect(step([{ ...down, revision: 2 }], lost)).toMatchObject({ what: 'card' });
  });

  test('a channel that cannot be written to rests until its time', () => {
    const facts = { pausedUntil: now + 1 };
    expect(step([back], toldOf(down), facts)).toEqual({ do: 'nothing', why: 'paused' });
    const later = { ...facts, now: now + 1 };
    expect(step([back], toldOf(down), later)).toMatchObject({ what: 'recovery' });
  });
});

describe('the first message of an outage', () => {
  const down = outage({ openedAt: now - 1_000 });
  const asked = { row: row([down]), others: [], repeatsAreSafeForMs: 0, now };

  test('waits a moment while others are about to fail for the same reason', () => {
    const gathering = { ...asked, isGathering: () => true };
    const wakeAt = now + 4_000;
    expect(decide(gathering)).toEqual({ do: 'nothing', why: 'gathers', wakeAt });
    expect(decide({ ...gathering, now: wakeAt })).toMatchObject({ do: 'announce', why: 'first' });
  });

  test('is not delayed when it stands alone', () => {
    const alone = { ...asked, isGathering: () => false };
    expect(decide(alone)).toMatchObject({ do: 'announce', why: 'first' });
  });
});

describe('a message whose fate is unsure', () => {
  const down = outage();
  const unsure: Told = { ...nothingTold, sending: sendingOf('outage', down) };

  test('is sent again with the same nonce while the network drops repeats', () => {
    const safe = { repeatsAreSafeForMs: 120_000 };
    expect(step([down], unsure, safe)).toMatchObject({ do: 'repeat', why: 'same-nonce' });
  });

  test('is sent once more where nothing drops repeats, and then assumed sent', () => {
    expect(step([down], unsure)).toMatchObject({ do: 'repeat', why: 'once-more' });
    const twice = { ...unsure, sending: { ...sendingOf('outage', down), attempts: 2 } };
    const settled = step([down], twice);
    expect(settled).toMatchObject({ do: 'note', why: 'assumed-sent' });
    if (settled.do !== 'note') throw new Error('a note');
    expect(step([down], settled.notes[0]?.told)).toMatchObject({ why: 'in-step' });
  });

  test('is not repeated when it was a minor one', () => {
    const minor = { ...unsure, sending: sendingOf('escalation', down) };
    expect(step([down], minor)).toMatchObject({ do: 'note', why: 'assumed-sent' });
  });

  test('is not repeated because the clock was set back', () => {
    const sending = { ...sendingOf('escalation', down), at: Number.MAX_SAFE_INTEGER };
    expect(step([down], { ...unsure, sending })).toMatchObject({ do: 'note', why: 'assumed-sent' });
  });

  test('is no doubt at all when its form was refused: it goes as plain text', () => {
    const plain = { ...sendingOf('escalation', down), isPlain: true, attempts: 0 };
    const refused = { ...unsure, sending: plain };
    expect(step([down], refused)).toMatchObject({ do: 'repeat', why: 'as-plain-text' });
  });

  test('is settled before anything else is said', () => {
    const back = ended(down, 20 * minute);
    expect(step([back], unsure)).toMatchObject({ do: 'repeat', sending: { what: 'outage' } });
  });
});

describe('outages that belong together', () => {
  const at = (service: string, facts: Partial<Incident> = {}) =>
    outage({ id: `${service}.1`, service, group: 'rack', ...facts });
  const mail = at('mail');
  const shop = at('shop');
  const wiki = at('wiki', { group: 'elsewhere' });

  test('those of one cause are told in one message, others are not in it', () => {
    const given = step([mail], undefined, { others: [row([shop]), row([wiki])] });
    expect(given).toMatchObject({ do: 'announce', what: 'outage' });
    expect(services(given)).toEqual(['mail', 'shop']);
  });

  test('one that fails later joins the card, which then shows it', () => {
    const others = [row([mail], toldOf(mail))];
    const joined = step([shop], undefined, { others });
    expect(joined).toMatchObject({ do: 'note', why: 'joined' });
    if (joined.do !== 'note') throw new Error('a note');
    const told = joined.notes[0]?.told;
    expect(told).toMatchObject({ believes: 'down', card: 'card-1' });
    const shown = step([shop], told, { others });
    expect(shown).toMatchObject({ do: 'edit' });
    expect(services(shown)).toEqual(['shop', 'mail']);
  });

  test('one that fails after the story has ended begins another', () => {
    const back = ended(mail, now);
    const others = [row([back], edited(recovered(back, toldOf(mail)), back.revision))];
    expect(step([shop], undefined, { others })).toMatchObject({ do: 'announce', what: 'outage' });
  });

  test('the recovery waits for the rest, and the last one back tells it for all', () => {
    const back = ended(mail, now);
    const toldBack = edited(toldOf(mail), back.revision);
    const open = row([shop], toldOf(shop));
    expect(step([back], toldOf(mail), { others: [open] })).toMatchObject({ do: 'edit' });
    expect(step([back], toldBack, { others: [open] })).toEqual({
      do: 'nothing',
      why: 'waits-for-group',
      wakeAt: now + regroupMs,
    });
    const last = ended(shop, now + minute);
    const given = step([last], toldOf(shop), { others: [row([back], toldBack)] });
    expect(given).toMatchObject({ what: 'recovery', why: 'recovered' });
    expect(services(given)).toEqual(['shop', 'mail']);
  });

  test('a small part that is back is said quietly, most of it or a late one aloud', () => {
    const back = ended(mail, now);
    const open = row([shop], toldOf(shop));
    const quiet = { others: [open], now: now + regroupMs };
    expect(step([back], edited(toldOf(mail), 2), quiet)).toHaveProperty('isQuiet', true);
    const third = ended(at('blog'), now);
    const most = { ...quiet, others: [open, row([third], edited(toldOf(third), 2))] };
    expect(step([back], edited(toldOf(mail), 2), most)).not.toHaveProperty('isQuiet');
    const late = { ...quiet, now: now + 25 * 60 * minute };
    expect(step([back], edited(toldOf(mail), 2), late)).not.toHaveProperty('isQuiet');
  });

  test('a recovery does not wait for ever', () => {
    const back = ended(mail, now);
    const facts = { others: [row([shop], toldOf(shop))], now: now + regroupMs };
    expect(services(step([back], edited(toldOf(mail), 2), facts))).toEqual(['mail']);
  });

  test('a storm becomes one message, and what fails next joins it', () => {
    const names = Array.from({ length: stormSize }, (_, index) => `s${index}`);
    const all = names.map((name) => at(name, { group: name, openedAt: now - minute }));
    const given = step([all[0] ?? mail], undefined, {
      others: all.slice(1).map((one) => row([one])),
    });
    expect(services(given)).toEqual(names);
    const others = all.map((one) => row([one], toldOf(one, 'storm-card')));
    expect(step([wiki], undefined, { others })).toMatchObject({ do: 'note', why: 'joined' });
    expect(step([wiki], undefined, { others: others.slice(1) })).toMatchObject({ what: 'outage' });
  });

  test('a doubt about a message for several is settled for all of them', () => {
    const unsure = { ...nothingTold, sending: { ...sendingOf('outage', mail, shop), attempts: 2 } };
    const given = step([mail], unsure, { others: [row([shop])] });
    expect(given).toMatchObject({ do: 'note', why: 'assumed-sent' });
    expect(given.do === 'note' && given.notes.map(({ told }) => told.believes)).toEqual([
      'down',
      'down',
    ]);
  });
});

describe('for any history of a channel', () => {
  type Happening = 'open' | 'worse' | 'better' | 'close' | 'reopen';
  type Event = { what: Happening | 'look' | 'crash'; who: number; group: number; minutes: number };
  const event: fc.Arbitrary<Event> = fc.record({
    what: fc.constantFrom('open', 'worse', 'better', 'close', 'reopen', 'look', 'look', 'crash'),
    who: fc.nat(4),
    group: fc.nat(1),
    minutes: fc.oneof(fc.constant(1), fc.nat(20)),
  });

  /** What happens to a service's incidents. */
  function happen(incidents: Incident[], { what, who, group }: Event, clock: number): void {
    const last = incidents.at(-1);
    const isOpen = last !== undefined && last.endedAt === undefined;
    const put = (incident: Incident) => {
      if (last && incident.id === last.id) incidents.pop();
      incidents.push(incident);
    };
    if (what === 'open' && !isOpen) {
      const service = `s${who}`;
      const born = { status: 'partial', startedAt: clock, openedAt: clock } as const;
      put(outage({ id: `${service}.${clock}`, service, group: `g${group}`, ...born }));
    } else if (last && isOpen && what === 'worse') {
      put({ ...last, status: 'major', revision: last.revision + 1 });
    } else if (last && isOpen && what === 'better') {
      put({ ...last, status: 'partial', revision: last.revision + 1 });
    } else if (last && isOpen && what === 'close') put(ended(last, clock));
    else if (last && !isOpen && what === 'reopen') {
      const { endedAt: _, ...reopened } = last;
      put({ ...reopened, revision: last.revision + 1 });
    }
  }

  /** A channel that carries out every step, and remembers what people believe of each service. */
  function createReader(count: number) {
    const incidents = Array.from({ length: count }, (): Incident[] => []);
    const tolds = Array.from({ length: count }, () => nothingTold);
    const beliefs = Array.from({ length: count }, (): 'up' | 'down' => 'up');
    const numberOf = (one: Row) => Number(one.subscription.service.slice(1));
    const rows = () =>
      incidents.map((list, index) => ({
        subscription: subscription({ service: `s${index}` }),
        told: tolds[index] ?? nothingTold,
        incidents: list,
      }));
    const note = (notes: readonly { row: Row; told: Told }[], why: string) => {
      for (const one of notes) {
        if (why === 'joined') believe(numberOf(one.row), 'down');
        tolds[numberOf(one.row)] = one.told;
      }
    };
    /** People read outages and recoveries by turns. */
    const believe = (index: number, next: 'up' | 'down') => {
      expect(beliefs[index]).not.toBe(next);
      beliefs[index] = next;
    };
    const read = (what: Announcement, members: readonly { row: Row }[]) => {
      for (const { row: one } of members) {
        if (what === 'missed') expect(beliefs[numberOf(one)]).toBe('up');
        else if (what === 'recovery') believe(numberOf(one), 'up');
        else if (what !== 'escalation' && what !== 'card' && what !== 'reminder')
          believe(numberOf(one), 'down');
      }
    };
    const tellOne = (index: number, clock: number, mayCrash: boolean): 'crashed' | number => {
      for (let limit = 0; limit < 60; limit += 1) {
        const all = rows();
        const doubtful = all.findIndex(({ told }) => told.sending);
        const mine = all[doubtful >= 0 ? doubtful : index];
        if (!mine) throw new Error('a row');
        const others = all.filter((one) => one !== mine);
        const one = decide({
          ...{ row: mine, others, pausedUntil: 0 },
          ...{ repeatsAreSafeForMs: 1e9, now: clock },
        });
        if (one.do === 'nothing') {
          if (mine === all[index]) return one.wakeAt ?? 0;
        } else if (one.do === 'note') note(one.notes, one.why);
        else if (one.do === 'edit') {
          note(
            one.members.map((member) => ({
              row: member.row,
              told: edited(member.row.told, member.incident.revision),
            })),
            'edit',
          );
        } else {
          const what = one.do === 'repeat' ? one.sending.what : one.what;
          const sending =
            one.do === 'repeat'
              ? one.sending
              : { ...sendingOf(what, ...one.members.map(({ incident }) => incident)), at: clock };
          if (one.do === 'announce') read(what, one.members);
          note([{ row: mine, told: { ...mine.told, sending } }], 'sending');
          if (mayCrash && one.do === 'announce') return 'crashed';
          note(notesOf(sending, rows(), `m${clock}.${limit}`), 'sent');
        }
      }
      throw new Error('never in step');
    };
    return { incidents, beliefs, tellOne };
  }

  test('each service is told by turns, and in the end people believe what is', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 20, maxLength: 80, size: 'max' }), (story) => {
        const count = 5;
        const { incidents, beliefs, tellOne } = createReader(count);
        let clock = 0;
        for (const one of story) {
          clock += minute + one.minutes * minute;
          const list = incidents[one.who];
          if (!list) continue;
          if (one.what === 'look' || one.what === 'crash') {
            for (let index = 0; index < count; index += 1) {
              if (tellOne(index, clock, one.what === 'crash') === 'crashed') break;
            }
          } else happen(list, one, clock);
        }
        // Long enough for every recovery that waits for its group.
        for (let round = 0; round < 4; round += 1) {
          clock += regroupMs;
          for (let index = 0; index < count; index += 1) tellOne(index, clock, false);
        }
        for (const [index, list] of incidents.entries()) {
          const last = list.at(-1);
          expect(beliefs[index]).toBe(last && last.endedAt === undefined ? 'down' : 'up');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
