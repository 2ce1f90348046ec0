import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Handled, logRequest } from './answer-request.ts';
import type { Deadline } from './deadline.ts';
import { HeaderList } from './header-list.ts';
import type { Attempt } from './proxy-dialect.ts';
import { isHttp1 } from './proxy-exchange.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';

export interface Switched {
  readonly answer: IncomingMessage;
  readonly socket: Duplex;
  /** What the endpoint sent right behind its head. */
  readonly head: Buffer;
  readonly deadline: Deadline;
  readonly readMs: number;
}

/** The endpoint has agreed to another protocol (WebSocket): from here on bytes pass both ways until one end is gone. */
export function switchProtocols(
  runtime: ProxyRuntime,
  handled: Handled,
  attempts: readonly Attempt[],
  { answer, socket, head, deadline, readMs }: Switched,
): void {
  const { exchange, request } = handled;
  const { response } = exchange;
  const client = isHttp1(response) ? response.socket : null;
  if (!isHttp1(response) || !client) {
    socket.destroy();
    return;
  }
  response.detachSocket(client);
  response.statusCode = answer.statusCode ?? 101;
  const headers = HeaderList.fromRaw(answer.rawHeaders);
  for (const edit of request.onAnswer) edit(headers, response.statusCode);
  headers.delete('connection');
  headers.append('Connection', 'upgrade');
  const framing = { nowMs: runtime.machine.clock.now(), forwarded: true, chunked: false, keepAlive: true };
  const lines = [...runtime.dialect.answerHeaders(headers, request, framing)].map(
    ([name, value]) => `${name}: ${value}`,
  );
  exchange.report();
  client.write(
    `HTTP/1.1 ${response.statusCode} ${answer.statusMessage ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`,
    'latin1',
  );
  if (head.length > 0) client.write(head);
  if (exchange.upgradeHead && exchange.upgradeHead.length > 0) socket.write(exchange.upgradeHead);
  let bytes = head.length;
  const alive = () => deadline.in(readMs);
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    alive();
  });
  client.on('data', alive);
  alive();
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    deadline.stop();
    client.destroy();
    socket.destroy();
    logRequest(runtime, handled, attempts, bytes, response.statusCode);
    for (const action of request.onEnd.splice(0)) action();
  };
  socket.pipe(client);
  client.pipe(socket);
  // As nginx: the end of one direction is the end of both.
  for (const one of [client, socket]) one.once('end', end).once('close', end).once('error', end);
}
