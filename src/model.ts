/** The nouns of Tocsin as plain data. Instants are milliseconds since 1970, durations end in their unit. */

/** A text per language tag (BCP 47). English is always there and is the fallback. */
export type Name = { readonly en: string } & { readonly [language: string]: string };

// ---------------------------------------------------------------- what we watch

/** One target that is looked at, with its expectation and interval. `id` is unique in its service. */
export type Check = {
  readonly id: string;
  /** A URL; its scheme picks the probe. May hold secrets: show it only through `publicTarget`. */
  readonly target: string;
  readonly everyMs: number;
  /** A cron expression: looked at at these times, and every `everyMs` only while it is in doubt. */
  readonly times?: string;
  readonly timeoutMs: number;
  /** What the probe's own schema made of `expect:`; only that probe reads it. */
  readonly expect: unknown;
};

/** How many of a component's checks must work for the component to work. */
export type Need = 'all' | 'any' | number;

export type Component = {
  readonly id: string;
  readonly name: Name;
  readonly need: Need;
  readonly checks: readonly Check[];
};

/** How soon doubt becomes a verdict: calm waits longer, eager accepts more false alarms. */
export type Preset = 'calm' | 'default' | 'eager';

/** Who opens, escalates and closes an outage: what we see, what the provider says, or both (the default). */
export type Trust = 'probes' | 'feed' | 'both';

/** What the provider itself says, for machines. `product` is the row of a feed that many services share. */
export type Feed = {
  readonly format: string;
  readonly url: string;
  readonly product?: string;
  readonly trust?: Trust;
};

export type Service = {
  /** Lower-case letters, digits and dashes. */
  readonly id: string;
  readonly name: Name;
  readonly aliases: readonly string[];
  readonly category: string;
  readonly homepage?: string;
  /** The provider's status page for people. */
  readonly statusPage?: string;
  readonly feed?: Feed;
  readonly preset: Preset;
  /** Its addresses are guesses that nobody has tried. */
  readonly isUnverified?: boolean;
  /** Services that this one cannot work without. */
  readonly dependsOn?: readonly string[];
  readonly components: readonly Component[];
};

// ---------------------------------------------------------------- what we saw

/** The steps of a look, in the order in which they can fail. */
export type Phase =
  | 'dns'
  | 'tcp'
  | 'tls'
  | 'greeting'
  | 'auth'
  | 'request'
  | 'first-byte'
  | 'body'
  | 'expect';

/**
 * How much a failure says about the far end.
 * soft: a lost packet could have done it · hard: the far end answered and the answer is bad ·
 * busy: it says that it is overloaded · slow: it works, later than expected ·
 * policy: it refuses us and may serve others · ours: we could not look.
 */
export type CauseKind = 'soft' | 'hard' | 'busy' | 'slow' | 'policy' | 'ours';

/** Why a reading is not `up`. Each code has a phrase in every language (`cause.<code>`). */
export type CauseCode =
  | 'timeout'
  | 'reset'
  | 'refused'
  | 'unreachable'
  | 'nxdomain'
  | 'dns-no-data'
  | 'dns-servfail'
  | 'dns-refused'
  | 'dns-mismatch'
  | 'domain-ends'
  | 'domain-expired'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-wrong-name'
  | 'certificate-untrusted'
  | 'tls-failed'
  | 'starttls-missing'
  | 'http-status'
  | 'too-many-redirects'
  | 'reply'
  | 'garbage'
  | 'too-large'
  | 'mismatch'
  | 'slow'
  | 'not-allowed'
  | 'unsupported'
  | 'own-network'
  | 'never-answered'
  | 'never-called'
  | 'silent'
  | 'lost'
  | 'only-from-here'
  | 'internal';

export type Cause = {
  readonly code: CauseCode;
  readonly kind: CauseKind;
  readonly phase: Phase;
  /** Values for the phrase: `{ status: 503 }`, `{ days: 3 }`, `{ limitMs: 5000 }`. */
  readonly values: Readonly<Record<string, string | number>>;
  /** What the far end said, one line, at most 200 characters, no secrets. Foreign text: never markup. */
  readonly evidence?: string;
  /** When the far end told us not to come back earlier. */
  readonly retryAfterMs?: number;
  /** When it began, where that is known better than by the first look that saw it. */
  readonly since?: number;
};

/** What one probe saw, once. */
export type Reading = {
  readonly status: 'up' | 'degraded' | 'down' | 'unknown';
  readonly at: number;
  readonly tookMs: number;
  /** Milliseconds spent in each phase that was reached. */
  readonly timings: Readonly<Partial<Record<Phase, number>>>;
  /** Present exactly when the status is not `up`. */
  readonly cause?: Cause;
  /** The remote address that was talked to. */
  readonly address?: string;
  /** Whole days until the first certificate of the chain expires; negative when expired. */
  readonly certificateDays?: number;
  /** Protocol facts worth showing: HTTP status, TLS version, greeting. No secrets. */
  readonly facts?: Readonly<Record<string, string | number>>;
};

