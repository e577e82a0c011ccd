/** Settings of what goes to other tools: each mistake is told, and none repeats a secret. */
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const files = { servicesPath: 'services.yaml' };

function problems(environment: Record<string, string>): readonly string[] {
  const loaded = readConfig(environment, files);
  return loaded.ok ? [] : loaded.problems;
}

describe('webhooks', () => {
  test('names and addresses, and one secret or two', () => {
    const WEBHOOKS = 'ops=https://example.com/a?b=c, crm-2=http://10.0.0.1:9/x=y';
    const loaded = readConfig({ WEBHOOKS, WEBHOOK_SECRET: `${secret},${secret}` }, files);
    expect(loaded.ok && loaded.config.webhooks).toEqual({
      hooks: [
        { name: 'ops', url: 'https://example.com/a?b=c' },
        { name: 'crm-2', url: 'http://10.0.0.1:9/x=y' },
      ],
      secrets: [Buffer.alloc(32, 7), Buffer.alloc(32, 7)],
    });
    const without = readConfig({}, files);
    expect(without.ok && [without.config.webhooks, without.config.heartbeat]).toEqual([
      ...[undefined, undefined],
    ]);
  });

  test.each([
    ['no name', 'https://example.com/?token=hidden'],
    ['a name that is none', 'My Ops=https://example.com/hidden'],
    ['no web address', 'ops=ftp://example.com/hidden'],
    ['a user in it', 'ops=https://hidden:hidden@example.com/'],
    ['a name twice', 'ops=https://example.com/hidden, ops=https://example.com/hidden2'],
  ])('%s', (_, WEBHOOKS) => {
    const told = problems({ WEBHOOKS, WEBHOOK_SECRET: secret });
    expect(told.join('\n')).toContain('WEBHOOKS: webhook ');
    expect(told.join('\n')).not.toContain('hidden');
  });

  test('a secret is needed, and a wrong one is not repeated', () => {
    expect(problems({ WEBHOOKS: 'ops=https://example.com/' })).toEqual([
      'WEBHOOKS: needs WEBHOOK_SECRET beside it',
    ]);
    const told = problems({ WEBHOOKS: 'ops=https://example.com/', WEBHOOK_SECRET: 'hunter2' });
    expect(told).toEqual([expect.stringContaining('WEBHOOK_SECRET: write whsec_')]);
    expect(told.join()).not.toContain('hunter2');
  });
});

describe('the heartbeat', () => {
  test('every minute, if not said', () => {
    const loaded = readConfig({ HEARTBEAT_URL: 'https://hc.example.com/uuid' }, files);
    expect(loaded.ok && loaded.config.heartbeat).toEqual({
      ...{ url: 'https://hc.example.com/uuid', everyMs: 60_000 },
    });
  });

  test('another interval, and an address for trouble', () => {
    const loaded = readConfig(
      {
        HEARTBEAT_URL: 'https://hc.example.com/uuid',
        HEARTBEAT_FAIL_URL: 'https://hc.example.com/uuid/fail',
        HEARTBEAT_EVERY: '5m',
      },
      files,
    );
    expect(loaded.ok && loaded.config.heartbeat).toMatchObject({
      ...{ failUrl: 'https://hc.example.com/uuid/fail', everyMs: 300_000 },
    });
  });

  test.each([
    [{ HEARTBEAT_URL: 'hc.example.com' }, 'HEARTBEAT_URL: write a web address'],
    [{ HEARTBEAT_URL: 'https://a.example/', HEARTBEAT_EVERY: '1s' }, 'from 10s to 24h'],
    [{ HEARTBEAT_URL: 'https://a.example/', HEARTBEAT_EVERY: 'often' }, 'a duration such as 60s'],
    [{ HEARTBEAT_FAIL_URL: 'https://a.example/' }, 'is of no use without HEARTBEAT_URL'],
    [{ HEARTBEAT_EVERY: '60s' }, 'is of no use without HEARTBEAT_URL'],
  ])('%o', (environment, words) => {
    expect(problems(environment as Record<string, string>).join()).toContain(words);
  });
});
