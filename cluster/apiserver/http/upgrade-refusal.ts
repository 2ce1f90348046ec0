import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { StatusError } from '../errors.ts';

/** A refusal on a socket that is still HTTP, which then closes. */
export function refuseUpgrade(socket: Duplex, { status }: StatusError): void {
  answerAndClose(socket, status.code ?? 500, 'application/json', `${JSON.stringify(status)}\n`);
}

export function answerAndClose(
  socket: Duplex,
  code: number,
  contentType: string,
  text: string,
  headers: readonly string[] = [],
): void {
  const body = Buffer.from(text);
  const head = [
    `HTTP/1.1 ${code} ${STATUS_CODES[code] ?? ''}`,
    `Content-Type: ${contentType}`,
    ...headers,
    'Connection: close',
    `Content-Length: ${body.length}`,
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
  // Nobody reads it any more, and a socket that is not read never learns that its client has gone.
  socket.resume();
}
