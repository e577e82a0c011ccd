/** One HTTP/1.1 exchange on a socket that is already connected. */
import type { Socket } from 'node:net';
import {
  type Answer,
  createReader,
  Enough,
  headOf,
  type Reader,
  type Request,
  unpacked,
} from './answer.ts';
import type { Glance } from './glance.ts';
import { createParser, type Head, type Heard, type Parser } from './http1-parser.ts';

/** Sends one GET and reads the answer; fails as the socket fails, or with a SightError. */
export function exchangeOverHttp1(
  glance: Glance,
  socket: Socket,
  request: Request,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    new Exchange(glance, socket, request, { resolve, reject }).begin();
  });
}

type Settle = {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

/** A class for the same reason as the parser. */
class Exchange implements Heard {
  readonly #glance: Glance;
  readonly #socket: Socket;
  readonly #request: Request;
  readonly #settle: Settle;
  readonly #reader: Reader;
  readonly #parser: Parser;

  constructor(glance: Glance, socket: Socket, request: Request, settle: Settle) {
    this.#glance = glance;
    this.#socket = socket;
    this.#request = request;
    this.#settle = settle;
    this.#reader = createReader(glance, request, (answer) => this.#answer(unpacked(answer)));
    this.#parser = createParser(this, request.upgrade !== undefined);
  }

  begin(): void {
    this.#glance.begin('request');
    this.#socket
      .on('data', this.#onData)
      .on('end', this.#onEnd)
      .on('close', this.#onEnd)
      .on('error', this.#onError);
    this.#socket.write(written(this.#request), 'latin1');
    this.#glance.begin('first-byte');
  }

  readonly #onData = (piece: Buffer): void => {
    try {
      this.#parser.push(piece);
    } catch (error) {
      this.#onError(error);
    }
  };

  readonly #onEnd = (): void => {
    try {
      this.#parser.end();
    } catch (error) {
      this.#onError(error);
    }
  };

  readonly #onError = (error: unknown): void => {
    this.#stopListening();
    this.#settle.reject(error);
  };

  interim(): void {
    if (this.#reader.isFlood()) throw new Enough();
  }

  head(head: Head): void {
    this.#reader.head(answerOf(head));
  }

  isEnough(piece: Buffer): boolean {
    const isEnough = this.#reader.isEnough(piece);
    if (isEnough) this.#socket.pause();
    return isEnough;
  }

  whole(): void {
    this.#reader.finish(true);
  }

  switched(head: Head, rest: Buffer): void {
    this.#stopListening();
    this.#socket.pause();
    if (rest.length > 0) this.#socket.unshift(rest);
    this.#answer({ ...answerOf(head), socket: this.#socket });
  }

  #answer(answer: Answer): void {
    this.#stopListening();
    this.#glance.begin('body');
    this.#settle.resolve(answer);
  }

  /** Node keeps a closed socket for a while, and with it whatever still listens. */
  #stopListening(): void {
    this.#socket
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('close', this.#onEnd)
      .off('error', this.#onError);
  }
}

/** The request as it goes out (RFC 9112 §3); a look uses its connection once. */
function written({ url, headers, upgrade }: Request): string {
  let lines = `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n`;
  for (const name in headers) lines += `${name}: ${headers[name]}\r\n`;
  const last = upgrade === undefined ? 'close' : `upgrade\r\nupgrade: ${upgrade}`;
  return `${lines}connection: ${last}\r\n\r\n`;
}

function answerOf({ status, reason, headers }: Head): Answer {
  return headOf(status, reason, (name) => headers.get(name));
}
