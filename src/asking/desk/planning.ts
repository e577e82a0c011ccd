/** Planned work and announcements: words to every channel that follows a service, for those whose service it is. */
import type {
  Desk,
  Draft,
  NewWork,
  PlannedWork,
  Planning,
  Start,
} from '../../../commands/command.ts';
import type { Planned } from '../../incidents/maintenance.ts';
import type { Days } from '../../incidents/window.ts';
import type { Notice, Service } from '../../model.ts';
import { instantOf, localAt, weekdayOf } from '../../time/local-time.ts';
import type { DeskParts } from '../desk.ts';
import type { Drafts } from '../drafts.ts';
import { operators } from '../place.ts';

/** News of a person that arrives later than this is no news. */
const announcementLastsMs = 12 * 60 * 60_000;

type Parts = Pick<
  DeskParts,
  'own' | 'maintenance' | 'subscriptions' | 'telling' | 'isOperators' | 'now'
> & { readonly drafts: Drafts };

type PlanningDesk = Pick<
  Desk,
  'plan' | 'planned' | 'cancel' | 'isOurs' | 'audience' | 'draft' | 'send'
>;

export function createPlanning(parts: Parts, workspace: string): PlanningDesk {
  const { own, maintenance, drafts, now, isOperators = operators([]) } = parts;

  /** What was added here, and in the operator's own workspaces whatever the services file has. */
  function isOurs({ id, category }: Service): boolean {
    if (own.of(workspace).some((service) => service.id === id)) return true;
    return category === 'own' && isOperators(workspace);
  }

  async function plan({ services, start, forMs, title, repeat }: NewWork): Promise<Planning> {
    const from = start === 'now' ? now() : instantFrom(start, now());
    const again = repeat && {
      repeat: { days: daysOf(repeat.every, from, repeat.timeZone), timeZone: repeat.timeZone },
    };
    const wanted = { services, from, until: from + forMs, ...(title ? { title } : {}), ...again };
    const made = await maintenance.add(wanted);
    return made.result === 'done' ? { result: 'done', work: workOf(made.planned) } : made;
  }

  /** What concerns other workspaces' services is nobody's business here. */
  function planned(): readonly PlannedWork[] {
    const known = own.catalogueIn(workspace);
    return maintenance.list().flatMap((one) => {
      const work = workOf(one);
      const services = work.services.flatMap((id) => known.get(id) ?? []);
      if (services.length < work.services.length) return [];
      return [{ ...work, isFixed: work.isFixed || !services.every(isOurs) }];
    });
  }

  async function cancel(id: string): ReturnType<Desk['cancel']> {
    const work = planned().find((one) => one.id === id);
    if (!work) return 'unknown';
    return work.isFixed ? 'fixed' : maintenance.cancel(id);
  }

  async function send(id: string): Promise<boolean> {
    const words = drafts.take(workspace, id);
    if (words) await parts.telling.announce(noticeFrom(id, words, now()));
    return words !== undefined;
  }

  return {
    plan,
    planned,
    cancel,
    isOurs,
    audience: (service) => parts.subscriptions.ofService(service).length,
    draft: (words) => drafts.keep(workspace, words),
    send,
  };
}

/** That time on that day, else the next time that the clock shows it. */
function instantFrom({ minute, timeZone, date }: Exclude<Start, 'now'>, now: number): number {
  const today = localAt(now, timeZone);
  const at = instantOf({ ...(date ?? today), minute }, timeZone);
  if (date || at > now) return at;
  return instantOf({ ...today, day: today.day + 1, minute }, timeZone);
}

type Every = NonNullable<NewWork['repeat']>['every'];

/** On days like the first one. */
function daysOf(every: Every, from: number, timeZone: string): Days {
  const date = localAt(from, timeZone);
  if (every === 'weekdays') return { weekdays: [1, 2, 3, 4, 5] };
  if (every === 'week') return { weekdays: [weekdayOf(date)] };
  return every === 'month' ? { monthDay: date.day } : {};
}

function everyOf({ weekdays, nth, monthDay }: Days): NonNullable<PlannedWork['every']> {
  if (nth !== undefined) return 'other';
  if (monthDay !== undefined) return weekdays === undefined ? 'month' : 'other';
  if (weekdays === undefined) return 'day';
  if (weekdays.length === 1) return 'week';
  return weekdays.toSorted().join() === '1,2,3,4,5' ? 'weekdays' : 'other';
}

function workOf({ from, until, isFixed, window }: Planned): PlannedWork {
  const { id, services = [], title, when } = window;
  const every = 'days' in when ? { every: everyOf(when.days) } : {};
  return { id, services, from, until, isFixed, ...(title ? { title } : {}), ...every };
}

function noticeFrom(id: string, { service, text, person }: Draft, now: number): Notice {
  return {
    id: `announcement:${id}`,
    kind: 'announcement',
    services: [service],
    at: now,
    expiresAt: now + announcementLastsMs,
    facts: { text, person },
  };
}
