/** A web server that shows status pages as it is told, and remembers who asked for what. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Shown = {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes the place of all that. */
  readonly treat?: (request: IncomingMessage, response: ServerResponse) => void;
};

export type Asked = { readonly path: string; readonly headers: IncomingMessage['headers'] };

export type PageServer = {
  readonly url: string;
  /** What a path shows from now on; its entity tag changes with it. */
  show(path: string, shown: Shown | object | string): void;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
};

export async function createPageServer(): Promise<PageServer> {
  const pages = new Map<string, { readonly shown: Shown; readonly etag: string }>();
  const asked: Asked[] = [];
  let version = 0;

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, headers: request.headers });
    const page = pages.get(path);
    if (page === undefined) return void response.writeHead(404).end();
    const { shown, etag } = page;
    if (shown.treat) return shown.treat(request, response);
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
    const headers = { 'content-type': shown.type ?? 'application/json', etag, ...shown.headers };
    response.writeHead(shown.status ?? 200, headers).end(shown.body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show(path, shown) {
      version += 1;
      pages.set(path, { shown: asShown(shown), etag: `"${version}"` });
    },
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const knobs = ['status', 'type', 'body', 'headers', 'treat'];

/** A text or any other object is the body of a page that is as it should be. */
function asShown(shown: Shown | object | string): Shown {
  if (typeof shown === 'string') return { body: shown };
  const keys = Object.keys(shown);
  const isShown = keys.every((key) => knobs.includes(key)) && !('page' in shown);
  const isKnobs = isShown && typeof (shown as Shown).status !== 'string';
  return isKnobs ? (shown as Shown) : { body: JSON.stringify(shown) };
}
