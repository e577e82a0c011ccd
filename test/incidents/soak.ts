/**
 * Many services for many days in virtual time: the pure parts as the bot uses them, from a look to
 * what a channel has read, with faults of every kind, our own blindness and restarts.
 */
import {
  type CheckState,
  freshCheck,
  needsCanaries,
  nextLookMs,
  observe,
} from '../../src/detection/check.ts';
import { judge } from '../../src/detection/service.ts';
import { grouped, linksOf } from '../../src/incidents/grouping.ts';
import { advance } from '../../src/incidents/incident.ts';
import type { Cause, Incident, Reading, Service, Subscription } from '../../src/model.ts';
import { createDice, type Dice } from '../../src/simulation/random.ts';
import { decide, notesOf, type Step, spokenOf } from '../../src/telling/decision.ts';
import type { Row } from '../../src/telling/need.ts';
import { edited, nothingTold, type Told } from '../../src/telling/told.ts';
import { createHeap } from '../../src/time/heap.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const channels = 50;
const rememberedIncidents = 50;
const stepsAtMost = 200;

type Kind = 'soft' | 'hard' | 'half' | 'busy' | 'flapping';
type Fault = { readonly from: number; readonly until: number; readonly kind: Kind };

const causes: Readonly<Record<'soft' | 'hard' | 'busy', Cause>> = {
  soft: { code: 'timeout', kind: 'soft', phase: 'tcp', values: {} },
  hard: { code: 'http-status', kind: 'hard', phase: 'first-byte', values: { status: 503 } },
  busy: { code: 'http-status', kind: 'busy', phase: 'first-byte', values: { status: 429 } },
};

type Town = {
  readonly service: Service;
  readonly channel: number;
  readonly faults: readonly Fault[];
  state: CheckState;
  incidents: Incident[];
  told: Told;
  heard: 'up' | 'down';
  heardAt: number;
  due: number;
  place: number;
};

export type Soak = {
  readonly looks: number;
  readonly restarts: number;
  /** Faults of at least five minutes in which every look failed, and those of them that a channel read of. */
  readonly longFaults: number;
  readonly longFaultsTold: number;
  readonly announcements: number;
  /** Characters of the largest state of a check, as it is stored. */
  readonly largestState: number;
  readonly mostIncidents: number;
  /** Sentences about what must not be; empty when all is well. */
  readonly wrong: readonly string[];
};

export type SoakOptions = {
  readonly services: number;
  readonly days: number;
  readonly everyMs: number;
  readonly seed: number;
};

