/**
 * `npm run catalogue:list [-- --json]`: what the catalogue knows.
 * `npm run catalogue:check [-- SERVICE… --json]`: goes politely through endpoints and feeds and
 * prints what is no longer as the catalogue expects. Exits 0 when all is, 1 when something has
 * drifted, 2 for a wrong use and 3 when nothing can be said, because the network is at fault.
 */
import { parseArgs } from 'node:util';
import { createCatalogue } from '../catalogue/index.ts';
import { loadConfig } from '../config.ts';
import { createFetch } from '../feeds/reading/fetch.ts';
import type { Service } from '../model.ts';
import { createEyes, look, publicTarget } from '../probes/index.ts';
import { createClock } from '../time/clock.ts';
import { listed } from './catalogue/list.ts';
import { type Finding, missingNetwork, survey } from './catalogue/survey.ts';
import { columns } from './catalogue/table.ts';

const usage = `npm run catalogue:list [-- --json]
npm run catalogue:check [-- SERVICE… --json]
`;
const exits = { fine: 0, drifted: 1, badUse: 2, noNetwork: 3 } as const;

function lostNetwork(what: string): string {
  return `It is the network: none of the ${what} answers from here, so nothing can be said about the catalogue.`;
}

async function main(words: string[]): Promise<number> {
  const [what, ...rest] = words;
  let wish: { values: { json?: boolean }; positionals: string[] };
  try {
    const options = { json: { type: 'boolean' } } as const;
    wish = parseArgs({ args: rest, options, allowPositionals: true });
  } catch (error) {
    return complain([(error as Error).message, usage]);
  }
  const isJson = wish.values.json ?? false;
  const loaded = await loadConfig(process.env, process.cwd());
  if (!loaded.ok) return complain(loaded.problems);
  const { services: own, canaries } = loaded.config;
  const chosen = choose(createCatalogue(own), wish.positionals);
  if ('problems' in chosen) return complain(chosen.problems);
  if (what === 'list') return list(chosen.services, isJson);
  if (what === 'check') return await check(chosen.services, canaries, isJson);
  return complain([usage]);
}

function choose(
  catalogue: ReturnType<typeof createCatalogue>,
  names: readonly string[],
): { services: readonly Service[] } | { problems: readonly string[] } {
  if (names.length === 0) return { services: catalogue.services };
  const found = names.map((name) => ({ name, ...catalogue.find(name) }));
  const problems = found
    .filter(({ service, isExact }) => !service || !isExact)
    .map(({ name, service, suggestions }) => {
      const near = [...(service ? [service] : []), ...suggestions].slice(0, 3).map(({ id }) => id);
      return `unknown service "${name}"${near.length > 0 ? `, did you mean ${near.join(' or ')}?` : ''}`;
    });
  if (problems.length > 0) return { problems };
  return { services: found.flatMap(({ service }) => service ?? []) };
}

function list(services: readonly Service[], isJson: boolean): number {
  const rows = listed(services);
  if (isJson) return print(JSON.stringify(rows, undefined, 2), exits.fine);
  const cells = rows.map(({ id, name, category, confidence, checks, feed }) => [
    ...[id, name.en, name['zh-CN'] ?? '', category],
    ...[confidence ?? '', String(checks), feed ?? ''],
  ]);
  const heads = ['id', 'name', '中文', 'category', 'confidence', 'checks', 'feed'];
  return print(`${columns([heads, ...cells])}\n\n${rows.length} services`, exits.fine);
}

async function check(
  services: readonly Service[],
  canaries: readonly string[],
  isJson: boolean,
): Promise<number> {
  const clock = createClock();
  const eyes = createEyes();
  const { fetch } = createFetch(eyes);
  const lookAt = (target: Parameters<typeof look>[0]) => look(target, eyes);
  try {
    const missing = await missingNetwork(canaries, lookAt);
    if (missing) return offline(missing, isJson);
    const findings = await survey(services, {
      ...{ look: lookAt, fetch, clock, publicTarget },
      ...(process.stderr.isTTY && { onProgress: showProgress }),
    });
    // It may have gone while we looked, and then all that failed says nothing.
    const lost = await missingNetwork(canaries, lookAt);
    if (lost) return offline(lost, isJson);
    return report(findings, isJson, clock.now());
  } finally {
    eyes.close();
  }
}

function offline(missing: string, isJson: boolean): number {
  const reason = lostNetwork(missing);
  if (isJson)
    return print(JSON.stringify({ network: false, reason, findings: [] }), exits.noNetwork);
  process.stderr.write(`${reason}\n`);
  return exits.noNetwork;
}

function report(findings: readonly Finding[], isJson: boolean, at: number): number {
  const isFine = findings.every(({ verdict }) => verdict !== 'drifted');
  const code = isFine ? exits.fine : exits.drifted;
  if (isJson) {
    const document = { network: true, at: new Date(at).toISOString(), findings };
    return print(JSON.stringify(document, undefined, 2), code);
  }
  const odd = findings.filter(({ verdict }) => verdict !== 'as-expected');
  const cells = odd.map(({ service, part, address, verdict, found }) => [
    ...[verdict, service, part, address, found ?? ''],
  ]);
  const heads = ['', 'service', 'part', 'address', 'found'];
  const table = odd.length === 0 ? '' : `${columns([heads, ...cells])}\n\n`;
  return print(`${table}${summary(findings)}`, code);
}

function summary(findings: readonly Finding[]): string {
  const counts = Map.groupBy(findings, ({ verdict }) => verdict);
  const order = ['as-expected', 'drifted', 'no-answer', 'refused', 'cannot-tell'] as const;
  const parts = order.flatMap((verdict) => {
    const count = counts.get(verdict)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${verdict.replace('-', ' ')}`];
  });
  return `${findings.length} addresses: ${parts.join(', ')}`;
}

function showProgress(done: number, all: number): void {
  process.stderr.write(`\r${done} of ${all}${done === all ? '\n' : ''}`);
}

function print(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}

function complain(problems: readonly string[]): number {
  process.stderr.write(`${problems.join('\n')}\n`);
  return exits.badUse;
}

process.exitCode = await main(process.argv.slice(2));
