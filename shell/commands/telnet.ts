import {
  type MachineSocket,
  NETWORK_ERROR_TEXTS,
  NetworkError,
  type Process,
} from '../../cluster/machinery/machine.ts';
import { servicePort } from './service-names.ts';

const USAGE = 'Usage: telnet [-l user] [-a] host-name [port]\n';

/** telnet(1) of Debian's netkit: a connection for lines; the escape character (Ctrl-]) ends it. */
export async function telnet(process: Process): Promise<number> {
  const words = process.args.slice(1).filter((argument) => !argument.startsWith('-'));
  const [host, port = '23'] = words;
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  if (host === undefined || process.args.includes('--help')) {
    await print(USAGE);
    return host === undefined ? 1 : 0;
  }
  const number = servicePort(port) ?? Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    await process.stderr.write(
      Buffer.from(`telnet: could not resolve ${host}/${port}: Servname not supported for ai_socktype\n`),
    );
    return 1;
  }
  const socket = await connect(process, host, port, number);
  if (!socket) return 1;
  await print(`Connected to ${host}.\nEscape character is '^]'.\n`);
  return converse(process, socket);
}

async function connect(process: Process, host: string, port: string, number: number): Promise<MachineSocket | null> {
  const { network } = process.machine;
  try {
    const address = /^\d+(\.\d+){3}$/.test(host) ? host : (await network.lookup(host))[0]!;
    await process.stdout.write(Buffer.from(`Trying ${address}...\n`));
    return await network.dial(address, number, { signal: process.signal });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const words = error.isUnresolved
      ? `telnet: could not resolve ${host}/${port === '23' ? 'telnet' : port}: ${NETWORK_ERROR_TEXTS[error.code]}\n`
      : `telnet: Unable to connect to remote host: ${error.message}\n`;
    await process.stderr.write(Buffer.from(words));
    return null;
  }
}

const ESCAPE = 0x1d;

/** Lines go out with CR LF; the end of either side ends it, with exit code 1 as netkit has it. */
async function converse(process: Process, socket: MachineSocket): Promise<number> {
  const stop = () => socket.destroy();
  process.signal.addEventListener('abort', stop, { once: true });
  let closedHere = false;
  const typed = (async () => {
    for (let chunk = await process.stdin.read(); chunk; chunk = await process.stdin.read()) {
      const at = chunk.indexOf(ESCAPE);
      socket.write(
        Buffer.from(
          Buffer.from(at < 0 ? chunk : chunk.subarray(0, at))
            .toString('latin1')
            .replace(/\r?\n/g, '\r\n'),
          'latin1',
        ),
      );
      if (at >= 0) break;
    }
    closedHere = true;
    socket.destroy();
  })();
  typed.catch((error: unknown) => {
    if (!process.signal.aborted && !socket.destroyed) throw error;
  });
  try {
    for await (const chunk of socket) await process.stdout.write(chunk as Buffer);
  } catch {
    // Reset by the other side, or closed here.
  } finally {
    process.signal.removeEventListener('abort', stop);
    socket.destroy();
  }
  const words = closedHere ? 'Connection closed.\n' : 'Connection closed by foreign host.\n';
  await process.stderr.write(Buffer.from(words));
  return 1;
}
