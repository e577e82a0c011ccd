/** Services that a workspace adds from chat. */
import type { Desk, Wanted, Watched } from '../../../commands/command.ts';
import { ownPerWorkspace } from '../../catalogue/own.ts';
import type { DeskParts } from '../desk.ts';

type Parts = Pick<DeskParts, 'own' | 'subscriptions' | 'history' | 'warnings' | 'onOwn' | 'now'> &
  Pick<Desk, 'probe'>;

type OwnDesk = Pick<Desk, 'catalogue' | 'own' | 'watch' | 'unwatch'>;

export function createOwn(parts: Parts, workspace: string): OwnDesk {
  const { own, subscriptions, history, warnings, onOwn } = parts;

  async function watch(wanted: Wanted): Promise<Watched> {
    const looked = await parts.probe(wanted.target);
    if ('problem' in looked) return { result: 'wrong', problem: looked.problem };
    if (looked.cause?.code === 'not-allowed') {
      return { result: 'wrong', problem: looked.cause.evidence ?? 'no public address' };
    }
    const added = await own.add({ ...wanted, workspace, since: parts.now() });
    if (added.result === 'full') return { result: 'full', limit: ownPerWorkspace };
    if (added.result !== 'done') return added;
    await onOwn(added.service.id);
    return { ...added, looked };
  }

  async function unwatch(id: string): Promise<boolean> {
    const isRemoved = await own.remove(workspace, id);
    if (!isRemoved) return false;
    for (const { channel } of subscriptions.ofService(id)) await subscriptions.remove(channel, id);
    await history.forget(id);
    await warnings?.forget(id);
    await onOwn(id);
    return true;
  }

  return {
    get catalogue() {
      return own.catalogueIn(workspace);
    },
    own: () => own.of(workspace),
    watch,
    unwatch,
  };
}
