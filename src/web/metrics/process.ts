/** The process itself (processor, memory, event loop, garbage, files), under prom-client's usual names. */
import type { Registry } from 'prom-client';
import { contentTypes, type Format } from './family.ts';

/** Gauges that bear a counter's name, which readers of OpenMetrics refuse or warn of. */
const misnamed = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

/**
 * The text of all of them. The library is loaded and measuring begins with the first call, so that nobody pays who
 * does not ask; each form has a registry of its own, as a registry knows only one.
 */
export function createProcessText(): (format: Format) => Promise<string> {
  const registries = new Map<Format, Promise<Registry>>();

  async function make(format: Format): Promise<Registry> {
    const { collectDefaultMetrics, Registry } = await import('prom-client');
    const made = new Registry();
    made.setContentType(contentTypes[format] as Parameters<Registry['setContentType']>[0]);
    collectDefaultMetrics({ register: made });
    for (const name of misnamed) made.removeSingleMetric(name);
    return made;
  }

  return async (format) => {
    const registry = registries.get(format) ?? make(format);
    registries.set(format, registry);
    const text = await (await registry).metrics();
    return text.replace(/(\s*# EOF)?\s*$/, '\n');
  };
}
