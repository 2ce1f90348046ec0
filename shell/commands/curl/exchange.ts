import { sleep } from '../../../cluster/machinery/clock.ts';
import type { Command, Request } from './command.ts';
import { type Connection, openConnection } from './connection.ts';
import { bodyDecoder } from './decoder.ts';
import { CurlError } from './errors.ts';
import { type BodyListener, headerOf, type ResponseHead, readBody } from './http-exchange.ts';
import { http2Body, http2ResponseHead, refuseReuse, sendOverHttp2, takeTrailers } from './http2-converse.ts';
import type { Http2Answer, Http2Connection } from './http2-exchange.ts';
import type { CurlOptions } from './options.ts';
import { dispositionName } from './output.ts';
import { proxyFor } from './proxy.ts';
import { expectsContinue, requestHead } from './request.ts';
import type { RequestParts } from './request-body.ts';
import { nextHead, responseHead } from './response-head.ts';
import { tellTickets } from './secure-connection.ts';
import type { Transfer } from './transfer.ts';

/** One request and its response, without redirects. Throws CurlError. */
export async function exchange(command: Command, transfer: Transfer, request: Request): Promise<ResponseHead> {
  const { connection, reused } = await connectionFor(command, transfer, request);
  transfer.connection = connection;
  const stop = () => connection.raw.destroy();
  request.signal.addEventListener('abort', stop, { once: true });
  try {
    if (reused) refuseReuse(connection);
    return await converse(command, transfer, connection, request);
  } catch (error) {
    connection.raw.destroy();
    if (reused && error instanceof CurlError && error.code === 52) {
      await command.trace.info('Connection died, retrying a fresh connect (retry count: 1)');
      return exchange(command, transfer, request);
    }
    // Whoever set a limit tells of it, and of the closing.
    if (!request.signal.aborted && error instanceof CurlError) {
      if (![16, 22, 63].includes(error.code)) await command.trace.info(error.message);
      const left = connection.http2 && !connection.http2.away && !connection.http2.broken;
      await command.trace.info(
        left
          ? `Connection #${connection.id} to host ${connection.shownHost} left intact`
          : `Closing connection ${connection.id}`,
      );
    }
    throw error;
  } finally {
    request.signal.removeEventListener('abort', stop);
  }
}

async function connectionFor(
  command: Command,
  transfer: Transfer,
  { url, signal }: Request,
): Promise<{ connection: Connection; reused: boolean }> {
  const { pool, trace, process, options } = command;
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const host = url.hostname;
  const at = pool.idle.findIndex((known) => known.host === host && known.port === port && known.secure === secure);
  const [known] = at < 0 ? [] : pool.idle.splice(at, 1);
  if (known && !known.raw.destroyed && !known.raw.readableEnded) {
    const now = process.machine.clock.now();
    Object.assign(transfer.timing, { resolvedMs: now, connectedMs: now });
    const address = process.machine.random.integer(0x1000_0000).toString(16).padStart(7, '0');
    await trace.info(`Found bundle for host: 0x556${address}e0 [${known.http2 ? 'can multiplex' : 'serially'}]`);
    if (!known.http2) await trace.info('Can not multiplex, even if we wanted to');
    await trace.info(`Re-using existing connection #${known.id} with host ${known.shownHost}`);
    return { connection: known, reused: true };
  }
  const { timing } = transfer;
  const proxy = proxyFor(process, options, url);
  const connection = await openConnection({
    process,
    options,
    host,
    port,
    secure,
    id: pool.next++,
    signal,
    timing,
    trace,
    proxy,
  });
  transfer.newConnections++;
  return { connection, reused: false };
}

async function converse(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  request: Request,
): Promise<ResponseHead> {
  const { trace, options } = command;
  const { http2 } = connection;
  const answer = http2 ? await askOverHttp2(command, transfer, { ...connection, http2 }, request) : null;
  const head = answer
    ? await http2ResponseHead(command, transfer, connection, request, answer)
    : await firstHead(command, transfer, connection, request);
  transfer.firstByteMs = command.process.machine.clock.now();
  transfer.head = head;
  const follows = redirectTarget(options, head) !== null;
  const { sink } = request;
  if (options.switches.has('remote-header-name')) {
    const name = dispositionName(headerOf(head, 'content-disposition'));
    if (name !== null) sink.rename(name);
  }
  if (shows(options, head)) await sink.write(Buffer.from(transfer.headText, 'latin1'));
  transfer.expectedBytes = expectedBytes(options, head);
  // A whole file that is there already needs nothing more.
  const unsatisfied = head.status === 416 && options.values.has('continue-at');
  const decoder = bodyDecoder(options, head);
  const method = options.switches.has('head') ? 'HEAD' : request.parts.method;
  const listener: BodyListener = {
    raw: async (bytes) => {
      if (follows && bytes.length > 0) await trace.info('Ignoring the response-body');
      await trace.received(bytes);
      if (options.switches.has('raw') && !follows) await sink.write(bytes);
    },
    data: async (chunk) => {
      transfer.downloadedBytes += chunk.length;
      if (follows || unsatisfied || options.switches.has('raw')) return;
      if (decoder) decoder.push(chunk);
      else await sink.write(chunk);
    },
  };
  const { reusable } = answer
    ? await http2Body(answer, method, listener)
    : await readBody(connection.reader, head, method, listener);
  connection.reader.listen(null);
  if (decoder && !follows) await sink.write(decoder.result());
  if (answer) await takeTrailers(command, transfer, request, answer);
  await command.ended(transfer);
  await leave(command, connection, reusable);
  return head;
}