export function soak({ services, days, everyMs, seed }: SoakOptions): Soak {
  const dice = createDice(`soak/${seed}`);
  const endsAt = days * day;
  const blind = faultsOf(dice, endsAt, { everyMs: 3 * day, lengths: [3 * minute, hour] });
  const towns = Array.from({ length: services }, (_, index) => town(index, endsAt));
  const byChannel = Map.groupBy(towns, ({ channel }) => channel);
  const heap = createHeap<Town>();
  const wakings = createHeap<{ readonly town: Town; due: number; place: number }>();
  const wrong: string[] = [];
  const toldFaults = new Set<Fault>();
  let [looks, restarts, announcements, largestState, mostIncidents] = [0, 0, 0, 0, 0];
  let nextRestart = day;

  function town(index: number, until: number): Town {
    const state = freshCheck(0);
    return {
      ...{ service: serviceOf(index, everyMs), channel: index % channels, state },
      faults: faultsOf(dice, until, {
        everyMs: 4 * day,
        lengths: [20 * second, 4 * minute, 2 * hour],
      }),
      ...{
        incidents: [],
        told: nothingTold,
        heard: 'up',
        heardAt: 0,
        due: dice.next() * everyMs,
        place: -1,
      },
    };
  }

  function look(one: Town, now: number): void {
    looks += 1;
    const sightless = at(blind, now);
    const reading = sightless ? readingOf('soft', now) : seen(one, now);
    const asks = needsCanaries(one.state, reading);
    const canaries = asks ? (sightless ? 'failing' : 'working') : 'unasked';
    one.state = observe(one.state, reading, {
      now: now + reading.tookMs,
      canaries,
      preset: 'default',
    });
    const last = one.incidents.at(-1);
    const isQuiet =
      one.state.status === 'operational' &&
      one.state.unstableSince === undefined &&
      last?.endedAt !== undefined;
    if (!isQuiet) judgeAnew(one, now + reading.tookMs);
    one.due = now + reading.tookMs + nextLookMs(one.state, checkOf(one), dice.next());
    heap.put(one);
  }

  function seen(one: Town, now: number): Reading {
    const fault = at(one.faults, now);
    const isLost = now < endsAt && dice.next() < 0.001;
    if (!fault) return isLost ? readingOf('soft', now) : readingOf('up', now);
    if (fault.kind === 'half') return readingOf(dice.next() < 0.5 ? 'soft' : 'up', now);
    if (fault.kind !== 'flapping') return readingOf(fault.kind, now);
    const isUp = Math.floor((now - fault.from) / (2 * minute)) % 2 === 1;
    return readingOf(isUp ? 'up' : 'hard', now);
  }

  function judgeAnew(one: Town, now: number): void {
    largestState = Math.max(largestState, JSON.stringify(one.state).length);
    const verdict = judge(one.service, new Map([['main', one.state]]), now);
    const move = advance(one.incidents.at(-1), verdict, now);
    if (!move.incident) return;
    const linked = { ...move.incident, links: linksOf(move.incident, one.service) };
    const isNew = move.why === 'opened';
    const open = () => towns.flatMap(({ incidents }) => incidents.at(-1) ?? []).filter(isOpen);
    remember(one, isNew ? grouped(linked, open(), 2 * everyMs) : move.incident);
    tell(one, now);
  }

  function remember(one: Town, incident: Incident): void {
    const others = one.incidents.filter(({ id }) => id !== incident.id);
    one.incidents = [...others, incident].slice(-rememberedIncidents);
    mostIncidents = Math.max(mostIncidents, one.incidents.length);
  }

  /** The channel is never away: each step is done at once. */
  function tell(one: Town, now: number): void {
    const mates = byChannel.get(one.channel) ?? [];
    for (let steps = 0; steps < stepsAtMost; steps += 1) {
      const others = mates.filter((mate) => mate !== one).map(rowOf);
      const step = decide({ row: rowOf(one), others, repeatsAreSafeForMs: 0, now });
      if (step.do === 'nothing') {
        if (step.wakeAt !== undefined) wakings.put({ town: one, due: step.wakeAt, place: -1 });
        return;
      }
      perform(step, mates, now);
    }
    wrong.push(`${one.service.id} at ${now}: the decision does not come to rest`);
  }

  function perform(
    step: Exclude<Step, { do: 'nothing' }>,
    mates: readonly Town[],
    now: number,
  ): void {
    const townOf = (row: Row) =>
      mates.find(({ service }) => service.id === row.subscription.service);
    const note = (row: Row, told: Told) => {
      const one = townOf(row);
      if (one) one.told = told;
    };
    if (step.do === 'note') for (const { row, told } of step.notes) note(row, told);
    else if (step.do === 'edit') {
      for (const { row, incident } of step.members) note(row, edited(row.told, incident.revision));
    } else if (step.do === 'repeat') wrong.push(`a repeat at ${now}`);
    else {
      announcements += 1;
      const members = step.members.map(({ incident }) => spokenOf(incident));
      const nonce = `${announcements}`;
      const sending = { what: step.what, members, nonce, at: now, attempts: 1 };
      const rows = step.members.map(({ row }) => row);
      for (const { row, told } of notesOf(sending, rows, nonce)) note(row, told);
    }
    for (const mate of mates) hear(mate, now);
  }

  /** What people believe after each step must alternate, and follow what is. */
  function hear(one: Town, now: number): void {
    if (one.told.believes === one.heard) return;
    one.heard = one.told.believes;
    const incident = one.incidents.find(({ id }) => id === one.told.incident);
    if (!incident) wrong.push(`${one.service.id} at ${now}: told of an incident that is not there`);
    const isOver = incident?.endedAt !== undefined;
    if (one.heard === 'up' && !isOver)
      wrong.push(`${one.service.id} at ${now}: a recovery too early`);
    if (one.heard === 'up') {
      for (const fault of one.faults) {
        if (fault.from <= now && fault.until >= one.heardAt) toldFaults.add(fault);
      }
    }
    one.heardAt = now;
  }

  function restart(): void {
    restarts += 1;
    for (const one of towns) {
      one.state = JSON.parse(JSON.stringify(one.state));
      one.incidents = JSON.parse(JSON.stringify(one.incidents));
      one.told = JSON.parse(JSON.stringify(one.told));
    }
  }

  function run(until: number): void {
    for (let first = heap.first(); first && first.due < until; first = heap.first()) {
      for (let due = wakings.first(); due && due.due <= first.due; due = wakings.first()) {
        wakings.remove(due);
        tell(due.town, due.due);
      }
      if (first.due >= nextRestart) {
        restart();
        nextRestart += day;
      }
      look(first, first.due);
    }
  }

  for (const one of towns) heap.put(one);
  // Long enough after the last fault for everything to have come to rest.
  run(endsAt + 6 * hour);
  for (const one of towns) wrong.push(...unrest(one));
  const long = towns.flatMap(({ faults }) => faults).filter(isLong(blind));
  return {
    ...{ looks, restarts, announcements, largestState, mostIncidents, wrong },
    longFaults: long.length,
    longFaultsTold: long.filter((fault) => toldFaults.has(fault)).length,
  };
}

