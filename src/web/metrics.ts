/** `/metrics`: what Prometheus and its like read of the services and of the bot itself. For who may see all. */
import type { Hono } from 'hono';
import type { Access } from './access.ts';
import { type BotParts, botFamilies } from './metrics/bot.ts';
import { createCheckFamilies } from './metrics/checks.ts';
import { contentTypes, type Family, type Format, formatFor, lines } from './metrics/family.ts';
import { createProcessText } from './metrics/process.ts';

export type MetricsParts = BotParts & {
  /** A target as it may be shown. */
  readonly publicTarget: (target: string) => string;
  readonly access: Pick<Access, 'readerOf' | 'hasKey'>;
};

/** A scrape of ten thousand checks is written in pieces, and looks go on between two of them. */
const pieceLength = 64 * 1024;

const asksForKey = 'send the access key as Authorization: Bearer …';
const stays = 'metrics are for this machine alone; with an access key, others may read them too';

export function hangMetrics(web: Hono, parts: MetricsParts): void {
  const { records, publicTarget, access } = parts;
  const ofChecks = createCheckFamilies({ looked: records.looked, publicTarget });
  const ofProcess = createProcessText();

  web.get('/metrics', async (context) => {
    if (!access.readerOf(context).seesAll) {
      const [status, error] = access.hasKey
        ? ([401, asksForKey] as const)
        : ([403, stays] as const);
      return context.json({ error }, status);
    }
    const format = formatFor(context.req.header('accept'));
    const families = [...botFamilies(parts), ...ofChecks(parts.services())];
    const process = await ofProcess(format);
    return context.body(streamOf(text(families, format, process)), 200, {
      'content-type': contentTypes[format],
      'cache-control': 'no-store',
    });
  });
}

function* text(families: readonly Family[], format: Format, process: string): Iterable<string> {
  for (const family of families) yield* lines(family, format);
  yield process;
  if (format === 'openmetrics') yield '# EOF\n';
}

function streamOf(text: Iterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const rest = text[Symbol.iterator]();
  return new ReadableStream({
    async pull(controller) {
      await new Promise(setImmediate);
      let piece = '';
      for (let line = rest.next(); ; line = rest.next()) {
        if (!line.done) piece += line.value;
        if (line.done || piece.length >= pieceLength) {
          if (piece !== '') controller.enqueue(encoder.encode(piece));
          if (line.done) controller.close();
          return;
        }
      }
    },
  });
}
