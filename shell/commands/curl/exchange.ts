import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { type Connection, openConnection } from './connection.ts';
import { CurlError } from './errors.ts';
import { headerOf, type ResponseHead, readBody, readHead } from './http-exchange.ts';
import type { CurlOptions } from './options.ts';
import type { Sink } from './output.ts';
import { type RequestParts, requestHead } from './request.ts';
import type { Transfer } from './transfer.ts';

/** What the requests of one command share. */
export interface Command {
  readonly process: Process;
  readonly options: CurlOptions;
  readonly note: (text: string) => Promise<void>;
  /** The transfer's last byte is there: time for the progress meter's last line. */
  readonly ended: (transfer: Transfer) => Promise<void>;
  /** The kept-alive connections, and the number of the next one. */
  pool: { idle: Connection[]; next: number };
}

/** One request and its response, without redirects. */
export async function exchange(
  command: Command,
  transfer: Transfer,
  url: URL,
  parts: RequestParts,
  sink: Sink,
  signal: AbortSignal,
): Promise<ResponseHead> {
  const { connection, reused } = await connectionFor(command, transfer, url, signal);
  transfer.connection = connection;
  const stop = () => connection.raw.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await converse(command, transfer, connection, url, parts, sink);
  } catch (error) {
    connection.raw.destroy();
    if (reused && error instanceof CurlError && error.code === 52) {
      await command.note('Connection died, retrying a fresh connect (retry count: 1)');
      return exchange(command, transfer, url, parts, sink, signal);
    }
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function connectionFor(
  command: Command,
  transfer: Transfer,
  url: URL,
  signal: AbortSignal,
): Promise<{ connection: Connection; reused: boolean }> {
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const host = url.hostname;
  const { pool, note } = command;
  const at = pool.idle.findIndex((known) => known.host === host && known.port === port && known.secure === secure);
  const [known] = at < 0 ? [] : pool.idle.splice(at, 1);
  if (known && !known.raw.destroyed && !known.raw.readableEnded) {
    const now = command.process.machine.clock.now();
    Object.assign(transfer.timing, { resolvedMs: now, connectedMs: now });
    await note('Found bundle for host: 0x55d0c0a30 [serially]');
    await note('Can not multiplex, even if we wanted to');
    await note(`Re-using existing connection #${known.id} with host ${host}`);
    return { connection: known, reused: true };
  }
  const { process, options } = command;
  const request = { process, options, host, port, secure, id: pool.next++, signal, timing: transfer.timing, note };
  const connection = await openConnection(request);
  transfer.newConnections++;
  return { connection, reused: false };
}

async function converse(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  url: URL,
  parts: RequestParts,
  sink: Sink,
): Promise<ResponseHead> {
  const { process, note } = command;
  const { clock } = process.machine;
  await send(command, transfer, connection, url, parts);
  const head = await responseHead(command, transfer, connection);
  transfer.firstByteMs = clock.now();
  transfer.head = head;
  await showHead(command, head, sink);
  const expected = headerOf(head, 'content-length');
  transfer.expectedBytes = expected === undefined ? null : Number(expected);
  const follows = redirectTarget(command.options, head) !== null;
  refuseStatus(command, head);
  const decoder = bodyDecoder(command.options, head);
  let shown = false;
  const { reusable } = await readBody(connection.reader, head, parts.method, async (chunk) => {
    if (!shown) await showBytes(command, '{', chunk.length);
    shown = true;
    transfer.downloadedBytes += chunk.length;
    if (follows) return;
    if (decoder) decoder.push(chunk);
    else await sink.write(chunk);
  });
  if (decoder && !follows) await sink.write(decoder.result());
  await command.ended(transfer);
  if (reusable) {
    command.pool.idle.push(connection);
    await note(`Connection #${connection.id} to host ${connection.host} left intact`);
  } else {
    connection.raw.destroy();
    await note(`Closing connection ${connection.id}`);
  }
  return head;
}

async function send(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  url: URL,
  parts: RequestParts,
): Promise<void> {
  const { process, options } = command;
  const head = requestHead(url, options, parts);
  const user = options.values.get('user')?.split(':')[0];
  if (user) await command.note(`Server auth using Basic with user '${user}'`);
  if (options.switches.has('verbose')) await process.stderr.write(Buffer.from(prefixed(head, '> ')));
  const body = parts.contentType ? parts.body : null;
  connection.socket.write(body ? Buffer.concat([Buffer.from(head), body]) : head);
  if (body && body.length > 0) await showBytes(command, '}', body.length);
  transfer.sentMs = process.machine.clock.now();
  transfer.requestBytes += head.length + (body?.length ?? 0);
  transfer.uploadedBytes += body?.length ?? 0;
}

async function responseHead(command: Command, transfer: Transfer, connection: Connection): Promise<ResponseHead> {
  for (;;) {
    const head = await readHead(connection.reader).catch((error: unknown) => {
      throw error instanceof CurlError ? error : receiveFailure(error);
    });
    if (!head) {
      await command.note('Empty reply from server');
      await command.note(`Closing connection ${connection.id}`);
      throw new CurlError(52, 'Empty reply from server');
    }
    transfer.headerBytes += head.text.length;
    if (head.status >= 200 || head.status === 101) return head;
    if (command.options.switches.has('verbose')) await showHead(command, head, null);
  }
}

function receiveFailure(error: unknown): CurlError {
  return new CurlError(
    56,
    `Recv failure: ${error instanceof Error && 'code' in error && error.code === 'ECONNRESET' ? 'Connection reset by peer' : String(error instanceof Error ? error.message : error)}`,
  );
}

async function showHead(command: Command, head: ResponseHead, sink: Sink | null): Promise<void> {
  const { options, process } = command;
  if (options.switches.has('verbose')) {
    await process.stderr.write(Buffer.from(prefixed(head.text, '< '), 'latin1'));
  }
  if (sink && (options.switches.has('include') || options.switches.has('head')))
    await sink.write(Buffer.from(head.text, 'latin1'));
}

/** `{ [5 bytes data]`: only where the bytes themselves are not on the screen. */
async function showBytes({ options, process }: Command, sign: string, length: number): Promise<void> {
  if (!options.switches.has('verbose')) return;
  if (process.stdoutIsTerminal && options.outputs.length === 0) return;
  await process.stderr.write(Buffer.from(`${sign} [${length} bytes data]\n`));
}

function refuseStatus({ options }: Command, head: ResponseHead): void {
  if (head.status >= 400 && options.switches.has('fail') && !options.switches.has('fail-with-body')) {
    throw new CurlError(22, `The requested URL returned error: ${head.status}`);
  }
}

/** Where -L goes next, or null. */
export function redirectTarget(options: CurlOptions, head: ResponseHead): string | null {
  const follow = options.switches.has('location') || options.switches.has('location-trusted');
  if (!follow || head.status < 300 || head.status >= 400) return null;
  return headerOf(head, 'location') ?? null;
}

function bodyDecoder(options: CurlOptions, head: ResponseHead): { push(chunk: Buffer): void; result(): Buffer } | null {
  const encoding = headerOf(head, 'content-encoding');
  if (!options.switches.has('compressed') || !encoding) return null;
  const chunks: Buffer[] = [];
  const decode = { gzip: gunzipSync, deflate: inflateSync, br: brotliDecompressSync }[encoding];
  if (!decode) return null;
  return {
    push: (chunk) => chunks.push(chunk),
    result: () => decode(Buffer.concat(chunks), { maxOutputLength: 64 * 1024 * 1024 }),
  };
}

/** Each line with its sign, line ends as they are. */
function prefixed(text: string, sign: string): string {
  return text.replace(/[^\n]*\n/g, (line) => sign + line);
}