function unrest({ service, state, incidents, told }: Town): readonly string[] {
  const stuck = [
    state.status !== 'operational' && `its status is ${state.status}`,
    state.doubt && 'it is still in doubt',
    state.unseen && 'it is still unseen',
    state.unstableSince !== undefined && 'it is still unstable',
    incidents.some(isOpen) && 'an incident is still open',
    told.believes === 'down' && 'people still believe that it is down',
    told.sending && 'a message is still on its way',
  ];
  return stuck.filter((text) => typeof text === 'string').map((text) => `${service.id}: ${text}`);
}

function isOpen({ endedAt }: Incident): boolean {
  return endedAt === undefined;
}

/** So long, and seen by us so whole, that nobody may miss it. */
function isLong(blind: readonly Fault[]) {
  return ({ kind, from, until }: Fault) =>
    (kind === 'hard' || kind === 'soft') &&
    until - from >= 15 * minute &&
    !blind.some((dark) => dark.from < until && dark.until > from - 5 * minute);
}

function rowOf({ service, told, incidents, channel }: Town): Row {
  const subscription: Subscription = {
    ...{ channel: `console:${channel}`, service: service.id },
    ...{ language: 'en', timeZone: 'UTC', by: 'ana', since: 0 },
  };
  return { subscription, told, incidents };
}

function serviceOf(index: number, everyMs: number): Service {
  const id = `s${index}`;
  const target = `https://s${index}.example${index % 40}.test/`;
  const check = { id: 'main', target, everyMs, timeoutMs: 10_000, expect: {} };
  const component = { id: 'main', name: { en: id }, need: 'all' as const, checks: [check] };
  const facts = { category: 'own', preset: 'default' as const, aliases: [] };
  return { id, name: { en: id }, ...facts, components: [component] };
}

function checkOf({ service }: Town): { everyMs: number } {
  return { everyMs: service.components[0]?.checks[0]?.everyMs ?? minute };
}

function readingOf(sight: 'up' | 'soft' | 'hard' | 'busy', at: number): Reading {
  if (sight === 'up') return { status: 'up', at, tookMs: 80, timings: {} };
  const status = sight === 'busy' ? 'degraded' : 'down';
  return { status, at, tookMs: sight === 'soft' ? 5_000 : 80, timings: {}, cause: causes[sight] };
}

type Often = { readonly everyMs: number; readonly lengths: readonly number[] };

const kinds: readonly Kind[] = ['soft', 'hard', 'half', 'busy', 'flapping'];

function faultsOf(dice: Dice, until: number, { everyMs, lengths }: Often): Fault[] {
  const faults: Fault[] = [];
  let at = 0;
  while (at < until) {
    const from = at + dice.wait(everyMs);
    const lengthMs =
      (lengths[Math.floor(dice.next() * lengths.length)] ?? minute) * (0.5 + dice.next());
    const kind = kinds[Math.floor(dice.next() * kinds.length)] ?? 'hard';
    if (from + lengthMs < until) faults.push({ from, until: from + lengthMs, kind });
    at = from + lengthMs;
  }
  return faults;
}

function at(faults: readonly Fault[], now: number): Fault | undefined {
  let [low, high] = [0, faults.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const fault = faults[middle];
    if (!fault) return undefined;
    if (now < fault.from) high = middle - 1;
    else if (now >= fault.until) low = middle + 1;
    else return fault;
  }
  return undefined;
}
