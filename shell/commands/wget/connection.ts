import { Agent, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import { type MachineSocket, NetworkError } from '../../../cluster/machinery/machine.ts';
import { Failure, STATUS } from './failure.ts';
import type { Session } from './session.ts';

const READ_TIMEOUT_SECONDS = 900;
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A connection to a server, for one request after another. */
export class Connection {
  readonly origin: string;
  readonly #raw: MachineSocket;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(origin: string, raw: MachineSocket, socket: Duplex) {
    this.origin = origin;
    this.#raw = raw;
    this.#agent.createConnection = () => socket;
    // The sockets of a machine need no keep-alive probes of the host.
    Object.assign(this.#agent, { keepSocketAlive: () => true, reuseSocket: () => {} });
  }

  get usable(): boolean {
    return !this.#raw.destroyed && Object.keys(this.#agent.freeSockets).length > 0;
  }

  close(): void {
    this.#raw.destroy();
  }

  ask(session: Session, { method, path, headers, body }: Question): Promise<IncomingMessage> {
    const { clock } = session.call.process.machine;
    const seconds = session.seconds('read-timeout', 'T') ?? READ_TIMEOUT_SECONDS;
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent: this.#agent, method, path, headers });
      const fail = (text: string) => reject(new Failure(`${text}\n`, STATUS.network, true));
      const cancel = clock.schedule(seconds * 1000, () => {
        fail('Read error (Connection timed out) in headers.');
        this.close();
      });
      outgoing.on('response', (response) => {
        cancel();
        resolve(response);
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        cancel();
        const hung = /hang up/.test(error.message);
        fail(hung ? 'No data received.' : 'Read error (Connection reset by peer) in headers.');
      });
      outgoing.end(body);
    });
  }
}

/** Connects to the server of a URL, and tells of it. Throws `Failure`. */
export async function openConnection(session: Session, url: URL): Promise<Connection> {
  const { kept } = session;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const literal = /^\d+(\.\d+){3}$/.test(url.hostname);
  if (kept?.origin === url.origin && kept.usable) {
    await session.explain(`Reusing existing connection to ${url.hostname}:${port}.\n`);
    return kept;
  }
  kept?.close();
  const address = literal ? url.hostname : await resolve(session, url.hostname);
  await session.explain(
    `Connecting to ${literal ? `${address}:${port}` : `${url.hostname} (${url.hostname})|${address}|:${port}`}... `,
  );
  const raw = await dial(session, address, port);
  await session.explain('connected.\n');
  const socket = url.protocol === 'https:' ? await secured(session, raw, url.hostname) : raw;
  return new Connection(url.origin, raw, socket);
}

async function resolve(session: Session, host: string): Promise<string> {
  await session.explain(`Resolving ${host} (${host})... `);
  try {
    const addresses = await session.call.process.machine.network.lookup(host);
    await session.explain(`${addresses.slice(0, 3).join(', ')}${addresses.length > 3 ? ', ...' : ''}\n`);
    return addresses[0] ?? host;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const words = error.code === 'EAI_AGAIN' ? 'Temporary failure in name resolution' : 'Name or service not known';
    await session.explain(`failed: ${words}.\n`);
    throw new Failure(`wget: unable to resolve host address ${session.quoted(host)}\n`, STATUS.network);
  }
}

async function dial(session: Session, address: string, port: number): Promise<MachineSocket> {
  const { process } = session.call;
  const seconds = session.seconds('connect-timeout', 'T');
  try {
    return await process.machine.network.dial(address, port, {
      signal: process.signal,
      ...(seconds !== undefined && { timeoutMs: seconds * 1000 }),
    });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw new Failure(`failed: ${error.message}.\n`, STATUS.network, error.code === 'ETIMEDOUT');
  }
}

async function secured(session: Session, raw: MachineSocket, host: string): Promise<TLSSocket> {
  const { machine } = session.call.process;
  const bundle = session.call.value('ca-certificate');
  const path = session.call.path(bundle ?? BUNDLE);
  const ca = machine.files.exists(path) ? [Buffer.from(machine.files.read(path))] : [];
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    const named = /^[\d.]+$/.test(host) ? {} : { servername: host };
    const opening = connect({ socket: raw, host, ca, ...named, rejectUnauthorized: false });
    opening.once('secureConnect', () => resolve(opening));
    opening.once('error', () => reject(new Failure('Unable to establish SSL connection.\n', STATUS.network)));
  });
  const lenient = session.call.has('no-check-certificate');
  const problems = certificateProblems(session, socket, host);
  for (const problem of problems) await session.say(`${lenient ? 'WARNING' : 'ERROR'}: ${problem}\n`);
  if (problems.length > 0 && !lenient) {
    raw.destroy();
    throw new Failure('', STATUS.verification);
  }
  return socket;
}

/** In the words of wget with GnuTLS. */
function certificateProblems(session: Session, socket: TLSSocket, host: string): string[] {
  const reason = String(socket.authorizationError ?? '');
  const name = session.quoted(host);
  if (!socket.authorized && !reason.startsWith('ERR_TLS_CERT_ALTNAME')) {
    const more =
      reason === 'CERT_HAS_EXPIRED'
        ? `The certificate of ${name} has expired.`
        : `The certificate of ${name} doesn't have a known issuer.`;
    return [`The certificate of ${name} is not trusted.`, more];
  }
  return checkServerIdentity(host, socket.getPeerCertificate())
    ? [`The certificate's owner does not match hostname ${name}`]
    : [];
}
