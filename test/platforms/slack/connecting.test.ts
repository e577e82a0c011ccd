/** Getting to Slack and staying there: refused tokens, networks that are away, sockets cut, frozen and sent home. */
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { PlatformRefused } from '../../../src/platforms/platform.ts';
import { createLink } from '../../../src/platforms/slack/link.ts';
import { createBoltLogger } from '../../../src/platforms/slack/logger.ts';
import { appToken, botUser, createSlackPeer } from '../../peers/slack.ts';
import { card, createStage, createStaged, delivery } from './stage.ts';

const endings: (() => Promise<unknown>)[] = [];
const strays: unknown[] = [];
process.on('unhandledRejection', (error) => strays.push(error));

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
  expect(strays).toEqual([]);
});

async function stage(...list: Parameters<typeof createStage>) {
  const made = await createStage(...list);
  endings.push(made.close);
  return made;
}

const code = (name: string) => ({ kind: 'code', code: name }) as const;

test.each([
  ['an unknown bot token', { botToken: 'xoxb-wrong' }, /SLACK_BOT_TOKEN \(invalid_auth\)/],
  ['an unknown app token', { appToken: 'xapp-wrong' }, /SLACK_APP_TOKEN \(invalid_auth\)/],
  ['swapped tokens', { botToken: 'xapp-1', appToken: 'xoxb-1' }, /swapped/],
  ['a command that belongs to Slack', { command: '/status' }, /belongs to Slack/],
])('%s: the start says which setting is wrong', async (_, settings, words) => {
  const { platform, ears } = await stage(settings);
  const start = platform.start(ears);
  await expect(start).rejects.toThrow(PlatformRefused);
  await expect(start).rejects.toThrow(words);
});

test.each([
  ['an app that was removed', 'account_inactive', /install it again/],
  ['a revoked token', 'token_revoked', /revoked/],
  ['a token of the wrong kind', 'not_allowed_token_type', /begins with xoxb-/],
])('%s: the start says what to do', async (_, error, words) => {
  const { peer, platform, ears } = await stage();
  peer.fail('auth.test', code(error));
  await expect(platform.start(ears)).rejects.toThrow(words);
});

test('an app without a scope that it needs is told which', async () => {
  const { peer, platform, ears } = await stage();
  peer.grant('commands,app_mentions:read');
  await expect(platform.start(ears)).rejects.toThrow(/lacks chat:write;/);
});

test('an app token without its scope is told so', async () => {
  const { peer, platform, ears } = await stage();
  peer.fail('apps.connections.open', { ...code('missing_scope'), needed: 'connections:write' });
  await expect(platform.start(ears)).rejects.toThrow(/SLACK_APP_TOKEN.*lacks connections:write/);
});

test('a network that is away at the start is waited for', async () => {
  const port = await freePort();
  const staged = createStaged({ apiUrl: `http://127.0.0.1:${port}/api/` });
  endings.push(() => staged.platform.stop());
  await staged.platform.start(staged.ears);
  expect(staged.platform.health()).toMatchObject({
    isWorking: false,
    reason: expect.stringContaining('ECONNREFUSED'),
  });
  const sent = await staged.platform.post('slack:T0TEAM/C1', card, delivery);
  expect(sent).toMatchObject({ result: 'wait' });

  const peer = await createSlackPeer(port);
  endings.push(() => peer.close());
  peer.addChannel({ id: 'C1' });
  await peer.until(() => peer.socket.connections === 1);
  expect((await peer.slash('/tocsin', 'status')).text).toContain('status');
  expect(staged.platform.health()).toEqual({ isWorking: true });
});

test('Slack that cannot open connections at the start does not keep notices from being sent', async () => {
  const { peer, platform, ears } = await stage();
  peer.fail('apps.connections.open', { kind: 'status', status: 500 }, { kind: 'html' });
  await platform.start(ears);
  expect(await platform.post('slack:T0TEAM/C1', card, delivery)).toMatchObject({ result: 'ok' });
  await peer.until(() => peer.socket.connections === 1);
});

test.each(['warning', 'refresh_requested', 'too_many_websockets'] as const)(
  'sent home by Slack (%s), the bot comes back',
  async (reason) => {
    const { peer, platform, ears } = await stage();
    await platform.start(ears);
    peer.socket.disconnect(reason);
    await peer.until(() => peer.socket.opened === 2 && peer.socket.connections === 1);
    expect((await peer.slash('/tocsin', 'again')).text).toContain('again');
  },
);

test('a cut wire, failing handshakes and failing look-ups only delay the return', async () => {
  const { peer, platform, ears } = await stage();
  await platform.start(ears);
  peer.fail('apps.connections.open', { kind: 'reset' });
  peer.socket.refuseHandshakes(409);
  peer.socket.cut();
  await peer.until(() => peer.socket.opened === 2);
  expect((await peer.slash('/tocsin', 'again')).text).toContain('again');
});

