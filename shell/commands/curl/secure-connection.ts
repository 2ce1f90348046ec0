import tls from 'node:tls';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { MachineSocket } from '../../../cluster/machinery/machine.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import type { ConnectRequest } from './connection.ts';
import { CERTIFICATE_ADVICE, CurlError } from './errors.ts';

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

/** OpenSSL's number and words for node's codes (X509_verify_cert_error_string(3)). */
const VERIFICATION: ReadonlyMap<string, readonly [number: number, reason: string]> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', [18, 'self-signed certificate']],
  ['SELF_SIGNED_CERT_IN_CHAIN', [19, 'self-signed certificate in certificate chain']],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', [20, 'unable to get local issuer certificate']],
  ['UNABLE_TO_GET_ISSUER_CERT', [2, 'unable to get issuer certificate']],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', [20, 'unable to get local issuer certificate']],
  ['CERT_HAS_EXPIRED', [10, 'certificate has expired']],
  ['CERT_NOT_YET_VALID', [9, 'certificate is not yet valid']],
]);

/** TLS over a connection, told of as curl with OpenSSL 3 does. Throws CurlError 35, 58, 60, 77. */
export async function secured(
  request: ConnectRequest,
  raw: MachineSocket,
): Promise<{ socket: tls.TLSSocket; verifyResult: number }> {
  const insecure = request.options.switches.has('insecure');
  const bundle = request.options.values.get('cacert') ?? BUNDLE;
  const settings = contextOf(request, bundle);
  await tellHello(request, insecure, bundle);
  const socket = await handshake(request, raw, settings);
  const certificate = socket.getPeerCertificate();
  const [verifyResult, reason] = verificationOf(socket);
  await tellServer(request, socket, certificate);
  if (!insecure && verifyResult !== 0) {
    await tellAlert(request, verifyResult);
    throw new CurlError(60, `SSL certificate problem: ${reason}`, CERTIFICATE_ADVICE);
  }
  await tellFinished(request, socket, certificate);
  await describe(request, socket, certificate);
  if (!insecure) await tellNames(request, certificate);
  await request.trace.info(` issuer: ${nameText(certificate.issuer)}`);
  if (verifyResult === 0) await request.trace.info(' SSL certificate verify ok.');
  else await request.trace.info(` SSL certificate verify result: ${reason} (${verifyResult}), continuing anyway.`);
  if (socket.alpnProtocol === 'h2') {
    await request.trace.secured('out', 5);
    await request.trace.info('using HTTP/2');
  } else {
    await request.trace.info('using HTTP/1.1');
    await request.trace.secured('out', 5);
  }
  return { socket, verifyResult };
}

function verificationOf(socket: tls.TLSSocket): readonly [number, string] {
  // Names are compared by `tellNames`, in curl's words.
  if (socket.authorized || !socket.authorizationError) return [0, 'ok'];
  const code = String(socket.authorizationError);
  return VERIFICATION.get(code) ?? [code.startsWith('ERR_TLS_CERT_ALTNAME') ? 0 : 1, code];
}

function contextOf({ process, options }: ConnectRequest, bundle: string): tls.SecureContextOptions {
  const read = (path: string) => Buffer.from(process.machine.files.read(absolutePath(path, process.workingDirectory)));
  const hasBundle = process.machine.files.exists(absolutePath(bundle, process.workingDirectory));
  if (!hasBundle && options.values.has('cacert') && !options.switches.has('insecure')) {
    throw new CurlError(77, `error setting certificate file: ${bundle}`);
  }
  const certificate = options.values.get('cert');
  const own = certificate === undefined ? {} : clientCertificate(read, certificate, options.values.get('key'));
  return { ...(hasBundle ? { ca: read(bundle) } : { ca: [] }), ...own };
}

function clientCertificate(
  read: (path: string) => Buffer,
  given: string,
  keyPath: string | undefined,
): tls.SecureContextOptions {
  const [path = '', passphrase] = given.split(':');
  const attempt = (file: string, words: (reason: string) => string) => {
    try {
      return read(file);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new CurlError(58, words(error.message));
    }
  };
  const cert = attempt(
    path,
    (reason) =>
      `could not load PEM client certificate from ${path}, OpenSSL error error:80000002:system library::${reason}, (no key found, wrong pass phrase, or wrong file format?)`,
  );
  const key = attempt(keyPath ?? path, () => `unable to set private key file: '${keyPath ?? path}' type PEM`);
  return { cert, key, ...(passphrase !== undefined && { passphrase }) };
}

function handshake(
  { host, signal, options }: ConnectRequest,
  raw: MachineSocket,
  settings: tls.SecureContextOptions,
): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    try {
      const socket = tls.connect({
        ...settings,
        socket: raw,
        host,
        ...(!/^[\d.]+$/.test(host) && { servername: host }),
        rejectUnauthorized: false,
        ALPNProtocols: offeredProtocols(options),
        ...(options.switches.has('tlsv1.3') && { minVersion: 'TLSv1.3' as const }),
        ...(options.values.get('tls-max') === '1.2' && { maxVersion: 'TLSv1.2' as const }),
      });
      socket.once('secureConnect', () => resolve(socket));
      socket.once('error', (error: NodeJS.ErrnoException) => reject(failureOf(error, host, raw.remotePort)));
      signal.addEventListener('abort', () => reject(new CurlError(28, 'SSL connection timeout')), { once: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      reject(new CurlError(58, `unable to use client certificate: ${reason}`));
    }
  });
}

