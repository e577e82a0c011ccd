/** CPU of a told message, everything in (decision, two writes, composing, rendering), beside the bare client. */

import { webApi } from '@slack/bolt';
import { REST } from 'discord.js';
import type { Incident } from '../../src/model.ts';
import { createRest } from '../../src/platforms/discord/rest.ts';
import { createWriter } from '../../src/platforms/discord/writer.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { createClient } from '../../src/platforms/slack/client.ts';
import { createBoltLogger } from '../../src/platforms/slack/logger.ts';
import { createPass } from '../../src/platforms/slack/pass.ts';
import { createSpeaker } from '../../src/platforms/slack/speaker.ts';
import type { How } from '../part.ts';
import { channelsOf, cpuOf, createScene, type Network, outage } from './scene.ts';

type Bench = { readonly how: How; readonly network: Network };

/** Our way and the bare way to send the same bodies to as many channels, none of them held back. */
type Rival = {
  readonly name: string;
  /** What channels of this network begin with. */
  readonly place: string;
  readonly platform: Platform;
  /** Takes the body that we have sent. */
  readonly bare: (sample: string) => Bare;
};

type Bare = { send(id: string): Promise<unknown>; close(): void };

const rounds = 15;
const warmRounds = 5;
const atMost = 1.5;
/** As many as ours; more than either network allows. */
const underWayAtMost = 50;

const log = () => {};

export async function overhead({ how, network }: Bench): Promise<void> {
  const count = how.isLong ? 5_000 : 2_000;
  for (const rival of [discord(network), await slack(network)]) {
    const bot = await startBot(rival, count);
    const tellAll = async () => {
      await network.begin({});
      const spent = await bot.tellAll();
      const { posted, sample } = await network.arrived();
      if (posted !== count) throw new Error(`${posted} of ${count} arrived`);
      await bot.endAll();
      return { spent, sample };
    };
    const { sample } = await tellAll();
    const tellBare = () => sendBare(rival, sample, count);
    const ratios: number[] = [];
    for (let round = -warmRounds; round < rounds; round += 1) {
      // Whoever comes second finds the machine, and the network beside it, as the first has left them.
      const { ours, bare } =
        round % 2 === 0
          ? { ours: await tellAll(), bare: await tellBare() }
          : { bare: await tellBare(), ours: await tellAll() };
      if (round < 0) continue;
      ratios.push(ours.spent / bare);
      how.say(
        `${rival.name}: bare ${micros(bare, count)}, ours ${micros(ours.spent, count)} µs a message`,
      );
    }
    await bot.stop();
    const sorted = ratios.toSorted((a, b) => a - b);
    const [low = Number.NaN, high = Number.NaN] = [
      sorted[rounds >> 2],
      sorted.at(-1 - (rounds >> 2)),
    ];
    how.show({
      what: `CPU per message against the bare client of ${rival.name}`,
      value: sorted[rounds >> 1] ?? Number.NaN,
      unit: '×',
      bar: atMost,
      note: `half of the rounds between ${low.toFixed(2)} and ${high.toFixed(2)}`,
      // Rounds on both sides of the bar are a doubt.
      isInconclusive: low > atMost !== high > atMost,
    });
  }
}

function micros(spentMs: number, count: number): string {
  return ((spentMs / count) * 1_000).toFixed(0);
}

/** One that runs for long, as it does in life: its code was compiled for other outages before. */
export async function startBot(rival: Rival, count: number) {
  const scene = await createScene(rival.platform);
  await scene.follow(channelsOf(count, rival.place), ['mail']);
  const { telling } = await scene.open();
  let incident = outage('mail');

  async function tell(news: Incident): Promise<void> {
    incident = news;
    scene.incidents.set('mail', news);
    telling.wakeService('mail');
    await telling.idle();
  }

  return {
    /** CPU of telling all channels of an outage, in milliseconds. */
    async tellAll(): Promise<number> {
      const revision = incident.revision + 1;
      return cpuOf(() => tell({ ...outage('mail'), id: `mail.${revision}`, revision }));
    },
    endAll: () => tell({ ...incident, endedAt: Date.now(), revision: incident.revision + 1 }),
    async stop(): Promise<void> {
      await telling.stop();
      await scene.close();
    },
  };
}

async function sendBare(rival: Rival, sample: string, count: number): Promise<number> {
  const { send, close } = rival.bare(sample);
  const waiting = channelsOf(count, '');
  async function sender(): Promise<void> {
    for (let id = waiting.pop(); id; id = waiting.pop()) await send(id);
  }
  const spent = await cpuOf(() => Promise.all(Array.from({ length: underWayAtMost }, sender)));
  close();
  return spent;
}

/** Without Discord's count of fifty a second. */
export function discord({ origin }: Network): Rival {
  const writer = createWriter({
    ...{ rest: createRest({ token: 'a.b.c', apiUrl: origin }), now: Date.now, log },
    missingPermissions: () => [],
    onRefused: () => {},
  });
  return {
    ...{ name: 'Discord', place: 'discord:' },
    platform: { ...silent, name: 'discord', repeatsAreSafeForMs: 120_000, ...writer },
    bare(sample) {
      const body = JSON.parse(sample);
      const free = { globalRequestsPerSecond: Number.POSITIVE_INFINITY, retries: 0 };
      const rest = new REST({ api: origin, version: '10', ...free }).setToken('a.b.c');
      return {
        send: (id) => rest.post(`/channels/${id}/messages`, { body }),
        close() {
          rest.clearHandlerSweeper();
          rest.clearHashSweeper();
        },
      };
    },
  };
}

async function slack({ origin }: Network): Promise<Rival> {
  const apiUrl = `${origin}/api/`;
  const logger = createBoltLogger(log, Date.now);
  const { signal } = new AbortController();
  const client = createClient('xoxb-1', { apiUrl, logger, signal });
  const pass = createPass({ client, log, now: Date.now, stopping: signal });
  await pass.check();
  const speaker = createSpeaker({ client, pass, now: Date.now });
  return {
    ...{ name: 'Slack', place: 'slack:T1/C' },
    platform: { ...silent, name: 'slack', repeatsAreSafeForMs: 0, ...speaker },
    bare(sample) {
      const body = unfolded(sample);
      const free = { slackApiUrl: apiUrl, rejectRateLimitedCalls: true };
      const bareClient = new webApi.WebClient('xoxb-1', free);
      return {
        send: (id) => bareClient.chat.postMessage({ ...body, channel: `C${id}` }),
        close: () => {},
      };
    },
  };
}

/** A body as it was before Slack's client made a form of it. */
function unfolded(form: string): webApi.ChatPostMessageArguments {
  const fields = [...new URLSearchParams(form)];
  const values = fields.map(([name, text]) => {
    return [name, /^[[{]/.test(text) ? JSON.parse(text) : text] as const;
  });
  return Object.fromEntries(values) as unknown as webApi.ChatPostMessageArguments;
}

const silent = {
  start: async () => {},
  stop: async () => {},
  health: () => ({ isWorking: true }) as const,
};
