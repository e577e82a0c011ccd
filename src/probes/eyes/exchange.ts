/** One HTTP/1.1 exchange on a socket that is already connected; undici's Client speaks. */
import type { Socket } from 'node:net';
import { type buildConnector, Client, type Dispatcher } from 'undici';
import {
  type Answer,
  createReader,
  Enough,
  headerLimit,
  headOf,
  type Request,
  unpacked,
} from './answer.ts';
import type { Glance } from './glance.ts';

/** Sends one GET and reads the answer; fails as undici fails, or with a SightError. */
export async function exchange(glance: Glance, socket: Socket, request: Request): Promise<Answer> {
  glance.begin('request');
  const client = new Client(request.url.origin, {
    connect: giveOnce(socket),
    allowH2: false,
    maxHeaderSize: headerLimit,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const held = glance.keep({ destroy: () => void client.destroy().catch(() => {}) });
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const handler = handlerFor(glance, request, { resolve, reject });
  const path = request.url.pathname + request.url.search;
  const { headers, upgrade = null } = request;
  client.dispatch({ method: 'GET', path, headers, upgrade }, handler);
  const answer = await promise;
  // The socket is destroyed with the look, and that is all there was to the client.
  glance.release(held);
  glance.begin('body');
  return { ...answer, body: unpacked(answer) };
}

/** Hands the socket over once: when it dies before its answer, undici must not go on with another one. */
function giveOnce(socket: Socket): buildConnector.connector {
  let isGiven = false;
  return (_options, connected) => {
    // Undici is not ready for an answer before its own call has returned.
    queueMicrotask(() => {
      if (isGiven) connected(new SocketGone(), null);
      else connected(null, socket);
      isGiven = true;
    });
  };
}

class SocketGone extends Error {
  readonly code = 'ECONNRESET';
}

type Outcome = { resolve(answer: Answer): void; reject(error: unknown): void };

function handlerFor(
  glance: Glance,
  request: Request,
  { resolve, reject }: Outcome,
): Dispatcher.DispatchHandler {
  const reader = createReader(glance, request, resolve);
  return {
    onRequestStart() {
      glance.begin('first-byte');
    },
    onResponseStart(controller, status, headers, reason) {
      if (status >= 200) reader.head(headOf(status, reason, headers));
      else if (reader.isFlood()) controller.abort(new Enough());
    },
    onRequestUpgrade(_controller, status, headers, socket) {
      resolve({ ...headOf(status, undefined, headers), socket: glance.keep(socket) });
    },
    onResponseData(controller, piece) {
      if (reader.isEnough(piece)) controller.abort(new Enough());
    },
    onResponseEnd() {
      reader.finish(true);
    },
    onResponseError(_controller, error) {
      reject(error);
    },
  };
}
