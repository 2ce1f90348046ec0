import http from 'node:http';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Machine, MachineSocket, ProcessTable } from '../../../cluster/machinery/machine.ts';
import { NetworkError } from '../../../cluster/machinery/machine.ts';
import type { ClientConfig } from './kubeconfig.ts';

/** Keeps connections of one kubectl run to its API server open, over the machine's own network. */
export class ApiServerAgent extends http.Agent {
  readonly #connect: () => Promise<Duplex>;

  constructor(machine: Machine, config: ClientConfig, signal: AbortSignal) {
    super({ keepAlive: true });
    this.#connect = () => connect(machine, config, signal);
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    done?: (error: Error | null, stream: Duplex) => void,
  ): Duplex {
    const finish = done as (error: Error | null, stream?: Duplex) => void;
    this.#connect().then(
      (socket) => finish(null, socket),
      (error: Error) => finish(error),
    );
    return undefined as unknown as Duplex; // node:http takes the socket from the callback when none is returned
  }
}

async function connect(machine: Machine, config: ClientConfig, signal: AbortSignal): Promise<Duplex> {
  const url = new URL(config.server);
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:')
    throw new DialFailure(`unsupported protocol scheme "${url.protocol.slice(0, -1)}"`, false);
  const port = Number(url.port || (secure ? 443 : 80));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const address = await resolveHost(machine, host);
  const socket = await dial(machine, address, port, signal);
  return secure ? secured(machine, socket, config, host) : socket;
}

async function resolveHost(machine: Machine, host: string): Promise<string> {
  if (/^[\d.]+$/.test(host)) return host;
  if (host === 'localhost') return '127.0.0.1';
  try {
    return (await machine.network.lookup(host))[0]!;
  } catch (error) {
    const server = /^nameserver\s+(\S+)/m.exec(resolverConfiguration(machine))?.[1];
    throw new DialFailure(`dial tcp: lookup ${host}${server ? ` on ${server}:53` : ''}: ${lookupWords(error)}`, false);
  }
}

/** Go's own resolver: what nobody answered is a time-out. */
function lookupWords(error: unknown): string {
  return error instanceof NetworkError && error.code === 'EAI_AGAIN' ? 'i/o timeout' : 'no such host';
}

function resolverConfiguration({ files }: Machine): string {
  const path = '/etc/resolv.conf';
  return files.exists(path) ? Buffer.from(files.read(path)).toString('utf8') : '';
}

/** Go's words for a connection that could not be made. */
export class DialFailure extends Error {
  readonly refused: boolean;
  constructor(message: string, refused: boolean) {
    super(message);
    this.refused = refused;
  }
}

const GO_TEXTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ECONNRESET: 'read: connection reset by peer',
};

async function dial(machine: Machine, address: string, port: number, signal: AbortSignal): Promise<MachineSocket> {
  try {
    // client-go's dialer gives up after 30 s (rest/transport.go).
    return await machine.network.dial(address, port, { signal, timeoutMs: 30_000 });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const why = GO_TEXTS[error.code] ?? error.message;
    throw new DialFailure(`dial tcp ${address}:${port}: ${why}`, error.code === 'ECONNREFUSED');
  }
}

/** Contexts hold no state of a connection; reading certificates anew for each would be most of its cost. */
const contexts = new Map<string, tls.SecureContext>();
const MAX_CONTEXTS = 100;

function contextOf({ certificateAuthority, clientCertificate, clientKey }: ClientConfig): tls.SecureContext {
  const key = JSON.stringify([certificateAuthority, clientCertificate, clientKey]);
  const known = contexts.get(key);
  if (known) return known;
  const context = tls.createSecureContext({
    ...(certificateAuthority && { ca: certificateAuthority }),
    ...(clientCertificate && { cert: clientCertificate }),
    ...(clientKey && { key: clientKey }),
  });
  if (contexts.size >= MAX_CONTEXTS) contexts.clear();
  contexts.set(key, context);
  return context;
}

/** Tickets of a machine by server and trust: a run that follows another resumes its session (RFC 8446 section 2.2). */
const tickets = new WeakMap<ProcessTable, Map<string, Buffer>>();

function secured(machine: Machine, socket: MachineSocket, config: ClientConfig, host: string): Promise<Duplex> {
  const known = tickets.get(machine.processes) ?? new Map<string, Buffer>();
  tickets.set(machine.processes, known);
  const { server, certificateAuthority, clientCertificate, insecure } = config;
  const serverName = config.serverName ?? host;
  const key = JSON.stringify([server, serverName, certificateAuthority, insecure]);
  // Whoever shows a certificate shows it every time.
  const session = clientCertificate ? undefined : known.get(key);
  return new Promise((resolve, reject) => {
    const secure = tls.connect({
      socket,
      ...(!/^[\d.]+$/.test(serverName) && { servername: serverName }),
      host: serverName,
      secureContext: contextOf(config),
      ...(session && { session }),
      rejectUnauthorized: !insecure,
    });
    secure.on('session', (ticket: Buffer) => {
      if (known.size > MAX_CONTEXTS) known.clear();
      known.set(key, ticket);
    });
    secure.once('secureConnect', () => resolve(secure));
    secure.once('error', (error: Error & { code?: string; cert?: { subjectaltname?: string } }) => {
      known.delete(key);
      reject(new DialFailure(tlsText(error, serverName), false));
    });
  });
}

/** x509.HostnameError: the names that the certificate has, of the kind that was asked for. */
function otherNames({ cert }: { cert?: { subjectaltname?: string } }, host: string): string {
  const names = (cert?.subjectaltname ?? '').split(', ');
  const of = (kind: string) => names.filter((name) => name.startsWith(kind)).map((name) => name.slice(kind.length));
  const isAddress = /^[\d.]+$|:/.test(host);
  const valid = isAddress ? of('IP Address:') : of('DNS:');
  if (isAddress && valid.length === 0)
    return `cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
  return valid.length === 0
    ? `certificate is not valid for any names, but wanted to match ${host}`
    : `certificate is valid for ${valid.join(', ')}, not ${host}`;
}

function tlsText(error: Error & { code?: string; cert?: { subjectaltname?: string } }, host: string): string {
  const verify = 'tls: failed to verify certificate: x509: ';
  switch (error.code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `${verify}certificate signed by unknown authority`;
    case 'CERT_HAS_EXPIRED':
      return `${verify}certificate has expired or is not yet valid`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `${verify}${otherNames(error, host)}`;
    case 'ECONNRESET':
      return 'EOF';
    default:
      return error.message;
  }
}
