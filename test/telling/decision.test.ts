import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Incident, severity } from '../../src/model.ts';
import {
  decide,
  delivered,
  edited,
  expiresAfterMs,
  type Step,
} from '../../src/telling/decision.ts';
import { nothingTold, type Sending, type Told } from '../../src/telling/told.ts';
import { ended, minute, outage, subscription } from './world.ts';

const now = 60 * minute;

function step(
  incidents: readonly Incident[],
  told?: Told,
  facts: { now?: number; repeatsAreSafeForMs?: number; since?: number } = {},
): Step {
  return decide({
    incidents,
    told,
    subscription: subscription({ since: facts.since ?? 0 }),
    repeatsAreSafeForMs: facts.repeatsAreSafeForMs ?? 0,
    now: facts.now ?? now,
  });
}

function sendingOf(incident: Incident, what: Sending['what'] = 'outage'): Sending {
  return {
    what,
    incident: incident.id,
    openedAt: incident.openedAt,
    revision: incident.revision,
    severity: severity(incident.status),
    nonce: 'n',
    at: now,
    attempts: 1,
  };
}

const toldOf = (incident: Incident) => delivered(nothingTold, sendingOf(incident), 'card-1');

describe('what is against what was told', () => {
  const down = outage();
  const back = ended(down, 20 * minute);

  test('a new outage is told first', () => {
    expect(step([down])).toMatchObject({ do: 'announce', what: 'outage', why: 'first' });
  });

  test('what was told once is not told again', () => {
    expect(step([down], toldOf(down))).toEqual({ do: 'nothing', why: 'in-step' });
  });

  test('a recovery is announced before the card is edited', () => {
    const first = step([back], toldOf(down));
    expect(first).toMatchObject({ do: 'announce', what: 'recovery', why: 'recovered' });
    const told = delivered(toldOf(down), sendingOf(back, 'recovery'), 'reply-1');
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
    const told = edited(
      delivered(toldOf(down), sendingOf(back, 'recovery'), 'reply-1'),
      back.revision,
    );
    const reopened = { ...down, revision: 3 };
    expect(step([reopened], told)).toMatchObject({ what: 'again', why: 'reopened' });
  });

  test('the recovery of the old incident comes before the next outage', () => {
    const next = outage({ id: 'mail.2', openedAt: 40 * minute, startedAt: 39 * minute });
    expect(step([back, next], toldOf(down))).toMatchObject({ what: 'recovery', incident: back });
    const told = edited(delivered(toldOf(down), sendingOf(back, 'recovery'), 'r'), back.revision);
    expect(step([back, next], told)).toMatchObject({ what: 'outage', incident: next });
  });

  test('a deleted card is made anew at the next change', () => {
    const { card: _, ...lost } = toldOf(down);
    expect(step([down], lost)).toMatchObject({ why: 'in-step' });
    expect(step([{ ...down, revision: 2 }], lost)).toMatchObject({ what: 'card' });
  });

  test('a channel that cannot be written to rests until its time', () => {
    const told = { ...toldOf(down), problem: { reason: 'gone', since: 1, retryAt: now + 1 } };
    expect(step([back], told)).toEqual({ do: 'nothing', why: 'paused', wakeAt: now + 1 });
    expect(step([back], told, { now: now + 1 })).toMatchObject({ what: 'recovery' });
  });
});

describe('a message whose fate is unsure', () => {
  const down = outage();
  const unsure: Told = { ...nothingTold, sending: sendingOf(down) };

  test('is sent again with the same nonce while the network drops repeats', () => {
    const safe = { repeatsAreSafeForMs: 120_000 };
    expect(step([down], unsure, safe)).toMatchObject({ do: 'repeat', why: 'same-nonce' });
  });

  test('is sent once more where nothing drops repeats, and then assumed sent', () => {
    expect(step([down], unsure)).toMatchObject({ do: 'repeat', why: 'once-more' });
    const twice = { ...unsure, sending: { ...sendingOf(down), attempts: 2 } };
    const settled = step([down], twice);
    expect(settled).toMatchObject({ do: 'note', why: 'assumed-sent' });
    if (settled.do !== 'note') throw new Error('a note');
    expect(step([down], settled.told)).toMatchObject({ why: 'in-step' });
  });

  test('is not repeated when it was a minor one', () => {
    const minor = { ...unsure, sending: sendingOf(down, 'escalation') };
    expect(step([down], minor)).toMatchObject({ do: 'note', why: 'assumed-sent' });
  });

  test('is settled before anything else is said', () => {
    const back = ended(down, 20 * minute);
    expect(step([back], unsure)).toMatchObject({ do: 'repeat', sending: { what: 'outage' } });
  });
});

describe('for any history', () => {
  /** What people read: outage and recovery must take turns. */
  const turns = { outage: 'down', again: 'down', recovery: 'up', missed: 'both' } as const;
  type Event = 'open' | 'worse' | 'better' | 'close' | 'reopen' | 'look' | 'crash-before-note';

  test('outages and recoveries alternate, and at the end the channel believes what is', () => {
    const events = fc.array(
      fc.constantFrom<Event>(
        'open',
        'worse',
        'better',
        'close',
        'reopen',
        'look',
        'crash-before-note',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(events, (story) => {
        const incidents: Incident[] = [];
        const read: string[] = [];
        let told: Told | undefined;
        let clock = 0;
        const tell = (mayCrash: boolean) => {
          for (let limit = 0; limit < 50; limit += 1) {
            const one = step(incidents, told, { now: clock, repeatsAreSafeForMs: 120_000 });
            if (one.do === 'nothing') return;
            if (one.do === 'note') told = one.told;
            else if (one.do === 'edit') told = edited(told ?? nothingTold, one.incident.revision);
            else {
              const sending = one.do === 'repeat' ? one.sending : sendingOf(one.incident, one.what);
              const isRepeat = one.do === 'repeat';
              if (!isRepeat && sending.what in turns) read.push(sending.what);
              told = { ...(told ?? nothingTold), sending: { ...sending, at: clock } };
              if (mayCrash && !isRepeat) return;
              told = delivered(told, sending, `m${read.length}`);
            }
          }
          throw new Error('never in step');
        };
        for (const event of story) {
          clock += minute;
          const last = incidents.at(-1);
          const isOpen = last !== undefined && last.endedAt === undefined;
          if (event === 'open' && !isOpen) {
            incidents.push(
              outage({
                id: `mail.${clock}`,
                status: 'partial',
                worst: 'partial',
                startedAt: clock,
                openedAt: clock,
              }),
            );
          } else if (last && isOpen && (event === 'worse' || event === 'better')) {
            const status = event === 'worse' ? ('major' as const) : ('partial' as const);
            incidents[incidents.length - 1] = { ...last, status, revision: last.revision + 1 };
          } else if (last && isOpen && event === 'close') {
            incidents[incidents.length - 1] = ended(last, clock);
          } else if (last && !isOpen && event === 'reopen') {
            const { endedAt: _, ...reopened } = last;
            incidents[incidents.length - 1] = { ...reopened, revision: last.revision + 1 };
          } else if (event === 'look') tell(false);
          else if (event === 'crash-before-note') tell(true);
        }
        tell(false);
        let belief: 'up' | 'down' = 'up';
        for (const what of read) {
          const turn = turns[what as keyof typeof turns];
          if (turn === 'both') expect(belief).toBe('up');
          else {
            expect(turn).not.toBe(belief);
            belief = turn;
          }
        }
        const last = incidents.at(-1);
        expect(belief).toBe(last && last.endedAt === undefined ? 'down' : 'up');
      }),
      { numRuns: 500 },
    );
  });
});
