import type { Duplex } from 'node:stream';

/** The longest v1 line with its CRLF (haproxy.org/download/1.8/doc/proxy-protocol.txt, 2.1). */
const LONGEST_LINE = 107;

export interface ProxyProtocolSource {
  readonly address: string;
  readonly port: number;
}

/** What a v1 line says: who the client is, `unknown`, or that it is no such line. */
export type ProxyProtocolLine = ProxyProtocolSource | 'unknown' | 'invalid';

export function parseProxyProtocol(line: string): ProxyProtocolLine {
  const words = line.split(' ');
  if (words[0] !== 'PROXY') return 'invalid';
  if (words[1] === 'UNKNOWN') return 'unknown';
  const [, family, source, destination, sourcePort, destinationPort] = words;
  if (words.length !== 6 || (family !== 'TCP4' && family !== 'TCP6')) return 'invalid';
  if (!isAddress(family, source) || !isAddress(family, destination)) return 'invalid';
  const [port, other] = [portOf(sourcePort), portOf(destinationPort)];
  if (port === undefined || other === undefined) return 'invalid';
  return { address: source ?? '', port };
}

/** The line that a proxy sends before a client's bytes. */
export function formatProxyProtocol(
  source: ProxyProtocolSource,
  destination: { readonly address: string; readonly port: number },
): string {
  return `PROXY TCP4 ${source.address} ${destination.address} ${source.port} ${destination.port}\r\n`;
}

/**
 * Takes the line off the beginning of a connection; what follows it stays to be read. `undefined` when the connection ended
 * before.
 */
export async function readProxyProtocol(socket: Duplex): Promise<ProxyProtocolLine | undefined> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const chunk = await nextChunk(socket);
    if (!chunk) return undefined;
    bytes = Buffer.concat([bytes, chunk]);
    const end = bytes.indexOf('\r\n');
    if (end >= 0 && end + 2 <= LONGEST_LINE) {
      const line = parseProxyProtocol(bytes.toString('latin1', 0, end));
      const rest = bytes.subarray(end + 2);
      if (rest.length > 0) socket.unshift(rest);
      return line;
    }
    if (bytes.length >= LONGEST_LINE || !'PROXY '.startsWith(bytes.toString('latin1', 0, Math.min(6, bytes.length)))) {
      return 'invalid';
    }
  }
}

/** The next bytes of a paused stream; undefined at its end. */
export function nextChunk(socket: Duplex): Promise<Buffer | undefined> {
  const ready: unknown = socket.read();
  if (Buffer.isBuffer(ready)) return Promise.resolve(ready);
  if (socket.readableEnded || socket.destroyed) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const done = (chunk: Buffer | undefined) => {
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd);
      resolve(chunk);
    };
    const onReadable = () => {
      const chunk: unknown = socket.read();
      if (Buffer.isBuffer(chunk)) done(chunk);
    };
    const onEnd = () => done(undefined);
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd);
  });
}

function isAddress(family: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  if (family === 'TCP6') return /^[0-9a-fA-F:.]{2,39}$/.test(text) && text.includes(':');
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
