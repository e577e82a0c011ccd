/** The services of a load: five checks each, the hostile ones among themselves. */
import type { Check, Service } from '../../src/model.ts';
import { probeFor } from '../../src/probes/index.ts';
import type { Load } from './load.ts';

const checksPerService = 5;

export type Kind = 'well' | 'hole' | 'dead' | 'endless' | 'shaky' | 'stand-in';

export function servicesFor(load: Load): readonly Service[] {
  return Array.from({ length: Math.ceil(load.count / checksPerService) }, (_, index) => {
    const first = index * checksPerService;
    const places = Array.from({ length: checksPerService }, (_, place) => first + place);
    const checks = places.map((place) => checkFor(load, place));
    return {
      id: `service-${index}`,
      name: { en: `Service ${index}` },
      aliases: [],
      category: 'own',
      preset: 'default',
      components: [{ id: 'main', name: { en: 'Main' }, need: 'all', checks }],
    };
  });
}

export function checksOf({ components }: Service): readonly Check[] {
  return components.flatMap(({ checks }) => checks);
}

export function kindOf({ id }: Pick<Check, 'id'>): Kind {
  return id.slice(0, id.lastIndexOf('-')) as Kind;
}

function checkFor({ scheme, ports, everyMs, ...load }: Load, index: number): Check {
  const targets: Readonly<Record<Kind, string>> = {
    hole: `http://127.0.0.1:${ports.hole}/${index}`,
    dead: `http://dead-${index}.test/`,
    endless: `http://127.0.0.1:${ports.endless}/endless`,
    shaky: `${scheme}://127.0.0.1:${ports[scheme]}/shaky/${index}`,
    well: `${scheme}://127.0.0.1:${ports[scheme]}/c/${index}`,
    'stand-in': `${scheme}://127.0.0.1:${ports[scheme]}/c/${index}`,
  };
  const kind = kindAt(index % (100 + (load.standIns ?? 0)), load);
  const target = targets[kind];
  const expect = probeFor(target)?.expectation.parse({});
  return { id: `${kind}-${index}`, target, everyMs, timeoutMs: Math.min(5000, everyMs), expect };
}

type Shares = Pick<Load, 'holes' | 'deadNames' | 'endless' | 'shaky' | 'standIns'>;

function kindAt(place: number, shares: Shares): Kind {
  if (place >= 100) return 'stand-in';
  const { holes = 0, deadNames = 0, endless = 0, shaky = 0 } = shares;
  const kinds = [
    ['hole', holes],
    ['dead', holes + deadNames],
    ['endless', holes + deadNames + endless],
    ['shaky', holes + deadNames + endless + shaky],
  ] as const;
  return kinds.find(([, upTo]) => place < upTo)?.[0] ?? 'well';
}
