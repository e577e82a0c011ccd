/** Visits to a web without a socket, as if they came from an address. */
import type { Hono } from 'hono';

type Visit = RequestInit & {
  /** The address it comes from; this machine when absent. */
  readonly from?: string;
  readonly httpVersion?: string;
};

export async function visit(web: Hono, path: string, how: Visit = {}): Promise<Response> {
  const { from = '127.0.0.1', httpVersion = '1.1', ...init } = how;
  const headers = new Headers(init.headers);
  if (!headers.has('host')) headers.set('host', 'localhost:8080');
  const incoming = { httpVersion, socket: { remoteAddress: from } };
  return web.request(`http://localhost:8080${path}`, { ...init, headers }, { incoming });
}
