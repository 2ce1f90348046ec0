import {
  type MachineSocket,
  NETWORK_ERROR_TEXTS,
  NetworkError,
  type Process,
} from '../../../cluster/machinery/machine.ts';
import type { Complete } from '../command.ts';
import { hostNames } from '../name-lookup/host-names.ts';
import { FRAME, type Frame, readFrames, readJson, sizeText, writeFrame } from './frames.ts';

interface SshOptions {
  host: string;
  port: number;
  command: string | null;
  terminal: 'auto' | 'always' | 'never';
  input: boolean;
}

const USAGE =
  'usage: ssh [-46nqTtv] [-i identity_file] [-l login_name] [-o option] [-p port]\n           destination [command [argument ...]]\n';

/** A shell, or one command, on another machine of the virtual network. Exit code 255 is ssh's own failure. */
export async function ssh(process: Process): Promise<number> {
  const options = readArguments(process.args.slice(1));
  const error = (text: string) => process.stderr.write(Buffer.from(text));
  if (typeof options === 'string') {
    await error(options);
    return 255;
  }
  const connected = await connect(process, options);
  if (typeof connected === 'string') {
    await error(`ssh: ${connected}\n`);
    return 255;
  }
  const wantsTerminal = options.terminal === 'always' || (options.terminal === 'auto' && options.command === null);
  const terminal = wantsTerminal && process.stdinIsTerminal ? process.terminal : null;
  const stop = () => connected.destroy();
  process.signal.addEventListener('abort', stop, { once: true });
  try {
    return await converse(process, connected, options, terminal);
  } finally {
    terminal?.setRaw(false);
    process.signal.removeEventListener('abort', stop);
    connected.destroy();
  }
}

async function connect(process: Process, { host, port }: SshOptions): Promise<MachineSocket | string> {
  const { network } = process.machine;
  try {
    const address = /^\d+(\.\d+){3}$/.test(host) ? host : (await network.lookup(host))[0]!;
    return await network.dial(address, port, { signal: process.signal });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.isUnresolved) return `Could not resolve hostname ${host}: ${NETWORK_ERROR_TEXTS[error.code]}`;
    return `connect to host ${host} port ${port}: ${error.message}`;
  }
}

async function converse(
  process: Process,
  socket: MachineSocket,
  options: SshOptions,
  terminal: Process['terminal'],
): Promise<number> {
  socket.on('error', () => {});
  const size = terminal && {
    columns: terminal.columns(),
    rows: terminal.rows(),
    name: process.environment['TERM'] ?? 'xterm',
  };
  await writeFrame(socket, FRAME.hello, JSON.stringify({ command: options.command, terminal: size }));
  terminal?.setRaw(true);
  const stopResize = terminal?.onResize(() => {
    void writeFrame(socket, FRAME.resize, sizeText(terminal.columns(), terminal.rows())).catch(() => {});
  });
  if (options.input) void forwardInput(process, socket);
  try {
    for await (const frame of readFrames(socket)) {
      const code = await receive(process, frame);
      if (code === null) continue;
      if (terminal) {
        terminal.setRaw(false);
        await process.stderr.write(Buffer.from(`Connection to ${options.host} closed.\n`));
      }
      return code;
    }
  } catch (error) {
    if (process.signal.aborted) return 130;
    if (!(error instanceof Error)) throw error;
  } finally {
    stopResize?.();
  }
  if (process.signal.aborted) return 130;
  await process.stderr.write(Buffer.from(`Connection to ${options.host} closed by remote host.\n`));
  return 255;
}

async function receive(process: Process, { type, payload }: Frame): Promise<number | null> {
  if (type === FRAME.output) await process.stdout.write(Buffer.from(payload));
  else if (type === FRAME.errors) await process.stderr.write(Buffer.from(payload));
  else if (type === FRAME.exit) {
    const code = readJson(payload)?.['code'];
    return typeof code === 'number' ? code : 255;
  }
  return null;
}

async function forwardInput(process: Process, socket: MachineSocket): Promise<void> {
  try {
    for (let chunk = await process.stdin.read(); chunk; chunk = await process.stdin.read()) {
      await writeFrame(socket, FRAME.input, chunk);
    }
    await writeFrame(socket, FRAME.endOfInput);
  } catch {
    // The other side went away first; the reading half tells.
  }
}

const WITH_VALUE = new Set([
  '-i',
  '-l',
  '-o',
  '-F',
  '-J',
  '-L',
  '-R',
  '-D',
  '-E',
  '-b',
  '-c',
  '-m',
  '-S',
  '-W',
  '-w',
  '-e',
]);

function readArguments(args: readonly string[]): SshOptions | string {
  const options: SshOptions = { host: '', port: 22, command: null, terminal: 'auto', input: true };
  let at = 0;
  for (; at < args.length && args[at]!.startsWith('-'); at++) {
    const argument = args[at]!;
    if (argument === '-p') options.port = Number(args[++at]);
    else if (/^-p\d+$/.test(argument)) options.port = Number(argument.slice(2));
    else if (/^-t+$/.test(argument)) options.terminal = 'always';
    else if (argument === '-T') options.terminal = 'never';
    else if (argument === '-n') options.input = false;
    else if (WITH_VALUE.has(argument)) at++;
    else if (!/^-[46qvACXYakxKgsN]+$/.test(argument) && !/^-[oil]./.test(argument)) {
      return `unknown option -- ${argument.slice(1, 2)}\n${USAGE}`;
    }
  }
  const destination = args[at++];
  if (!destination) return USAGE;
  if (!Number.isInteger(options.port) || options.port < 1 || options.port > 65_535) return 'Bad port\n';
  const plain = destination.replace(/^ssh:\/\//, '').replace(/\/$/, '');
  options.host = plain.slice(plain.indexOf('@') + 1);
  if (at < args.length) options.command = args.slice(at).join(' ');
  return options;
}

/** Names of /etc/hosts. */
export const completeSsh: Complete = async (_words, index, { machine }) =>
  index === 1 ? hostNames(machine) : undefined;
