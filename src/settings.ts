/** The settings: every name that may stand in the environment or in `.env`, what it means and what it may be. */
import { z } from 'zod';
import { bestLanguage, languages } from './languages/index.ts';
import { didYouMean } from './nearest.ts';
import { commandProblem } from './platforms/slack/manifest.ts';
import { secretOf } from './platforms/webhook/sign.ts';
import { targetProblem } from './probes/index.ts';

/**
 * Places of companies that never sleep, as addresses, so that a resolver in trouble does not look
 * like a network in trouble: Cloudflare and Google for most of the world, Alibaba and Tencent for
 * mainland China, from where the first two are often out of reach. The same over IPv6, and names
 * for the system's resolver. Those that have never answered do not vote.
 */
const defaultCanaries = [
  ...['tcp://1.1.1.1:443', 'tcp://8.8.8.8:443', 'tcp://223.5.5.5:443', 'tcp://120.53.53.53:443'],
  ...['tcp://[2606:4700:4700::1111]:443', 'tcp://[2001:4860:4860::8888]:443'],
  'tcp://[2400:3200::1]:443',
  ...['dns:///cloudflare.com', 'dns:///wikipedia.org', 'dns:///baidu.com'],
].join(', ');
const mostCanaries = 20;
const mostVantages = 10;
const mostWebhooks = 20;
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
const mostPublic = 1_000;
const mostWorkspaces = 200;

/** Secrets are never shown, so their complaints must not repeat them. */
const secret = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'has spaces or other characters that no token has; copy it again')
  .max(500, 'is too long for a token; copy it again');

function token(start: string, what: string) {
  return secret.refine(
    (value) => value.startsWith(start),
    `must begin with ${start}; ${what} (a token with another beginning is a different one)`,
  );
}

const webUrl = z
  .string()
  .refine(
    (value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''),
    'write a web address such as https://example.com/api',
  );

function port(least: number) {
  const wrong = `write a port from ${least} to 65535`;
  return z
    .string()
    .regex(/^\d{1,5}$/, wrong)
    .transform(Number)
    .refine((value) => value >= least && value <= 65_535, wrong);
}

function choice<const T extends string>(...known: readonly [T, ...T[]]) {
  return z
    .string()
    .toLowerCase()
    .pipe(
      z.enum(known, {
        error: ({ input }) => `must be ${known.join(' or ')}${didYouMean(String(input), known)}`,
      }),
    );
}

const language = z.string().transform((tag, { addIssue }) => {
  const spoken = bestLanguage(tag);
  const isSpoken = tag.toLowerCase().split(/[-_]/)[0] === spoken.split('-')[0];
  if (!isSpoken) {
    addIssue(`must be one of our languages: ${languages.map((one) => one.tag).join(', ')}`);
  }
  return spoken;
});

const timeZone = z.string().transform((name, { addIssue }) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    const hint = didYouMean(name, Intl.supportedValuesOf('timeZone'));
    addIssue(`is no time zone${hint || '; write one such as Europe/Berlin or Asia/Shanghai'}`);
    return z.NEVER;
  }
});

const host = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9:]([a-z0-9.:_-]*[a-z0-9:])?$/i, 'write a host name or an address');

const canaries = z.string().transform((list, { addIssue }) => {
  if (list.toLowerCase() === 'off') return [];
  const targets = list.split(/[\s,]+/).filter((target) => target !== '');
  if (targets.length > mostCanaries) addIssue(`names more than ${mostCanaries} targets`);
  targets.slice(0, mostCanaries).forEach((target, index) => {
    const problem = targetProblem(target);
    if (problem !== undefined) addIssue(`target ${index + 1}: ${problem} (or write off)`);
  });
  return targets;
});

const vantages = z.string().transform((list, { addIssue }) => {
  const urls = list.split(/[\s,]+/).filter((url) => url !== '');
  if (urls.length > mostVantages) addIssue(`names more than ${mostVantages} places`);
  urls.forEach((url, index) => {
    const isPlain = webUrl.safeParse(url).success && URL.parse(url)?.username === '';
    if (!isPlain)
      addIssue(`place ${index + 1}: write a web address such as https://tocsin.example.com`);
  });
  return urls;
});

/** Ids or names of services; `none` and `all` as such. */
const publicServices = z.string().transform((list, { addIssue }) => {
  const word = list.toLowerCase();
  if (word === 'none' || word === 'all') return word;
  const names = list.split(/\s*,\s*/).filter((name) => name !== '');
  if (names.length > mostPublic) addIssue(`names more than ${mostPublic} services; write all`);
  return names;
});

