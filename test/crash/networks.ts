/** Both chat networks as a crash test sees them: what people read, and a post that hangs until the bot is killed. */
import { createDiscordPeer } from '../peers/discord.ts';
import { appToken, botToken, createSlackPeer } from '../peers/slack.ts';

export type Network = {
  readonly name: 'discord' | 'slack';
  /** The channel as subscriptions name it. */
  readonly channel: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that people noticed, oldest first: the text of each message as it looks now. */
  read(): readonly string[];
  /** The next post never gets an answer; `isStored` decides whether people can read it. */
  hangNextPost(isStored: boolean): void;
  /** Resolves when that post has arrived. */
  posted(): Promise<void>;
  until(isTrue: () => boolean): Promise<void>;
  close(): Promise<void>;
};

export async function createDiscordNetwork(): Promise<Network> {
  const peer = await createDiscordPeer();
  const channel = peer.addChannel(peer.addGuild('Ops'), 'alerts');
  let before = 0;
  const posts = () => peer.requests(`/channels/${channel}/messages`).filter(isPost).length;
  return {
    name: 'discord',
    channel: `discord:${channel}`,
    environment: { DISCORD_TOKEN: peer.token, DISCORD_API_URL: peer.apiUrl },
    read: () => peer.history(channel).map(({ content }) => content),
    hangNextPost(isStored) {
      before = posts();
      peer.fault({
        method: 'POST',
        path: `/channels/${channel}/messages`,
        fault: { kind: 'hang', isStored },
      });
    },
    posted: () => peer.until(() => posts() > before),
    until: (isTrue) => peer.until(isTrue),
    close: async () => peer.close(),
  };
}

function isPost({ method }: { readonly method: string }): boolean {
  return method === 'POST';
}

export async function createSlackNetwork(): Promise<Network> {
  const peer = await createSlackPeer();
  peer.addChannel({ id: 'C1' });
  let before = 0;
  const posts = () => peer.calls.filter(({ method }) => method === 'chat.postMessage').length;
  return {
    name: 'slack',
    channel: 'slack:T0TEAM/C1',
    environment: {
      SLACK_BOT_TOKEN: botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: peer.apiUrl,
    },
    read: () => peer.history('C1').map(({ text }) => text),
    hangNextPost(isStored) {
      before = posts();
      peer.fail('chat.postMessage', { kind: 'hang', isStored });
    },
    posted: () => peer.until(() => posts() > before, 60_000).then(() => {}),
    until: (isTrue) => peer.until(isTrue, 60_000).then(() => {}),
    close: () => peer.close(),
  };
}
