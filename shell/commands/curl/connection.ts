import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { type MachineSocket, NetworkError, type Process } from '../../../cluster/machinery/machine.ts';
import { CERTIFICATE_ADVICE, CurlError } from './errors.ts';
import { SocketReader } from './http-exchange.ts';
import type { CurlOptions } from './options.ts';

/** An open connection that later URLs of the command may use again. */
export interface Connection {
  readonly id: number;
  readonly socket: Duplex;
  readonly raw: MachineSocket;
  readonly reader: SocketReader;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
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
  /** Prints a `* ` line when -v. */
  readonly note: (text: string) => Promise<void>;
}

export async function openConnection(request: ConnectRequest): Promise<Connection> {
  const { process, host, port, note } = request;
  const { clock, network } = process.machine;
  const startedMs = clock.now();
  const target = redirected(request);
  if (target.host !== host) await note(`Connecting to hostname: ${target.host}`);
  if (target.port !== port) await note(`Connecting to port: ${target.port}`);
  const addresses = await resolve(request, target.host, target.port);
  request.timing.resolvedMs = clock.now();
  let failure: NetworkError | null = null;
  for (const address of addresses) {
    await note(`  Trying ${address}:${target.port}...`);
    try {
      const raw = await network.dial(address, target.port, { signal: request.signal });
      request.timing.connectedMs = clock.now();
      await note(`Connected to ${target.host} (${address}) port ${target.port} (#${request.id})`);
      const socket = request.secure ? await secured(request, raw) : raw;
      if (request.secure) request.timing.securedMs = clock.now();
      return { id: request.id, socket, raw, reader: new SocketReader(socket), host, port, secure: request.secure };
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      failure = error;
      await note(`connect to ${address} port ${target.port} failed: ${error.message}`);
    }
  }
  const message = `Failed to connect to ${target.host} port ${target.port} after ${clock.now() - startedMs} ms: Couldn't connect to server`;
  await note(message);
  await note(`Closing connection ${request.id}`);
  throw new CurlError(failure?.code === 'ETIMEDOUT' ? 28 : 7, message);
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
      await request.note(`Hostname ${host} was found in DNS cache`);
      return addresses.split(',');
    }
  }
  if (/^\d+(\.\d+){3}$/.test(bare)) return [bare];
  try {
    return await request.process.machine.network.lookup(bare);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await request.note(`Could not resolve host: ${bare}`);
    await request.note(`Closing connection ${request.id}`);
    throw new CurlError(6, `Could not resolve host: ${bare}`);
  }
}

async function secured(request: ConnectRequest, raw: MachineSocket): Promise<tls.TLSSocket> {
  const { options, process, host, note } = request;
  const { files } = process.machine;
  const bundle = options.values.get('cacert') ?? '/etc/ssl/certs/ca-certificates.crt';
  const authorities = files.exists(bundle) ? Buffer.from(files.read(bundle)) : undefined;
  if (!authorities && options.values.has('cacert')) {
    throw new CurlError(77, `error setting certificate verify locations:  CAfile: ${bundle} CApath: /etc/ssl/certs`);
  }
  await note('ALPN: offers http/1.1');
  const insecure = options.switches.has('insecure');
  const secure = await new Promise<tls.TLSSocket>((resolve, reject) => {
    const socket = tls.connect({
      socket: raw,
      ...(!/^[\d.]+$/.test(host) && { servername: host }),
      host,
      ...(authorities && { ca: authorities }),
      rejectUnauthorized: !insecure,
      ALPNProtocols: ['http/1.1'],
    });
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', (error: Error & { code?: string }) => reject(tlsFailure(error, host)));
  });
  await describeTls(secure, note, insecure);
  return secure;
}

async function describeTls(socket: tls.TLSSocket, note: ConnectRequest['note'], insecure: boolean): Promise<void> {
  const certificate = socket.getPeerCertificate();
  const name = (parts: tls.Certificate | undefined) =>
    Object.entries(parts ?? {})
      .map(([key, text]) => `${key}=${String(text)}`)
      .join('; ');
  await note(`SSL connection using ${socket.getProtocol()} / ${socket.getCipher().standardName}`);
  await note(
    socket.alpnProtocol
      ? `ALPN: server accepted ${socket.alpnProtocol}`
      : 'ALPN: server did not agree on a protocol. Uses default.',
  );
  await note('Server certificate:');
  await note(` subject: ${name(certificate.subject)}`);
  await note(` start date: ${certificate.valid_from}`);
  await note(` expire date: ${certificate.valid_to}`);
  await note(` issuer: ${name(certificate.issuer)}`);
  if (!insecure || socket.authorized) await note(' SSL certificate verify ok.');
  else
    await note(` SSL certificate verify result: ${tlsReason(String(socket.authorizationError))}, continuing anyway.`);
}

const REASONS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
};

const tlsReason = (code: string): string => REASONS[code] ?? code;

function tlsFailure(error: Error & { code?: string }, host: string): CurlError {
  if (error.code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new CurlError(
      60,
      `SSL: no alternative certificate subject name matches target host name '${host}'`,
      CERTIFICATE_ADVICE,
    );
  }
  if (error.code && REASONS[error.code]) {
    return new CurlError(60, `SSL certificate problem: ${REASONS[error.code]}`, CERTIFICATE_ADVICE);
  }
  if (error.code === 'ECONNRESET') {
    return new CurlError(
      35,
      'OpenSSL SSL_connect: Connection reset by peer in connection to '.replace(/ in.*$/, ` in connection to ${host}`),
    );
  }
  if (/wrong version number|packet length|http request/i.test(error.message)) {
    return new CurlError(35, 'error:0A00010B:SSL routines::wrong version number');
  }
  return new CurlError(35, error.message);
}
