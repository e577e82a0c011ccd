/**
 * One channel that follows every service and is never away: each step of the decision to tell is
 * carried out at once, in virtual time, and what people would have read comes back.
 */
import { createVoice } from '../languages/index.ts';
import type { Message } from '../message.ts';
import type { Incident, Service, Subscription } from '../model.ts';
import { compose } from '../telling/compose.ts';
import { composeGroup } from '../telling/compose-group.ts';
import {
  decide,
  type Member,
  notesOf,
  type Reason,
  type Step,
  spokenOf,
} from '../telling/decision.ts';
import type { Row } from '../telling/need.ts';
import { type Announcement, edited, nothingTold, type Told } from '../telling/told.ts';

/** A message that the channel would have got. */
export type Said = {
  readonly at: number;
  /** post: people notice it · quiet: it is new and makes no sound · edit: the card changes. */
  readonly kind: 'post' | 'quiet' | 'edit';
  readonly what: Announcement | 'edit';
  readonly why: Reason;
  readonly incidents: readonly Incident[];
  readonly message: Message;
};

export type ChannelParts = {
  readonly serviceOf: (id: string) => Service;
  /** Oldest first. */
  readonly incidentsOf: (service: string) => readonly Incident[];
  /** The decision wants to be asked again about a service. */
  readonly wakeAt: (service: string, at: number) => void;
};

export type Channel = {
  follow(service: string): void;
  /** Whatever is to be said about a service now. */
  wake(service: string, now: number): readonly Said[];
};

/** More steps than this for one change would be a decision that never comes to rest. */
const stepsAtMost = 100;

export function createChannel({ serviceOf, incidentsOf, wakeAt }: ChannelParts): Channel {
  const subscriptions = new Map<string, Subscription>();
  const tolds = new Map<string, Told>();
  let messages = 0;

  function rowOf(subscription: Subscription): Row {
    const { service } = subscription;
    return {
      subscription,
      told: tolds.get(service) ?? nothingTold,
      incidents: incidentsOf(service),
    };
  }

  /** Rows with nothing to tell and nothing told are of no interest to a decision. */
  function othersOf(service: string): readonly Row[] {
    return [...subscriptions.values()]
      .filter((other) => other.service !== service && incidentsOf(other.service).length > 0)
      .map(rowOf);
  }

  function note(notes: readonly { readonly row: Row; readonly told: Told }[]): void {
    for (const { row, told } of notes) tolds.set(row.subscription.service, told);
  }

  function perform(step: Exclude<Step, { do: 'nothing' }>, now: number): Said | undefined {
    switch (step.do) {
      case 'note':
        note(step.notes);
        return undefined;
      case 'edit':
        note(step.members.map(shown));
        return say('edit', step, now);
      case 'announce':
        note(announced(step.what, step.members, now));
        return say(step.what, step, now);
      case 'repeat':
        throw new Error('A channel that is never away is told nothing twice.');
    }
  }

  function announced(what: Announcement, members: readonly Member[], now: number) {
    messages += 1;
    const spoken = members.map(({ incident }) => spokenOf(incident));
    const sending = { what, members: spoken, nonce: String(messages), at: now, attempts: 1 };
    return notesOf(
      sending,
      members.map(({ row }) => row),
      String(messages),
    );
  }

  function say(what: Said['what'], { why, members, isQuiet }: Spoke, at: number): Said {
    const incidents = members.map(({ incident }) => incident);
    const message = composed(what, incidents, serviceOf, at);
    return { at, kind: kindOf(what, isQuiet), what, why, incidents, message };
  }

  return {
    follow(service) {
      const [channel, language, timeZone] = ['console:replay', 'en', 'UTC'];
      subscriptions.set(service, { channel, service, language, timeZone, by: '', since: 0 });
    },
    wake(service, now) {
      const subscription = subscriptions.get(service);
      const said: Said[] = [];
      for (let steps = 0; subscription && steps < stepsAtMost; steps += 1) {
        const row = rowOf(subscription);
        const others = othersOf(service);
        const step = decide({ row, others, repeatsAreSafeForMs: 0, now });
        if (step.do === 'nothing') {
          if (step.wakeAt !== undefined) wakeAt(service, step.wakeAt);
          return said;
        }
        const one = perform(step, now);
        if (one) said.push(one);
      }
      throw new Error(`${service}: the decision to tell does not come to rest.`);
    },
  };
}

function shown({ row, incident }: Member): { readonly row: Row; readonly told: Told } {
  return { row, told: edited(row.told, incident.revision) };
}

type Spoke = {
  readonly why: Reason;
  readonly members: readonly Member[];
  readonly isQuiet?: boolean;
};

/** As the sender delivers it. */
function kindOf(what: Said['what'], isQuiet = false): Said['kind'] {
  if (what === 'edit') return 'edit';
  return isQuiet || what === 'card' || what === 'reminder' ? 'quiet' : 'post';
}

function composed(
  what: Said['what'],
  incidents: readonly Incident[],
  serviceOf: ChannelParts['serviceOf'],
  now: number,
): Message {
  const voice = createVoice('en', 'UTC');
  const cases = incidents.map((incident) => ({ incident, service: serviceOf(incident.service) }));
  const [only, ...more] = cases;
  return only && more.length === 0
    ? compose(what, only.incident, only.service, voice, now)
    : composeGroup(what, cases, voice, now);
}
