/**
 * `npm run manifest`: prints the Slack app as JSON for "From a manifest" at api.slack.com/apps. For HTTP mode:
 * `npm run manifest -- --http https://tocsin.example.com`; for another slash command: `-- --command /name`.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { commandProblem, slackManifest } from '../platforms/slack/manifest.ts';

const usage = 'usage: npm run manifest [-- --http https://HOST] [--command /NAME]';
const badUse = 2;

function main(words: string[]): number {
  let options: { http?: string; command?: string };
  try {
    const known = { http: { type: 'string' }, command: { type: 'string' } } as const;
    options = parseArgs({ args: words, options: known }).values;
  } catch {
    return complain(usage);
  }
  const { http, command = commandFromSettings() } = options;
  const problem = commandProblem(command) ?? urlProblem(http);
  if (problem !== undefined) return complain(problem);
  const manifest = slackManifest({
    command,
    isSocketMode: http === undefined,
    ...(http === undefined ? {} : { url: http }),
  });
  process.stdout.write(`${JSON.stringify(manifest, undefined, 2)}\n`);
  return 0;
}

/** The bot hears the command that its own settings name, so that is the one to register. */
function commandFromSettings(): string {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env.SLACK_COMMAND || '/tocsin';
}

function urlProblem(url: string | undefined): string | undefined {
  if (url === undefined || URL.parse(url)?.protocol === 'https:') return undefined;
  return `--http "${url}" must be the https address at which Slack reaches the bot. ${usage}`;
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n`);
  return badUse;
}

process.exitCode = main(process.argv.slice(2));
