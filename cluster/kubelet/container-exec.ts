import type { ByteReader, ByteWriter } from '../machinery/byte-stream.ts';
import { type ExecStreams, KubeletError } from '../machinery/kubelet-endpoint.ts';
import type { ExitStatus, Machine } from '../machinery/machine.ts';
import { openPseudoterminal } from '../machinery/pseudoterminal.ts';
import { findProgram } from './container-programs.ts';

/** Runs one more process in a container (CRI Exec). Throws what runc says of a command that is not there. */
export async function execute(
  machine: Machine,
  command: readonly string[],
  streams: ExecStreams,
  workingDirectory: string,
): Promise<ExitStatus> {
  const program = findProgram(machine.programs, command[0] ?? '');
  if (!program) throw new KubeletError(500, notFound(machine, command[0] ?? ''));
  const common = { program, args: command, environment: machine.environment, workingDirectory };
  if (!streams.terminal) {
    const { stdin, stdout, stderr } = streams;
    const process = machine.processes.start({ ...common, ...(stdin ? { stdin } : {}), stdout, stderr });
    return untilEnd(machine, process, streams.signal);
  }
  const { columns, rows, onResize } = streams.terminal;
  const master = openPseudoterminal({ columns, rows, processes: machine.processes });
  onResize((newColumns, newRows) => master.resize(newColumns, newRows));
  // The runtime names the kind of terminal (containerd's WithTTY).
  const environment = { TERM: 'xterm', ...machine.environment };
  const process = machine.processes.start({ ...common, environment, terminal: master.terminal });
  const printed = copy({ read: () => master.read(), close: () => {} }, streams.stdout);
  if (streams.stdin) void typeInto(streams.stdin, (bytes) => master.type(bytes));
  const status = await untilEnd(machine, process, streams.signal, () => master.close());
  master.close();
  await printed;
  return status;
}

/** A client that goes away hangs up. */
async function untilEnd(
  machine: Machine,
  process: { readonly pid: number; readonly group: number; readonly exited: Promise<ExitStatus> },
  signal: AbortSignal,
  hangUp: () => void = () => {},
): Promise<ExitStatus> {
  const onAbort = () => {
    hangUp();
    machine.processes.signalGroup(process.group, 'SIGHUP');
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const status = await process.exited;
  signal.removeEventListener('abort', onAbort);
  return status;
}

async function typeInto(stdin: ByteReader, type: (bytes: Uint8Array) => void): Promise<void> {
  for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) type(chunk);
}

/** A reader that has gone away is no failure: the process goes on until it is hung up. */
async function copy(reader: ByteReader, writer: ByteWriter): Promise<void> {
  try {
    for (let chunk = await reader.read(); chunk; chunk = await reader.read()) await writer.write(chunk);
  } catch {
    reader.close();
  }
}

/** The runtime names its execution by 32 bytes at random. */
function notFound({ random }: Machine, command: string): string {
  const id = Array.from({ length: 64 }, () => random.integer(16).toString(16)).join('');
  const problem = command.includes('/')
    ? `exec: "${command}": stat ${command}: no such file or directory`
    : `exec: "${command}": executable file not found in $PATH`;
  return `error executing command in container: failed to exec in container: failed to start exec "${id}": OCI runtime exec failed: exec failed: unable to start container process: ${problem}: unknown`;
}
