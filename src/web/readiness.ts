/**
 * `/readyz`: has it started, and could it tell somebody now? For supervisors that start, replace and route.
 * Strangers read yes or no; who sees all reads why not.
 */
import type { Hono } from 'hono';
import type { Health } from '../model.ts';
import type { Access } from './access.ts';

export type ReadinessParts = {
  /** Everything was started, and nothing is being stopped. */
  readonly isStarted: () => boolean;
  readonly store: () => Health;
  /** The chat networks by name. */
  readonly networks: () => Readonly<Record<string, Health>>;
  readonly access: Pick<Access, 'readerOf'>;
};

export function hangReadiness(web: Hono, parts: ReadinessParts): void {
  web.get('/readyz', (context) => {
    const reasons = obstacles(parts);
    const isReady = reasons.length === 0;
    const { seesAll } = parts.access.readerOf(context);
    return context.json(seesAll ? { isReady, reasons } : { isReady }, isReady ? 200 : 503);
  });
}

/** Why nothing could be told now, in words for an operator. */
function obstacles({ isStarted, store, networks }: ReadinessParts): readonly string[] {
  const all = Object.entries(networks());
  const canTell = all.some(([, { isWorking }]) => isWorking);
  const silent = all.map(([name, { reason = 'does not work' }]) => `${name}: ${reason}`);
  const { isWorking: remembers, reason = 'does not work' } = store();
  return [
    ...(isStarted() ? [] : ['has not started, or is stopping']),
    ...(remembers ? [] : [`store: ${reason}`]),
    ...(canTell ? [] : silent.length > 0 ? silent : ['no chat network is connected']),
  ];
}
