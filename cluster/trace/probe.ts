import { request as httpRequest } from 'node:http';
import { type Machine, type MachineNetwork, type MachineSocket, NetworkError } from '../machinery/machine.ts';
import type { Trace } from './trace.ts';
import type { NetworkTraceLog } from './trace-log.ts';

export class ProbeError extends Error {}

/** Sends one GET on a connection of its own and gives its trace. Throws `ProbeError` for what no request can be made of. */
export async function probe(
  log: NetworkTraceLog,
  from: Pick<Machine, 'network' | 'clock'>,
  text: string,
  timeoutMs: number,
): Promise<Trace> {
  const url = parse(text);
  const socket = await dial(log, from.network, url, timeoutMs);
  if (!('connectionId' in socket)) return socket;
  const traced = log.expect(socket.connectionId);
  const cancel = from.clock.schedule(timeoutMs, () => socket.destroy());
  await exchange(socket, url).catch(() => {});
  cancel();
  // A connection that closes without a request is traced when it closes, so this always settles.
  socket.destroy();
  return traced;
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:')
    throw new ProbeError(`"${text}" is not a URL to trace. Write it as http://host[:port]/path`);
  return url;
}

async function dial(
  log: NetworkTraceLog,
  from: MachineNetwork,
  url: URL,
  timeoutMs: number,
): Promise<MachineSocket | Trace> {
  try {
    const [address] = await from.lookup(url.hostname);
    if (!address) throw new NetworkError('ENOTFOUND', url.hostname);
    return await from.dial(address, Number(url.port || 80), { timeoutMs });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const trace = error.connectionId === undefined ? undefined : log.ofFailure(error.connectionId);
    if (trace) return trace;
    throw new ProbeError(`Could not resolve host: ${url.hostname}`);
  }
}

function exchange(socket: MachineSocket, url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      // The agent must stay unset for createConnection to count; the socket is a Duplex with all that http asks of one.
      createConnection: () => socket as unknown as import('node:net').Socket,
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: { Host: url.host, 'User-Agent': 'hops/1.0', Accept: '*/*', Connection: 'close' },
    });
    request.once('response', (response) => response.resume().once('end', resolve).once('error', reject));
    request.once('error', reject);
    request.end();
  });
}
