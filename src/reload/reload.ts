/** Takes in a changed configuration while the bot runs; a wrong one changes nothing and is told once. */
import type { Config, Loaded } from '../config.ts';
import type { Log } from '../log.ts';
import type { Clock } from '../time/clock.ts';
import { type Difference, difference } from './difference.ts';
import { watchFiles } from './files.ts';

export type ReloadParts = {
  /** What the bot was started with. */
  readonly config: Config;
  /** The files that it came from, there or not. */
  readonly paths: readonly string[];
  readonly load: () => Promise<Loaded>;
  /** Makes the difference true; one that failed is tried again with the next change. */
  readonly apply: (difference: Difference, config: Config) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
};

export type Reload = {
  /** Reads everything anew, changed or not, for somebody who waits for a word. Never rejects. */
  now(): Promise<void>;
  stop(): Promise<void>;
};

export function createReload({ config, paths, load, apply, clock, log }: ReloadParts): Reload {
  let current = config;
  let told = '';
  let missing: readonly string[] = [];
  let turn = Promise.resolve();
  let isStopped = false;

  const unwatch = watchFiles({
    ...{ paths, clock },
    onChange(gone) {
      missing = gone;
      void inTurn(false);
    },
    onTrouble: (reason) =>
      log('warn', 'changes of the configuration are not noticed by themselves; send SIGHUP', {
        reason,
      }),
  });

  function inTurn(isAsked: boolean): Promise<void> {
    turn = turn
      .then(() => takeIn(isAsked))
      .catch((error) => {
        log('error', 'the new configuration could not be put to work', { error: String(error) });
      });
    return turn;
  }

  async function takeIn(isAsked: boolean): Promise<void> {
    if (isStopped) return;
    const loaded: Loaded =
      missing.length > 0
        ? { ok: false, problems: missing.map((path) => `${path}: is gone`) }
        : await load();
    if (!loaded.ok) return complain(loaded.problems, isAsked);
    told = '';
    const found = difference(current, loaded.config);
    if (found.isEmpty) return isAsked ? log('info', 'the configuration is as it was') : undefined;
    await apply(found, loaded.config);
    current = loaded.config;
    report(found);
  }

  /** All mistakes at once, and the same ones only once to who did not ask. */
  function complain(problems: readonly string[], isAsked: boolean): void {
    const text = problems.join('\n');
    if (text === told && !isAsked) return;
    told = text;
    log('error', 'the new configuration is wrong; everything stays as it was', { problems });
  }

  function report({ added, removed, changed, watched, ...rest }: Difference): void {
    log('info', 'the configuration has changed', {
      added: added.map(({ id }) => id),
      removed: removed.map(({ id }) => id),
      changed: changed.map(({ after }) => after.id),
      watched,
      maintenance: rest.hasOtherMaintenance,
    });
    if (rest.needsRestart.length > 0) {
      log('warn', 'these settings take effect with the next start', {
        settings: rest.needsRestart,
      });
    }
  }

  return {
    now: () => inTurn(true),
    async stop() {
      isStopped = true;
      unwatch();
      await turn;
    },
  };
}
