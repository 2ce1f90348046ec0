import { WebSocket } from 'ws';
import type { ByteReader, ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, recordsAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import { openWebSocket } from './web-socket.ts';

/** remotecommand's WebSocket protocol, version 5: each message begins with its channel. */
const PROTOCOL = 'v5.channel.k8s.io';
const CHANNEL = { input: 0, output: 1, errors: 2, status: 3, resize: 4, close: 255 } as const;

export interface ExecChannelOptions {
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Null: the command has no input. */
  readonly input: ByteReader | null;
  readonly output: ByteWriter;
  readonly errors: ByteWriter;
  /** Set to raw while the command runs; its size goes to the container. */
  readonly terminal: Terminal | null;
  /** The first size sent is one larger, so that a program that is there already draws its screen anew. */
  readonly redraw?: boolean;
}

/** Runs or joins a command in a container; resolves with the exit code of one that ended well, throws the others. */
export async function runExec(session: Session, options: ExecChannelOptions): Promise<number> {
  const { path, query, terminal, input } = options;
  const socket = await openWebSocket(session, { path, query, protocol: PROTOCOL });
  const { process } = session;
  const stop = () => socket.terminate();
  process.signal.addEventListener('abort', stop, { once: true });
  const stopResize = terminal ? followSize(socket, terminal, options.redraw ?? false) : null;
  try {
    const ended = receive(session, socket, options);
    if (input) void forwardInput(input, socket);
    return await ended;
  } finally {
    terminal?.setRaw(false);
    stopResize?.();
    process.signal.removeEventListener('abort', stop);
    socket.close();
  }
}

function followSize(socket: WebSocket, terminal: Terminal, redraw: boolean): () => void {
  const resize = (more: number) => {
    const size = `{"Width":${terminal.columns() + more},"Height":${terminal.rows() + more}}\n`;
    send(socket, CHANNEL.resize, Buffer.from(size));
  };
  terminal.setRaw(true);
  if (redraw) resize(1);
  resize(0);
  return terminal.onResize(() => resize(0));
}

function send(socket: WebSocket, channel: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== WebSocket.OPEN) resolve();
    else socket.send(Buffer.concat([Buffer.from([channel]), bytes]), () => resolve());
  });
}

/** Output goes to the descriptors in order; the status message ends it. */
function receive(session: Session, socket: WebSocket, { output, errors }: ExecChannelOptions): Promise<number> {
  let writing: Promise<void> = Promise.resolve();
  return new Promise((resolve, reject) => {
    let status: unknown = null;
    socket.on('message', (data: Buffer) => {
      const channel = data[0];
      const bytes = data.subarray(1);
      if (channel === CHANNEL.status) status = JSON.parse(bytes.toString('utf8'));
      if (bytes.length === 0 || (channel !== CHANNEL.output && channel !== CHANNEL.errors)) return;
      socket.pause();
      const target = channel === CHANNEL.output ? output : errors;
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

async function forwardInput(input: ByteReader, socket: WebSocket): Promise<void> {
  try {
    for (let chunk = await input.read(); chunk; chunk = await input.read()) await send(socket, CHANNEL.input, chunk);
    await send(socket, CHANNEL.close, Buffer.from([CHANNEL.input]));
  } catch {
    // kubectl has ended while it waited for keys: the command it ran came to its end first.
  }
}
