/**
 * Plays a recorded history through detection, incidents and telling in virtual time. Each row is a
 * look; while detection is in doubt it looks again as soon as it would in life, and sees what the
 * last row said. All services of a history are in one place, so their outages may belong together.
 */
import { type CheckState, freshCheck, nextLookMs, observe } from '../detection/check.ts';
import { judge } from '../detection/service.ts';
import { grouped, linksOf, togetherWithinMs } from '../incidents/grouping.ts';
import { advance } from '../incidents/incident.ts';
import type { Check, Incident, Service } from '../model.ts';
import { createHeap } from '../time/heap.ts';
import { createChannel, type Said } from './channel.ts';
import { type Recorded, readingOf } from './recorded.ts';

export type PlayerParts = {
  /** What all services have in common, as a link between their outages. */
  readonly place: string;
  /** How often a service was looked at when its history was recorded. */
  readonly everyMsOf: (service: string) => number;
};

export type Player = {
  /** What the channel hears before an instant. */
  until(at: number): readonly Said[];
  /** Rows come in the order of time, each after its `until`. */
  take(row: Recorded): void;
  /** What it hears in the time after the last row. */
  end(): readonly Said[];
};

const timeoutMs = 10_000;
/** Doubts settle in minutes and a group is waited for in a quarter of an hour. */
const afterwardsMs = 60 * 60_000;
/** A row that nothing follows is not looked at for ever. */
const looksPerRow = 10_000;
const rememberedPerService = 5;

type Watched = {
  readonly service: Service;
  readonly check: Check;
  state: CheckState;
  row: Recorded;
  looks: number;
  incidents: readonly Incident[];
  readonly look: Alarm;
  readonly wake: Alarm;
};

/** The next instant at which something is due without a row. */
type Alarm = { due: number; place: number; readonly ring: () => void };

export function createPlayer({ place, everyMsOf }: PlayerParts): Player {
  const all = new Map<string, Watched>();
  const alarms = createHeap<Alarm>();
  const channel = createChannel({
    serviceOf: (id) => known(id).service,
    incidentsOf: (id) => known(id).incidents,
    wakeAt: (id, at) => set(known(id).wake, at),
  });
  /** Services about which there may be something to tell. */
  const changed = new Set<string>();
  let now = 0;

  function known(id: string): Watched {
    const watched = all.get(id);
    if (!watched) throw new Error(`${id} is not watched.`);
    return watched;
  }

  function watch(row: Recorded): Watched {
    const service = serviceOf(row.service, everyMsOf(row.service));
    const [check] = service.components[0]?.checks ?? [];
    if (!check) throw new Error('A service has a check.');
    const watched: Watched = {
      service,
      check,
      state: freshCheck(row.at),
      row,
      looks: 0,
      incidents: [],
      look: { due: 0, place: -1, ring: () => look(watched) },
      wake: { due: 0, place: -1, ring: () => changed.add(row.service) },
    };
    all.set(row.service, watched);
    channel.follow(row.service);
    return watched;
  }

  function set(alarm: Alarm, at: number): void {
    alarm.due = at;
    alarms.put(alarm);
  }

  /** Lets happen what is due before an instant; what happens in one instant is told together. */
  function play(until: number): readonly Said[] {
    const said: Said[] = [];
    while (now < until) {
      said.push(...tell());
      const due = alarms.first()?.due ?? until;
      if (due >= until) break;
      now = Math.max(now, due);
      ring();
    }
    return said;
  }

  function ring(): void {
    for (let first = alarms.first(); first && first.due <= now; first = alarms.first()) {
      alarms.remove(first);
      first.ring();
    }
  }

  function tell(): readonly Said[] {
    if (changed.size === 0) return [];
    const services = [...all.keys()].filter((service) => changed.has(service));
    changed.clear();
    return services.flatMap((service) => channel.wake(service, now));
  }

  function look(watched: Watched): void {
    const { service, check, row } = watched;
    const reading = readingOf(row, now);
    watched.looks += 1;
    watched.state = observe(watched.state, reading, {
      now,
      canaries: 'unasked',
      preset: service.preset,
    });
    lookLater(watched);
    const verdict = judge(service, new Map([[check.id, watched.state]]), now);
    const move = advance(watched.incidents.at(-1), verdict, now);
    if (!move.incident) return;
    remember(watched, move.why === 'opened' ? placed(move.incident, watched) : move.incident);
    changed.add(service.id);
  }

  /** In its usual pace it is looked at by the rows. */
  function lookLater(watched: Watched): void {
    const inMs = nextLookMs(watched.state, watched.check, 0.5);
    const isSooner = watched.state.doubt !== undefined || inMs < watched.check.everyMs;
    if (isSooner && watched.looks < looksPerRow) set(watched.look, now + inMs);
    else alarms.remove(watched.look);
  }

  function placed(incident: Incident, { service, check }: Watched): Incident {
    const linked = { ...incident, links: [...linksOf(incident, service), `place:${place}`] };
    const open = [...all.values()].flatMap(({ incidents }) => incidents.at(-1) ?? []);
    return grouped(
      linked,
      open.filter(({ endedAt }) => endedAt === undefined),
      togetherWithinMs(check.everyMs),
    );
  }

  return {
    until: play,
    take(row) {
      now = Math.max(now, row.at);
      const watched = all.get(row.service) ?? watch(row);
      watched.row = row;
      watched.looks = 0;
      look(watched);
    },
    end: () => play(now + afterwardsMs),
  };
}

function remember(watched: Watched, incident: Incident): void {
  const others = watched.incidents.filter(({ id }) => id !== incident.id);
  watched.incidents = [...others, incident].slice(-rememberedPerService);
}

function serviceOf(id: string, everyMs: number): Service {
  const name = { en: id };
  const target = `recorded://${encodeURIComponent(id)}/`;
  const check: Check = { id: 'recorded', target, everyMs, timeoutMs, expect: {} };
  const component = { id: 'recorded', name, need: 'all' as const, checks: [check] };
  return { id, name, aliases: [], category: '', preset: 'default', components: [component] };
}
