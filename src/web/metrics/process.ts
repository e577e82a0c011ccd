/** The process itself (processor, memory, event loop, garbage, files), under prom-client's usual names. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { contentTypes, type Format } from './family.ts';

/** Gauges that bear a counter's name, which readers of OpenMetrics refuse or warn of. */
const misnamed = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`);

/**
 * The text of all of them. Measuring begins with the first call, so that nobody pays who does not ask; each
 * form has a registry of its own, as a registry knows only one.
 */
export function createProcessText(): (format: Format) => Promise<string> {
  const registries = new Map<Format, Registry>();

  function registryOf(format: Format): Registry {
    const known = registries.get(format);
    if (known) return known;
    const made = new Registry();
    made.setContentType(contentTypes[format] as Parameters<Registry['setContentType']>[0]);
    collectDefaultMetrics({ register: made });
    for (const name of misnamed) made.removeSingleMetric(name);
    registries.set(format, made);
    return made;
  }

  return async (format) => {
    const text = await registryOf(format).metrics();
    return text.replace(/(\s*# EOF)?\s*$/, '\n');
  };
}