/** Did the look wait for anybody? What was known without asking took no time that says anything. */
export function isTimed({ timings }: Pick<Reading, 'timings'>): boolean {
  const phases = Object.keys(timings);
  return phases.length === 0 || phases.some((phase) => phase !== 'expect');
}

// ---------------------------------------------------------------- what they say

/** How far the provider is with an incident of its own. */
export type FeedStage = 'investigating' | 'identified' | 'monitoring' | 'resolved';

/** All texts below are foreign: plain, of limited length, never markup. */
export type FeedUpdate = {
  readonly at: number;
  readonly text: string;
  /** Absent where the provider names none. */
  readonly stage?: FeedStage;
};

/** An incident as the provider tells it. */
export type FeedIncident = {
  readonly id: string;
  readonly title: string;
  readonly stage: FeedStage;
  /** How bad the provider calls it; *operational* for a mere note. */
  readonly impact: Status;
  readonly startedAt?: number;
  /** When the provider says that it ended; it is over exactly when its stage is `resolved`. */
  readonly endedAt?: number;
  /** Newest first. */
  readonly updates: readonly FeedUpdate[];
  /** Names of the parts that it names. */
  readonly components: readonly string[];
  readonly url?: string;
};

export type FeedMaintenance = {
  readonly id: string;
  readonly title: string;
  readonly stage: 'planned' | 'under-way' | 'over';
  readonly startsAt?: number;
  readonly endsAt?: number;
  readonly components: readonly string[];
  readonly url?: string;
};

export type FeedComponent = { readonly id: string; readonly name: string; readonly status: Status };

/** What the provider's own status page says about a service. */
export type FeedReport = {
  /** The format that it was read as. */
  readonly format: string;
  /** *unknown* whenever there is no positive word; then `reason` says why, for an operator. */
  readonly status: Status;
  readonly reason?: string;
  /** Since when the page has said so, as far as we have watched. */
  readonly since?: number;
  readonly components: readonly FeedComponent[];
  /** Open ones first, then newest first. */
  readonly incidents: readonly FeedIncident[];
  readonly maintenance: readonly FeedMaintenance[];
  /** When the page was read. */
  readonly at: number;
};

/** What the provider says, as far as it is worth quoting beside what we see. */
export type Provider = {
  /** *unknown* when it says nothing that can be read. */
  readonly status: Status;
  /** Since when it is so, in its own words where it has some. */
  readonly since?: number;
  readonly at: number;
  readonly incident?: {
    readonly id: string;
    readonly title: string;
    readonly stage: FeedStage;
    /** Its newest update. */
    readonly text?: string;
    readonly url?: string;
  };
  /** Planned work that lasts now. */
  readonly work?: { readonly title: string; readonly url?: string };
};

/** How what we see and what the provider says go together. Each has a phrase (`accord.<code>`). */
export type Accord =
  | 'agreed'
  | 'only-we'
  | 'only-they'
  | 'they-are-silent'
  | 'we-are-blind'
  | 'at-work'
  | 'neither';

// ---------------------------------------------------------------- what it means

/** Statuspage's words, plus *unknown*: "we could not measure", which is never told as an outage. */
export type Status = 'operational' | 'degraded' | 'partial' | 'major' | 'maintenance' | 'unknown';

/** Bad statuses from mild to severe; the index is the severity. */
export const severities = ['degraded', 'partial', 'major'] as const satisfies readonly Status[];

/** 0 for everything that is not an outage, else 1 (degraded) to 3 (major). */
export function severity(status: Status): number {
  return severities.indexOf(status as (typeof severities)[number]) + 1;
}

/** The evidence against one component: which check, since when, why. */
export type Evidence = {
  readonly check: string;
  readonly target: string;
  readonly since: number;
  readonly cause?: Cause;
};

export type ComponentVerdict = {
  readonly component: string;
  readonly status: Status;
  /** True while a first failure is being confirmed. Shown when asked, never told. */
  readonly isSuspect: boolean;
  /** When this status began, dated when it happened, not when it was noticed. */
  readonly since?: number;
  readonly evidence: readonly Evidence[];
  readonly working: number;
  readonly checks: number;
  /** It goes up and down; changes of its status are not worth telling one by one. */
  readonly isUnstable?: boolean;
};

