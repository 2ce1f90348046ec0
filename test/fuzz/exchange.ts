import { connect } from 'node:net';

/** What came back on one connection. */
export interface Answer {
  /** 0: the connection closed without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface ExchangeOptions {
  /** What is sent after the head of an answer: frames after an upgrade. */
  readonly after?: Buffer;
  /** The client ends its side when nothing has come for so long: an incomplete request is never answered otherwise. */
  readonly endAfterMs?: number;
  /** Answers of this request never end: leave once their head is there. */
  readonly endless?: boolean;
  readonly boundMs: number;
}

/** The server neither answered nor closed the connection within the bound. */
export class NotAnswered extends Error {}

/** Sends bytes on a connection of their own and collects the answer. */
export function exchange(port: number, bytes: Buffer, options: ExchangeOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const finish = () => {
      clearTimeout(bound);
      clearTimeout(ending);
      socket.destroy();
      resolve(parseAnswer(Buffer.concat(chunks)));
    };
    const bound = setTimeout(() => {
      socket.destroy();
      reject(new NotAnswered(`no answer within ${options.boundMs} ms`));
    }, options.boundMs);
    const ending =
      options.endAfterMs === undefined ? undefined : setTimeout(() => socket.end(), Math.max(1, options.endAfterMs));
    socket.on('data', (chunk) => {
      const first = chunks.length === 0;
      chunks.push(chunk);
      clearTimeout(ending);
      if (first && options.after) socket.end(options.after);
      if (options.endless || isWhole(Buffer.concat(chunks))) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
    socket.write(bytes);
  });
}

const HEAD_END = '\r\n\r\n';

function parseAnswer(bytes: Buffer): Answer {
  const text = bytes.toString('latin1');
  const end = text.indexOf(HEAD_END);
  if (end < 0) return { status: 0, headers: {}, body: bytes };
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = bytes.subarray(end + HEAD_END.length);
  const chunked = headers['transfer-encoding'] === 'chunked';
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body: chunked ? unchunked(body) : body };
}

function isWhole(bytes: Buffer): boolean {
  const { status, headers, body } = parseAnswer(bytes);
  if (status === 0 || status === 101) return false;
  if (status === 204 || status === 304) return true;
  const length = headers['content-length'];
  return length === undefined ? bytes.subarray(-5).toString('latin1') === '0\r\n\r\n' : body.length >= Number(length);
}

function unchunked(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const lineEnd = body.indexOf('\r\n', at);
    const length = lineEnd < 0 ? 0 : Number.parseInt(body.subarray(at, lineEnd).toString('latin1'), 16);
    if (!length) break;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
  return Buffer.concat(parts);
}
