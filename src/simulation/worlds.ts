/** The worlds by name: kinds of noise without any outage, and kinds of outage in mixed noise. */
import { day, type Faults, hour, minute, type Noise, second } from './world.ts';

export type WorldPlan = {
  readonly name: string;
  readonly noise: Noise;
  readonly faults?: Faults;
};

const quiet: Noise = { loss: 0.001, glitches: [] };
const glitch = (lastsMs: number, everyMs: number) => ({ lastsMs, everyMs });
const ownNetwork = { everyMs: 30 * day, lastsMs: 3 * minute };

export const mixed: Noise = {
  loss: 0.001,
  glitches: [glitch(12 * second, 6 * hour), glitch(40 * second, 7 * day)],
  ownNetwork,
  blips: { everyMs: 3 * day, lastsMs: 15 * second },
};

const every = 6 * day;
const flapping = (downS: number, upS: number): Faults => ({
  kind: 'flapping',
  everyMs: 3 * day,
  downMs: downS * second,
  upMs: upS * second,
});

export const worlds: readonly WorldPlan[] = [
  { name: 'loss-0.1', noise: { loss: 0.001, glitches: [] } },
  { name: 'loss-1', noise: { loss: 0.01, glitches: [] } },
  { name: 'loss-5', noise: { loss: 0.05, glitches: [] } },
  { name: 'glitch-6h', noise: { loss: 0.001, glitches: [glitch(12 * second, 6 * hour)] } },
  { name: 'glitch-20min', noise: { loss: 0, glitches: [glitch(12 * second, 20 * minute)] } },
  { name: 'glitch-40s', noise: { loss: 0.001, glitches: [glitch(40 * second, day)] } },
  { name: 'own-network', noise: { loss: 0, glitches: [], ownNetwork } },
  { name: 'mixed', noise: mixed },
  { name: 'fails-fast', noise: mixed, faults: { kind: 'fast', everyMs: every, lengthsMs: [hour] } },
  { name: 'black-hole', noise: mixed, faults: { kind: 'hole', everyMs: every, lengthsMs: [hour] } },
  { name: 'half', noise: mixed, faults: { kind: 'half', everyMs: every, lengthsMs: [hour] } },
  {
    name: 'short',
    noise: mixed,
    faults: {
      kind: 'fast',
      everyMs: every,
      lengthsMs: [60, 90, 120, 180, 300].map((s) => s * second),
    },
  },
  { name: 'flap-120-180', noise: quiet, faults: flapping(120, 180) },
  { name: 'flap-45-75', noise: quiet, faults: flapping(45, 75) },
  { name: 'flap-600-600', noise: quiet, faults: flapping(600, 600) },
  { name: 'flap-90-900', noise: quiet, faults: flapping(90, 900) },
];
