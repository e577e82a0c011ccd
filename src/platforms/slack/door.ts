/** The HTTP mode: Slack calls us, and every request must carry a fresh signature (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
import { HTTPReceiver, type Logger, type Receiver } from '@slack/bolt';
import type { Log } from '../../log.ts';
import type { Health } from '../../model.ts';
import { PlatformRefused } from '../platform.ts';

/** Slack's own requests are far smaller. */
const largestBody = 1024 * 1024;
/** How long requests under way may take once we stop. */
const patienceMs = 1500;

export type Door = Receiver & { start(): Promise<void>; stop(): Promise<void>; health(): Health };

/** What is needed of Node's server. */
type Listening = {
  readonly listening: boolean;
  address(): unknown;
  closeAllConnections(): void;
};

export function createDoor(
  settings: { readonly signingSecret: string; readonly port: number },
  parts: { readonly log: Log; readonly logger: Logger },
): Door {
  const receiver = new HTTPReceiver({
    signingSecret: settings.signingSecret,
    port: settings.port,
    bodyLimit: largestBody,
    logger: parts.logger,
  });
  let server: Listening | undefined;

  return {
    init: (app) => receiver.init(app),
    async start() {
      try {
        server = await receiver.start(settings.port);
      } catch (error) {
        throw new PlatformRefused(
          `SLACK_PORT ${settings.port} cannot be listened on (${(error as NodeJS.ErrnoException).code}): choose a free port`,
        );
      }
      const { port } = Object(server.address());
      parts.log('info', 'listening for Slack', { port, path: '/slack/events' });
    },
    async stop() {
      if (server === undefined) return;
      const late = setTimeout(() => server?.closeAllConnections(), patienceMs);
      await receiver.stop().catch(() => {});
      clearTimeout(late);
    },
    health() {
      if (server?.listening) return { isWorking: true };
      return { isWorking: false, reason: `nothing listens on SLACK_PORT ${settings.port}` };
    },
  };
}
