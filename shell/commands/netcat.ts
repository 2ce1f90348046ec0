import {
  type MachineSocket,
  NETWORK_ERROR_TEXTS,
  NetworkError,
  type Process,
} from '../../cluster/machinery/machine.ts';
import { exchangeUdp, listenUdpOnce, testUdp } from './netcat-udp.ts';
import { serviceName, servicePort } from './service-names.ts';

export interface NetcatOptions {
  udp: boolean;
  scan: boolean;
  verbose: boolean;
  listen: boolean;
  /** -n: no names. */
  numeric: boolean;
  /** -k: one client after another. */
  keepsListening: boolean;
  timeoutMs: number | null;
  /** -p: the port to send from, or to listen on. */
  sourcePort: number | null;
  words: string[];
}

/** OpenBSD nc: -u -z -v -w -p -l, a client or one connection taken. */
export async function netcat(process: Process): Promise<number> {
  const options = readArguments(process.args.slice(1));
  const error = (text: string) => process.stderr.write(Buffer.from(text));
  if (typeof options === 'string') {
    await error(options);
    return 1;
  }
  if (options.listen) return listenOnce(process, options);
  const [host = '', ports = ''] = options.words;
  if (!host || !ports) {
    await error('usage: nc [-lnuvz] [-w timeout] [destination] [port]\n');
    return 1;
  }
  let reached = 0;
  for (const port of portsOf(ports)) {
    if (options.udp) {
      if (await speakUdp(process, host, port, options)) reached++;
      continue;
    }
    const socket = await connect(process, host, port, options);
    if (!socket) continue;
    reached++;
    if (options.verbose) await error(`Connection to ${host} ${port} port [tcp/${named(port, options)}] succeeded!\n`);
    if (options.scan) socket.destroy();
    else await exchange(process, socket);
  }
  return reached > 0 ? 0 : 1;
}

/** What a port is called; `*` for one without a name, and with -n. */
const named = (port: number, { numeric }: NetcatOptions): string => (numeric ? '*' : (serviceName(port) ?? '*'));

async function speakUdp(process: Process, host: string, port: number, options: NetcatOptions): Promise<boolean> {
  const address = await resolve(process, host, port);
  if (address === null) return false;
  const peer = { address, port };
  try {
    if (!options.scan) return await exchangeUdp(process, peer, options);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await process.stderr.write(Buffer.from(`nc: ${error.message}\n`));
    return false;
  }
  const open = await testUdp(process, peer);
  if (open && options.verbose) {
    await process.stderr.write(
      Buffer.from(`Connection to ${host} ${port} port [udp/${named(port, options)}] succeeded!\n`),
    );
  }
  return open;
}

/** Null, and said so, when the name does not resolve. */
async function resolve(process: Process, host: string, port: number): Promise<string | null> {
  if (/^\d+(\.\d+){3}$/.test(host)) return host;
  try {
    return (await process.machine.network.lookup(host))[0] ?? null;
  } catch (error) {
    if (!(error instanceof NetworkError) || !error.isUnresolved) throw error;
    await process.stderr.write(
      Buffer.from(`nc: getaddrinfo for host "${host}" port ${port}: ${NETWORK_ERROR_TEXTS[error.code]}\n`),
    );
    return null;
  }
}

async function connect(
  process: Process,
  host: string,
  port: number,
  options: NetcatOptions,
): Promise<MachineSocket | null> {
  const { network } = process.machine;
  const address = await resolve(process, host, port);
  if (address === null) return null;
  try {
    return await network.dial(address, port, {
      signal: process.signal,
      ...(options.timeoutMs !== null && { timeoutMs: options.timeoutMs }),
      ...(options.sourcePort !== null && { sourcePort: options.sourcePort }),
    });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (options.verbose) {
      const why =
        error.code === 'ETIMEDOUT' && options.timeoutMs !== null ? 'Operation now in progress' : error.message;
      await process.stderr.write(Buffer.from(`nc: connect to ${host} port ${port} (tcp) failed: ${why}\n`));
    }
    return null;
  }
}

