/** The contract of a command: what people can ask, in words that know no platform. */
import type { Busy } from '../src/busy/busy.ts';
import type { Catalogue } from '../src/catalogue/catalogue.ts';
import type { Voice } from '../src/languages/language.ts';
import type { Message } from '../src/message.ts';
import type {
  Channel,
  Filters,
  Health,
  Incident,
  Reading,
  Room,
  Service,
  Steps,
  Stretch,
  Subscription,
  Uptime,
  Verdict,
  Warning,
} from '../src/model.ts';
import type { Ask, Choice, Sent } from '../src/platforms/platform.ts';

/** How a service stands now. */
export type Standing = {
  readonly service: Service;
  readonly verdict: Verdict;
  /** The open incident, or the last one. */
  readonly incident?: Incident;
  /** False when nobody watches it and we looked just for this answer. */
  readonly isWatched: boolean;
  /** What is unusual or runs out, the most pressing first. */
  readonly warnings?: readonly Warning[];
};

/** A subscription and whether its last delivery worked. */
export type Followed = {
  readonly subscription: Subscription;
  readonly health: Health;
  /** When something about the service last arrived. */
  readonly deliveredAt?: number;
  /** What was not told lately: it was too old to be news, or nobody knows whether it arrived. */
  readonly missed?: { readonly at: number; readonly why: 'expired' | 'assumed-sent' };
};

/** One check of a service, looked at for an answer. */
export type Probed = {
  readonly component: string;
  readonly target: string;
  readonly reading: Reading;
};

/** A service that somebody wants to add. `name` may be empty. */
export type Wanted = { readonly target: string; readonly name: string; readonly by: string };

export type Watched =
  | { readonly result: 'done'; readonly service: Service; readonly looked: Reading }
  | { readonly result: 'known'; readonly service: Service }
  | { readonly result: 'full'; readonly limit: number }
  | { readonly result: 'wrong'; readonly problem: string };

/** Now, or a time of the day in a zone; the next such time when no date is given. */
export type Start =
  | 'now'
  | {
      readonly minute: number;
      readonly timeZone: string;
      readonly date?: { readonly year: number; readonly month: number; readonly day: number };
    };

export type NewWork = {
  readonly services: readonly string[];
  readonly start: Start;
  readonly forMs: number;
  readonly title?: string;
  /** Again on days like the first one, by the clock in a zone. */
  readonly repeat?: {
    readonly every: 'day' | 'weekdays' | 'week' | 'month';
    readonly timeZone: string;
  };
};

/** `services` is empty when it concerns all of them. */
export type PlannedWork = {
  readonly id: string;
  readonly services: readonly string[];
  readonly title?: string;
  readonly from: number;
  readonly until: number;
  /** It cannot be changed from here. */
  readonly isFixed: boolean;
  /** `from` and `until` are of the next time. */
  readonly every?: 'day' | 'weekdays' | 'week' | 'month' | 'other';
};

export type Planning =
  | { readonly result: 'done'; readonly work: PlannedWork }
  | { readonly result: 'full' | 'over' | 'backwards' | 'too-long' };

export type Draft = { readonly service: string; readonly text: string; readonly person: string };

/** The bot itself. */
export type About = {
  readonly version: string;
  readonly startedAt: number;
  readonly services: number;
  readonly watched: number;
  readonly health: Readonly<Record<string, Health>>;
  /** When we could not see, oldest first; a last one without end lasts. */
  readonly blind: readonly { readonly from: number; readonly until?: number }[];
};

/** Where the time of looks went: in the last day, and in the week before. */
export type Spent = { readonly day: Steps; readonly week: Steps };

