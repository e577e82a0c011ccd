/** One HTTP/1.1 exchange on a socket that is already connected. */
import type { Socket } from 'node:net';
import { type Answer, createReader, Enough, headOf, type Request, unpacked } from './answer.ts';
import type { Glance } from './glance.ts';
import { createParser, type Head } from './http1-parser.ts';

/** Sends one GET and reads the answer; fails as the socket fails, or with a SightError. */
export async function exchangeOverHttp1(
  glance: Glance,
  socket: Socket,
  request: Request,
): Promise<Answer> {
  glance.begin('request');
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const reader = createReader(glance, request, resolve);
  const parser = createParser(
    {
      interim() {
        if (reader.isFlood()) throw new Enough();
      },
      head: (head) => reader.head(answerOf(head)),
      isEnough(piece) {
        const isEnough = reader.isEnough(piece);
        if (isEnough) socket.pause();
        return isEnough;
      },
      whole: () => reader.finish(true),
      switched(head, rest) {
        stopListening();
        socket.pause();
        if (rest.length > 0) socket.unshift(rest);
        resolve({ ...answerOf(head), socket });
      },
    },
    request.upgrade !== undefined,
  );
  const attempt = (read: () => void) => {
    try {
      read();
    } catch (error) {
      reject(error);
    }
  };
  const onData = (piece: Buffer) => attempt(() => parser.push(piece));
  const onEnd = () => attempt(parser.end);
  // Node keeps a closed socket for a while, and with it whatever still listens.
  const stopListening = () => {
    socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', reject);
  };
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', reject);
  socket.write(written(request), 'latin1');
  glance.begin('first-byte');
  const answer = await promise.finally(stopListening);
  glance.begin('body');
  return { ...answer, body: unpacked(answer) };
}

/** The request as it goes out (RFC 9112 §3); a look uses its connection once. */
function written({ url, headers, upgrade }: Request): string {
  const lines = [`GET ${url.pathname}${url.search} HTTP/1.1`, `host: ${url.host}`];
  for (const name in headers) lines.push(`${name}: ${headers[name]}`);
  if (upgrade === undefined) lines.push('connection: close');
  else lines.push('connection: upgrade', `upgrade: ${upgrade}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function answerOf({ status, reason, headers }: Head): Answer {
  return headOf(status, reason, (name) => headers.get(name));
}
