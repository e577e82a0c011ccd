/** What a channel reads when our probes and the provider see the same thing, or do not. */
import { describe, expect, test } from 'vitest';
import { silenceKeepsMs } from '../../src/detection/fusion.ts';
import { readFeed } from '../../src/feeds/reading/read.ts';
import type { ComponentVerdict, Feed, FeedReport, Status, Verdict } from '../../src/model.ts';
import { googleIncident, hour, item, minute, now, rssOf } from './documents.ts';
import { createFollower } from './provider.ts';

/** What our probes see of the service: one part, with a status since an instant. */
function seen(status: Status, since: number): Verdict {
  const part: ComponentVerdict = {
    ...{ component: 'web', status, isSuspect: false, evidence: [] },
    ...{ working: 0, checks: 1, since },
  };
  return { service: 'github', status, isSuspect: false, since, components: [part] };
}

function read(feed: Feed, body: unknown, at: number): FeedReport {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = new TextEncoder().encode(text);
  return { ...readFeed({ bytes, contentType: '', url: feed.url }, feed, at), since: at };
}

const google: Feed = {
  format: 'google-incidents',
  url: 'https://www.google.com/appsstatus/dashboard/incidents.json',
  product: 'Gmail',
};
const old = googleIncident('AVAILABLE', { id: 'old', end: new Date(now - hour).toISOString() });
const gmail = {
  well: (at: number) => read(google, [old], at),
  ill: (at: number, text = 'We look at it') =>
    read(
      google,
      [{ ...trouble, most_recent_update: { when: new Date(at).toISOString(), text } }, old],
      at,
    ),
  over: (at: number) => read(google, [{ ...trouble, end: new Date(at).toISOString() }, old], at),
  shell: (at: number) => read(google, '<!doctype html><html></html>', at),
};
const trouble = googleIncident('SERVICE_DISRUPTION', { id: 'new' });

/** A round a minute: what is seen and said from each minute on. */
function play(
  rounds: Readonly<Record<number, { seen: Status; said?: (at: number) => FeedReport }>>,
  minutes: number,
) {
  const room = createFollower();
  let round = rounds[0];
  let since = now;
  let report: FeedReport | undefined;
  for (let passed = 0; passed <= minutes; passed += 1) {
    const at = now + passed * minute;
    const next = rounds[passed];
    if (next) {
      if (next.seen !== round?.seen) since = at;
      round = next;
      report = next.said?.(at);
    }
    if (round) room.hear(seen(round.seen, since), report, at);
  }
  const told = room.posts.map(({ what, at }) => `${what} ${(at - now) / minute}`);
  return { ...room, told, last: room.incidents.at(-1) };
}

describe('a messenger without a feed', () => {
  test('is told of by what we see alone', () => {
    const { told, last } = play(
      { 0: { seen: 'operational' }, 2: { seen: 'major' }, 9: { seen: 'operational' } },
      20,
    );
    expect(told).toEqual(['outage 2', 'recovery 9']);
    expect(last?.accord).toBeUndefined();
  });
});

describe('a mail provider with a feed', () => {
  const { well, ill, over, shell } = gmail;

  test('we see it failing, the provider says all is well', () => {
    const { told, last } = play(
      {
        0: { seen: 'operational', said: well },
        2: { seen: 'major', said: well },
        9: { seen: 'operational', said: well },
      },
      20,
    );
    expect(told).toEqual(['outage 2', 'recovery 9']);
    expect(last).toMatchObject({ reportedBy: 'probes', provider: { status: 'operational' } });
  });

  test('the provider reports trouble, our probes see none', () => {
    const { told, last, edits } = play(
      {
        0: { seen: 'operational', said: well },
        2: { seen: 'operational', said: ill },
        5: { seen: 'operational', said: (at) => ill(at, 'We found it') },
        9: { seen: 'operational', said: over },
      },
      20,
    );
    expect(told).toEqual(['outage 2', 'recovery 9']);
    // The new words, and at the end the card that shows it.
    expect(edits.map(({ at }) => (at - now) / minute)).toEqual([5, 9]);
    expect(last).toMatchObject({
      reportedBy: 'feed',
      startedAt: now - hour,
      endedAt: now + 9 * minute,
    });
  });

  test('both agree: one card, which grows worse and says what the provider says', () => {
    const { told, last } = play(
      {
        0: { seen: 'operational', said: well },
        2: { seen: 'degraded', said: well },
        4: { seen: 'degraded', said: ill },
        9: { seen: 'operational', said: over },
      },
      20,
    );
    expect(told).toEqual(['outage 2', 'escalation 4', 'recovery 9']);
    expect(last).toMatchObject({
      reportedBy: 'both',
      worst: 'partial',
      startedAt: now + 2 * minute,
    });
  });

  test('we see it working again before the provider says so: it lasts until both do', () => {
    const { told, last } = play(
      {
        0: { seen: 'operational', said: well },
        2: { seen: 'major', said: ill },
        5: { seen: 'operational', said: ill },
        15: { seen: 'operational', said: over },
      },
      20,
    );
    expect(told).toEqual(['outage 2', 'recovery 15']);
    expect(last?.provider?.incident).toMatchObject({ id: 'new', stage: 'resolved' });
  });

  test('a page that turns into a web page neither ends an outage nor opens one', () => {
    const rounds = {
      0: { seen: 'operational', said: ill },
      5: { seen: 'operational', said: shell },
    } as const;
    expect(play(rounds, 30).told).toEqual(['outage 0']);
    const afterMinutes = silenceKeepsMs / minute + 5;
    expect(play(rounds, afterMinutes + 5).told).toEqual(['outage 0', `recovery ${afterMinutes}`]);
    const quiet = {
      0: { seen: 'operational', said: well },
      5: { seen: 'operational', said: shell },
    } as const;
    expect(play(quiet, 90).told).toEqual([]);
  });

  test('our own blindness ends nothing that we saw', () => {
    const { told } = play(
      {
        0: { seen: 'major', said: well },
        5: { seen: 'unknown', said: well },
        15: { seen: 'operational', said: well },
      },
      20,
    );
    expect(told).toEqual(['outage 0', 'recovery 15']);
  });
});

describe('a postal service whose provider tells of its work', () => {
  const zoho: Feed = { format: 'zoho-statusiq-rss', url: 'https://status.post.example/rss' };
  const at = (word: string) => (time: number) =>
    read(zoho, rssOf('Post', item(`Tracking - ${word}`)), time);

  test('what fails while it is worked on is expected, and told when the work is over', () => {
    const { told } = play(
      {
        0: { seen: 'operational', said: at('Operational') },
        2: { seen: 'major', said: at('Under Maintenance') },
        30: { seen: 'major', said: at('Operational') },
        40: { seen: 'operational', said: at('Operational') },
      },
      50,
    );
    expect(told).toEqual(['outage 30', 'recovery 40']);
  });

  test('work that nobody notices is told to nobody', () => {
    const { told } = play(
      {
        0: { seen: 'operational', said: at('Under Maintenance') },
        30: { seen: 'operational', said: at('Operational') },
      },
      40,
    );
    expect(told).toEqual([]);
  });
});
