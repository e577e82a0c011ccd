/** Who asks: language, time zone, name and standing of people on Slack, remembered for a while. */
import type { webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';

export type Person = {
  readonly name?: string;
  readonly language?: string;
  readonly timeZone?: string;
  /** Guests may ask, but not change what a channel hears. */
  readonly isGuest: boolean;
  /** Of the workspace, or its owner. */
  readonly isAdmin: boolean;
};

/** Who may change what channels hear. */
export type Managers = 'members' | 'admins';

const usual = {
  rememberedMs: 24 * 60 * 60_000,
  /** An answer waits no longer than this for a person who is not remembered. */
  patienceMs: 250,
};
/** Who is no admin any more must soon not pass for one, and who is one should not be refused for our haste. */
const strict = { rememberedMs: 10 * 60_000, patienceMs: 1_000 };
const forgottenSoonMs = 5 * 60_000;
const mostPeople = 5000;

/** Whoever Slack does not speak of passes for a full member, and never for an admin. */
export function mayManage(person: Person | undefined, managers: Managers): boolean {
  return managers === 'admins' ? person?.isAdmin === true : person?.isGuest !== true;
}

export type People = {
  /** Undefined when Slack does not say, or not soon enough. Never throws. */
  find(id: string): Promise<Person | undefined>;
};

export type PeopleParts = {
  readonly client: webApi.WebClient;
  readonly now: () => number;
  readonly managers: Managers;
  readonly log: Log;
};

export function createPeople({ client, now, managers, log }: PeopleParts): People {
  const { rememberedMs, patienceMs } = managers === 'admins' ? strict : usual;
  const known = new Map<string, { readonly until: number; readonly person: Known }>();

  function remember(id: string, person: Known, ms: number): void {
    if (known.size >= mostPeople) known.clear();
    known.set(id, { until: now() + ms, person });
  }

  function look(id: string): Promise<Person | undefined> {
    const person = ask(client, id).then((found) => {
      remember(id, found, found ? rememberedMs : forgottenSoonMs);
      if (!found && managers === 'admins') log('warn', 'Slack does not say who is an admin');
      return found;
    });
    remember(id, person, rememberedMs);
    return person;
  }

  return {
    async find(id) {
      const found = known.get(id);
      const person = found && found.until > now() ? found.person : look(id);
      return person instanceof Promise ? Promise.race([person, after(patienceMs)]) : person;
    },
  };
}

/** Being asked for, or what came of it. */
type Known = Promise<Person | undefined> | Person | undefined;

async function ask(client: webApi.WebClient, id: string): Promise<Person | undefined> {
  try {
    const { user } = await client.users.info({ user: id, include_locale: true });
    if (!user) return undefined;
    const name = user.profile?.display_name || user.real_name || user.name;
    return {
      ...(name ? { name } : {}),
      ...(user.locale ? { language: user.locale } : {}),
      ...(user.tz ? { timeZone: user.tz } : {}),
      isGuest: Boolean(user.is_restricted || user.is_ultra_restricted),
      isAdmin: Boolean(user.is_admin || user.is_owner),
    };
  } catch {
    // Without the scope, or without Slack, people are answered in the language of the channel.
    return undefined;
  }
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
