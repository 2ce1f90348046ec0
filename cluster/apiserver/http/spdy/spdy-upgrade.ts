import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ByteTransport, socketTransport } from '../byte-transport.ts';
import { answerAndClose } from '../upgrade-refusal.ts';

/**
 * Answers an upgrade to SPDY/3.1 with the best protocol that both sides know (apimachinery/pkg/util/httpstream.Handshake).
 * Null when there is none: the client has then been told.
 */
export function upgradeToSpdy(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  served: readonly string[],
): { readonly transport: ByteTransport; readonly protocol: string } | null {
  const offered = (request.headersDistinct['x-stream-protocol-version'] ?? [])
    .flatMap((value) => value.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const protocol = offered.length === 0 ? '' : served.find((name) => offered.includes(name));
  if (protocol === undefined) {
    const why = `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${served.join(' ')}]`;
    const accepted = served.map((name) => `Accepted-Stream-Protocol-Versions: ${name}`);
    answerAndClose(socket, 403, 'text/plain; charset=utf-8', why, accepted);
    return null;
  }
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: SPDY/3.1'];
  if (protocol !== '') lines.push(`X-Stream-Protocol-Version: ${protocol}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return { transport: socketTransport(socket, head), protocol };
}