/** stdin to the socket, the socket to stdout, until the other side ends. */
async function exchange(process: Process, socket: MachineSocket): Promise<void> {
  const stop = () => socket.destroy();
  process.signal.addEventListener('abort', stop, { once: true });
  socket.on('error', () => {});
  sendInput(process, socket).catch((error: unknown) => {
    // The other side has ended while this one still waited for input.
    if (!process.signal.aborted) throw error;
  });
  try {
    for await (const chunk of socket) await process.stdout.write(chunk as Buffer);
  } catch {
    // Reset by the other side: nc ends without a word.
  } finally {
    process.signal.removeEventListener('abort', stop);
    socket.destroy();
  }
}

async function sendInput({ stdin }: Process, socket: MachineSocket): Promise<void> {
  for (let chunk = await stdin.read(); chunk; chunk = await stdin.read()) socket.write(chunk);
  socket.end();
}

async function listenOnce(process: Process, options: NetcatOptions): Promise<number> {
  const port = Number(options.words.at(-1) ?? options.sourcePort);
  try {
    if (options.udp) return (await listenUdpOnce(process, port, options)) ? 0 : 1;
    if (options.verbose) await process.stderr.write(Buffer.from(`Listening on 0.0.0.0 ${port}\n`));
    do await serveOne(process, port, options);
    while (options.keepsListening);
    return 0;
  } catch (error) {
    if (process.signal.aborted) return 130;
    if (!(error instanceof NetworkError)) throw error;
    await process.stderr.write(Buffer.from(`nc: ${error.message}\n`));
    return 1;
  }
}

async function serveOne(process: Process, port: number, options: NetcatOptions): Promise<void> {
  const socket = await new Promise<MachineSocket>((accept, reject) => {
    const listener = process.machine.network.listen(
      port,
      (accepted) => {
        accept(accepted);
        listener.close({ keepAccepted: true });
      },
      { program: 'nc' },
    );
    process.signal.addEventListener('abort', () => {
      listener.close();
      reject(process.signal.reason);
    });
  });
  if (options.verbose) {
    await process.stderr.write(Buffer.from(`Connection received on ${socket.remoteAddress} ${socket.remotePort}\n`));
  }
  await exchange(process, socket);
}

/** Ports that one scan may try. */
const MAX_PORTS = 1024;

function portsOf(text: string): number[] {
  const [from = '', to = from] = (servicePort(text) === undefined ? text : String(servicePort(text))).split('-');
  const last = Math.min(Number(to), Number(from) + MAX_PORTS - 1);
  return Array.from({ length: Math.max(0, last - Number(from) + 1) }, (_, at) => Number(from) + at);
}

function readArguments(args: readonly string[]): NetcatOptions | string {
  const options: NetcatOptions = {
    udp: false,
    scan: false,
    verbose: false,
    listen: false,
    numeric: false,
    keepsListening: false,
    timeoutMs: null,
    sourcePort: null,
    words: [],
  };
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (!argument.startsWith('-') || argument === '-') {
      options.words.push(argument);
      continue;
    }
    for (const [place, letter] of [...argument.slice(1)].entries()) {
      const value = () => argument.slice(place + 2) || (args[++at] ?? '0');
      if (letter === 'u') options.udp = true;
      else if (letter === 'z') options.scan = true;
      else if (letter === 'v') options.verbose = true;
      else if (letter === 'l') options.listen = true;
      else if (letter === 'n') options.numeric = true;
      else if (letter === 'k') options.keepsListening = true;
      else if (letter === 'w') {
        options.timeoutMs = Number(value()) * 1000;
        break;
      } else if (letter === 'p') {
        options.sourcePort = Number(value());
        break;
      } else if (!'46NtdDrUhSFC'.includes(letter))
        return `nc: invalid option -- '${letter}'\nusage: nc [-lnuvz] [-w timeout] [destination] [port]\n`;
    }
  }
  return options;
}
