import type { Duplex } from 'node:stream';

/** What `ssh` and `sshd` say to each other: one byte of type, four of length, then the payload. No real SSH. */
export const FRAME = {
  hello: 0,
  input: 1,
  endOfInput: 2,
  output: 3,
  errors: 4,
  resize: 5,
  exit: 6,
} as const;

export type FrameType = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  readonly type: number;
  readonly payload: Buffer;
}

const MAX_PAYLOAD_BYTES = 1024 * 1024;
const HEAD_BYTES = 5;

export function writeFrame(socket: Duplex, type: FrameType, payload: Uint8Array | string = ''): Promise<void> {
  const body = Buffer.from(payload as Uint8Array);
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = type;
  head.writeUInt32BE(body.length, 1);
  return new Promise((resolve, reject) => {
    socket.write(Buffer.concat([head, body]), (error) => (error ? reject(error) : resolve()));
  });
}

/** Frames until the connection ends. Throws on one that is too long. */
export async function* readFrames(socket: Duplex): AsyncGenerator<Frame> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    held = Buffer.concat([held, chunk as Buffer]);
    while (held.length >= HEAD_BYTES) {
      const length = held.readUInt32BE(1);
      if (length > MAX_PAYLOAD_BYTES) throw new RangeError(`a frame of ${length} bytes`);
      if (held.length < HEAD_BYTES + length) break;
      yield { type: held[0]!, payload: held.subarray(HEAD_BYTES, HEAD_BYTES + length) };
      held = held.subarray(HEAD_BYTES + length);
    }
  }
}

/** A JSON payload as numbers and texts; null when it is none. */
export function readJson(payload: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

export const sizeText = (columns: number, rows: number): string => JSON.stringify({ columns, rows });
