/** PlayStation Network: `/data/statuses/region/<region>.json`. Empty lists are the healthy sign; old entries are left standing. */
import { z } from 'zod';
import { type Status, severity } from '../model.ts';
import { instantOf } from './reading/instant.ts';
import { jsonFormat, shown } from './reading/shape.ts';
import { meaning, worse } from './reading/status.ts';

const longestMs = 7 * 86_400_000;

const words: Readonly<Record<string, Status>> = {
  outage: 'major',
  degraded: 'degraded',
  maintenance: 'maintenance',
};

const entry = z.object({ statusType: z.string(), startDate: shown });
const service = z.object({ serviceName: z.string(), status: z.array(entry) });
const country = z.object({
  countryCode: z.string(),
  status: z.array(entry),
  services: z.array(service),
});

export const playstation = jsonFormat({
  name: 'psn-json',
  shape: z.object({ status: z.array(entry), countries: z.array(country).min(1) }),
  say({ status: entries, countries }, { now }) {
    const components = countries.flatMap(({ countryCode, services }) =>
      services.map(({ serviceName, status }) => ({
        id: `${countryCode}/${serviceName}`,
        name: `${countryCode} / ${serviceName}`,
        status: worst(status, now),
      })),
    );
    const everywhere = [entries, ...countries.map((one) => one.status)].map((one) =>
      worst(one, now),
    );
    const parts = components.map((one) => one.status);
    const status = combined(everywhere, parts);
    return {
      status,
      ...(status === 'unknown' && { reason: 'an entry has a kind that we do not know' }),
      components,
      incidents: [],
      maintenance: [],
    };
  },
});

type Entry = z.output<typeof entry>;

function worst(entries: readonly Entry[], now: number): Status {
  const fresh = entries.filter(({ startDate }) => now - (instantOf(startDate) ?? now) <= longestMs);
  const said = fresh.map(({ statusType }) => meaning(words, statusType));
  const status = said.reduce(worse, 'operational');
  if (severity(status) > 0) return status;
  if (said.includes('unknown')) return 'unknown';
  return said.includes('maintenance') ? 'maintenance' : 'operational';
}

/** A service that is out in one country leaves the network as a whole in part. */
function combined(everywhere: readonly Status[], parts: readonly Status[]): Status {
  const small = parts.map((part) => (part === 'major' ? 'partial' : part));
  const status = [...everywhere, ...small].reduce(worse);
  if (severity(status) > 0) return status;
  if (everywhere.includes('unknown') || parts.includes('unknown')) return 'unknown';
  return everywhere.includes('maintenance') ? 'maintenance' : 'operational';
}
