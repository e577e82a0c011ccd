/** What Slack tells about channels and about the app itself: archived, deleted, left, back, uninstalled. */
import type { App } from '@slack/bolt';

export type LifecycleParts = {
  readonly app: App;
  readonly botUserId: string;
  noticeChannel(id: string, change: 'gone' | 'back'): void;
  /** The workspace has thrown the app out, unless the event is of long ago. */
  onRemoved(reason: string): void;
  /** The workspace has taken the app's rights away. */
  onRefused(reason: string): void;
};

const gone = [
  'channel_archive',
  'channel_deleted',
  'channel_left',
  'group_archive',
  'group_deleted',
  'group_left',
] as const;
const back = ['channel_unarchive', 'group_unarchive'] as const;

export function listenForLifecycle(parts: LifecycleParts): void {
  const { app } = parts;
  for (const name of gone) {
    app.event(name, async ({ event }) => parts.noticeChannel(event.channel, 'gone'));
  }
  for (const name of back) {
    app.event(name, async ({ event }) => parts.noticeChannel(event.channel, 'back'));
  }
  app.event('member_joined_channel', async ({ event }) => {
    if (event.user === parts.botUserId) parts.noticeChannel(event.channel, 'back');
  });
  app.event('app_uninstalled', async () => {
    parts.onRemoved('the app was removed from the workspace; install it again');
  });
  app.event('tokens_revoked', async ({ event }) => {
    if (event.tokens.bot?.includes(parts.botUserId)) {
      parts.onRefused('SLACK_BOT_TOKEN was revoked; install the app again and copy the new token');
    }
  });
}