/** What the readings together mean for a service. */
export type Verdict = {
  readonly service: string;
  readonly status: Status;
  readonly isSuspect: boolean;
  readonly since?: number;
  readonly components: readonly ComponentVerdict[];
  /** The newest reading that counted; undefined before the first look. */
  readonly lookedAt?: number;
  readonly isUnstable?: boolean;
  /** Of services with a feed. */
  readonly provider?: Provider;
  readonly accord?: Accord;
};

/** Families of reasons why services fail. */
export type LikelyClass =
  | 'software'
  | 'overload'
  | 'dependency'
  | 'network'
  | 'third-party'
  | 'hardware'
  | 'certificate'
  | 'dns'
  | 'attack'
  | 'planned'
  | 'schedule';

/** What made us think so. Each code has a phrase in every language (`likely.<code>`). */
export type LikelyCode =
  | 'stopped'
  | 'application-error'
  | 'wrong-answer'
  | 'gone'
  | 'tls-setup'
  | 'changed'
  | 'origin'
  | 'busy'
  | 'storage-full'
  | 'stalled'
  | 'ramp'
  | 'resource'
  | 'peak'
  | 'port-silent'
  | 'backend'
  | 'host-silent'
  | 'servers-silent'
  | 'no-route'
  | 'only-from-here'
  | 'congestion'
  | 'parent'
  | 'shared'
  | 'hardware'
  | 'certificate-expired'
  | 'certificate-wrong'
  | 'name-removed'
  | 'name-servers'
  | 'records-changed'
  | 'flood'
  | 'maintenance'
  | 'same-hour'
  | 'provider-says';

/** The probable reason of an outage, named only on enough positive evidence; told as "likely". */
export type LikelyCause = {
  readonly class: LikelyClass;
  /** 0.6 to 1. */
  readonly confidence: number;
  readonly code: LikelyCode;
  /** Values for the phrase; may hold foreign text. */
  readonly values: Readonly<Record<string, string | number>>;
};

/**
 * What an early warning says. hour: unlike the same hour of other days · drift: has moved away slowly ·
 * change: moved at once · fills: reaches a threshold soon · certificate, domain: ends soon.
 * Each has a phrase in every language (`warning.<code>`).
 */
export type WarningCode = 'hour' | 'drift' | 'change' | 'fills' | 'certificate' | 'domain';

/** Something unusual about one check, or something that will soon be full: a hint, never an outage. */
export type Warning = {
  readonly component: string;
  readonly check: string;
  readonly code: WarningCode;
  /** When it was noticed. */
  readonly at: number;
  /** Values for the phrase: `times`, `since`, `value`, `limit`, `leftMs`, `days`; instants in milliseconds. */
  readonly values: Readonly<Record<string, string | number>>;
};

/** A step in the life of an incident: from then on it was so; *operational* between two outages that are one. */
export type IncidentStep = {
  readonly at: number;
  readonly status: Status;
  /** The parts that failed, by id. */
  readonly parts: readonly string[];
  /** Where it is another than before. */
  readonly cause?: Cause;
};

/** One outage of a service, from when it happened to when it ended. */
export type Incident = {
  readonly id: string;
  readonly service: string;
  /** Incidents with the same group have one common cause; absent for one that stands alone. */
  readonly group?: string;
  /** What it may have in common with others: `host:mx1.example.com`, `parent:mail`. */
  readonly links?: readonly string[];
  /** How restless the service is: one for each outage, halved every half hour. */
  readonly unrest?: { readonly penalty: number; readonly at: number };
  /** It went up and down so often that it is told as one unstable time, which ends when it has kept quiet. */
  readonly isFlapping?: boolean;
  /** While flapping: since when it has worked. */
  readonly calmSince?: number;
  /** Grows by one with each change worth telling. */
  readonly revision: number;
  readonly status: Status;
  /** The most severe status so far. */
  readonly worst: Status;
  /** When it happened. */
  readonly startedAt: number;
  /** When it was confirmed. */
  readonly openedAt: number;
  /** It had ended and soon failed again: when, and how long it had been down before. */
  readonly reopenedAt?: number;
  readonly downMs?: number;
  /** When it ended; absent while it lasts. */
  readonly endedAt?: number;
  readonly changedAt: number;
  /** The parts that fail now, or (once ended) that had failed. */
  readonly parts: readonly ComponentVerdict[];
  /** Why, as far as the evidence at this revision says. */
  readonly likely?: LikelyCause;
  /** What the provider said at this revision, and how it went with what we saw. */
  readonly provider?: Provider;
  readonly accord?: Accord;
  /** How it went, oldest first: what it was from when on, at most thirty of them. */
  readonly steps?: readonly IncidentStep[];
  /** Who has reported it so far; our probes alone when absent. */
  readonly reportedBy?: Trust;
};

