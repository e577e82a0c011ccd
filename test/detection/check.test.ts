/** Readings of one check in, what people would be told out. */
import { describe, expect, test } from 'vitest';
import {
  type CheckVerdict,
  freshCheck,
  needsCanaries,
  observe,
} from '../../src/detection/check.ts';
import { isPartial, newDoubt } from '../../src/detection/doubt.ts';
import { createReader, noon, reading } from './reader.ts';

const second = 1000;
const minute = 60 * second;

/** An hour of quiet, so that the check is known to work. */
function working(preset?: 'calm' | 'default' | 'eager') {
  const reader = createReader(preset);
  reader.series('up', 60, minute);
  return reader;
}

/** Four quiet days teach that a failure is no accident here. */
function quiet(preset?: 'eager') {
  const reader = createReader(preset);
  reader.series('up', 5760, minute);
  return reader;
}

describe('a failure', () => {
  test('before the first look nothing is known', () => {
    expect(createReader().verdict).toEqual({ status: 'unknown', isSuspect: false });
  });

  test('one success is a positive word', () => {
    expect(createReader().after(minute).take('up').status).toBe('operational');
  });

  test('the first failure is only a suspicion', () => {
    const verdict = working().after(minute).take('hard');
    expect(verdict.status).toBe('operational');
    expect(verdict.isSuspect).toBe(true);
  });

  test('a blip is told to nobody', () => {
    const reader = working();
    reader.series('hard', 3, 5 * second);
    const verdict = reader.series('up', 12, 5 * second);
    expect(verdict).toMatchObject({ status: 'operational', isSuspect: false });
    expect(reader.state.doubt).toBeUndefined();
  });

  test('a refusal that lasts is down within a minute, dated by its first failure', () => {
    const reader = working();
    const first = reader.after(minute).now;
    reader.take('hard');
    const verdict = reader.series('hard', 11, 5 * second);
    expect(verdict).toMatchObject({ status: 'down', since: first, isSuspect: false });
    expect(verdict.cause?.values).toEqual({ status: 503 });
  });

  test('silence takes longer to believe than a refusal, but not two minutes', () => {
    const reader = working();
    reader.after(minute).take('soft');
    expect(reader.series('soft', 7, 5 * second).status).toBe('operational');
    expect(reader.series('soft', 17, 5 * second).status).toBe('down');
  });

  test('two failures are never an outage, however clear they are', () => {
    const reader = quiet('eager');
    reader.after(minute).take('hard');
    reader.after(80 * second).take('hard');
    expect(reader.state.doubt?.belief.down).toBeGreaterThan(0.9);
    expect(reader.verdict.status).toBe('operational');
  });

  test('no number of failures within half a minute is an outage', () => {
    const reader = quiet();
    reader.after(minute).take('hard');
    reader.series('hard', 28, second);
    expect(reader.state.doubt?.belief.down).toBeGreaterThan(0.98);
    expect(reader.verdict.status).toBe('operational');
    expect(reader.series('hard', 2, second).status).toBe('down');
  });

  test('a calm service waits a minute, an eager one half of it', () => {
    const lookUntilDown = (preset: 'calm' | 'eager') => {
      const reader = working(preset);
      reader.after(minute).take('hard');
      const first = reader.now;
      while (reader.verdict.status !== 'down') reader.after(5 * second).take('hard');
      return reader.now - first;
    };
    expect(lookUntilDown('calm')).toBeGreaterThanOrEqual(minute);
    expect(lookUntilDown('eager')).toBeLessThanOrEqual(40 * second);
  });
});

describe('a recovery', () => {
  function down(looks = 48) {
    const reader = working();
    reader.after(minute).take('hard');
    reader.series('hard', looks, 5 * second);
    expect(reader.verdict.status).toBe('down');
    return reader;
  }

  test('one success does not end an outage', () => {
    expect(
      down()
        .after(30 * second)
        .take('up').status,
    ).toBe('down');
  });

  test('three successes over half a minute end it, dated by the first of them', () => {
    const reader = down();
    const first = reader.after(30 * second).now;
    reader.take('up');
    const verdict = reader.series('up', 3, 10 * second);
    expect(verdict).toEqual({ status: 'operational', isSuspect: false, since: first });
  });

  test('successes in quick succession are not yet a recovery', () => {
    const reader = down();
    expect(reader.series('up', 20, second).status).toBe('down');
  });

  test('what was down for less than three minutes has to work for a whole one', () => {
    const reader = down(12);
    expect(reader.series('up', 6, 10 * second).status).toBe('down');
    expect(reader.after(10 * second).take('up').status).toBe('operational');
  });

  test('an eager service is believed at once, also after a short outage', () => {
    const reader = working('eager');
    reader.series('hard', 12, 5 * second);
    expect(reader.verdict.status).toBe('down');
    expect(reader.series('up', 4, 10 * second).status).toBe('operational');
  });

  test('a failure while it recovers starts the recovery anew', () => {
    const reader = down();
    reader.series('up', 2, 10 * second);
    reader.after(10 * second).take('hard');
    expect(reader.series('up', 2, 10 * second).status).toBe('down');
  });

  test('an outage that turns into slow answers is degraded, not over', () => {
    const reader = down();
    expect(reader.series('slow', 12, 10 * second).status).toBe('degraded');
  });
});