/** What commands may use of the bot. Rejects with `StoreFailed` when the store cannot answer. */
export type Desk = {
  /** What the workspace of the asker knows. */
  readonly catalogue: Catalogue;
  /** The same desk for another workspace. */
  within(workspace: string): Desk;
  /** From memory for a watched service; looks now, for at most 2 s, for any other. */
  standing(service: Service): Promise<Standing>;
  /** The newest ones that memory holds, oldest first. */
  incidents(service: string): readonly Incident[];
  /** Looks now, at a public address only; a sentence when the target is none. */
  probe(target: string): Promise<Reading | { readonly problem: string }>;
  /** Looks now at each check of a service, at most `limit` of them. */
  probeService(service: Service, limit: number): Promise<readonly Probed[]>;
  /** Adds a service of the workspace's own and begins to watch it; `looked` is a first look at it. */
  watch(wanted: Wanted): Promise<Watched>;
  /** False when the workspace has no such service of its own. Its subscriptions end too. */
  unwatch(service: string): Promise<boolean>;
  /** What the channel has chosen for itself. */
  room(channel: Channel): Room;
  /** Holds for all subscriptions of the channel from now on. */
  settle(channel: Channel, room: Room): Promise<void>;
  /** Changes what a channel hears of a service; false when it does not follow it. */
  change(channel: Channel, service: string, edit: (filters: Filters) => Filters): Promise<boolean>;
  /** Work on services that the workspace may speak for. */
  plan(work: NewWork): Promise<Planning>;
  /** What lasts or is to come of services that the workspace knows, soonest first. */
  planned(): readonly PlannedWork[];
  cancel(id: string): Promise<'done' | 'unknown' | 'fixed'>;
  /** May people of this workspace speak for this service to all who follow it? */
  isOurs(service: Service): boolean;
  /** How many channels follow it. */
  audience(service: string): number;
  /** Keeps an announcement for a quarter of an hour, to be sent or forgotten. */
  draft(words: Draft): string;
  /** False when there is no such draft of this workspace any more. */
  send(draft: string): Promise<boolean>;
  /** The workspace's own services from chat. */
  own(): readonly Service[];
  about(): About;
  /** Posts to the channel, in the order of its other messages. */
  post(channel: Channel, message: Message): Promise<Sent>;
  /** From memory. Undefined when nothing was seen in that time. */
  uptime(service: string, windowMs: number, component?: string): Uptime | undefined;
  /** How much of a time was planned work, which is no downtime. */
  workedMs(service: string, windowMs: number): number;
  /** `columns` stretches of equal length up to now, oldest first. */
  latency(service: string, windowMs: number, columns: number): Promise<readonly Stretch[]>;
  /** On average; empty where nothing is known. */
  spent(service: string): Promise<Spent>;
  /** Busy periods that concern a service and touch that time, soonest first. */
  busy(service: Service, from: number, to: number): readonly Busy[];
  followed(channel: Channel): readonly Followed[];
  /** Stores it, then proves by posting `confirmation` that the channel can be written to; undone when it cannot. */
  subscribe(
    subscription: Subscription,
    confirmation: Message,
  ): Promise<{ result: 'done' | 'already' | 'full' } | { result: 'undeliverable'; reason: string }>;
  /** False when there was nothing to end. `farewell` is posted to the channel. */
  unsubscribe(channel: Channel, service: string, farewell: Message): Promise<boolean>;
  /** All of a channel's; one farewell is posted. */
  unsubscribeAll(channel: Channel, farewell: Message): Promise<void>;
  readonly now: () => number;
};

/** One use of a command after parsing: `options` has only known names; missing ones are absent. */
export type Request = {
  readonly ask: Ask;
  readonly options: Readonly<Record<string, string>>;
  readonly voice: Voice;
};

export type Option = {
  readonly name: string;
  readonly isRequired?: boolean;
  /** Takes the rest of the line, spaces included. Only the last option may. */
  readonly isRest?: boolean;
  /** Has no value of its own: given or not. Typed as `--name` anywhere in the line. */
  readonly isFlag?: boolean;
  /** Several can be chosen in a form. */
  readonly isSeveral?: boolean;
  /** Names a person or a group. */
  readonly isMention?: boolean;
  /** Typed as `name:value` anywhere in the line, or as a last word of this form. */
  readonly isNamed?: boolean;
  readonly form?: RegExp;
  complete?(typed: string, request: Request, desk: Desk): readonly Choice[];
};

/**
 * `name` is also the word people type. Descriptions are phrases: `command.<name>` and
 * `command.<name>.<option>`.
 */
export type Command = {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly options: readonly Option[];
  /** Only the asker reads the answer, unless the flag `public` is given. */
  readonly isPrivate: boolean;
  /** Changes what the channel hears: needs the right to manage it. */
  readonly isManaging: boolean;
  /** How many ordinary commands one use counts for; 1 when absent. */
  readonly cost?: number;
  /** Without any option, a form may be shown instead of the answer. */
  readonly hasForm?: boolean;
  run(request: Request, desk: Desk): Promise<Message>;
};
