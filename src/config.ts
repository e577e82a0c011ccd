/** Settings and services file in; a Config out, or one line for every mistake in them. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { Occasion } from './busy/busy.ts';
import { createCatalogue } from './catalogue/index.ts';
import { readServices } from './catalogue/read.ts';
import { type Resolved, resolveNames } from './catalogue/resolve.ts';
import type { HeartbeatSettings } from './heartbeat.ts';
import type { Window } from './incidents/window.ts';
import type { Service } from './model.ts';
import { didYouMean } from './nearest.ts';
import type { WebhookSettings } from './platforms/webhook.ts';
import { contradictions, type Settings, settingNames, settings } from './settings.ts';
import { version } from './version.ts';

export type Config = {
  readonly discord?: { readonly token: string; readonly apiUrl?: string };
  readonly slack?: {
    readonly botToken: string;
    /** Present in Socket Mode; else the next two are. */
    readonly appToken?: string;
    readonly signingSecret?: string;
    readonly port?: number;
    readonly apiUrl?: string;
    readonly command: string;
    /** Who may change what channels hear; full members when absent. */
    readonly managers?: 'admins';
  };
  /** Other tools that are told, and what they know us by. */
  readonly webhooks?: WebhookSettings;
  /** Who watches the watcher. */
  readonly heartbeat?: HeartbeatSettings;
  readonly storeUrl: string;
  readonly servicesPath: string;
  readonly language: string;
  readonly timeZone: string;
  readonly http?: { readonly host: string; readonly port: number };
  /** What strangers may see over HTTP, what opens the rest, and where the way in from outside is. */
  readonly access: {
    readonly publicServices: 'none' | 'all' | readonly string[];
    readonly key?: string;
    readonly publicUrl?: string;
  };
  /** Where people speak for the services of the operator's file, besides Slack and the terminal. */
  readonly ownWorkspaces: readonly string[];
  readonly canaries: readonly string[];
  /** How we introduce ourselves to those we look at. */
  readonly userAgent: string;
  readonly console: 'on' | 'off' | 'auto';
  readonly logLevel: Settings['LOG_LEVEL'];
  /** Ids of the services that are watched even before anyone subscribes. */
  readonly watch: readonly string[];
  /** The operator's own. */
  readonly services: readonly Service[];
  /** Planned work, as the services file has it. */
  readonly maintenance: readonly Window[];
  /** The operator's own busy dates. */
  readonly busy: readonly Occasion[];
  /** Other Tocsins: their addresses, and the key that all of them share. */
  readonly vantages?: { readonly urls: readonly string[]; readonly key: string };
};

export type Loaded =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The texts of the files that settings may come from. */
export type Files = {
  /** Absent when there is no such file. */
  readonly services?: string;
  readonly servicesPath: string;
  readonly env?: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

const envPath = '.env';
/** Ten times what a services file may have: what is larger is the wrong file. */
const largestBytes = 10_000_000;
/** More would push the first ones off the screen. */
const mostProblems = 100;

/** The process environment wins over `.env` in `folder`. Rejects for nothing an operator can do. */
export async function loadConfig(environment: Environment, folder: string): Promise<Loaded> {
  const env = await read(resolve(folder, envPath));
  const merged = { ...parseEnv(env.text ?? ''), ...given(environment) };
  const usualPath = settings.shape.SERVICES_FILE.parse(undefined);
  const servicesPath = merged.SERVICES_FILE?.trim() || usualPath;
  const services = await read(resolve(folder, servicesPath));
  const files = {
    servicesPath,
    ...(env.text !== undefined && { env: env.text }),
    ...(services.text !== undefined && { services: services.text }),
  };
  const problems = [
    ...(env.problem === undefined ? [] : [`${envPath}: ${env.problem}`]),
    ...(services.problem === undefined ? [] : [`${servicesPath}: ${services.problem}`]),
    ...(services.isMissing && servicesPath !== usualPath
      ? [`SERVICES_FILE: there is no file ${servicesPath}`]
      : []),
  ];
  const loaded = readConfig(environment, files);
  if (problems.length === 0) return loaded;
  return { ok: false, problems: [...problems, ...(loaded.ok ? [] : loaded.problems)] };
}

/** Pure. Every mistake is told at once, and no value of a secret is in any of them. */
export function readConfig(environment: Environment, files: Files): Loaded {
  const fromFile = given(parseEnv(files.env ?? ''));
  const values = { ...fromFile, ...given(environment) };
  const where = (name: string) => {
    const line = given(environment)[name] === undefined ? lineOf(name, files.env ?? '') : 0;
    return line > 0 ? `${envPath}:${line} ${name}` : name;
  };
  const parsed = settings.safeParse(values);
  const wrong = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => [String(path[0]), message] as const),
    ...contradictions(values),
    ...strangers(files.env ?? ''),
  ];
  const timeZone = parsed.success ? parsed.data.DEFAULT_TIME_ZONE : 'UTC';
  const file = readServices(files.services ?? '', files.servicesPath, {
    timeZone,
    shipped: createCatalogue([]),
    environment: { ...parseEnv(files.env ?? ''), ...environment },
  });
  const resolved = resolveNames(file);
  const shown = publicIds(parsed.data?.PUBLIC_SERVICES ?? 'none', resolved.services);
  const problems = [
    ...[...wrong, ...shown.problems].map(([name, text]) => `${where(name)}: ${text}`),
    ...file.problems,
    ...resolved.problems,
  ];
  if (parsed.success && problems.length === 0) {
    return { ok: true, config: toConfig(parsed.data, resolved, shown.ids) };
  }
  return { ok: false, problems: shorten(problems) };
}