describe('half of it', () => {
  test('every other look failing is degraded', () => {
    const reader = working();
    for (let look = 0; look < 12; look += 1) {
      reader.after(5 * second).take('soft');
      reader.after(5 * second).take('up');
    }
    expect(reader.verdict.status).toBe('degraded');
  });

  test('slow and busy answers are degraded and never down', () => {
    for (const sight of ['slow', 'busy'] as const) {
      const reader = working();
      const seen = new Set<string>();
      for (let look = 0; look < 400; look += 1) {
        seen.add(reader.after(10 * second).take(sight).status);
      }
      expect([...seen]).toEqual(['operational', 'degraded']);
    }
  });

  test('a slow service that falls silent is down', () => {
    const reader = working();
    reader.series('slow', 20, 10 * second);
    expect(reader.series('hard', 13, 10 * second).status).toBe('down');
  });

  test('a full outage is told once, not first as half of one', () => {
    const reader = working();
    const seen = new Set<string>();
    reader.after(minute).take('soft');
    for (let look = 0; look < 40; look += 1) {
      seen.add(reader.after(5 * second).take('soft').status);
    }
    expect([...seen]).toEqual(['operational', 'down']);
  });
});

test('without a single answer it is not half of an outage, however believable', () => {
  const belief = { up: 0.005, glitch: 0.005, partial: 0.29, down: 0.7 };
  const silent = { ...newDoubt(0), belief, failures: 9 };
  expect(isPartial(silent, 2 * minute, 'default')).toBe(false);
  const answering = { since: minute, looks: 1 };
  expect(isPartial({ ...silent, answering }, 2 * minute, 'default')).toBe(true);
});

describe('what says nothing about the far end', () => {
  test('our own network never makes an outage, it makes us blind', () => {
    const reader = working();
    const verdict = reader.series('soft', 500, 5 * second, 'failing');
    expect(verdict).toMatchObject({ status: 'unknown', cause: { code: 'own-network' } });
  });

  test('a bug of ours never makes an outage', () => {
    expect(working().series('ours', 500, 5 * second).status).toBe('unknown');
  });

  test('being refused is not an outage and says so', () => {
    const verdict = working().series('policy', 3, minute);
    expect(verdict).toMatchObject({ status: 'unknown', cause: { kind: 'policy' } });
  });

  test('one blind look is not worth a word', () => {
    expect(working().after(minute).take('soft', 'failing').status).toBe('operational');
  });

  test('one blind look after a first failure is all there is to say', () => {
    const reader = createReader();
    expect(reader.after(second).take('hard')).toMatchObject({ isSuspect: true });
    const verdict = reader.after(5 * second).take('hard', 'failing');
    expect(verdict).toMatchObject({ status: 'unknown', cause: { code: 'own-network' } });
    expect(reader.after(5 * second).take('hard')).toMatchObject({ isSuspect: true });
  });

  test('after blindness everything is looked at again before any verdict', () => {
    const reader = working();
    reader.series('soft', 4, 5 * second);
    reader.series('soft', 30, 5 * second, 'failing');
    expect(reader.after(5 * second).take('soft')).toMatchObject({ status: 'unknown' });
    expect(reader.series('soft', 4, 5 * second).status).toBe('unknown');
    expect(reader.after(5 * second).take('up').status).toBe('operational');
  });

  test('blindness does not end an outage', () => {
    const reader = working();
    reader.series('hard', 30, 5 * second);
    const { since } = reader.verdict;
    reader.series('soft', 10, 5 * second, 'failing');
    expect(reader.verdict.status).toBe('unknown');
    expect(reader.after(30 * second).take('hard')).toMatchObject({ status: 'down', since });
  });

  test('the canaries are asked about a failure, not about a success or a known outage', () => {
    const reader = working();
    expect(needsCanaries(reader.state, reading('up', reader.now))).toBe(false);
    expect(needsCanaries(reader.state, reading('soft', reader.now))).toBe(true);
    expect(needsCanaries(reader.state, reading('hard', reader.now))).toBe(true);
    expect(needsCanaries(reader.state, reading('busy', reader.now))).toBe(false);
    reader.series('hard', 30, 5 * second);
    expect(needsCanaries(reader.state, reading('hard', reader.now))).toBe(false);
  });
});

