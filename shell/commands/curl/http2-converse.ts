import type { Command, Request } from './command.ts';
import type { Connection } from './connection.ts';
import { CurlError } from './errors.ts';
import type { BodyListener, BodyResult, ResponseHead } from './http-exchange.ts';
import {
  type Http2Answer,
  type Http2Connection,
  http2Answer,
  http2Head,
  http2Headers,
  sendHttp2,
} from './http2-exchange.ts';
import { takeHead, tellHead } from './response-head.ts';
import { tellTickets } from './secure-connection.ts';
import type { Transfer } from './transfer.ts';

/** A kept connection of prior knowledge: Debian's 7.88.1 fails to use it a second time. */
export function refuseReuse({ http2, secure }: Connection): void {
  if (http2 && !secure) throw new CurlError(16, 'Error in the HTTP2 framing layer');
}

/** Sends a request, told of as curl with nghttp2 does. */
export async function sendOverHttp2(
  command: Command,
  transfer: Transfer,
  connection: Connection & { readonly http2: Http2Connection },
  { parts }: Request,
  head: string,
): Promise<Http2Answer> {
  const { trace, process } = command;
  const { http2, secure } = connection;
  const shown = http2Head(head);
  const fields = http2Headers(shown, secure ? 'https' : 'http');
  const number = http2.nextStream;
  http2.nextStream += 2;
  // At once: an end that closes meanwhile would leave nothing to send on. What comes back is told of afterwards.
  const answer = http2Answer(http2, sendHttp2(http2, fields, parts), number);
  let told = () => {};
  http2.telling = new Promise<void>((resolve) => {
    told = resolve;
  });
  for (const [name, value] of fields) await trace.info(`h2h3 [${name}: ${value}]`);
  const handle = process.machine.random.integer(0x1000_0000).toString(16).padStart(7, '0');
  await trace.info(`Using Stream ID: ${number} (easy handle 0x556${handle}b0)`);
  if (secure) await trace.secured('out', 5);
  await trace.headerSent(shown);
  told();
  transfer.sentMs = process.machine.clock.now();
  transfer.requestBytes += shown.length;
  const { body } = parts;
  if (!body) return answer;
  if (secure) await trace.secured('out', 5);
  await trace.sent(body);
  if (parts.upload !== 'stream') await trace.info('We are completely uploaded and fine');
  transfer.requestBytes += body.length;
  transfer.uploadedBytes += body.length;
  return answer;
}

/** The final answer's head, after interim ones. Throws CurlError. */
export async function http2ResponseHead(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  request: Request,
  answer: Http2Answer,
): Promise<ResponseHead> {
  if (connection.secure && transfer.newConnections > 0 && transfer.head === null) await tellTickets(command);
  else if (connection.secure) await command.trace.secured('in', 5);
  for (;;) {
    const head = await answer.head();
    await tellHead(command, request, head);
    await takeHead(command, transfer, request, head);
    if (head.status >= 200) return head;
  }
}

/** An end without a body is told of, too, but for an answer to HEAD. */
export async function http2Body(answer: Http2Answer, method: string, listener: BodyListener): Promise<BodyResult> {
  let empty = true;
  await answer.body(async (chunk) => {
    empty = false;
    await listener.raw(chunk);
    await listener.data(chunk);
  });
  if (empty && method !== 'HEAD') await listener.raw(Buffer.alloc(0));
  return { reusable: true };
}

/** Trailers are shown where the head is. */
export async function takeTrailers(
  { options, trace }: Command,
  transfer: Transfer,
  { sink, dumpHead }: Request,
  answer: Http2Answer,
): Promise<void> {
  for (const line of answer.trailers()) {
    await trace.headerReceived(line);
    await dumpHead(line);
    transfer.headerBytes += line.length;
    if (options.switches.has('include')) await sink.write(Buffer.from(line, 'latin1'));
  }
}
