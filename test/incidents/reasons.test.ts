/** What is known around an outage: it makes a cause likely, takes the likelihood away, or forbids to name one. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Canaries } from '../../src/detection/network.ts';
import { createJournal } from '../../src/incidents/journal.ts';
import { createReasons, type Reasons } from '../../src/incidents/reasons.ts';
import type { Cause, ComponentVerdict, Incident, Reading } from '../../src/model.ts';
import { createStore } from '../../src/store/index.ts';
import { createTown, minute, service, type Town } from './town.ts';

const noon = Date.UTC(2026, 2, 3, 12);
const day = 86_400_000;
const expired: Cause = { code: 'certificate-expired', kind: 'hard', phase: 'tls', values: {} };
const servfail: Cause = { code: 'dns-servfail', kind: 'soft', phase: 'dns', values: {} };
const silence: Cause = { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} };
const failing: Cause = {
  ...{ code: 'http-status', kind: 'hard', phase: 'first-byte' },
  values: { status: 500 },
};

function part(id: string, cause: Cause, check = 'main'): ComponentVerdict {
  const evidence = [{ check, target: `https://${id}.test/`, since: noon, cause }];
  const counts = { isSuspect: false, working: 0, checks: 1 };
  return { component: 'main', status: 'major', evidence, ...counts };
}

function outage(id: string, cause: Cause, facts: Partial<Incident> = {}): Incident {
  return {
    ...{ id: `${id}.1`, service: id, revision: 1, status: 'major', worst: 'major' },
    ...{ startedAt: noon, openedAt: noon + minute, changedAt: noon + minute },
    parts: [part(id, cause)],
    ...facts,
  };
}

async function world(open: readonly Incident[] = [], canaries: Canaries = 'working') {
  const store = await createStore('sqlite::memory:');
  const journal = await createJournal(store.table<Incident>('incidents'));
  for (const one of open) await journal.write(one);
  let now = noon + minute;
  const reasons = createReasons({ journal, now: () => now });
  const pass = (ms: number) => {
    now += ms;
  };
  const seen = (id: string, reading: Partial<Reading>) => {
    const whole: Reading = { status: 'up', at: now, tookMs: 9, timings: {}, ...reading };
    const check = { ...{ id: 'main', target: `https://${id}.test/` }, everyMs: minute };
    reasons.note(id, { check: { ...check, timeoutMs: 9, expect: {} }, reading: whole, canaries });
  };
  return { journal, reasons, seen, pass, shut: store.close };
}

const classOf = (reasons: Reasons, incident: Incident, of = service(incident.service)) =>
  reasons.explained(incident, of).likely?.class;

describe('around an outage', () => {
  test('one expired certificate is the service’s own', async () => {
    const { reasons, seen, shut } = await world([outage('other', expired)]);
    seen('mail', { status: 'down' });
    expect(classOf(reasons, outage('mail', expired))).toBe('certificate');
    await shut();
  });

  test('certificates that expire for unrelated services at once are our clock', async () => {
    const { reasons, seen, shut } = await world([outage('a', expired), outage('b', expired)]);
    seen('mail', { status: 'down' });
    expect(classOf(reasons, outage('mail', expired))).toBeUndefined();
    await shut();
  });

  test('services of one group are not unrelated', async () => {
    const open = ['a', 'b'].map((id) => outage(id, expired, { group: 'a.1' }));
    const { reasons, seen, shut } = await world(open);
    seen('mail', { status: 'down' });
    const joined = reasons.explained(outage('mail', expired, { group: 'a.1' }), service('mail'));
    expect(joined.likely?.class).toBe('certificate');
    await shut();
  });

  test('name servers are blamed only while the names of others are found', async () => {
    const { reasons, seen, shut } = await world();
    seen('mail', { status: 'down' });
    seen('other', { at: noon - minute, timings: { dns: 3 } });
    expect(classOf(reasons, outage('mail', servfail))).toBeUndefined();
    seen('other', { at: noon + minute, timings: { dns: 3 } });
    expect(classOf(reasons, outage('mail', servfail))).toBe('dns');
    await shut();
  });

  test('a service it depends on, down too, is the likely cause', async () => {
    const { reasons, seen, shut } = await world([outage('cloud', failing)]);
    seen('mail', { status: 'down' });
    const mail = service('mail', { dependsOn: ['cloud'] });
    const { likely } = reasons.explained(outage('mail', silence), mail);
    expect(likely).toMatchObject({ class: 'third-party', values: { parent: 'cloud' } });
    await shut();
  });

  test('the same hour on earlier days makes a regular job likely', async () => {
    const past = [1, 2].map((ago) => {
      const startedAt = noon - ago * day;
      const ended = { endedAt: startedAt + minute, openedAt: startedAt, startedAt };
      return outage('mail', silence, { id: `mail.${ago}`, ...ended });
    });
    const { reasons, seen, shut } = await world(past);
    seen('mail', { status: 'down' });
    expect(classOf(reasons, outage('mail', silence, { id: 'mail.9' }))).toBe('schedule');
    await shut();
  });

  test('while our own network fails nothing is named', async () => {
    const { reasons, seen, shut } = await world([], 'failing');
    seen('mail', { status: 'down' });
    expect(classOf(reasons, outage('mail', failing))).toBeUndefined();
    await shut();
  });
});

describe('when the evidence changes', () => {
  const verdictOf = (cause: Cause) => ({
    ...{ service: 'mail', status: 'major' as const, isSuspect: false },
    components: [part('mail', cause)],
  });

  async function told(cause: Cause) {
    const made = await world();
    made.seen('mail', { status: 'down' });
    const first = made.reasons.explained(outage('mail', cause), service('mail'));
    await made.journal.write(first);
    return { ...made, first };
  }

  test('the likely cause changes with it, in a revision of its own', async () => {
    const { reasons, pass, shut } = await told(failing);
    pass(2 * minute);
    expect(reasons.reconsidered(service('mail'), verdictOf(expired))).toMatchObject({
      revision: 2,
      likely: { class: 'certificate' },
      parts: [{ evidence: [{ cause: expired }] }],
    });
    await shut();
  });

  test('it is dropped when nothing speaks for it any more', async () => {
    const { reasons, first, pass, shut } = await told(failing);
    expect(first.likely?.class).toBe('software');
    pass(2 * minute);
    const fresh = reasons.reconsidered(service('mail'), verdictOf(silence));
    expect(fresh).toMatchObject({ revision: 2 });
    expect(fresh).not.toHaveProperty('likely');
    await shut();
  });

  test('the same evidence, or another a moment later, changes nothing', async () => {
    const { reasons, pass, shut } = await told(failing);
    expect(reasons.reconsidered(service('mail'), verdictOf(expired))).toBeUndefined();
    pass(2 * minute);
    expect(reasons.reconsidered(service('mail'), verdictOf(failing))).toBeUndefined();
    await shut();
  });

  test('an outage that is over keeps what was told', async () => {
    const { reasons, first, journal, pass, shut } = await told(failing);
    const ended = { ...first, endedAt: noon + 5 * minute };
    expect(reasons.explained(ended, service('mail'))).toBe(ended);
    await journal.write(ended);
    pass(2 * minute);
    expect(reasons.reconsidered(service('mail'), verdictOf(expired))).toBeUndefined();
    await shut();
  });
});

describe('in the round of a real watcher', () => {
  let town: Town;
  afterEach(() => town.stop());

  test('an outage says why, and says otherwise when it turns out otherwise', async () => {
    let cause: Cause | undefined;
    const look = async (): Promise<Reading> => {
      const seen = { at: town.clock.now(), tookMs: 10, timings: { tcp: 5 } };
      return cause ? { status: 'down', ...seen, cause } : { status: 'up', ...seen };
    };
    town = await createTown({ services: [service('shop')], more: { look } });
    await town.clock.pass(10 * minute);
    cause = failing;
    await town.clock.pass(5 * minute);
    cause = expired;
    await town.clock.pass(5 * minute);
    cause = undefined;
    await town.clock.pass(5 * minute);
    const story = town.incidents.map(({ revision, likely, endedAt }) =>
      [revision, likely?.code, endedAt === undefined ? 'open' : 'over'].join(' '),
    );
    expect(story).toEqual([
      '1 application-error open',
      '2 certificate-expired open',
      '3 certificate-expired over',
    ]);
  });
});