describe('time', () => {
  test('a reading that comes late changes nothing', () => {
    const reader = working();
    const before = reader.state;
    const late = reading('hard', reader.now - minute);
    const around = { now: reader.now, canaries: 'working', preset: 'default' } as const;
    expect(observe(before, late, around)).toBe(before);
  });

  test('a suspended machine has not watched an unbroken failure', () => {
    const reader = working();
    reader.series('hard', 2, 5 * second);
    reader.after(8 * 60 * minute);
    reader.take('hard');
    expect(reader.series('hard', 3, 5 * second).status).toBe('operational');
  });

  test('a clock set back by a day neither blinds the check nor makes an outage', () => {
    const reader = working();
    reader.series('hard', 2, 5 * second);
    reader.after(-24 * 60 * minute).take('hard');
    expect(reader.verdict.status).toBe('operational');
    expect(reader.series('hard', 12, 5 * second).status).toBe('down');
    expect(reader.verdict.since).toBeLessThan(reader.now);
  });

  test('a restart in the middle of a doubt goes on where it stopped', () => {
    const [one, other] = [working(), working()];
    one.series('soft', 5, 5 * second);
    other.series('soft', 5, 5 * second);
    other.restart();
    expect(other.series('soft', 15, 5 * second)).toEqual(one.series('soft', 15, 5 * second));
    expect(other.state).toEqual(one.state);
  });
});

describe('going up and down', () => {
  /** Down and up for so many seconds each, looked at every 5 s; the statuses people would be told. */
  function pattern(downS: number, upS: number, episodes: number) {
    const reader = working();
    const told: string[] = [];
    const note = ({ status, isUnstable }: CheckVerdict) => {
      const word = isUnstable ? `unstable ${status}` : status;
      if (told.at(-1) !== word) told.push(word);
    };
    for (let episode = 0; episode < episodes; episode += 1) {
      for (let s = 0; s < downS; s += 5) note(reader.after(5 * second).take('hard'));
      for (let s = 0; s < upS; s += 5) note(reader.after(5 * second).take('up'));
    }
    for (let look = 0; look < 30; look += 1) note(reader.after(minute).take('up'));
    return told;
  }

  test('two minutes down, three up: one outage, then unstable until it is stable', () => {
    expect(pattern(120, 180, 24)).toEqual([
      'operational',
      'down',
      'operational',
      'unstable degraded',
      'operational',
    ]);
  });

  test('blips too short for an outage are unstable when they keep coming', () => {
    expect(pattern(25, 95, 60)).toEqual(['operational', 'unstable degraded', 'operational']);
  });

  test('a long outage of an unstable service is still called down', () => {
    const reader = working();
    for (let episode = 0; episode < 4; episode += 1) {
      reader.series('hard', 12, 5 * second);
      reader.series('up', 12, 10 * second);
    }
    expect(reader.verdict.isUnstable).toBe(true);
    expect(reader.series('hard', 60, 10 * second)).toMatchObject({ status: 'down' });
  });
});

describe('trouble that was perhaps our own', () => {
  /** Some failures that look like the service's until it turns out that everything fails. */
  function massFailure(reader: ReturnType<typeof working>) {
    reader.series('soft', 4, 5 * second);
    reader.series('soft', 6, 10 * second, 'failing');
    return reader.series('up', 40, 10 * second);
  }

  test('does not make a service unstable, however often it comes', () => {
    const reader = working();
    for (let time = 0; time < 6; time += 1) {
      expect(massFailure(reader)).toEqual({
        status: 'operational',
        isSuspect: false,
        since: expect.any(Number),
      });
      expect(reader.state.unrest).toBeUndefined();
    }
  });

  test('after real trouble is not what makes the service unstable', () => {
    const reader = working();
    for (let time = 0; time < 2; time += 1) {
      reader.series('hard', 4, 5 * second);
      reader.series('up', 12, 5 * second);
    }
    reader.series('soft', 4, 5 * second);
    expect(reader.verdict.isUnstable).toBe(true);
    expect(reader.series('soft', 1, 10 * second, 'failing').isUnstable).toBeUndefined();
    expect(reader.series('up', 1, 10 * second)).toMatchObject({ status: 'operational' });
    // The real trouble is not forgotten with it.
    expect(reader.series('hard', 4, 5 * second).isUnstable).toBe(true);
  });

  test('does not end an instability that was known before', () => {
    const reader = working();
    for (let time = 0; time < 3; time += 1) {
      reader.series('hard', 4, 5 * second);
      reader.series('up', 12, 5 * second);
    }
    expect(reader.verdict.isUnstable).toBe(true);
    expect(massFailure(reader).isUnstable).toBe(true);
  });

  test('and lasts through a pause is counted once', () => {
    const reader = working();
    reader.series('hard', 4, 5 * second);
    reader.after(2 * minute);
    const verdict = reader.series('hard', 12, 5 * second);
    expect(verdict).toMatchObject({ status: 'down' });
    expect(verdict.isUnstable).toBeUndefined();
  });
});

test('a fresh check is plain JSON', () => {
  const state = freshCheck(noon);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
