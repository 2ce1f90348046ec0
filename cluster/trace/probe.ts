import { request as httpRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { type MachineSocket, NetworkError } from '../machinery/machine.ts';
import type { FlowStart } from './flow-start.ts';
import type { Trace } from './trace.ts';
import type { NetworkTraceLog } from './trace-log.ts';

export class ProbeError extends Error {}

/** Sends one GET on a connection of its own and gives its trace. Throws `ProbeError` for what no request can be made of. */
export async function probe(log: NetworkTraceLog, from: FlowStart, text: string, timeoutMs: number): Promise<Trace> {
  const url = parseProbeUrl(text);
  const socket = await dial(log, from, url, timeoutMs);
  if (!('connectionId' in socket)) return socket;
  const traced = log.expect(socket.connectionId);
  const cancel = from.clock.schedule(timeoutMs, () => socket.destroy());
  await exchange(socket, url).catch(() => {});
  cancel();
  // A connection that closes without a request is traced when it closes, so this always settles.
  socket.destroy();
  return traced;
}

export function parseProbeUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new ProbeError(`"${text}" is not a URL to trace. Write it as http://host[:port]/path`);
  return url;
}

/** Of the name in a URL, as it is known where the request begins. */
export async function resolveProbe(from: FlowStart, url: URL): Promise<string> {
  try {
    const [address] = await from.lookup(url.hostname);
    if (address) return address;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
  }
  throw new ProbeError(`Could not resolve host: ${url.hostname}`);
}

async function dial(
  log: NetworkTraceLog,
  from: FlowStart,
  url: URL,
  timeoutMs: number,
): Promise<MachineSocket | Trace> {
  const address = await resolveProbe(from, url);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  try {
    return await from.host.connect(address, port, { timeoutMs, origin: from.origin, program: 'hops' });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const trace = error.connectionId === undefined ? undefined : log.ofFailure(error.connectionId);
    if (trace) return trace;
    throw new ProbeError(`Could not resolve host: ${url.hostname}`);
  }
}

function exchange(socket: MachineSocket, url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const carrier = url.protocol === 'https:' ? secured(socket, url) : socket;
    const request = httpRequest({
      // The agent must stay unset for createConnection to count; the socket is a Duplex with all that http asks of one.
      createConnection: () => carrier as unknown as import('node:net').Socket,
      host: url.hostname,
      path: `${url.pathname}${url.search}`,
      headers: { Host: url.host, 'User-Agent': 'hops/1.0', Accept: '*/*', Connection: 'close' },
    });
    request.once('response', (response) => response.resume().once('end', resolve).once('error', reject));
    request.once('error', reject);
    request.end();
  });
}

/** As `curl -k`: what is asked is where it goes, not whom to trust. */
function secured(socket: MachineSocket, url: URL): Duplex {
  const isAddress = /^[\d.]+$/.test(url.hostname);
  return connectTls({ socket, rejectUnauthorized: false, ...(isAddress ? {} : { servername: url.hostname }) });
}
