/**
 * Tells open pages that something has changed, by server-sent events: only that, not what, as a page then asks for
 * itself anew. What is compared is how things stand, so nothing is missed and nothing has to be reported.
 */
import { createHash } from 'node:crypto';
import { severity } from '../../model.ts';
import type { Clock } from '../../time/clock.ts';
import type { View } from '../view.ts';

/** An open page. */
export type Listener = {
  /** How things stood when it was last told. */
  version: string;
  readonly view: View;
  /** Resolves when it has been taken by the network; a slow reader is told later what is so then. */
  readonly tell: (version: string) => Promise<unknown>;
  /** Keeps proxies from hanging up, and notices who has left. */
  readonly beat: () => Promise<unknown>;
  readonly end: () => void;
};

export type Live = {
  /** Until it is called off. Undefined when there are too many listeners already. */
  listen(listener: Listener): (() => void) | undefined;
  /** Grows with every change that a listener was told of. */
  readonly changes: number;
};

export const listenersAtMost = 300;
const lookedEveryMs = 2_000;
/** Comparing takes at most a fiftieth of our time, however many services there are. */
const restPerWork = 50;
const beatEveryMs = 20_000;
/** Then the page asks again: nobody is kept for ever whose going was not noticed. */
const listenedAtMostMs = 60 * 60_000;

type Heard = Listener & { readonly since: number; beatAt: number; isBusy: boolean };

export function createLive(clock: Pick<Clock, 'elapsed' | 'after'>): Live {
  const listeners = new Set<Heard>();
  let callOff: (() => void) | undefined;
  let changes = 0;

  function look(): void {
    const startedAt = clock.elapsed();
    const versions = new Map<boolean, string>();
    let hasChanged = false;
    for (const one of listeners) {
      const scope = one.view.reader.seesAll;
      const version = versions.get(scope) ?? versionOf(one.view);
      versions.set(scope, version);
      hasChanged ||= version !== one.version;
      attend(one, version, startedAt);
    }
    if (hasChanged) changes += 1;
    const tookMs = clock.elapsed() - startedAt;
    callOff = listeners.size > 0 ? clock.after(pauseMs(tookMs), look) : undefined;
  }

  function attend(one: Heard, version: string, at: number): void {
    if (at - one.since >= listenedAtMostMs) one.end();
    else if (one.isBusy) return;
    else if (version !== one.version) {
      one.version = version;
      send(one, at, () => one.tell(version));
    } else if (at - one.beatAt >= beatEveryMs) send(one, at, one.beat);
  }

  function send(one: Heard, at: number, what: () => Promise<unknown>): void {
    one.isBusy = true;
    one.beatAt = at;
    what().then(
      () => {
        one.isBusy = false;
      },
      () => one.end(),
    );
  }

  return {
    listen(listener) {
      if (listeners.size >= listenersAtMost) return undefined;
      const since = clock.elapsed();
      const heard = { ...listener, since, beatAt: since, isBusy: false };
      listeners.add(heard);
      callOff ??= clock.after(0, look);
      return () => {
        listeners.delete(heard);
        if (listeners.size > 0) return;
        callOff?.();
        callOff = undefined;
      };
    },
    get changes() {
      return changes;
    },
  };
}

function pauseMs(tookMs: number): number {
  return Math.max(lookedEveryMs, tookMs * restPerWork);
}

/** Names how everything stands that a reader may see. */
export function versionOf(view: View): string {
  const hash = createHash('sha1');
  for (const service of view.services()) {
    const verdict = view.verdict(service);
    if (!verdict) continue;
    const { status, isSuspect, components } = verdict;
    const parts = components.map((part) => `${part.status[0]}${part.isSuspect ? '?' : ''}`);
    hash.update(`${service.id} ${service.name.en} ${status} ${isSuspect} ${parts.join('')}\n`);
    if (severity(status) === 0) continue;
    const [incident] = view.incidents(service);
    hash.update(`${incident?.id} ${incident?.revision}\n`);
  }
  const last = view.blind().at(-1);
  hash.update(`${last?.from} ${last?.until}`);
  return hash.digest('base64url').slice(0, 12);
}
