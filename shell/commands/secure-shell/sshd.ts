import { BrokenPipe, type ByteWriter, createPipe } from '../../../cluster/machinery/byte-stream.ts';
import type { ExitStatus, MachineSocket, Process, RunningProcess } from '../../../cluster/machinery/machine.ts';
import { SIGNAL_NUMBERS } from '../../../cluster/machinery/machine.ts';
import { openPseudoterminal } from '../../../cluster/machinery/pseudoterminal.ts';
import { FRAME, type Frame, type FrameType, readFrames, readJson, writeFrame } from './frames.ts';

const PORT = 22;
/** Logins that one machine serves at once. */
const MAX_SESSIONS = 32;

/** Serves `ssh` on port 22 until it is told to end. */
export async function sshd(process: Process): Promise<number> {
  let sessions = 0;
  const listener = process.machine.network.listen(
    PORT,
    (socket) => {
      socket.on('error', () => {});
      if (sessions >= MAX_SESSIONS) {
        socket.destroy();
        return;
      }
      sessions++;
      serve(process, socket).then(
        () => {
          sessions--;
        },
        () => {
          sessions--;
          socket.destroy();
        },
      );
    },
    { program: 'sshd' },
  );
  await new Promise<void>((resolve) => process.signal.addEventListener('abort', () => resolve(), { once: true }));
  listener.close();
  return 0;
}

/** How a login's bytes get in and what it is told. */
interface Login {
  readonly running: RunningProcess;
  readonly input: (bytes: Uint8Array) => void;
  readonly endOfInput: () => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly hangUp: () => void;
}

async function serve(process: Process, socket: MachineSocket): Promise<void> {
  const frames = readFrames(socket);
  const first = await frames.next();
  const hello = first.done || first.value.type !== FRAME.hello ? null : readJson(first.value.payload);
  if (!hello) {
    socket.destroy();
    return;
  }
  const command = typeof hello['command'] === 'string' ? hello['command'] : null;
  const login = isSize(hello['terminal'])
    ? withTerminal(process, socket, command, hello['terminal'])
    : withPipes(process, socket, command);
  void login.running.exited.then((status) => finish(socket, status));
  try {
    for await (const frame of frames) handle(login, frame);
  } finally {
    login.hangUp();
  }
}

function handle(login: Login, { type, payload }: Frame): void {
  if (type === FRAME.input) login.input(Buffer.from(payload));
  else if (type === FRAME.endOfInput) login.endOfInput();
  else if (type === FRAME.resize) {
    const size = readJson(payload);
    if (isSize(size)) login.resize(size.columns, size.rows);
  }
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

function isSize(value: unknown): value is Size {
  if (typeof value !== 'object' || value === null || !('columns' in value) || !('rows' in value)) return false;
  return Number.isInteger(value.columns) && Number.isInteger(value.rows);
}

function shellOf(process: Process, command: string | null) {
  const { machine } = process;
  const program = machine.programs.find('bash');
  if (!program) throw new Error('a machine that runs sshd has a bash');
  const home = machine.environment['HOME'] ?? '/';
  return {
    program,
    args: command === null ? ['-bash'] : ['bash', '-c', command],
    environment: machine.environment,
    workingDirectory: machine.files.exists(home) ? home : '/',
  };
}

function withTerminal(process: Process, socket: MachineSocket, command: string | null, size: Size): Login {
  const { processes } = process.machine;
  const master = openPseudoterminal({ ...size, processes });
  const { terminal } = master;
  const running = processes.start({
    ...shellOf(process, command),
    stdin: terminal.input,
    stdout: terminal.output,
    stderr: terminal.output,
    terminal,
    stdinIsTerminal: true,
    stdoutIsTerminal: true,
  });
  terminal.setForegroundGroup(running.group);
  const forwarded = (async () => {
    for (let chunk = await master.read(); chunk; chunk = await master.read())
      await writeFrame(socket, FRAME.output, chunk);
  })().catch(() => master.close());
  const exited = running.exited.then(async (status) => {
    master.close();
    await forwarded;
    return status;
  });
  return {
    running: { ...pick(running), exited },
    input: (bytes) => master.type(bytes),
    endOfInput: () => master.type(Buffer.from([4])),
    resize: (columns, rows) => master.resize(columns, rows),
    hangUp: () => master.close(),
  };
}

function withPipes(process: Process, socket: MachineSocket, command: string | null): Login {
  const { processes } = process.machine;
  const stdin = createPipe();
  const running = processes.start({
    ...shellOf(process, command),
    stdin: stdin.reader,
    stdout: frameWriter(socket, FRAME.output),
    stderr: frameWriter(socket, FRAME.errors),
  });
  return {
    running,
    input: (bytes) => void stdin.writer.write(bytes).catch(() => {}),
    endOfInput: () => stdin.writer.close(),
    resize: () => {},
    hangUp: () => processes.signalGroup(running.group, 'SIGHUP'),
  };
}

const pick = (running: RunningProcess): RunningProcess => ({
  pid: running.pid,
  group: running.group,
  exited: running.exited,
  isStopped: () => running.isStopped(),
  stopped: () => running.stopped(),
});

function frameWriter(socket: MachineSocket, type: FrameType): ByteWriter {
  const gone = () => {
    throw new BrokenPipe();
  };
  return { write: (bytes) => writeFrame(socket, type, bytes).catch(gone), close: () => {} };
}

async function finish(socket: MachineSocket, status: ExitStatus): Promise<void> {
  const code = status.signal === undefined ? status.code : 128 + SIGNAL_NUMBERS[status.signal];
  await writeFrame(socket, FRAME.exit, JSON.stringify({ code })).catch(() => {});
  socket.end();
}
