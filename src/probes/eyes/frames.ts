/** WebSocket frames (RFC 6455 §5): what a client sends, and a reader of what a server sends. Pure. */

export const frameLimit = 64 * 1024;

/** A masked text frame. The mask hides nothing here: it is only there because the protocol wants it. */
export function textFrame(text: string, mask: Buffer): Buffer {
  return clientFrame(1, Buffer.from(text), mask);
}

/** A masked close frame with code 1000, "normal". */
export function closeFrame(mask: Buffer): Buffer {
  return clientFrame(8, Buffer.from([0x03, 0xe8]), mask);
}

function clientFrame(opcode: number, payload: Buffer, mask: Buffer): Buffer {
  const size =
    payload.length < 126
      ? [0x80 | payload.length]
      : [0x80 | 126, payload.length >> 8, payload.length & 255];
  const masked = payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x80 | opcode, ...size]), mask.subarray(0, 4), masked]);
}

export type Frame = {
  readonly opcode: number;
  readonly payload: Buffer;
  /** What follows it. */
  readonly rest: Buffer;
};

/**
 * The first frame of what a server sent: undefined while it is not all there. 'garbage' for reserved bits and
 * opcodes and for masked frames, which only clients send; 'too-large' above 64 KB.
 */
export function readFrame(bytes: Buffer): Frame | 'garbage' | 'too-large' | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const opcode = first & 15;
  const isKnown = opcode <= 2 || (opcode >= 8 && opcode <= 10);
  if ((first & 0x70) !== 0 || (second & 0x80) !== 0 || !isKnown) return 'garbage';
  const short = second & 127;
  if (short === 127) return 'too-large';
  const start = short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < start + length) return undefined;
  const end = start + length;
  return { opcode, payload: bytes.subarray(start, end), rest: bytes.subarray(end) };
}
