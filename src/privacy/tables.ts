/** Every table of the store and whose its rows are, so that nothing about somebody is overlooked. */

/**
 * channel: the key begins with one · service: the key begins with one · value: the row itself says whose it
 * is · nobody: about this machine and what it looks at.
 */
export type Owner = 'channel' | 'service' | 'value' | 'nobody';

export const tables = {
  subscriptions: 'channel',
  told: 'channel',
  rooms: 'channel',
  trail: 'channel',
  pauses: 'channel',
  noticed: 'channel',
  holds: 'channel',
  places: 'channel',
  digests: 'channel',
  history: 'service',
  checkpoints: 'service',
  feeds: 'service',
  warnings: 'service',
  busy: 'service',
  worked: 'service',
  incidents: 'value',
  own: 'value',
  notices: 'value',
  maintenance: 'value',
  works: 'value',
  beats: 'nobody',
  canaries: 'nobody',
  blindness: 'nobody',
  certificates: 'nobody',
  domains: 'nobody',
} as const satisfies Readonly<Record<string, Owner>>;

export type TableName = keyof typeof tables;
export const tableNames = Object.keys(tables) as TableName[];

/** `slack:T1/C1|shop`, `discord:7|notice:1`, `slack:T1 post`: what stands before the first bar or space. */
export function channelIn(key: string): string {
  return key.split(/[| ]/, 1)[0] ?? key;
}

/** `shop/web/https://…/20412`: ids of services have no slash. */
export function serviceIn(key: string): string {
  return key.split('/', 1)[0] ?? key;
}
