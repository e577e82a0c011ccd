/** The manifest held against the limits of https://docs.slack.dev/reference/app-manifest, and the script that prints it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commandProblem, slackManifest } from '../../../src/platforms/slack/manifest.ts';

const run = promisify(execFile);
const script = (...words: string[]) =>
  run(process.execPath, ['src/run/manifest.ts', ...words], { env: {} });

const socket = slackManifest({ command: '/tocsin', isSocketMode: true });
const http = slackManifest({
  command: '/tocsin',
  isSocketMode: false,
  url: 'https://tocsin.example.com',
});

test.each([
  ['Socket Mode', socket],
  ['HTTP mode', http],
])(
  'Slack accepts the manifest for %s: names, texts and lists are inside its limits',
  (_, manifest) => {
    const { display_information: display, features, settings, oauth_config: oauth } = manifest;
    expect(display.name.length).toBeLessThanOrEqual(35);
    expect(display.description?.length).toBeLessThanOrEqual(140);
    expect(display.background_color).toMatch(/^#[0-9A-F]{6}$/);
    expect(features?.bot_user?.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
    expect(features?.slash_commands?.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint: hint = '' } of features?.slash_commands ?? []) {
      expect(commandProblem(command)).toBeUndefined();
      expect(command.length).toBeLessThanOrEqual(32);
      expect(description.length).toBeLessThanOrEqual(2000);
      expect(hint.length).toBeLessThanOrEqual(1000);
    }
    expect(settings?.event_subscriptions?.bot_events?.length).toBeLessThanOrEqual(100);
    expect(settings?.interactivity?.is_enabled).toBe(true);
    expect(new Set(oauth?.scopes?.bot).size).toBe(oauth?.scopes?.bot?.length);
  },
);

test('in Socket Mode nothing has an address, in HTTP mode everything has', () => {
  expect(JSON.stringify(socket)).not.toContain('url"');
  expect(socket.settings?.socket_mode_enabled).toBe(true);
  const address = 'https://tocsin.example.com/slack/events';
  expect(http.settings?.socket_mode_enabled).toBe(false);
  expect(http.settings?.event_subscriptions?.request_url).toBe(address);
  expect(http.settings?.interactivity?.request_url).toBe(address);
  expect(http.features?.slash_commands?.map(({ url }) => url)).toEqual([address, address]);
});

test('the bot cannot read what people write', () => {
  expect(JSON.stringify(socket)).not.toMatch(/:history|"message[".]/);
});

test.each(['/status', '/mute', '/Tocsin', 'tocsin', '/', '/a b', `/${'a'.repeat(32)}`, '/监控'])(
  'the command %s would sink the manifest, so it is refused',
  (command) => {
    expect(commandProblem(command)).toContain(command);
  },
);

test('the short command is registered once', () => {
  const { features } = slackManifest({ command: '/outage', isSocketMode: true });
  expect(features?.slash_commands?.map(({ command }) => command)).toEqual(['/outage']);
});

test('the script prints the manifest as JSON', async () => {
  const { stdout } = await script('--command', '/bell', '--http', 'https://tocsin.example.com');
  const manifest = JSON.parse(stdout);
  expect(manifest.features.slash_commands[0].command).toBe('/bell');
  expect(manifest.settings.interactivity.request_url).toContain('tocsin.example.com');
});

test.each([['--command', '/status'], ['--http', 'http://tocsin.example.com'], ['--what']])(
  'the script refuses %s %s and prints nothing to paste',
  async (...words) => {
    await expect(script(...words)).rejects.toMatchObject({ code: 2, stdout: '' });
  },
);
