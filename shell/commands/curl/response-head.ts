import type { Command, Request } from './command.ts';
import type { Connection } from './connection.ts';
import { CurlError } from './errors.ts';
import { isDelimited, keepsAlive, type ResponseHead, readHead, refuseOldHttp } from './http-exchange.ts';
import type { Transfer } from './transfer.ts';

/** The final answer's head, after interim ones. Throws CurlError. */
export async function responseHead(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  request: Request,
): Promise<ResponseHead> {
  for (;;) {
    const head = await nextHead(command, transfer, connection, request);
    if (head.status >= 200 || head.status === 101) return head;
  }
}

/** The next head, told of line by line. Throws CurlError. */
export async function nextHead(
  command: Command,
  transfer: Transfer,
  connection: Connection,
  request: Request,
): Promise<ResponseHead> {
  const head = await readHead(connection.reader, {
    line: (text) => command.trace.headerReceived(text),
    notes: (line, soFar) => notesOf(command, request, line, soFar),
  }).catch((error: unknown) => {
    throw error instanceof CurlError ? error : receiveFailure(error);
  });
  if (!head) throw new CurlError(52, 'Empty reply from server');
  if (Buffer.isBuffer(head)) {
    if (!command.options.switches.has('http0.9')) refuseOldHttp();
    connection.reader.unread(head);
    return { version: '0.9', status: 200, reason: '', headers: [], text: '' };
  }
  await takeHead(command, transfer, request, head);
  return head;
}

/** Keeps what a head says. */
export async function takeHead(
  command: Command,
  transfer: Transfer,
  request: Request,
  head: ResponseHead,
): Promise<void> {
  transfer.headerBytes += head.text.length;
  transfer.headText += head.text;
  await request.dumpHead(head.text);
  for (const note of command.cookies.take(head, request.url)) await command.trace.info(note);
}

/** Tells of a head that is there as a whole. Throws CurlError. */
export async function tellHead(command: Command, request: Request, head: ResponseHead): Promise<void> {
  for (const line of head.text.match(/[^\n]*\n/g) ?? []) {
    if (await notesOf(command, request, line, head)) await command.trace.headerReceived(line);
  }
}

/** What -v says before a line of the head; false where the line itself is not shown. */
async function notesOf(
  { trace, options }: Command,
  request: Request,
  line: string,
  head: ResponseHead,
): Promise<boolean> {
  if (line === head.text && head.version === '1.0') await trace.info('HTTP 1.0, assume close after body');
  if (/^www-authenticate:/i.test(line) && head.status === 401 && options.values.has('user')) {
    await trace.info('Authentication problem. Ignoring this.');
  }
  const follows = options.switches.has('location') || options.switches.has('location-trusted');
  if (/^location:/i.test(line) && follows && request.parts.body) {
    await trace.info('Please rewind output before next send');
  }
  if (line !== '\r\n' && line !== '\n') return true;
  if (head.status < 200 && head.status !== 101) return false;
  if (head.status >= 400 && options.switches.has('fail')) {
    await request.dumpHead(head.text);
    if (options.switches.has('include') || options.switches.has('head')) {
      await request.sink.write(Buffer.from(head.text, 'latin1'));
    }
    await trace.info(`The requested URL returned error: ${head.status}`);
    throw new CurlError(22, `The requested URL returned error: ${head.status}`);
  }
  if (head.version === '2') return true;
  if (!isDelimited(head, request.parts.method) && keepsAlive(head) && head.version !== '1.0') {
    await trace.info('no chunk, no close, no size. Assume close to signal end');
  }
  return true;
}

function receiveFailure(error: unknown): CurlError {
  const reset = error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
  const words = reset ? 'Connection reset by peer' : error instanceof Error ? error.message : String(error);
  return new CurlError(56, `Recv failure: ${words}`);
}
