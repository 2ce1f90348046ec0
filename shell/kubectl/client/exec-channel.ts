import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { ConnectionError, KubectlError, StatusError } from '../errors.ts';
import { isRecord, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { collect } from './api-client.ts';
import { DialFailure } from './http-agent.ts';

/** remotecommand's WebSocket protocol, version 5: each message begins with its channel. */
const CHANNEL = { input: 0, output: 1, errors: 2, status: 3, resize: 4, close: 255 } as const;

export interface ExecChannelOptions {
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly input: boolean;
  readonly terminal: boolean;
}

/** Runs a command in a container and joins it to the process's descriptors; resolves with the exit code. */
export async function runExec(session: Session, options: ExecChannelOptions): Promise<number> {
  const socket = await open(session, options);
  const { process } = session;
  const terminal = options.terminal ? process.terminal : null;
  const stop = () => socket.terminate();
  process.signal.addEventListener('abort', stop, { once: true });
  let stopResize: (() => void) | undefined;
  if (terminal) {
    const resize = () =>
      send(socket, CHANNEL.resize, Buffer.from(`{"Width":${terminal.columns()},"Height":${terminal.rows()}}\n`));
    terminal.setRaw(true);
    stopResize = terminal.onResize(resize);
    resize();
  }
  try {
    const ended = receive(session, socket);
    if (options.input) void forwardInput(session, socket);
    return await ended;
  } finally {
    terminal?.setRaw(false);
    stopResize?.();
    process.signal.removeEventListener('abort', stop);
    socket.close();
  }
}

function send(socket: WebSocket, channel: number, bytes: Uint8Array): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.concat([Buffer.from([channel]), bytes]));
}

function open(session: Session, { path, query }: ExecChannelOptions): Promise<WebSocket> {
  const { client } = session;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${client.host}${client.target({ path, query })}`, ['v5.channel.k8s.io'], {
      // The agent speaks TLS itself, where the server asks for it.
      agent: client.agent,
      headers: client.headers(),
      perMessageDeflate: false,
    });
    socket.binaryType = 'nodebuffer';
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      refusal(response).then(reject, reject);
    });
    socket.once('error', (error) => {
      if (error instanceof DialFailure) reject(new ConnectionError(client.host, error.message, error.refused));
      else reject(new KubectlError(`error: ${error.message}`));
    });
  });
}

async function refusal(response: IncomingMessage): Promise<Error> {
  const text = (await collect(response)).toString('utf8');
  try {
    const status: unknown = JSON.parse(text);
    if (isRecord(status) && status['kind'] === 'Status') {
      return new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: stringAt(status, 'message'),
        reason: stringAt(status, 'reason'),
      });
    }
  } catch {
    // No Status: said as it came.
  }
  return new KubectlError(`error: unable to upgrade connection: ${text.trim()}`);
}

/** Output goes to the descriptors in order; the status message ends it. */
function receive(session: Session, socket: WebSocket): Promise<number> {
  const { process } = session;
  let writing: Promise<void> = Promise.resolve();
  return new Promise((resolve, reject) => {
    let status: unknown = null;
    socket.on('message', (data: Buffer) => {
      const channel = data[0];
      const bytes = data.subarray(1);
      if (channel === CHANNEL.status) status = JSON.parse(bytes.toString('utf8'));
      if (bytes.length === 0 || (channel !== CHANNEL.output && channel !== CHANNEL.errors)) return;
      socket.pause();
      const target = channel === CHANNEL.output ? process.stdout : process.stderr;
      writing = writing.then(() => target.write(bytes)).then(() => socket.resume());
      writing.catch(reject);
    });
    socket.on('close', () => {
      writing.then(() => resolve(exitCode(session, status))).catch(reject);
    });
  });
}

/** The exit code in a Status; what else went wrong is thrown. */
function exitCode(session: Session, status: unknown): number {
  if (session.process.signal.aborted) return 130;
  if (!isRecord(status)) throw new KubectlError('error: unexpected EOF');
  if (status['status'] === 'Success') return 0;
  const cause = recordsAt(status, 'details', 'causes').find((item) => item['reason'] === 'ExitCode');
  if (!cause) throw new KubectlError(`error: ${stringAt(status, 'message')}`);
  const code = Number(stringAt(cause, 'message'));
  throw new KubectlError(`command terminated with exit code ${code}`, code);
}

async function forwardInput(session: Session, socket: WebSocket): Promise<void> {
  const { stdin } = session.process;
  try {
    for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) send(socket, CHANNEL.input, chunk);
    send(socket, CHANNEL.close, Buffer.from([CHANNEL.input]));
  } catch {
    // kubectl has ended while it waited for keys: the command it ran came to its end first.
  }
}
