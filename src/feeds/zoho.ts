/** StatusIQ of Site24x7, as Zoho uses it: RSS with one item per component, titled `<component> - <status>`. */
import type { FeedComponent, Status } from '../model.ts';
import type { Format } from './feed.ts';
import { logOf } from './reading/log.ts';
import { meaning, whole } from './reading/status.ts';

const words: Readonly<Record<string, Status>> = {
  operational: 'operational',
  informational: 'operational',
  'under maintenance': 'maintenance',
  'degraded performance': 'degraded',
  'partial outage': 'partial',
  'major outage': 'major',
};

export const zoho: Format = {
  name: 'zoho-statusiq-rss',
  everyMs: 300_000,
  read({ text }) {
    const entries = logOf(text)?.entries ?? [];
    const components = entries.flatMap(({ title }) => componentOf(title) ?? []);
    // Somebody else's log may have such a title among others.
    if (components.length === 0 || components.length < entries.length) return undefined;
    if (components.every(({ status }) => status === 'unknown')) return undefined;
    const status = whole(components.map((one) => one.status));
    return {
      status,
      ...(status === 'unknown' && { reason: 'a component has a status that we do not know' }),
      components,
      incidents: [],
      maintenance: [],
    };
  },
};

/** The name may itself hold a dash. */
function componentOf(title: string): FeedComponent | undefined {
  const [, name, word] = /^(.+) - ([^-]+)$/.exec(title) ?? [];
  if (name === undefined) return undefined;
  return { id: name.trim(), name: name.trim(), status: meaning(words, word) };
}
