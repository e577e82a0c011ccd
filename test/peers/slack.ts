/**
 * Our stand-in for Slack: one workspace with its Web API and Socket Mode, as strict as Slack about tokens, channels,
 * limits and speed, with faults on request. What people would see is `history` and what persons got in private is
 * `privately`. Runs in a test, or as a process of its own (`node test/peers/slack.ts PORT`) whose methods are then
 * called by `POST /control/<method>` with their arguments as a JSON list.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Callback, callBack, callWithRepeats } from './slack-callback.ts';
import { createFiles } from './slack-files.ts';
import { type Body, judge } from './slack-judge.ts';
import { createCount, createSocketHalf } from './slack-socket.ts';
import { createViews, type OpenView, shownChoices } from './slack-views.ts';

export const botToken = 'xoxb-stand-in';
export const appToken = 'xapp-stand-in';
const team = 'T0TEAM';
export const botUser = 'U0TOCSIN';

export type Place = { id: string; isPrivate?: boolean; isMember?: boolean; isArchived?: boolean };

/** A message as people in the channel see it now. */
export type Seen = {
  readonly ts: string;
  text: string;
  blocks: Body[];
  attachments: Body[];
  readonly thread?: string;
  readonly isBroadcast: boolean;
  readonly metadata?: unknown;
  edits: number;
};

export type Fault =
  | { readonly kind: 'ratelimited'; readonly retryAfter?: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'code'; readonly code: string; readonly needed?: string }
  | { readonly kind: 'hang'; readonly isStored?: boolean }
  | { readonly kind: 'html' | 'reset' | 'lose' };

/** What somebody asked, as they see it. */
export type Question = {
  readonly text: string;
  /** Where answers may be given: five times within half an hour. */
  readonly responseUrl: string;
  /** Everything shown for it, oldest first. */
  readonly seen: Body[];
};

/** Good for so many answers, and so long (https://docs.slack.dev/interactivity/handling-user-interaction). */
const responses = { uses: 5, lastMs: 30 * 60_000 };

export type SlackPeer = Awaited<ReturnType<typeof createSlackPeer>>;

const allScopes =
  'commands,chat:write,chat:write.public,app_mentions:read,channels:read,groups:read,users:read,files:write';