type Public = Config['access']['publicServices'];

/** A name that means no service would be taken for one that is shown. */
function publicIds(
  names: Settings['PUBLIC_SERVICES'],
  services: readonly Service[],
): { readonly ids: Public; readonly problems: readonly [string, string][] } {
  if (typeof names === 'string') return { ids: names, problems: [] };
  const catalogue = createCatalogue(services);
  const found = names.map((name) => ({ name, ...catalogue.find(name) }));
  const isMeant = ({ service, isExact }: (typeof found)[number]) => service && isExact;
  return {
    ids: found.flatMap((one) => (isMeant(one) ? (one.service?.id ?? []) : [])),
    problems: found
      .filter((one) => !isMeant(one))
      .map(({ name, service, suggestions: [other] }) => {
        const near = service ?? other;
        const hint = near ? `, did you mean ${near.id}?` : '';
        return ['PUBLIC_SERVICES', `unknown service "${name.slice(0, 80)}"${hint}`];
      }),
  };
}

function toConfig(
  values: Settings,
  { watch, services, maintenance, busy }: Resolved,
  publicServices: Public,
): Config {
  const { DISCORD_TOKEN, DISCORD_API_URL, SLACK_BOT_TOKEN, HTTP_HOST, HTTP_PORT } = values;
  const { VANTAGES, VANTAGE_KEY } = values;
  return {
    ...(DISCORD_TOKEN !== undefined && {
      discord: { token: DISCORD_TOKEN, ...defined({ apiUrl: DISCORD_API_URL }) },
    }),
    ...(SLACK_BOT_TOKEN !== undefined && { slack: toSlack(SLACK_BOT_TOKEN, values) }),
    ...(values.WEBHOOKS.length > 0 && {
      webhooks: { hooks: values.WEBHOOKS, secrets: values.WEBHOOK_SECRET },
    }),
    ...(values.HEARTBEAT_URL !== undefined && {
      heartbeat: {
        ...{ url: values.HEARTBEAT_URL, everyMs: values.HEARTBEAT_EVERY },
        ...defined({ failUrl: values.HEARTBEAT_FAIL_URL }),
      },
    }),
    ...(HTTP_PORT !== 0 && { http: { host: HTTP_HOST, port: HTTP_PORT } }),
    access: {
      publicServices,
      ...defined({ key: values.ACCESS_KEY, publicUrl: values.PUBLIC_URL }),
    },
    servicesPath: values.SERVICES_FILE,
    storeUrl: values.STORE_URL,
    language: values.DEFAULT_LANGUAGE,
    timeZone: values.DEFAULT_TIME_ZONE,
    ownWorkspaces: values.OWN_WORKSPACES,
    canaries: values.CANARIES,
    userAgent: `Tocsin/${version}${values.CONTACT === undefined ? '' : ` (+${values.CONTACT})`}`,
    console: values.CONSOLE,
    logLevel: values.LOG_LEVEL,
    watch,
    services,
    maintenance,
    busy,
    ...(VANTAGE_KEY !== undefined && { vantages: { urls: VANTAGES, key: VANTAGE_KEY } }),
  };
}

/** The signing secret is copied along by many who use Socket Mode; there it has no use. */
function toSlack(botToken: string, values: Settings): NonNullable<Config['slack']> {
  const { SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, SLACK_PORT, SLACK_API_URL } = values;
  const mode =
    SLACK_APP_TOKEN === undefined
      ? { signingSecret: SLACK_SIGNING_SECRET, port: SLACK_PORT }
      : { appToken: SLACK_APP_TOKEN };
  return {
    botToken,
    command: values.SLACK_COMMAND,
    ...(values.SLACK_MANAGERS === 'admins' && { managers: 'admins' }),
    ...defined({ ...mode, apiUrl: SLACK_API_URL }),
  };
}

function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** What is set: our own names, without blanks around; an empty value counts as none. */
function given(environment: Environment): Partial<Record<string, string>> {
  const pairs = settingNames.map((name) => [name, environment[name]?.trim()] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value));
}

/** Names in `.env` that look like one of ours; others are somebody else's business. */
function strangers(env: string): [string, string][] {
  const known: readonly string[] = settingNames;
  return Object.keys(parseEnv(env)).flatMap((name): [string, string][] => {
    const hint = known.includes(name) ? '' : didYouMean(name, known);
    return hint === '' ? [] : [[name, `unknown setting${hint}`]];
  });
}

/** The last line that sets it, as that is the one that counts. */
function lineOf(name: string, env: string): number {
  const start = new RegExp(`^\\s*(export\\s+)?${name}\\s*=`);
  return env.split('\n').findLastIndex((line) => start.test(line)) + 1;
}

// ---------------------------------------------------------------- the services file

function shorten(problems: readonly string[]): readonly string[] {
  if (problems.length <= mostProblems) return problems;
  return [...problems.slice(0, mostProblems), `and ${problems.length - mostProblems} more`];
}

type Text = { readonly text?: string; readonly problem?: string; readonly isMissing?: boolean };

async function read(path: string): Promise<Text> {
  try {
    if ((await stat(path)).size > largestBytes) return { problem: 'is far too large' };
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { isMissing: true };
    return { problem: `cannot be read (${code ?? message})` };
  }
}
