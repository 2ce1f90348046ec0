import type { ExecStreams } from '../../../cluster/machinery/kubelet-endpoint.ts';
import { SIGNAL_NUMBERS } from '../../../cluster/machinery/machine.ts';
import type { CrictlCall } from './crictl.ts';
import { CrictlError } from './crictl-options.ts';

/** `crictl exec [-it] ID COMMAND [ARG...]` */
export async function execInContainer({ process, runtime, options }: CrictlCall): Promise<number> {
  const [id, ...command] = options.operands;
  if (id === undefined || command.length === 0) throw new CrictlError('ID cannot be empty', true);
  const found = runtime.containers().find((one) => one.id.startsWith(id));
  if (found?.state !== 'Running') {
    const why = found
      ? `container is in CONTAINER_EXITED state`
      : `failed to find container "${id}" in store: not found`;
    const code = found ? 'Unknown' : 'NotFound';
    throw new CrictlError(`execing command in container ${id}: rpc error: code = ${code} desc = ${why}`, true);
  }
  const { terminal } = process;
  const isTerminal = options.has('tty') && process.stdinIsTerminal && terminal !== null;
  if (isTerminal) terminal.setRaw(true);
  const streams: ExecStreams = {
    stdin: options.has('interactive') ? process.stdin : null,
    stdout: process.stdout,
    stderr: process.stderr,
    terminal: options.has('tty')
      ? {
          columns: terminal?.columns() ?? 80,
          rows: terminal?.rows() ?? 24,
          onResize: (listener) => {
            process.onSignal('SIGWINCH', () => listener(terminal?.columns() ?? 80, terminal?.rows() ?? 24));
          },
        }
      : null,
    signal: process.signal,
  };
  try {
    const status = await runtime.exec(found.id, command, streams);
    const code = status.signal ? 128 + SIGNAL_NUMBERS[status.signal] : status.code;
    if (code !== 0)
      throw new CrictlError(`execing command in container ${id}: command terminated with exit code ${code}`, true);
    return 0;
  } finally {
    if (isTerminal) terminal.setRaw(false);
  }
}
