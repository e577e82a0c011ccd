/** A recorded history from its first row to the hour after its last: what a channel hears, counted on the way. */
import type { Said } from './channel.ts';
import { createPlayer, type PlayerParts } from './player.ts';
import type { Recorded } from './recorded.ts';
import type { Tally } from './tally.ts';

/** Rows come in the order of time. However many there are, only the newest of each service are remembered. */
export async function* replay(
  rows: AsyncIterable<Recorded> | Iterable<Recorded>,
  parts: PlayerParts,
  tally: Tally,
): AsyncGenerator<Said> {
  const player = createPlayer(parts);
  for await (const row of rows) {
    yield* counted(player.until(row.at), tally);
    tally.row(row);
    player.take(row);
  }
  yield* counted(player.end(), tally);
}

function counted(said: readonly Said[], tally: Tally): readonly Said[] {
  for (const one of said) tally.said(one);
  return said;
}
