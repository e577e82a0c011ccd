/** One HTTP/2 exchange on a TLS socket that has settled on it; Node's own client speaks. */
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2';
import type { Socket } from 'node:net';
import {
  type Answer,
  createReader,
  Enough,
  headerLimit,
  headOf,
  type Reader,
  type Request,
  unpacked,
} from './answer.ts';
import type { Glance } from './glance.ts';

/** Sends one GET and reads the answer; fails as node:http2 fails, or with a SightError. */
export async function exchangeOverHttp2(
  glance: Glance,
  socket: Socket,
  request: Request,
): Promise<Answer> {
  glance.begin('request');
  const session = connect(request.url.origin, {
    createConnection: () => socket,
    maxSessionMemory: 2,
    settings: { enablePush: false, maxHeaderListSize: headerLimit },
  });
  // The session destroys the socket below it.
  glance.release(socket);
  glance.keep(session);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  session.on('error', reject);
  session.on('close', () => reject(new Lost()));
  const stream = send(session, request);
  stream.on('error', reject);
  stream.on('close', () => reject(new Lost()));
  glance.begin('first-byte');
  const reader = createReader(glance, request, resolve);
  read(stream, reader, reject);
  const answer = await promise;
  glance.begin('body');
  return unpacked(answer);
}

/** The far end has gone before its answer was whole. */
class Lost extends Error {
  readonly code = 'ECONNRESET';
}

function send(session: ClientHttp2Session, request: Request): ClientHttp2Stream {
  return session.request({
    ...request.headers,
    [constants.HTTP2_HEADER_METHOD]: 'GET',
    [constants.HTTP2_HEADER_PATH]: request.url.pathname + request.url.search,
  });
}

function headerIn(headers: IncomingHttpHeaders): (name: string) => string | undefined {
  return (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
}

function read(stream: ClientHttp2Stream, reader: Reader, reject: (error: unknown) => void): void {
  function enough(): void {
    stream.close(constants.NGHTTP2_CANCEL);
  }
  stream.on('headers', () => {
    if (!reader.isFlood()) return;
    reject(new Enough());
    enough();
  });
  stream.on('response', (headers: IncomingHttpHeaders & IncomingHttpStatusHeader) => {
    try {
      reader.head(headOf(Number(headers[':status']), undefined, headerIn(headers)));
    } catch (error) {
      reject(error);
      enough();
    }
  });
  stream.on('data', (piece: Buffer) => {
    if (reader.isEnough(piece)) enough();
  });
  // A stream that was reset ends too; only its code tells that from a body that is whole.
  stream.on('end', () => {
    if (stream.rstCode === constants.NGHTTP2_NO_ERROR) reader.finish(true);
    else reject(new Lost());
  });
}