/** The way in from outside, without a slash at its end. */
const publicUrl = webUrl
  .refine((url) => {
    const { username, search, hash } = URL.parse(url) ?? {};
    return !username && !search && !hash;
  }, 'write the address alone, without a user, a query or a fragment')
  .transform((url) => new URL(url).href.replace(/\/+$/, ''));

const workspaces = z.string().transform((list, { addIssue }) => {
  const names = list.split(/[\s,]+/).filter((name) => name !== '');
  for (const name of names.slice(0, mostWorkspaces)) {
    const isOne = /^(?:discord:\d{15,25}|slack:[TE][A-Z0-9]+)$/.test(name);
    if (!isOne) addIssue(`"${name.slice(0, 40)}": write discord: and the id of a server`);
  }
  if (names.length > mostWorkspaces) addIssue(`names more than ${mostWorkspaces} workspaces`);
  return names;
});

/** `name=url`: other tools that are told what channels are told. */
const webhooks = z.string().transform((list, { addIssue }) => {
  const entries = list.split(/[\s,]+/).filter((entry) => entry !== '');
  if (entries.length > mostWebhooks) addIssue(`names more than ${mostWebhooks} webhooks`);
  const hooks = entries.map((entry) => {
    const [, name = '', url = ''] = /^([a-z0-9-]{1,40})=(.+)$/.exec(entry) ?? [];
    return { name, url };
  });
  hooks.forEach(({ name, url }, index) => {
    // A user in the address would be asked for by nobody: what arrives is signed.
    const isPlain = webUrl.safeParse(url).success && URL.parse(url)?.username === '';
    const wanted = 'write a name and a web address, such as ops=https://example.com/hook';
    if (!isPlain) addIssue(`webhook ${index + 1}: ${wanted}`);
    const isSecond = hooks.findIndex((one) => one.name === name) !== index;
    if (isPlain && isSecond) addIssue(`webhook ${index + 1}: "${name}" is the name of another`);
  });
  return hooks;
});

/** One, or two while receivers change over from the old one. */
const webhookSecrets = z.string().transform((list, { addIssue }) => {
  const written = list.split(/[\s,]+/).filter((one) => one !== '');
  const secrets = written.flatMap((one) => secretOf(one) ?? []);
  const wanted = 'write whsec_ and 24 to 64 bytes in base64 (openssl rand -base64 32)';
  if (secrets.length !== written.length || secrets.length > 2) addIssue(wanted);
  return secrets;
});

const everyText = z
  .string()
  .regex(/^\d{1,4}\s?(s|m|h)$/, 'write a duration such as 60s, 5m or 1h')
  .transform((text) => Number.parseInt(text, 10) * (unitMs[text.slice(-1)] ?? 1))
  .refine((ms) => ms >= 10_000 && ms <= 86_400_000, 'must be from 10s to 24h');

const slackCommand = z.string().superRefine((command, { addIssue }) => {
  const problem = commandProblem(command);
  if (problem !== undefined) addIssue(problem.replace(/^SLACK_COMMAND /, ''));
});

/** Every setting; what is absent here is no setting. An empty text counts as absent. */
export const settings = z.object({
  DISCORD_TOKEN: secret
    .refine((value) => !/^xox|^xapp-/.test(value), 'is a token of Slack, not of Discord')
    .optional(),
  DISCORD_API_URL: webUrl.optional(),
  SLACK_BOT_TOKEN: token('xoxb-', 'it stands under OAuth & Permissions').optional(),
  SLACK_APP_TOKEN: token('xapp-', 'it stands under Basic Information, App-Level Tokens').optional(),
  SLACK_SIGNING_SECRET: secret
    .refine((value) => !/^xox|^xapp-/.test(value), 'is a token, not the signing secret')
    .optional(),
  SLACK_PORT: port(1).optional(),
  SLACK_API_URL: webUrl.optional(),
  SLACK_COMMAND: slackCommand.default('/tocsin'),
  SLACK_MANAGERS: choice('members', 'admins').prefault('members'),
  WEBHOOKS: webhooks.prefault(''),
  WEBHOOK_SECRET: webhookSecrets.prefault(''),
  STORE_URL: z
    .string()
    .regex(/^(sqlite:.|postgres(ql)?:\/\/.)/, 'write sqlite:PATH, such as sqlite:data/tocsin.db')
    .default('sqlite:data/tocsin.db'),
  OWN_WORKSPACES: workspaces.prefault(''),
  SERVICES_FILE: z.string().max(1_000).default('services.yaml'),
  DEFAULT_LANGUAGE: language.prefault('en'),
  DEFAULT_TIME_ZONE: timeZone.prefault('UTC'),
  CONTACT: z
    .string()
    .regex(/^[\x21-\x7e]{3,100}$/, 'write a web or mail address without spaces')
    .optional(),
  HTTP_HOST: host.default('127.0.0.1'),
  HTTP_PORT: port(0).prefault('8080'),
  PUBLIC_SERVICES: publicServices.prefault('none'),
  ACCESS_KEY: secret.min(16, 'is too short; write at least 16 characters').optional(),
  PUBLIC_URL: publicUrl.optional(),
  HEARTBEAT_URL: webUrl.optional(),
  HEARTBEAT_FAIL_URL: webUrl.optional(),
  HEARTBEAT_EVERY: everyText.prefault('60s'),
  CANARIES: canaries.prefault(defaultCanaries),
  VANTAGES: vantages.prefault(''),
  VANTAGE_KEY: secret.min(16, 'is too short; write at least 16 characters').optional(),
  CONSOLE: choice('auto', 'on', 'off').prefault('auto'),
  LOG_LEVEL: choice('info', 'silent', 'fatal', 'error', 'warn', 'debug', 'trace').prefault('info'),
});