export async function createSlackPeer(port = 0) {
  const places = new Map<string, Place>();
  const messages = new Map<string, Seen[]>();
  const people = new Map<string, Body>();
  const faults = new Map<string, Fault[]>();
  const calls: { method: string; body: Body; at: number; fault?: Fault['kind'] }[] = [];
  const privately: Body[] = [];
  /** Shown to a whole channel through a response address. */
  const pictures: Body[] = [];
  const lastPost = new Map<string, number>();
  const addresses = new Map<string, Address>();
  const questions: Question[] = [];
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const socket = createSocketHalf(changed);
  const views = createViews();
  const files = createFiles(() => origin);
  let callback: Callback | undefined;
  let answersGoTo: string | undefined;
  let isPaced = false;
  let isInstalled = true;
  let scopes = allScopes;
  const next = createCount();

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  server.on('upgrade', socket.upgrade);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').slice(1).split('/');
    if (path[0] === 'upload') {
      const isTaken = files.take(path[1] ?? '', await bytesOf(request));
      response.writeHead(isTaken ? 200 : 400).end('OK');
      return changed();
    }
    const body = await read(request);
    if (path[0] === 'api') return serveMethod(path[1] ?? '', body, request, response);
    if (path[0] === 'respond') return serveResponse(path[1] ?? '', body, response);
    if (path[0] === 'control') {
      const methods = peer as unknown as Record<string, (...list: unknown[]) => unknown>;
      const result = await methods[path[1] ?? '']?.(...(body as unknown as unknown[]));
      return send(response, { result });
    }
    response.writeHead(404).end();
  }

  async function serveMethod(
    method: string,
    body: Body,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const fault = faults.get(method)?.shift();
    calls.push({ method, body, at: Date.now(), ...(fault && { fault: fault.kind }) });
    const work = () => answer(method, body, request.headers.authorization);
    if (fault === undefined) send(response, work(), { 'x-oauth-scopes': scopes });
    else spoil(fault, work, response);
    changed();
  }

  function answer(method: string, body: Body, authorization = ''): Body {
    const expected = method === 'apps.connections.open' ? appToken : botToken;
    if (authorization === '') return refuse('not_authed');
    if (authorization !== `Bearer ${expected}`) return refuse('invalid_auth');
    if (!isInstalled && expected === botToken) return refuse('account_inactive');
    return methods[method]?.(body) ?? refuse('unknown_method');
  }

  const methods: Record<string, (body: Body) => Body> = {
    'auth.test': () => ({
      ok: true,
      team: 'Team',
      team_id: team,
      user: 'tocsin',
      user_id: botUser,
      bot_id: 'B0TOCSIN',
    }),
    'apps.connections.open': () => ({
      ok: true,
      url: `${origin.replace('http', 'ws')}${socket.ticket()}`,
    }),
    'chat.postMessage': post,
    'chat.postEphemeral': whisper,
    'chat.update': update,
    'views.open': views.answer,
    'files.getUploadURLExternal': (body) =>
      scopes.includes('files:write')
        ? files.place(body)
        : { ...refuse('missing_scope'), needed: 'files:write' },
    'files.completeUploadExternal': files.complete,
    'users.info': (body) => {
      const user = people.get(String(body.user));
      if (!scopes.includes('users:read'))
        return { ...refuse('missing_scope'), needed: 'users:read' };
      return user ? { ok: true, user } : refuse('user_not_found');
    },
  };

  function post(body: Body): Body {
    const id = String(body.channel);
    // A message to a person's id goes to their conversation with the app.
    const place = people.has(id) ? { id, isMember: true } : places.get(id);
    const wrong = placeProblem(place) ?? judge('post', body) ?? pictureProblem(body);
    if (wrong) return refuse(wrong);
    if (isPaced && Date.now() - (lastPost.get(id) ?? 0) < 1000)
      return { ...refuse('ratelimited'), retryAfter: 1 };
    lastPost.set(id, Date.now());
    const ts = nextTs();
    const seen: Seen = {
      ts,
      text: String(body.text ?? ''),
      blocks: (body.blocks as Body[]) ?? [],
      attachments: (body.attachments as Body[]) ?? [],
      ...(body.thread_ts ? { thread: String(body.thread_ts) } : {}),
      isBroadcast: String(body.reply_broadcast) === 'true',
      ...(body.metadata ? { metadata: body.metadata } : {}),
      edits: 0,
    };
    historyOf(id).push(seen);
    return { ok: true, channel: id, ts, message: { text: seen.text } };
  }

  function whisper(body: Body): Body {
    const wrong = placeProblem(places.get(String(body.channel))) ?? judge('post', body);
    if (wrong) return refuse(wrong);
    privately.push(body);
    return { ok: true, message_ts: nextTs() };
  }

  function update(body: Body): Body {
    const id = String(body.channel);
    const place = places.get(id);
    if (!place) return refuse('channel_not_found');
    if (place.isArchived) return refuse('is_inactive');
    const seen = historyOf(id).find(({ ts }) => ts === body.ts);
    const wrong = seen ? judge('update', body) : 'message_not_found';
    if (!seen || wrong) return refuse(wrong ?? 'message_not_found');
    seen.text = String(body.text ?? '');
    seen.blocks = (body.blocks as Body[]) ?? [];
    if (body.attachments) seen.attachments = body.attachments as Body[];
    seen.edits += 1;
    return { ok: true, channel: id, ts: seen.ts, text: seen.text };
  }

  function spoil(fault: Fault, work: () => Body, response: ServerResponse): void {
    if (fault.kind === 'ratelimited') {
      const after = fault.retryAfter;
      const headers = after === undefined ? {} : { 'retry-after': String(after) };
      send(response, refuse('ratelimited'), headers, 429);
    } else if (fault.kind === 'status') send(response, refuse('oops'), {}, fault.status);
    else if (fault.kind === 'code') send(response, { ...refuse(fault.code), needed: fault.needed });
    else if (fault.kind === 'html') response.end('<html><body>Please log in</body></html>');
    else if (fault.kind === 'reset') response.socket?.resetAndDestroy();
    else if (fault.kind === 'hang' && fault.isStored) work();
    else if (fault.kind === 'lose') {
      work();
      response.socket?.resetAndDestroy();
    }
  }

  function serveResponse(id: string, body: Body, response: ServerResponse): void {
    const address = addresses.get(id);
    const isGood = address && address.left > 0 && Date.now() < address.until;
    if (!isGood) {
      response.writeHead(404).end(address ? 'expired_url' : '');
      return;
    }
    address.left -= 1;
    if (pictureProblem(body)) {
      response.writeHead(400).end('invalid_blocks');
      return;
    }
    const fault = faults.get('respond')?.shift();
    const work = () => {
      address.take(body);
      return { ok: true };
    };
    if (fault) spoil(fault, work, response);
    else if (work().ok) response.end('ok');
    changed();
  }

  function pictureProblem({ blocks }: Body): string | undefined {
    const images = ((blocks ?? []) as Body[]).filter(({ type }) => type === 'image');
    return images.every(files.isShowable) ? undefined : 'invalid_blocks';
  }

  function hand(type: string, payload: Body, id?: string): Promise<unknown> {
    if (callback === undefined) return socket.send(type, payload, id);
    if (type !== 'events_api') return callBack(callback, type, payload);
    return callWithRepeats(() => callback as Callback, payload);
  }

  function responseUrl(take: (body: Body) => void): string {
    const id = `response-${next()}`;
    addresses.set(id, { take, left: responses.uses, until: Date.now() + responses.lastMs });
    return `${answersGoTo ?? origin}/respond/${id}`;
  }

  function historyOf(id: string): Seen[] {
    const list = messages.get(id) ?? [];
    messages.set(id, list);
    return list;
  }

  function nextTs(): string {
    return `${Math.floor(Date.now() / 1000)}.${String(next()).padStart(6, '0')}`;
  }

  /** What a person sees after an envelope of theirs: in the acknowledgement, or later through the response address. */
  async function ask(type: string, payload: Body, agoMs = 0): Promise<Body> {
    const { promise, resolve } = Promise.withResolvers<Body>();
    const take = (body: Body) => {
      question.seen.push(body);
      if (hasImage(body)) (body.response_type === 'ephemeral' ? privately : pictures).push(body);
      else resolve(body);
    };
    const question: Question = {
      text: String(payload.text ?? ''),
      responseUrl: responseUrl(take),
      seen: [],
    };
    questions.push(question);
    const acknowledged = await hand(type, {
      ...payload,
      trigger_id: views.trigger(agoMs),
      response_url: question.responseUrl,
    });
    // Whoever asked has been shown an error by then, and sees nothing more of the acknowledgement.
    const isInTime = agoMs < acknowledgedWithinMs;
    const isAnswer = typeof acknowledged === 'object' && 'text' in (acknowledged ?? {});
    if (isAnswer && isInTime) question.seen.push(acknowledged as Body);
    const seen = isAnswer ? (acknowledged as Body) : await promise;
    if (seen.response_type === 'ephemeral') privately.push(seen);
    changed();
    return seen;
  }

  const peer = {
    origin,
    apiUrl: `${origin}/api/`,
    calls,
    privately,
    questions,
    pictures,
    /** The windows that were opened, oldest first. */
    views: views.open,
    files: files.files,
    scan: files.scan,
    socket,
    /** From now on the bot is called by signed requests to this address, and not through its socket. */
    callBack(to: Callback): void {
      callback = to;
    },
    /** Answers through response addresses go this way from now on. */
    answerThrough(way: string): void {
      answersGoTo = way;
    },
    /** As if half an hour had passed since the question. */
    expire({ responseUrl }: Pick<Question, 'responseUrl'>): void {
      const address = addresses.get(responseUrl.slice(responseUrl.lastIndexOf('/') + 1));
      if (address) address.until = 0;
    },
    /** What is offered to somebody who types into a field of a window. */
    async suggest(view: OpenView, field: string, typedText: string, user = 'U1') {
      const answer = await hand('interactive', {
        ...{ type: 'block_suggestion', action_id: field, block_id: field, value: typedText },
        ...{ team: { id: team }, user: { id: user, team_id: team } },
        view: sent(view, {}),
      });
      return shownChoices(answer);
    },
    /** Somebody presses the button of a window; each field has the state that Slack gives its kind. */
    submit(view: OpenView, values: Record<string, Body>, user = 'U1'): Promise<unknown> {
      return hand('interactive', {
        ...{ type: 'view_submission', trigger_id: views.trigger(), response_urls: [] },
        ...{ team: { id: team }, user: { id: user, name: 'ana', team_id: team } },
        view: sent(view, values),
      });
    },
    addChannel(place: Place): void {
      places.set(place.id, { isMember: true, ...place });
    },
    addPerson(id: string, user: Body): void {
      people.set(id, { id, ...user });
    },
    /** The workspace throws the app out. Slack says so in two events. */
    async uninstall(): Promise<void> {
      isInstalled = false;
      const tokens = { oauth: [], bot: [botUser] };
      await Promise.allSettled([
        peer.event({ type: 'app_uninstalled' }),
        peer.event({ type: 'tokens_revoked', tokens }),
      ]);
    },
    /** And takes it in again. */
    install(): void {
      isInstalled = true;
    },
    grant(list: string): void {
      scopes = list;
    },
    /** The next calls of the method (or answers: `respond`) meet these faults, one each. `lose` does the work and then cuts the wire. */
    fail(method: string, ...list: Fault[]): void {
      faults.set(method, [...(faults.get(method) ?? []), ...list]);
    },
    /** One message a second and channel, as Slack says. */
    pace(isOn: boolean): void {
      isPaced = isOn;
    },
    /** Everything posted to the channel, oldest first, as it looks now. */
    history(channel: string): readonly Seen[] {
      return historyOf(channel);
    },
    /** `agoMs`: it was on its way for so long. */
    slash(command: string, text: string, channel = 'C1', user = 'U1', agoMs = 0): Promise<Body> {
      const who = { team_id: team, user_id: user, user_name: 'ana', channel_id: channel };
      return ask('slash_commands', { command, text, ...who }, agoMs);
    },
    press(button: Body, channel = 'C1', user = 'U1', thread?: string): Promise<Body> {
      const message = { ts: '1.1', ...(thread === undefined ? {} : { thread_ts: thread }) };
      return ask('interactive', {
        type: 'block_actions',
        team: { id: team },
        user: { id: user, username: 'ana', team_id: team },
        channel: { id: channel },
        container: { type: 'message_attachment', channel_id: channel },
        message,
        actions: [{ ...button, block_id: 'b' }],
      });
    },
    mention(text: string, channel = 'C1', thread?: string, id = `Ev${next()}`): Promise<unknown> {
      const ts = nextTs();
      const place = thread === undefined ? { ts } : { ts, thread_ts: thread };
      return peer.event({ type: 'app_mention', user: 'U1', text, channel, ...place }, id);
    },
    event(event: Body, id = `Ev${next()}`): Promise<unknown> {
      return hand('events_api', {
        type: 'event_callback',
        team_id: team,
        event_id: id,
        authorizations: [{ team_id: team, user_id: botUser, is_bot: true }],
        event,
      });
    },
    /** The first truthy value of `look`, asked again whenever something has happened here. */
    until<T>(look: () => T | undefined | false, timeoutMs = 8000): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const timer = setTimeout(() => reject(new Error(`never: ${look}`)), timeoutMs);
      const watcher = () => {
        const value = look();
        if (!value) return;
        watchers.delete(watcher);
        clearTimeout(timer);
        resolve(value);
      };
      watchers.add(watcher);
      watcher();
      return promise;
    },
    async close(): Promise<void> {
      socket.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return peer;
}

