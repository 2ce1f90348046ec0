import type { Duplex } from 'node:stream';
import { type MachineSocket, NetworkError, type Process } from '../../../cluster/machinery/machine.ts';
import { CurlError } from './errors.ts';
import { SocketReader } from './http-exchange.ts';
import { beginHttp2, type Http2Connection } from './http2-exchange.ts';
import type { CurlOptions } from './options.ts';
import { secured } from './secure-connection.ts';
import type { Trace } from './trace.ts';

/** An open connection that later URLs of the command may use again. */
export interface Connection {
  readonly id: number;
  readonly socket: Duplex;
  readonly raw: MachineSocket;
  readonly reader: SocketReader;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Of a connection that speaks HTTP/2, else null. */
  readonly http2: Http2Connection | null;
  /** What OpenSSL's verification came to (X509_V_ERR_…), 0 for all well. */
  readonly verifyResult: number;
  /** As -v calls it when it is left. */
  readonly shownHost: string;
}

export interface ConnectTiming {
  /** Clock times, 0 when not reached. */
  resolvedMs: number;
  connectedMs: number;
  securedMs: number;
}

export interface ConnectRequest {
  readonly process: Process;
  readonly options: CurlOptions;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly id: number;
  readonly signal: AbortSignal;
  readonly timing: ConnectTiming;
  readonly trace: Trace;
  /** Whom to connect to instead: HOST and PORT of a proxy. */
  readonly proxy: { readonly host: string; readonly port: number } | null;
}

/** Throws CurlError. */
export async function openConnection(request: ConnectRequest): Promise<Connection> {
  const { process, host, port, trace, options } = request;
  const { clock } = process.machine;
  const startedMs = clock.now();
  if (options.values.has('unix-socket')) {
    throw new CurlError(7, `Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server`);
  }
  const target = request.proxy ?? redirected(request);
  if (!request.proxy && target.host !== host) await trace.info(`Connecting to hostname: ${target.host}`);
  if (!request.proxy && target.port !== port) await trace.info(`Connecting to port: ${target.port}`);
  const addresses = await resolve(request, target.host, target.port);
  request.timing.resolvedMs = clock.now();
  let failure: NetworkError | null = null;
  for (const address of addresses) {
    await trace.info(`  Trying ${address}:${target.port}...`);
    try {
      const raw = await dial(request, address, target.port);
      return await established(request, raw, shownName(request, target.host), address, target.port);
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      failure = error;
      await trace.info(`connect to ${address} port ${target.port} failed: ${error.message}`);
    }
  }
  const message = `Failed to connect to ${target.host} port ${target.port} after ${clock.now() - startedMs} ms: Couldn't connect to server`;
  await trace.info(message);
  await trace.info(`Closing connection ${request.id}`);
  throw new CurlError(failure?.code === 'ETIMEDOUT' ? 28 : 7, message);
}

/** With --connect-to an address, 7.88.1 prints the name it does not have. */
const shownName = ({ host, proxy }: ConnectRequest, target: string): string =>
  !proxy && target !== host && isAddress(target) ? '(nil)' : target;

const isAddress = (text: string): boolean => /^\d+(\.\d+){3}$/.test(text);

async function established(
  request: ConnectRequest,
  raw: MachineSocket,
  shownHost: string,
  address: string,
  port: number,
): Promise<Connection> {
  const { clock } = request.process.machine;
  request.timing.connectedMs = clock.now();
  await request.trace.info(`Connected to ${shownHost} (${address}) port ${port} (#${request.id})`);
  const { id, host, secure, options } = request;
  if (options.switches.has('haproxy-protocol')) {
    const from = options.values.get('haproxy-clientip') ?? raw.localAddress;
    raw.write(`PROXY TCP4 ${from} ${raw.remoteAddress} ${raw.localPort} ${raw.remotePort}\r\n`);
  }
  const kept = { id, raw, host, port: request.port, secure, shownHost };
  if (!secure) {
    const known = options.switches.has('http2-prior-knowledge') && !request.proxy;
    const http2 = known ? beginHttp2(raw, false, host, request.trace) : null;
    return { ...kept, socket: raw, reader: new SocketReader(raw), http2, verifyResult: 0 };
  }
  try {
    const { socket, verifyResult } = await secured(request, raw);
    request.timing.securedMs = clock.now();
    const http2 = socket.alpnProtocol === 'h2' ? beginHttp2(socket, true, host, request.trace) : null;
    return { ...kept, socket, reader: new SocketReader(socket), http2, verifyResult };
  } catch (error) {
    raw.destroy();
    if (error instanceof CurlError) {
      await request.trace.info(error.message);
      await request.trace.info(`Closing connection ${id}`);
    }
    throw error;
  }
}

/** --interface and --local-port: where the connection comes from. */
async function dial(request: ConnectRequest, address: string, port: number): Promise<MachineSocket> {
  const { network } = request.process.machine;
  const { values } = request.options;
  const wanted = values.get('interface')?.replace(/^(if|host)!/, '');
  const known = network
    .interfaces()
    .some(({ name, addresses }) => name === wanted || addresses.some((own) => own.split('/')[0] === wanted));
  if (wanted !== undefined && !known) throw new CurlError(45, `Couldn't bind to '${wanted}'`);
  const [first, last = first] = (values.get('local-port') ?? '').split('-').map(Number);
  if (!first) return network.dial(address, port, { signal: request.signal });
  for (let sourcePort = first; ; sourcePort++) {
    try {
      return await network.dial(address, port, { signal: request.signal, sourcePort });
    } catch (error) {
      if (!(error instanceof NetworkError) || error.code !== 'EADDRINUSE') throw error;
      if (sourcePort >= (last ?? first)) throw new CurlError(45, `bind failed with errno 98: ${error.message}`);
    }
  }
}

/** --connect-to HOST1:PORT1:HOST2:PORT2, empty parts standing for any and for the same. */
function redirected({ options, host, port }: ConnectRequest): { host: string; port: number } {
  for (const rule of options.connectTo) {
    const [fromHost = '', fromPort = '', toHost = '', toPort = ''] = rule.split(':');
    if ((fromHost === '' || fromHost === host) && (fromPort === '' || Number(fromPort) === port)) {
      return { host: toHost || host, port: Number(toPort || port) };
    }
  }
  return { host, port };
}

async function resolve(request: ConnectRequest, host: string, port: number): Promise<string[]> {
  const bare = host.replace(/^\[|\]$/g, '');
  for (const entry of request.options.resolve) {
    const [name, entryPort, addresses = ''] = entry.replace(/^\+/, '').split(':');
    if ((name === host || name === '*') && Number(entryPort) === port) {
      await request.trace.info(`Hostname ${host} was found in DNS cache`);
      return addresses.split(',');
    }
  }
  if (isAddress(bare)) return [bare];
  try {
    return await request.process.machine.network.lookup(bare);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await request.trace.info(`Could not resolve host: ${bare}`);
    await request.trace.info(`Closing connection ${request.id}`);
    throw new CurlError(6, `Could not resolve host: ${bare}`);
  }
}
