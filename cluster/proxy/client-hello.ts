import type { Duplex } from 'node:stream';
import { nextChunk } from './proxy-protocol.ts';

/** Records of a ClientHello are at most this long together; a longer one is not looked into. */
const LONGEST_HELLO = 16_384;

const HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;

/** What a connection begins with: a ClientHello, with or without a name (RFC 6066, 3), or something else. */
export type Hello = { readonly serverName?: string } | 'not-tls';

/** Looks at a ClientHello and puts it back. `undefined` when the connection ended before. */
export async function peekClientHello(socket: Duplex): Promise<Hello | undefined> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const chunk = await nextChunk(socket);
    if (!chunk) return undefined;
    bytes = Buffer.concat([bytes, chunk]);
    const hello = readHello(bytes);
    if (hello !== 'incomplete' || bytes.length > LONGEST_HELLO) {
      socket.unshift(bytes);
      return hello === 'incomplete' ? {} : hello;
    }
  }
}

function readHello(bytes: Buffer): Hello | 'incomplete' {
  if (bytes[0] !== HANDSHAKE) return 'not-tls';
  if (bytes.length < 9) return 'incomplete';
  const record = bytes.readUInt16BE(3);
  if (bytes[5] !== CLIENT_HELLO) return {};
  if (bytes.length < 5 + record) return 'incomplete';
  const serverName = serverNameOf(bytes.subarray(9, 5 + record));
  return serverName === undefined ? {} : { serverName };
}

/** `body` begins with the version (RFC 8446, 4.1.2). */
function serverNameOf(body: Buffer): string | undefined {
  try {
    let at = 2 + 32;
    at += 1 + body.readUInt8(at);
    at += 2 + body.readUInt16BE(at);
    at += 1 + body.readUInt8(at);
    const end = Math.min(at + 2 + body.readUInt16BE(at), body.length);
    at += 2;
    while (at + 4 <= end) {
      const [type, length] = [body.readUInt16BE(at), body.readUInt16BE(at + 2)];
      if (type === SERVER_NAME) {
        return body.toString('latin1', at + 9, at + 9 + body.readUInt16BE(at + 7)).toLowerCase();
      }
      at += 4 + length;
    }
  } catch (error) {
    // Lengths that lead beyond the record: as if there were no name.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
