/**
 * `npm run support -- [FILE]`: writes one file for whoever helps, without secrets: versions, which settings are
 * set, how much is watched, health, the store in numbers, and the last incidents in codes. `--log FILE` adds the
 * end of a log, `--targets` what is looked at (without logins and queries).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, freemem, release, totalmem, uptime } from 'node:os';
import { parseArgs, parseEnv } from 'node:util';
import { createCatalogue } from '../catalogue/index.ts';
import { type Config, type Loaded, loadConfig } from '../config.ts';
import type { Incident } from '../model.ts';
import { publicTarget } from '../probes/index.ts';
import { surveyStore, valuesIn } from '../store/survey.ts';
import { checksOf, digestOf, incidentsOf, settingsOf } from '../support/bundle.ts';
import { createMask, maskAll, secretsIn } from '../support/mask.ts';
import { version } from '../version.ts';
import { placeOfStore, stampOf } from './place.ts';

const linesAtMost = 500;
const healthWithinMs = 2_000;
/** Everything of ours that is no secret; what else stands in `.env` is there to be one. */
const openSettings =
  /^(DEFAULT_|CONSOLE$|LOG_LEVEL$|HTTP_|SLACK_PORT$|SLACK_COMMAND$|SERVICES_FILE$|CANARIES$|PUBLIC_SERVICES$)/;

async function main(): Promise<void> {
  const { values: words, positionals } = parseArgs({
    options: { log: { type: 'string' }, targets: { type: 'boolean' } },
    allowPositionals: true,
  });
  const fromFile = parseEnv(textOf('.env'));
  const given = { ...fromFile, ...process.env };
  const loaded = await loadConfig(process.env, process.cwd());
  const services = textOf(given.SERVICES_FILE?.trim() || 'services.yaml');
  const mask = createMask([
    ...valuesOf(fromFile),
    ...valuesOf(named(given, [...Object.keys(settingsOf(given)), ...namesIn(services)])),
    ...secretsIn(services),
  ]);
  const bundle = {
    made: new Date().toISOString(),
    tocsin: version,
    node: process.version,
    machine: machine(),
    settings: settingsOf(given),
    configuration: configuration(loaded, words.targets === true),
    health: loaded.ok ? await healthOf(loaded.config) : 'not asked',
    store: storeFacts(),
    incidents: incidents(),
    ...(words.log !== undefined && { log: lastLines(words.log) }),
  };
  const file = positionals[0] ?? `tocsin-support-${stampOf(Date.now())}.json`;
  // The very last step, so that nothing gets past it.
  const text = JSON.stringify(maskAll(bundle, mask), null, 2);
  writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
  process.stdout.write(`Wrote ${file}. Look through it before you hand it on.\n`);
}

function machine() {
  return {
    platform: `${process.platform} ${process.arch} ${release()}`,
    cores: cpus().length,
    memoryBytes: totalmem(),
    freeBytes: freemem(),
    upSeconds: Math.round(uptime()),
  };
}

function configuration(loaded: Loaded, hasTargets: boolean) {
  if (!loaded.ok) {
    // Where the mistakes are; what stands there may be anything.
    const places = loaded.problems.map((problem) =>
      hasTargets ? problem : problem.split(' ', 1)[0],
    );
    return { isRight: false, problems: places };
  }
  const { services } = loaded.config;
  const targets = services.flatMap(checksOf).map(({ target }) => publicTarget(target));
  return { isRight: true, ...digestOf(loaded.config), ...(hasTargets && { targets }) };
}

async function healthOf({ http, access }: Config): Promise<unknown> {
  if (!http) return 'HTTP_PORT is off';
  const host = http.host.includes(':') ? `[${http.host}]` : http.host;
  try {
    const response = await fetch(`http://${host}:${http.port}/healthz`, {
      signal: AbortSignal.timeout(healthWithinMs),
      ...(access.key !== undefined && { headers: { authorization: `Bearer ${access.key}` } }),
    });
    return { status: response.status, body: (await response.text()).slice(0, 5_000) };
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.name : 'unknown'}`;
  }
}

function storeFacts(): unknown {
  const path = placeOfStore();
  if (path === undefined) return 'in a database of its own';
  return orWhy(() => {
    const { holder, ...survey } = surveyStore(path);
    return { ...survey, holder: holder && { since: new Date(holder.since).toISOString() } };
  });
}

function incidents(): unknown {
  const path = placeOfStore();
  if (path === undefined) return [];
  const catalogue = createCatalogue([]);
  return orWhy(() =>
    incidentsOf(valuesIn<Incident>(path, 'incidents'), (id) => catalogue.get(id) !== undefined),
  );
}

function orWhy<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}

function lastLines(file: string): readonly string[] | string {
  return orWhy(() => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-linesAtMost));
}

type Values = Readonly<Record<string, string | undefined>>;

function valuesOf(values: Values): readonly string[] {
  const closed = Object.entries(values).filter(([name]) => !openSettings.test(name));
  // A list is one value, and each of its members is a secret too, also one that has a name before it.
  return closed.flatMap(([, value = '']) => [
    value.trim(),
    ...value.split(/[\s,]+/),
    ...value.split(/[\s,]+/).map((one) => one.replace(/^[\w-]+=/, '')),
    ...secretsIn(value),
  ]);
}

/** Other variables of the process are no secrets of ours, and some are words like `/`. */
function named(given: Values, names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, given[name]]));
}

/** What a services file takes from the environment. */
function namesIn(services: string): readonly string[] {
  return [...services.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

await main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
