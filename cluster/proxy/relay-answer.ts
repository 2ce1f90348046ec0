import type { IncomingMessage } from 'node:http';
import { type Handled, isBodiless, staysOpen } from './answer-request.ts';
import { HeaderList } from './header-list.ts';
import { isHttp1, writeHead } from './proxy-exchange.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';

const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'trailer', 'upgrade'];

export interface RelayHandlers {
  readonly onData: () => void;
  /** How many bytes of the body the client was sent; not `complete` when either end went before. */
  readonly onEnd: (bytes: number, complete: boolean) => void;
}

/** An endpoint's answer to the client, as it comes; a client that does not read stops the endpoint. */
export function relayAnswer(
  runtime: ProxyRuntime,
  { exchange, request }: Handled,
  answer: IncomingMessage,
  { onData, onEnd }: RelayHandlers,
): void {
  const { response } = exchange;
  const status = answer.statusCode ?? 502;
  const headers = HeaderList.fromRaw(answer.rawHeaders);
  for (const name of HOP_BY_HOP) headers.delete(name);
  for (const edit of request.onAnswer) edit(headers, status);
  const bodiless = request.method === 'HEAD' || isBodiless(status);
  const sized = headers.has('content-length') || bodiless;
  const chunked = !sized && request.httpVersion === '1.1' && isHttp1(response);
  const keepAlive = staysOpen(exchange) && (sized || request.httpVersion !== '1.0');
  writeHead(
    exchange,
    status,
    answer.statusMessage ?? '',
    runtime.dialect.answerHeaders(headers, request, {
      nowMs: runtime.machine.clock.now(),
      forwarded: true,
      chunked,
      keepAlive,
    }),
  );
  let bytes = 0;
  let over = false;
  const finish = (complete: boolean) => {
    if (over) return;
    over = true;
    onEnd(bytes, complete);
    for (const end of request.onEnd.splice(0)) end();
  };
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    onData();
    const more = isHttp1(response) ? response.write(chunk) : response.write(chunk);
    if (more) return;
    answer.pause();
    response.once('drain', () => answer.resume());
  });
  answer.once('end', () => {
    exchange.report();
    response.end();
    finish(true);
  });
  // Without an end, the client must not take what came for the whole.
  answer.once('close', () => {
    if (over) return;
    exchange.report();
    response.destroy();
    finish(false);
  });
  response.once('close', () => finish(response.writableFinished));
}
