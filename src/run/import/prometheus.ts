/**
 * Prometheus with blackbox_exporter: scrape configurations say what is looked at, the exporter's own file says how.
 * Relabelling is carried out as Prometheus does it, since that is where a target gets its module and its address.
 */
import { checksOf, type Module, modulesOf } from './blackbox.ts';
import type { Draft, DraftPart } from './draft.ts';
import { durationMs } from './draft.ts';
import { type Fields, fieldsOf } from './fields.ts';
import type { Ledger } from './ledger.ts';
import { type Labels, relabelled } from './relabel.ts';
import { type Found, hasKey, type ReadBeside, type Source } from './source.ts';

export const prometheus: Source = {
  name: 'prometheus',
  recognises: (value) => hasKey(value, 'scrape_configs', 'modules'),
  async read(files, ledger, beside) {
    const modules = modulesOf(files, ledger);
    const drafts: Draft[] = [];
    for (const file of files) drafts.push(...(await draftsOf(file, { modules, ledger, beside })));
    if (!files.some(({ value }) => hasKey(value, 'scrape_configs'))) {
      const why = 'they say how, not what: name prometheus.yml beside this file';
      ledger.lose('modules', 'all of them', why);
    }
    return { drafts: merged(drafts), works: [] };
  },
};

type Around = {
  readonly modules: ReadonlyMap<string, Module>;
  readonly ledger: Ledger;
  readonly beside: ReadBeside;
};

const elsewhere = 'belongs to Prometheus';
const reasons: Readonly<Record<string, string>> = {
  rule_files: 'alerts are Tocsin’s own matter',
  alerting: 'alerts are Tocsin’s own matter',
  remote_write: elsewhere,
  remote_read: elsewhere,
  storage: elsewhere,
};

async function draftsOf({ path, value }: Found, around: Around): Promise<readonly Draft[]> {
  if (!hasKey(value, 'scrape_configs')) return [];
  const file = fieldsOf(value);
  const global = file.group('global');
  global.pass('evaluation_interval', 'external_labels', 'scrape_timeout', 'query_log_file');
  const usualMs = durationMs(global.text('scrape_interval')) ?? 60_000;
  const jobs = file.groups('scrape_configs');
  file.tellRest(path, around.ledger, reasons);
  const drafts = await Promise.all(
    jobs.map((job) => draftsOfJob(job, { ...around, path, usualMs })),
  );
  return drafts.flat();
}

type Job = Around & { readonly path: string; readonly usualMs: number };

async function draftsOfJob(job: Fields, around: Job): Promise<readonly Draft[]> {
  const { ledger, usualMs } = around;
  const name = job.text('job_name') ?? 'job';
  const [module] = job.group('params').list('module').map(String);
  const rules = job.groups('relabel_configs');
  const isBlackbox = job.text('metrics_path') === '/probe' || module !== undefined;
  if (!isBlackbox) {
    ledger.lose(name, 'all of it', 'reads metrics of its targets and looks at no service');
    return [];
  }
  const everyMs = durationMs(job.text('scrape_interval')) ?? usualMs;
  const timeoutMs = durationMs(job.text('scrape_timeout'));
  const found = await targetsOf(job, name, around);
  job.pass('scheme', 'honor_labels', 'honor_timestamps', 'metric_relabel_configs');
  job.tellRest(name, ledger, discoveryReasons(job));
  const written = rules.map((rule) => relabelRuleOf(rule));
  return found.flatMap((labels) => {
    const start = { ...labels, job: name, ...(module && { __param_module: module }) };
    const end = relabelled(start, written, (what, why) => ledger.lose(name, what, why));
    const draft = end && draftOf(end, name, around);
    return draft ? [{ ...draft, everyMs, timeoutMs: timeoutMs ?? draft.timeoutMs }] : [];
  });
}

function relabelRuleOf(rule: Fields) {
  return {
    action: rule.text('action') ?? 'replace',
    sources: rule.list('source_labels').map(String),
    separator: rule.text('separator') ?? ';',
    regex: rule.text('regex') ?? '(.*)',
    replacement: rule.text('replacement') ?? '$1',
    target: rule.text('target_label'),
  };
}

function discoveryReasons(job: Fields): Record<string, string> {
  const discoveries = job.keys.filter((key) => key.endsWith('_sd_configs'));
  return Object.fromEntries(
    discoveries.map((key) => [key, 'targets that are discovered must be written down']),
  );
}

async function targetsOf(job: Fields, name: string, { path, beside, ledger }: Job) {
  const groups = [...job.groups('static_configs')];
  for (const place of job.groups('file_sd_configs')) {
    for (const pattern of place.list('files').map(String)) {
      const files = await beside(path, pattern);
      if (files.length === 0) ledger.lose(name, `file_sd ${pattern}`, 'no such file is here');
      for (const { value } of files) groups.push(...[value].flat().map(fieldsOf));
    }
  }
  return groups.flatMap((group) => {
    const labels = group.group('labels');
    const own = Object.fromEntries(labels.keys.map((key) => [key, labels.text(key) ?? '']));
    return group.list('targets').map((target): Labels => ({ ...own, __address__: String(target) }));
  });
}

function draftOf(labels: Labels, job: string, { modules, ledger }: Around): Draft | undefined {
  const target = labels.__param_target ?? '';
  const moduleName = labels.__param_module ?? '';
  if (target === '') {
    ledger.lose(job, labels.__address__ ?? 'a target', 'no rule makes a __param_target of it');
    return undefined;
  }
  const name = labels.name ?? labels.service ?? hostOf(target);
  const module = modules.get(moduleName);
  if (module === undefined) {
    ledger.lose(name, `module ${moduleName}`, 'is in none of these files: name blackbox.yml too');
    return undefined;
  }
  const checks = checksOf(target, module, { where: name, ledger });
  if (checks.length === 0) return undefined;
  const part = { name: moduleName, checks };
  return { name, group: job, timeoutMs: module.timeoutMs, parts: [part] };
}

function hostOf(target: string): string {
  return URL.parse(target)?.hostname || target.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '');
}

/** What several jobs look at is one service with several parts. */
function merged(drafts: readonly Draft[]): readonly Draft[] {
  const byName = Map.groupBy(drafts, ({ name }) => name);
  return [...byName.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const parts = Map.groupBy(
      all.flatMap((one) => one.parts),
      (part) => part.name,
    );
    const joined = [...parts].map(([name, same]): DraftPart => {
      return { name, checks: unique(same.flatMap(({ checks }) => checks)) };
    });
    const everyMs = Math.min(...all.map((one) => one.everyMs ?? 60_000));
    return [{ ...first, everyMs, parts: joined }];
  });
}

function unique<T>(things: readonly T[]): readonly T[] {
  return [...new Map(things.map((thing) => [JSON.stringify(thing), thing])).values()];
}
