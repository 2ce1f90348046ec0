import { type ByteReader, type ByteWriter, createPipe } from '../machinery/byte-stream.ts';
import type { ExecStreams } from '../machinery/kubelet-endpoint.ts';
import type { ProcessTable } from '../machinery/machine.ts';
import { openPseudoterminal } from '../machinery/pseudoterminal.ts';
import type { Terminal, TerminalMaster } from '../machinery/terminal.ts';
import type { ContainerLog } from './container-log.ts';

/** What those who attach to a container's main process are connected to: its output as it comes, and its input. */
export interface ContainerConsole {
  /** The descriptors the main process starts with. */
  readonly stdio: {
    readonly stdin?: ByteReader;
    readonly stdout?: ByteWriter;
    readonly stderr?: ByteWriter;
    readonly terminal?: Terminal;
  };
  /** Resolves when the client goes away or the process has ended. */
  attach(streams: ExecStreams, ended: Promise<void>): Promise<void>;
  close(): void;
}

export interface ConsoleOptions {
  readonly log: ContainerLog;
  readonly processes: ProcessTable;
  readonly stdin: boolean;
  /** After the first client's input has ended there is no more. */
  readonly stdinOnce: boolean;
  readonly tty: boolean;
}

export function createConsole(options: ConsoleOptions): ContainerConsole {
  return options.tty ? terminalConsole(options) : pipeConsole(options);
}

type Listener = (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;

/** Copies each write to the log and to everybody who listens. */
function tee(log: ByteWriter, listeners: ReadonlySet<Listener>, stream: 'stdout' | 'stderr'): ByteWriter {
  return {
    write: (bytes) => {
      for (const listener of listeners) listener(stream, bytes);
      return log.write(bytes);
    },
    close: () => log.close(),
  };
}

function pipeConsole({ log, stdin, stdinOnce }: ConsoleOptions): ContainerConsole {
  const listeners = new Set<Listener>();
  const [stdout, stderr] = [tee(log.writer(), listeners, 'stdout'), tee(log.writer(true), listeners, 'stderr')];
  const input = stdin ? createPipe() : undefined;
  return {
    stdio: { stdout, stderr, ...(input ? { stdin: input.reader } : {}) },
    attach: async (streams, ended) => {
      if (input && streams.stdin) void feed(streams.stdin, input.writer, stdinOnce);
      await listen(listeners, streams, ended);
    },
    close: () => {
      stdout.close();
      stderr.close();
      input?.reader.close();
    },
  };
}

function terminalConsole({ log, processes, stdin, stdinOnce }: ConsoleOptions): ContainerConsole {
  const listeners = new Set<Listener>();
  const output = tee(log.writer(), listeners, 'stdout');
  const master = openPseudoterminal({ columns: 80, rows: 24, processes });
  const printed = copyOutput(master, output);
  return {
    stdio: { terminal: master.terminal },
    attach: async (streams, ended) => {
      if (streams.terminal) {
        master.resize(streams.terminal.columns, streams.terminal.rows);
        streams.terminal.onResize((columns, rows) => master.resize(columns, rows));
      }
      if (stdin && streams.stdin) {
        const keys: ByteWriter = { write: async (bytes) => master.type(bytes), close: () => master.close() };
        void feed(streams.stdin, keys, stdinOnce);
      }
      await listen(
        listeners,
        streams,
        Promise.all([ended, printed]).then(() => {}),
      );
    },
    close: () => {
      master.close();
      void printed.then(() => output.close());
    },
  };
}

async function copyOutput(master: TerminalMaster, output: ByteWriter): Promise<void> {
  for (let bytes = await master.read(); bytes; bytes = await master.read()) await output.write(bytes);
}

/** A client's input; a client that goes away ends it only where it is the one client (stdinOnce). */
async function feed(from: ByteReader, to: ByteWriter, closesAtEnd: boolean): Promise<void> {
  try {
    for (let bytes = await from.read(); bytes; bytes = await from.read()) await to.write(bytes);
  } catch {
    // The process reads no more.
  }
  if (closesAtEnd) to.close();
}

function listen(listeners: Set<Listener>, streams: ExecStreams, ended: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const listener: Listener = (stream, bytes) => {
      const target = stream === 'stderr' && !streams.terminal ? streams.stderr : streams.stdout;
      target.write(bytes).catch(done);
    };
    const done = () => {
      listeners.delete(listener);
      streams.signal.removeEventListener('abort', done);
      resolve();
    };
    listeners.add(listener);
    streams.signal.addEventListener('abort', done, { once: true });
    if (streams.signal.aborted) done();
    // What was printed last is on its way before the end is told.
    void ended.then(done);
  });
}