test.each([
  ['that falls silent', { pongTimeoutMs: 300 }, true],
  ['that never says hello', { helloTimeoutMs: 300 }, false],
])('a peer %s is left for a new connection', async (_, patience, isGreeting) => {
  const { peer } = await stage();
  const log = () => {};
  const link = createLink(
    { appToken, apiUrl: peer.apiUrl, ...patience },
    { log, now: Date.now, logger: createBoltLogger(log, Date.now) },
  );
  endings.push(() => link.stop());
  peer.socket.sayHello(isGreeting);
  await link.start();
  peer.socket.freeze();
  peer.socket.sayHello(true);
  await peer.until(() => peer.socket.opened === 2);
});

test('a wait that Slack asks for before a connection is kept', async () => {
  const { peer, platform, ears } = await stage();
  peer.fail('apps.connections.open', { kind: 'ratelimited', retryAfter: 2 });
  await platform.start(ears);
  await peer.until(() => peer.socket.connections === 1);
  const [first, second] = peer.calls.filter(({ method }) => method === 'apps.connections.open');
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2000);
});

test('one of several connections is enough', async () => {
  const one = await stage();
  const other = createStaged(one.peer);
  endings.push(() => other.platform.stop());
  await one.platform.start(one.ears);
  await other.platform.start(other.ears);
  const lines = ['1', '2', '3', '4'];
  for (const line of lines) await one.peer.slash('/tocsin', line);
  expect([...one.asks, ...other.asks].map(({ line }) => line).sort()).toEqual(lines);
});

test('stopping takes no longer than a moment, whatever hangs', async () => {
  const { peer, platform, ears } = await stage();
  await platform.start(ears);
  peer.fail('chat.postMessage', { kind: 'hang' });
  const sending = platform.post('slack:T0TEAM/C1', card, delivery);
  await peer.until(() => peer.calls.some(({ method }) => method === 'chat.postMessage'));
  peer.socket.freeze();
  const before = performance.now();
  await platform.stop();
  expect(performance.now() - before).toBeLessThan(3000);
  expect(await sending).toMatchObject({ result: 'unsure' });
});

const channel = 'slack:T0TEAM/C1';

/** A bot that runs, and what it hears of being thrown out. */
async function running() {
  const made = await stage();
  const removals: string[] = [];
  const noticeRemoval = (workspace: string) => void removals.push(workspace);
  await made.platform.start({ ...made.ears, noticeRemoval });
  const posts = () => made.peer.calls.filter(({ method }) => method === 'chat.postMessage').length;
  return { ...made, removals, posts };
}

test('an app that is uninstalled writes nothing more, and goes on when it is installed again', async () => {
  const { peer, platform, logged, removals, posts } = await running();
  await peer.uninstall();
  await peer.until(() => !platform.health().isWorking);
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'refused' });
  expect(posts()).toBe(0);
  await expect.poll(() => removals, { timeout: 3000 }).toEqual(['slack:T0TEAM']);
  expect(platform.health().reason).toMatch(/account_inactive.*install it again/);
  expect(logged.filter((line) => line.startsWith('error Slack refuses us'))).toHaveLength(1);
  peer.install();
  await expect.poll(() => platform.health().isWorking, { timeout: 6000 }).toBe(true);
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'ok' });
  expect((await peer.slash('/tocsin', 'again')).text).toContain('again');
  expect(removals).toHaveLength(1);
});

test('news of a removal that come when the app is installed again remove nothing', async () => {
  const { peer, platform, removals } = await running();
  await peer.event({ type: 'app_uninstalled' });
  await expect.poll(() => platform.health().isWorking, { timeout: 3000 }).toBe(true);
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'ok' });
  expect(removals).toEqual([]);
});

test('the tokens of others that are revoked are no news', async () => {
  const { peer, platform } = await running();
  await peer.event({ type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: ['U0OTHER'] } });
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'ok' });
});

test('an own token that is revoked silences the bot until it is good again', async () => {
  const { peer, platform, posts } = await running();
  const revoked = { type: 'tokens_revoked', tokens: { bot: [botUser] } };
  await peer.event(revoked);
  await peer.until(() => !platform.health().isWorking);
  expect(platform.health().reason).toContain('SLACK_BOT_TOKEN was revoked');
  expect(await platform.post(channel, card, delivery)).toMatchObject({ result: 'refused' });
  expect(posts()).toBe(0);
  await expect.poll(() => platform.health().isWorking, { timeout: 3000 }).toBe(true);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