async function firstHead(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  request: Request,
): Promise<ResponseHead> {
  const { trace } = command;
  const early = await send(command, transfer, connection, request);
  if (connection.secure && transfer.newConnections > 0 && !connection.raw.destroyed) await tellTickets({ trace });
  return early ?? responseHead(command, transfer, connection, request);
}

async function askOverHttp2(
  command: Command,
  transfer: Transfer,
  connection: Connection & { readonly http2: Http2Connection },
  request: Request,
): Promise<Http2Answer> {
  return sendOverHttp2(command, transfer, connection, request, await headFor(command, request));
}

const shows = ({ switches }: CurlOptions, _head: ResponseHead): boolean =>
  switches.has('include') || switches.has('head');

function expectedBytes(options: CurlOptions, head: ResponseHead): number | null {
  const expected = headerOf(head, 'content-length');
  const most = options.values.get('max-filesize');
  if (expected === undefined) return null;
  if (most !== undefined && Number(most) > 0 && Number(expected) > Number(most)) {
    throw new CurlError(63, 'Maximum file size exceeded');
  }
  return options.switches.has('head') ? null : Number(expected);
}

async function leave({ pool, trace }: Command, connection: Connection, reusable: boolean): Promise<void> {
  if (reusable) {
    pool.idle.push(connection);
    await trace.info(`Connection #${connection.id} to host ${connection.shownHost} left intact`);
    return;
  }
  connection.raw.destroy();
  await trace.info(`Closing connection ${connection.id}`);
}

async function headFor(command: Command, { url, parts, headers, ownHost, target }: Request): Promise<string> {
  const { options, trace, process } = command;
  const proxied = proxyFor(process, options, url) !== null;
  const user = options.values.get('user')?.split(':')[0];
  if (user && ownHost) await trace.info(`Server auth using Basic with user '${user}'`);
  return requestHead({ url, options, parts, headers, ownHost, target, proxied, cookie: cookiesOf(command, url) });
}

/** How long a body waits for `100 Continue`. */
const EXPECT_MS = 1000;

/** Sends head and body. A final answer that came instead of `100 Continue` is returned. */
async function send(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  request: Request,
): Promise<ResponseHead | null> {
  const { trace, process } = command;
  const { parts, headers } = request;
  const head = await headFor(command, request);
  await trace.headerSent(head);
  const { body } = parts;
  transfer.requestBytes += head.length;
  if (!body) {
    connection.socket.write(head);
    transfer.sentMs = process.machine.clock.now();
    return null;
  }
  const waits = expectsContinue(parts) && !headers.some((header) => /^expect\s*:/i.test(header));
  const answer = waits ? await sendHead(command, transfer, connection, request, head) : null;
  if (answer) return answer;
  connection.socket.write(waits ? framed(parts) : Buffer.concat([Buffer.from(head), framed(parts)]));
  await trace.sent(body);
  if (waits) await trace.info('We are completely uploaded and fine');
  transfer.sentMs = process.machine.clock.now();
  transfer.requestBytes += body.length;
  transfer.uploadedBytes += body.length;
  return null;
}

function framed({ body, upload }: RequestParts): Buffer {
  if (upload !== 'stream') return body!;
  const chunk = body!.length > 0 ? [Buffer.from(`${body!.length.toString(16)}\r\n`), body!, Buffer.from('\r\n')] : [];
  return Buffer.concat([...chunk, Buffer.from('0\r\n\r\n')]);
}

async function sendHead(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  request: Request,
  head: string,
): Promise<ResponseHead | null> {
  connection.socket.write(head);
  const given = Number(command.options.values.get('expect100-timeout') ?? 0) * 1000;
  const late = sleep(command.process.machine.clock, given || EXPECT_MS, request.signal).then(
    () => 'late' as const,
    () => 'late' as const,
  );
  const answer = await Promise.race([nextHead(command, transfer, connection, request), late]);
  if (answer === 'late') {
    await command.trace.info('Done waiting for 100-continue');
    return null;
  }
  return answer.status === 100 ? null : answer;
}

function cookiesOf({ options, cookies }: Command, url: URL): string {
  const typed = options.cookies.filter((text) => text.includes('='));
  return [cookies.headerFor(url), typed.join(';')].filter(Boolean).join('; ');
}

/** Where -L goes next, or null. */
export function redirectTarget(options: CurlOptions, head: ResponseHead): string | null {
  const follow = options.switches.has('location') || options.switches.has('location-trusted');
  if (!follow || head.status < 300 || head.status >= 400) return null;
  return headerOf(head, 'location') ?? null;
}
