/** The two ways in which Slack reaches a bot in the stories over the wire: a socket that the bot keeps open, or requests to its door. */
import type { SlackSettings } from '../../src/platforms/slack.ts';
import type { Dice } from '../../src/simulation/random.ts';
import { appToken, type SlackPeer } from '../peers/slack.ts';
import { callBack } from '../peers/slack-callback.ts';
import { pick } from './chat.ts';

export type SlackWay = {
  readonly settings: Partial<SlackSettings>;
  /** What a bot says while it runs. */
  overhear(text: string, details: object | undefined): void;
  /** Something happens to it. */
  trouble(dice: Dice): void;
  /** What is sent this way now arrives nowhere. */
  isMute(): boolean;
  /** What the bot should not have taken. */
  readonly wrong: readonly string[];
};

const renewals = ['warning', 'refresh_requested', 'too_many_websockets'] as const;

export function createSocketWay({ socket }: SlackPeer): SlackWay {
  /** How many connections there had been when one was frozen. */
  let frozenAfter = 0;
  return {
    settings: { appToken },
    overhear() {},
    trouble(dice) {
      const what = pick(dice, ['cut', 'cut', 'renewed', 'renewed', 'refused', 'refused', 'frozen']);
      if (what === 'renewed') return socket.disconnect(pick(dice, renewals));
      if (what === 'frozen') {
        frozenAfter = socket.opened;
        return socket.freeze();
      }
      if (what === 'refused') socket.refuseHandshakes(pick(dice, [409, 500, 503]));
      socket.cut();
    },
    isMute: () => socket.opened <= frozenAfter && socket.connections > 0,
    wrong: [],
  };
}

const signingSecret = 'a signing secret';
/** Longer than Slack lets a signature be good for. */
const staleMs = 6 * 60_000;

export function createHttpWay(peer: SlackPeer): SlackWay {
  const wrong: string[] = [];
  let url = 'http://127.0.0.1:9/';
  peer.callBack({ url, signingSecret });
  const command = {
    ...{ command: '/tocsin', text: 'status', channel_id: 'C1', user_id: 'U1', team_id: 'T0TEAM' },
    response_url: `${peer.origin}/respond/none`,
  };

  function knock(what: string, secret: string, agoMs: number): void {
    callBack({ url, signingSecret: secret }, 'slash_commands', command, { agoMs }).then(
      () => wrong.push(`a ${what} command was taken`),
      () => {},
    );
  }

  return {
    // A bot that has died may not have left its port yet, so each finds one of its own.
    settings: { signingSecret, port: 0 },
    overhear(text, details) {
      if (text !== 'listening for Slack') return;
      const { port } = details as { port: number };
      url = `http://127.0.0.1:${port}/slack/events`;
      peer.callBack({ url, signingSecret });
    },
    trouble(dice) {
      const what = pick(dice, ['forged', 'replayed', 'broken']);
      if (what === 'forged') return knock(what, 'another secret', 0);
      if (what === 'replayed') return knock(what, signingSecret, staleMs);
      fetch(url, { method: 'POST', body: '{' }).catch(() => {});
    },
    isMute: () => false,
    wrong,
  };
}
