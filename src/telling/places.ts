/** Where a channel is: its network and its workspace. */
import type { Channel } from '../model.ts';
import type { Platform } from '../platforms/platform.ts';
import type { Kind } from './turns.ts';

/** What stands before the slash, or the whole network. */
export function workspaceOf(channel: Channel): string {
  const slash = channel.indexOf('/');
  return channel.slice(0, slash < 0 ? channel.indexOf(':') : slash);
}

/** What a pause for the channel's whole workspace is kept under. */
export function heldKey(channel: Channel, kind: Kind): string {
  return `${workspaceOf(channel)} ${kind}`;
}

export function platformOf(
  platforms: ReadonlyMap<string, Platform>,
  channel: Channel,
): Platform | undefined {
  return platforms.get(channel.slice(0, channel.indexOf(':')));
}
