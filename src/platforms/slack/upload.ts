/**
 * Charts as pictures on Slack: drawn, uploaded for nobody in particular, and shown by their id in a message of their
 * own after the answer, which has said the same in words already and waits for nothing.
 * https://docs.slack.dev/messaging/working-with-files
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { types, webApi } from '@slack/bolt';
import type { Log } from '../../log.ts';
import type { Chart } from '../../message.ts';
import { shortened, tidy } from './mrkdwn.ts';
import { codeOf } from './outcome.ts';

/** Draws a chart as PNG; undefined when it cannot. */
export type Draw = (chart: Chart) => Promise<Uint8Array | undefined>;

const uploadTimeoutMs = 10_000;
/** Without the right to upload it is not tried again for so long. */
const withoutRightMs = 60 * 60_000;
/** Slack looks through a file before it lets it be shown. */
const pausesMs = [0, 1_000, 3_000] as const;
const underWayAtMost = 10;
/** One a second, ten at once after a quiet time: drawing takes from those who wait for words. */
const eachMs = 1_000;
const burst = 10;
/** Slack takes 2000 characters. */
const altLimit = 500;

export type UploadParts = {
  readonly client: webApi.WebClient;
  readonly draw: Draw | undefined;
  readonly now: () => number;
  readonly log: Log;
};

export type PictureMessage = { readonly text: string; readonly blocks: types.KnownBlock[] };

export type Upload = {
  /** Uploads the chart and hands a message that shows it to `send`, which says whether Slack took it. Never rejects. */
  show(chart: Chart, send: (message: PictureMessage) => Promise<boolean>): Promise<void>;
};

export function createUpload({ client, draw, now, log }: UploadParts): Upload {
  let restUntil = 0;
  let underWay = 0;
  /** When what was drawn will have been paid for. */
  let paidAt = 0;

  /** The id of the file. */
  async function upload(png: Uint8Array, title: string): Promise<string> {
    const filename = 'chart.png';
    const place = await client.files.getUploadURLExternal({ filename, length: png.length });
    const { upload_url: url = '', file_id: id = '' } = place;
    const signal = AbortSignal.timeout(uploadTimeoutMs);
    const response = await fetch(url, { method: 'POST', body: Buffer.from(png), signal });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`Slack answered the upload with ${response.status}`);
    await client.files.completeUploadExternal({ files: [{ id, title }] });
    return id;
  }

  async function present(
    chart: Chart,
    send: (message: PictureMessage) => Promise<boolean>,
  ): Promise<void> {
    const png = await draw?.(chart);
    if (!png) return;
    const id = await upload(png, textOf(chart.title));
    for (const pauseMs of pausesMs) {
      await pause(pauseMs, undefined, { ref: false });
      if (await send(pictureMessage(id, chart))) return;
    }
  }

  return {
    async show(chart, send) {
      if (!draw || now() < restUntil || underWay >= underWayAtMost) return;
      const paid = Math.max(paidAt, now()) + eachMs;
      if (paid - now() > burst * eachMs) return;
      paidAt = paid;
      underWay += 1;
      try {
        await present(chart, send);
      } catch (error) {
        if (codeOf(error)?.code === 'missing_scope') restUntil = now() + withoutRightMs;
        log('info', 'a chart stays in words on Slack', { error: String(error) });
      } finally {
        underWay -= 1;
      }
    },
  };
}

/** A message that shows an uploaded file. */
export function pictureMessage(id: string, { title, alt }: Chart): PictureMessage {
  const image = { type: 'image', slack_file: { id }, alt_text: textOf(alt) } as const;
  return { text: textOf(title), blocks: [image] };
}

function textOf(text: string): string {
  return shortened(tidy(text), (one) => one.length, altLimit);
}
