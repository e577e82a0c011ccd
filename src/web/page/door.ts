/** The status page as a door of the web: its paths, who may pass, and what browsers may keep. */
import type { Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { createMemo, type Memo } from '../../asking/memo.ts';
import { refusal } from '../access.ts';
import type { Door, WebParts } from '../door.ts';
import { createView, type View } from '../view.ts';
import { documentHtml, type Leaf } from './document.ts';
import { incidentsPage } from './incidents.ts';
import { hangKey, keyPage, withoutKey } from './key.ts';
import { createLive, type Live, versionOf } from './live.ts';
import { missingPage } from './missing.ts';
import { overview } from './overview.ts';
import { createPasts, type Pasts } from './past.ts';
import { servicePage } from './service.ts';
import { createSheets, type Sheets } from './sheet.ts';
import { linkTo, tongueOf, type Visit } from './visit.ts';

/** What a query may hold that changes a page. */
const queryNames = ['q', 'page'] as const;
const longestQuery = 100;
const retryMs = 3_000;

/** Makes a page for a visit; a text is another path of ours, where it is. */
type Make = (visit: Visit) => Leaf | Promise<Leaf | string>;

export const hangPage: Door = (web, parts) => {
  const live = createLive(parts.clock);
  const sheets = createSheets(parts.clock.elapsed);
  const pastOf = createPasts(parts);
  const versions = createMemo<string>({ forMs: 1_000, atMost: 2, now: parts.clock.elapsed });
  const show = (context: Context, make: Make) =>
    answer(context, make, { parts, live, sheets, versions });

  web.get('/', (context) => show(context, (visit) => overview(visit, visit.query.q)));
  web.get('/incidents', (context) => show(context, (visit) => incidentsPage(visit, parts.journal)));
  web.get('/s/:service', (context) => {
    const name = context.req.param('service');
    return show(context, (visit) =>
      aboutService(name, visit, { warningsOf: parts.warningsOf, pastOf }),
    );
  });
  hangLive(web, parts, live);
  hangKey(web, parts);
};

type Room = {
  readonly parts: WebParts;
  readonly live: Live;
  readonly sheets: Sheets;
  /** By what was told, and whether all is seen. */
  readonly versions: Memo<string>;
};

async function answer(context: Context, make: Make, { parts, live, sheets, versions }: Room) {
  const reader = parts.access.readerOf(context);
  const cleaned = withoutKey(context, reader, parts);
  if (cleaned) return cleaned;
  const visit = visitOf(context, createView(parts, reader), parts);
  if (refusal(reader, parts.access)) return keyPage(context, visit, parts.access, reader.by);
  const { path, query, keep, voice } = visit;
  const version = versions(`${live.changes} ${reader.seesAll}`, () => versionOf(visit.view));
  const facts = [version, live.changes, reader.seesAll, voice.tag, path, query, keep];
  const sheet = await sheets.of(JSON.stringify(facts), async () => {
    const leaf = await make(visit);
    if (typeof leaf === 'string') return { to: leaf };
    const text = String(await documentHtml({ ...leaf, version }, visit));
    return { status: leaf.status ?? 200, text };
  });
  return sheets.send(context, sheet);
}

function visitOf(context: Context, view: View, parts: WebParts): Visit {
  const query = queryNames.flatMap((name) => {
    const value = context.req.query(name)?.slice(0, longestQuery);
    return value ? [[name, value] as const] : [];
  });
  return {
    ...tongueOf(context, parts),
    view,
    now: parts.now(),
    path: context.req.path,
    query: Object.fromEntries(query),
    mayOpen: parts.access.hasKey && !view.reader.seesAll,
  };
}

type Known = Pick<WebParts, 'warningsOf'> & { readonly pastOf: Pasts };

/** By its id; any other of its names leads there. */
async function aboutService(name: string, visit: Visit, known: Known): Promise<Leaf | string> {
  const service = visit.view.find(name);
  if (!service) return missingPage(visit);
  if (service.id !== name) return linkTo(`/s/${service.id}`, visit);
  const past = await known.pastOf(service, visit.voice.timeZone);
  return servicePage(service, { past, warnings: known.warningsOf(service.id) }, visit);
}

function hangLive(web: Hono, parts: WebParts, live: Live): void {
  web.get('/live', (context) => {
    const reader = parts.access.readerOf(context);
    if (!reader.seesSome) return context.text('not for you\n', 403);
    const view = createView(parts, reader);
    // A proxy that gathers what it passes on would hold back the news.
    context.header('x-accel-buffering', 'no');
    const version = context.req.header('last-event-id') ?? context.req.query('at') ?? '';
    return streamSSE(context, async (stream) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      stream.onAbort(resolve);
      const stop = live.listen({
        ...{ version, view, end: resolve },
        tell: (id) => stream.writeSSE({ id, event: 'change', data: id, retry: retryMs }),
        beat: () => stream.write(': still here\n\n'),
      });
      if (!stop) {
        await stream.writeSSE({ event: 'full', data: '', retry: 60_000 });
        return;
      }
      await stream.write(': listening\n\n');
      await promise;
      stop();
    });
  });
}