const offeredProtocols = ({ switches }: ConnectRequest['options']): string[] =>
  switches.has('http1.1') || switches.has('http1.0') ? ['http/1.1'] : ['h2', 'http/1.1'];

function failureOf(error: NodeJS.ErrnoException, host: string, port: number): CurlError {
  if (error.code === 'ECONNRESET') {
    return new CurlError(35, `OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to ${host}:${port} `);
  }
  if (/wrong version number|packet length|http request/i.test(error.message)) {
    return new CurlError(35, 'error:0A00010B:SSL routines::wrong version number');
  }
  const routine = /error:([0-9A-F]{8}):SSL routines:[^:]*:([^:]+)/i.exec(error.message);
  return new CurlError(35, routine ? `error:${routine[1]}:SSL routines::${routine[2]}` : error.message);
}

async function tellHello({ trace, options }: ConnectRequest, insecure: boolean, bundle: string): Promise<void> {
  await trace.info(`ALPN: offers ${offeredProtocols(options).join(',')}`);
  await trace.secured('out', 5);
  await trace.info('TLSv1.3 (OUT), TLS handshake, Client hello (1):');
  await trace.secured('out', 512);
  if (insecure) return;
  await trace.info(` CAfile: ${bundle}`);
  await trace.info(` CApath: ${options.values.get('capath') ?? '/etc/ssl/certs'}`);
}

/** Lengths as the messages have them (RFC 8446 section 4): node tells of none. */
async function tellServer(
  { trace }: ConnectRequest,
  socket: tls.TLSSocket,
  certificate: tls.PeerCertificate,
): Promise<void> {
  await trace.secured('in', 5);
  await trace.info('TLSv1.3 (IN), TLS handshake, Server hello (2):');
  await trace.secured('in', 122);
  await trace.info('TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):');
  await trace.secured('in', socket.alpnProtocol ? 13 + socket.alpnProtocol.length : 6);
  await trace.info('TLSv1.3 (IN), TLS handshake, Certificate (11):');
  await trace.secured('in', (certificate.raw?.length ?? 0) + 13);
}

async function tellAlert({ trace }: ConnectRequest, verifyResult: number): Promise<void> {
  const alert = verifyResult === 10 ? 'certificate expired (557)' : 'unknown CA (560)';
  await trace.info(`TLSv1.3 (OUT), TLS alert, ${alert}:`);
  await trace.secured('out', 2);
}

async function tellFinished(
  { trace }: ConnectRequest,
  socket: tls.TLSSocket,
  certificate: tls.PeerCertificate,
): Promise<void> {
  const hash = socket.getCipher().standardName.endsWith('SHA384') ? 48 : 32;
  await trace.info('TLSv1.3 (IN), TLS handshake, CERT verify (15):');
  await trace.secured('in', certificate.modulus ? certificate.modulus.length / 2 + 8 : 79);
  await trace.info('TLSv1.3 (IN), TLS handshake, Finished (20):');
  await trace.secured('in', hash + 4);
  await trace.info('TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):');
  await trace.secured('out', 1);
  await trace.info('TLSv1.3 (OUT), TLS handshake, Finished (20):');
  await trace.secured('out', hash + 4);
}

async function describe(
  { trace }: ConnectRequest,
  socket: tls.TLSSocket,
  certificate: tls.PeerCertificate,
): Promise<void> {
  await trace.info(`SSL connection using ${socket.getProtocol()} / ${socket.getCipher().standardName}`);
  await trace.info(
    socket.alpnProtocol
      ? `ALPN: server accepted ${socket.alpnProtocol}`
      : 'ALPN: server did not agree on a protocol. Uses default.',
  );
  await trace.info('Server certificate:');
  await trace.info(` subject: ${nameText(certificate.subject)}`);
  await trace.info(` start date: ${certificate.valid_from}`);
  await trace.info(` expire date: ${certificate.valid_to}`);
}

const nameText = (parts: tls.Certificate | undefined): string =>
  Object.entries(parts ?? {})
    .map(([key, text]) => `${key}=${String(text)}`)
    .join('; ');

async function tellNames({ trace, host }: ConnectRequest, certificate: tls.PeerCertificate): Promise<void> {
  if (tls.checkServerIdentity(host, certificate)) {
    const words =
      certificate.subjectaltname === undefined && certificate.subject?.CN
        ? `SSL: certificate subject name '${String(certificate.subject.CN)}' does not match target host name '${host}'`
        : `SSL: no alternative certificate subject name matches target host name '${host}'`;
    if (certificate.subjectaltname !== undefined) {
      await trace.info(` subjectAltName does not match ${host}`);
    }
    throw new CurlError(60, words, CERTIFICATE_ADVICE);
  }
  if (/^[\d.]+$/.test(host)) await trace.info(` subjectAltName: host "${host}" matched cert's IP address!`);
  else await trace.info(` subjectAltName: host "${host}" matched cert's "${matching(certificate, host)}"`);
}

function matching({ subjectaltname = '' }: tls.PeerCertificate, host: string): string {
  const names = subjectaltname.split(', ').flatMap((name) => (name.startsWith('DNS:') ? [name.slice(4)] : []));
  return names.find((name) => name === host) ?? names.find((name) => name.startsWith('*.')) ?? host;
}

/** TLS 1.3 tickets, which come after the request was sent. */
export async function tellTickets({ trace }: { trace: ConnectRequest['trace'] }): Promise<void> {
  await trace.secured('in', 5);
  for (const _ of [1, 2]) {
    await trace.info('TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):');
    await trace.secured('in', 233);
  }
  await trace.info('old SSL session ID is stale, removing');
  await trace.secured('in', 5);
}
