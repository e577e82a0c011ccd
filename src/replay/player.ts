/**
 * Plays a recorded history through detection, incidents and telling in virtual time. Each row is a
 * look; while detection is in doubt it looks again as soon as it would in life, and sees what the
 * last row said. All services of a history are in one place, so their outages may belong together.
 */
import { type CheckState, freshCheck, nextLookMs, observe } from '../detection/check.ts';
import { judge } from '../detection/service.ts';
import { createHeap } from '../heap.ts';
import { grouped, linksOf } from '../incidents/grouping.ts';
import { advance } from '../incidents/incident.ts';
import type { Check, Incident, Service } from '../model.ts';
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
  /** What it hears because of a row. Rows come in the order of time, each after its `until`. */
  take(row: Recorded): readonly Said[];
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
type Alarm = { due: number; place: number; readonly ring: (now: number) => readonly Said[] };

export function createPlayer({ place, everyMsOf }: PlayerParts): Player {
  const all = new Map<string, Watched>();
  const alarms = createHeap<Alarm>();
  const channel = createChannel({
    serviceOf: (id) => known(id).service,
    incidentsOf: (id) => known(id).incidents,
    wakeAt: (id, at) => set(known(id).wake, at),
  });
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
      look: { due: 0, place: -1, ring: (at) => look(watched, at) },
      wake: { due: 0, place: -1, ring: (at) => channel.wake(row.service, at) },
    };
    all.set(row.service, watched);
    channel.follow(row.service);
    return watched;
  }

  function set(alarm: Alarm, at: number): void {
    alarm.due = at;
    alarms.put(alarm);
  }

  /** Lets happen what is due before an instant. */
  function play(until: number): readonly Said[] {
    const said: Said[] = [];
    for (let first = alarms.first(); first && first.due < until; first = alarms.first()) {
      alarms.remove(first);
      now = Math.max(now, first.due);
      said.push(...first.ring(now));
    }
    return said;
  }

  function look(watched: Watched, at: number): readonly Said[] {
    const { service, check, row } = watched;
    const reading = readingOf(row, at);
    watched.looks += 1;
    watched.state = observe(watched.state, reading, {
      now: at,
      canaries: 'unasked',
      preset: service.preset,
    });
    lookLater(watched, at);
    const verdict = judge(service, new Map([[check.id, watched.state]]), at);
    const move = advance(watched.incidents.at(-1), verdict, at);
    if (!move.incident) return [];
    remember(watched, move.why === 'opened' ? placed(move.incident, watched) : move.incident);
    return channel.wake(service.id, at);
  }

  /** In its usual pace it is looked at by the rows. */
  function lookLater(watched: Watched, at: number): void {
    const inMs = nextLookMs(watched.state, watched.check, 0.5);
    const isSooner = inMs < watched.check.everyMs && watched.looks < looksPerRow;
    if (isSooner) set(watched.look, at + inMs);
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
      return look(watched, now);
    },
    end: () => play(now + afterwardsMs),
  };
}

function remember(watched: Watched, incident: Incident): void {
  const others = watched.incidents.filter(({ id }) => id !== incident.id);
  watched.incidents = [...others, incident].slice(-rememberedPerService);
}

/** As the watcher does. */
function togetherWithinMs(everyMs: number): number {
  return Math.min(2 * everyMs, 10 * 60_000);
}

function serviceOf(id: string, everyMs: number): Service {
  const name = { en: id };
  const target = `recorded://${encodeURIComponent(id)}/`;
  const check: Check = { id: 'recorded', target, everyMs, timeoutMs, expect: {} };
  const component = { id: 'recorded', name, need: 'all' as const, checks: [check] };
  return { id, name, aliases: [], category: '', preset: 'default', components: [component] };
}
