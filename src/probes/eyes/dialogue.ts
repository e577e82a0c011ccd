/**
 * A conversation in lines, as mail servers hold it: read a line, send a line, go over to TLS.
 *
 * Every line and the whole conversation have a limit. Bytes that came before a change to TLS and were not asked for
 * are an attack on old clients (CVE-2011-0411) and end the conversation.
 */
import type { Socket } from 'node:net';
import { fail } from './cause.ts';
import type { Glance } from './glance.ts';
import { secure, type Wanted } from './secure.ts';

export const lineLimit = 8 * 1024;
export const talkLimit = 256 * 1024;

export type Dialogue = {
  /** The next line without its end. Fails when the far end closes, floods or says too much. */
  line(): Promise<string>;
  send(line: string): void;
  /** Goes over to TLS on the same connection. */
  upgrade(wanted: Wanted): Promise<void>;
  isSecure(): boolean;
  /** The address we speak from, as RFC 5321 §4.1.3 writes it for clients without a name. */
  ownAddress(): string;
  /** Says goodbye and closes without waiting for an answer. */
  leave(farewell: string): void;
};

type Ear = { readonly lines: () => Promise<string>; readonly unread: () => number; stop(): void };

export function createDialogue(glance: Glance, opened: Socket): Dialogue {
  let socket = opened;
  let ear = listen(glance, socket);
  return {
    line: () => ear.lines(),
    send(line) {
      socket.write(`${line}\r\n`);
    },
    async upgrade(wanted) {
      if (ear.unread() > 0) {
        fail(['garbage', 'hard'], 'tls', { evidence: 'unasked bytes before TLS' });
      }
      ear.stop();
      socket = await secure(glance, socket, wanted);
      ear = listen(glance, socket);
    },
    isSecure: () => 'encrypted' in socket,
    ownAddress() {
      const address = (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
      return address.includes(':') ? `[IPv6:${address}]` : `[${address}]`;
    },
    leave(farewell) {
      socket.end(`${farewell}\r\n`);
      socket.destroySoon();
    },
  };
}

function listen(glance: Glance, socket: Socket): Ear {
  let heard = Buffer.alloc(0);
  let total = 0;
  let wake: (() => void) | undefined;
  let broken: Error | undefined;
  let isEnded = socket.readableEnded;

  function onData(chunk: Buffer): void {
    total += chunk.length;
    heard = Buffer.concat([heard, chunk]);
    if (total > talkLimit) socket.pause();
    wake?.();
  }
  function onEnd(): void {
    isEnded = true;
    wake?.();
  }
  function onError(error: Error): void {
    broken = error;
    wake?.();
  }
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('close', onEnd);
  socket.on('error', onError);

  function take(): string | undefined {
    const end = heard.indexOf(10);
    if (end > lineLimit || (end < 0 && heard.length > lineLimit)) tooLarge(glance, lineLimit);
    if (end >= 0) {
      const line = heard.toString('utf8', 0, end).replace(/\r$/, '');
      heard = heard.subarray(end + 1);
      return line;
    }
    if (total > talkLimit) tooLarge(glance, talkLimit);
    if (broken !== undefined) throw broken;
    if (isEnded) fail(['reset', 'soft'], glance.phase(), { evidence: heard });
    return undefined;
  }

  return {
    async lines() {
      for (;;) {
        const line = take();
        if (line !== undefined) return line;
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
        wake = undefined;
      }
    },
    unread: () => heard.length,
    stop() {
      socket.off('data', onData);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
    },
  };
}

function tooLarge(glance: Glance, limit: number): never {
  fail(['too-large', 'hard'], glance.phase(), { values: { limit } });
}