/** Slack shows an error to whoever asked after that. */
const acknowledgedWithinMs = 3_000;

type Address = { readonly take: (body: Body) => void; left: number; until: number };

/** A view as Slack sends it back, with what was filled in. */
function sent(view: OpenView, values: Record<string, Body>): Body {
  const state = Object.entries(values).map(([field, value]) => [field, { [field]: value }]);
  return { ...view, state: { values: Object.fromEntries(state) } };
}

function hasImage({ blocks }: Body): boolean {
  return ((blocks ?? []) as Body[]).some(({ type }) => type === 'image');
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function placeProblem(place: Place | undefined): string | undefined {
  if (!place || (place.isPrivate && !place.isMember)) return 'channel_not_found';
  if (place.isArchived) return 'is_archived';
  return place.isMember ? undefined : 'not_in_channel';
}

function refuse(error: string): Body {
  return { ok: false, error };
}

function send(response: ServerResponse, body: Body, headers = {}, status = 200): void {
  const { retryAfter, ...rest } = body;
  const isPaced = retryAfter !== undefined;
  response.writeHead(isPaced ? 429 : status, {
    'content-type': 'application/json',
    ...(isPaced ? { 'retry-after': String(retryAfter) } : {}),
    ...headers,
  });
  response.end(JSON.stringify(rest));
}

async function read(request: IncomingMessage): Promise<Body> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  if (text === '') return {};
  if (request.headers['content-type']?.includes('json')) return JSON.parse(text);
  const fields = [...new URLSearchParams(text)];
  return Object.fromEntries(fields.map(([key, value]) => [key, unpacked(key, value)]));
}

/** Slack's client sends lists and objects as JSON inside a form. */
function unpacked(key: string, value: string): unknown {
  return ['blocks', 'attachments', 'metadata', 'view'].includes(key) ? JSON.parse(value) : value;
}

if (import.meta.main) {
  const peer = await createSlackPeer(Number(process.argv[2] ?? 0));
  process.stdout.write(`${peer.apiUrl}\n`);
}