/** A stretch of time and how it went: minutes seen and failed, and how long what worked took. */
export type Stretch = {
  readonly at: number;
  readonly lengthMs: number;
  readonly known: number;
  readonly failed: number;
  readonly medianMs?: number;
  readonly p95Ms?: number;
};

/** Where the time of looks went, in milliseconds: finding the name, connecting, waiting, reading. */
export type Steps = {
  readonly name?: number;
  readonly connect?: number;
  readonly answer?: number;
  readonly rest?: number;
};

/** How much of the time a service worked, 0 to 1, over the time since `since` in which we looked. */
export type Uptime = { readonly share: number; readonly since: number };

// ---------------------------------------------------------------- who hears it

/** `<platform>:<the platform's own id>`, such as `discord:123` or `console:terminal`. */
export type Channel = string;

/**
 * From one clock time to another (`22:00` to `07:00` goes over midnight; the same twice is a whole day) in
 * the subscription's zone, on the days on which it begins: 1 is Monday, every day when absent.
 */
export type Hours = {
  readonly from: string;
  readonly to: string;
  readonly days?: readonly number[];
};

/** Somebody to be named so that their devices notify. `id` is the platform's and is checked by it. */
export type Mention = { readonly who: 'group' | 'person'; readonly id: string };

/** What a channel wants to hear of a service, and how. Everything absent: all of it, at once, as a card. */
export type Filters = {
  /** Only these parts. */
  readonly components?: readonly string[];
  /** Nothing milder; `partial` is "outages only". */
  readonly atLeast?: 'degraded' | 'partial' | 'major';
  /** The kinds of notice to hear; all but early warnings and busy periods when absent. */
  readonly notices?: readonly Notice['kind'][];
  /** Only what lasts this long. */
  readonly delayMs?: number;
  readonly mention?: Mention & {
    readonly on: readonly ('outage' | 'recovery')[];
    /** Nobody is named at other times. */
    readonly hours?: Hours;
  };
  readonly quiet?: {
    readonly hours: Hours;
    /** What ended meanwhile: told afterwards, or not at all. What still lasts is always told. */
    readonly afterwards: 'catch-up' | 'forget';
    /** As severe as this is told even so. */
    readonly unless?: 'degraded' | 'partial' | 'major';
  };
  /** plain: a sentence for each change, and nothing is edited. */
  readonly mode?: 'card' | 'plain';
  /** "Still down" after 1, 4 and 24 hours; told when absent. */
  readonly hasReminders?: boolean;
  /** Busy periods are told a day ahead; not told when absent. */
  readonly hasBusyAhead?: boolean;
  /** Early warnings; not told when absent. */
  readonly hasWarnings?: boolean;
  readonly mutedUntil?: number;
  /** The id of an incident that nobody wants to hear of any more; its card stays true. */
  readonly mutedIncident?: string;
};

/** One message about the time since the last one, at a clock time such as `09:00` in the room's zone. */
export type Digest =
  | { readonly every: 'day'; readonly at: string }
  /** 1 is Monday. */
  | { readonly every: 'week'; readonly at: string; readonly day: number };

/** What a channel has chosen for itself; it holds for all its subscriptions. */
export type Room = {
  readonly language?: string;
  readonly timeZone?: string;
  /** None when absent. */
  readonly digest?: Digest;
} & Pick<Filters, 'mode' | 'hasReminders' | 'hasBusyAhead' | 'quiet'>;

/** A channel that wants to hear of a service. */
export type Subscription = {
  readonly channel: Channel;
  readonly service: string;
  readonly language: string;
  readonly timeZone: string;
  /** The platform's id of whoever asked for it. */
  readonly by: string;
  readonly since: number;
  readonly filters?: Filters;
};

/**
 * Something worth telling once to each channel that follows a service, and no outage: a certificate
 * that ends soon, a time of maintenance, a time when we saw nothing. `facts` fill the phrase
 * `notice.<kind>`.
 */
export type Notice = {
  /** Names what it is about, so that it is told once: `certificate:mx1.example.com:7`. */
  readonly id: string;
  readonly kind:
    | 'certificate'
    | 'domain'
    | 'blind'
    | 'maintenance'
    | 'announcement'
    | 'warning'
    | 'busy'
    | 'digest';
  /** Whose subscribers hear it; every channel when absent. */
  readonly services?: readonly string[];
  /** The only one that hears it, as long as it follows anything. */
  readonly channel?: Channel;
  readonly at: number;
  /** Nobody wants to hear it later than this. */
  readonly expiresAt: number;
  readonly facts: Readonly<Record<string, string | number>>;
};

/** Whether a part of the bot itself works; when not, why, in words for an operator. */
export type Health = { readonly isWorking: boolean; readonly reason?: string };