export type SettingName = keyof typeof settings.shape;
export type Settings = z.infer<typeof settings>;

export const settingNames = Object.keys(settings.shape) as SettingName[];

/** What is right alone and wrong together; each with the setting to change. */
export function contradictions(
  given: Partial<Record<SettingName, string>>,
): [SettingName, string][] {
  const has = (name: SettingName) => given[name] !== undefined;
  const found: [SettingName, string][] = [];
  const say = (isWrong: boolean, name: SettingName, text: string) => {
    if (isWrong) found.push([name, text]);
  };
  const isHttp = has('SLACK_SIGNING_SECRET') && !has('SLACK_APP_TOKEN');
  say(
    has('SLACK_BOT_TOKEN') && !has('SLACK_APP_TOKEN') && !has('SLACK_SIGNING_SECRET'),
    'SLACK_BOT_TOKEN',
    'needs SLACK_APP_TOKEN beside it (Socket Mode), or SLACK_SIGNING_SECRET and SLACK_PORT (HTTP mode)',
  );
  for (const name of ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const) {
    say(has(name) && !has('SLACK_BOT_TOKEN'), name, 'needs SLACK_BOT_TOKEN beside it');
  }
  say(
    has('SLACK_APP_TOKEN') && has('SLACK_PORT'),
    'SLACK_PORT',
    'is for HTTP mode and SLACK_APP_TOKEN for Socket Mode; take one of them away',
  );
  say(
    has('SLACK_PORT') && !has('SLACK_APP_TOKEN') && !has('SLACK_SIGNING_SECRET'),
    'SLACK_PORT',
    'needs SLACK_SIGNING_SECRET beside it',
  );
  say(
    isHttp && !has('SLACK_PORT'),
    'SLACK_SIGNING_SECRET',
    'needs SLACK_PORT beside it (HTTP mode)',
  );
  const ports = [given.SLACK_PORT, given.HTTP_PORT ?? '8080'].map(Number);
  say(isHttp && ports[0] === ports[1], 'SLACK_PORT', 'is also HTTP_PORT; they must differ');
  say(
    has('DISCORD_API_URL') && !has('DISCORD_TOKEN'),
    'DISCORD_API_URL',
    'is of no use without DISCORD_TOKEN',
  );
  say(has('WEBHOOKS') && !has('WEBHOOK_SECRET'), 'WEBHOOKS', 'needs WEBHOOK_SECRET beside it');
  for (const name of ['HEARTBEAT_FAIL_URL', 'HEARTBEAT_EVERY'] as const) {
    say(has(name) && !has('HEARTBEAT_URL'), name, 'is of no use without HEARTBEAT_URL');
  }
  say(
    has('VANTAGES') && !has('VANTAGE_KEY'),
    'VANTAGES',
    'needs VANTAGE_KEY beside it, the same for all places',
  );
  for (const name of ['PUBLIC_SERVICES', 'ACCESS_KEY', 'PUBLIC_URL'] as const) {
    say(has(name) && given.HTTP_PORT === '0', name, 'is of no use with HTTP_PORT=0');
  }
  say(
    has('ACCESS_KEY') && given.ACCESS_KEY === given.VANTAGE_KEY,
    'ACCESS_KEY',
    'is also VANTAGE_KEY; they open different doors and must differ',
  );
  say(
    has('SLACK_API_URL') && !has('SLACK_BOT_TOKEN'),
    'SLACK_API_URL',
    'is of no use without SLACK_BOT_TOKEN',
  );
  return found;
}
