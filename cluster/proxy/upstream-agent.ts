import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Machine, MachineSocket } from '../machinery/machine.ts';
import type { UpstreamTls } from './proxy-configuration.ts';

/** Idle connections kept for each endpoint; ingress-nginx keeps 320 in all. */
const IDLE_CONNECTIONS = 32;
/** … for this long (upstream-keepalive-timeout). */
const IDLE_MS = 60_000;

export interface UpstreamArgs extends ClientRequestArgs {
  readonly connectTimeoutMs: number;
  readonly upstreamTls?: UpstreamTls | undefined;
}

/** TLS with an endpoint failed: its certificate, or what it answered. */
export class UpstreamTlsError extends Error {}

/** Keep-alive connections from a proxy to its endpoints over the virtual network, under TLS where a backend says so. */
export class UpstreamAgent extends Agent {
  readonly #machine: Pick<Machine, 'network'>;
  readonly #sequences = new WeakMap<object, number>();
  /** The machine's socket under a TLS one. */
  readonly #carried = new WeakMap<object, MachineSocket>();

  constructor(machine: Pick<Machine, 'network'>) {
    super({ keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS, timeout: IDLE_MS });
    this.#machine = machine;
  }

  /** Connections under different TLS settings are not interchangeable. */
  override getName(options?: UpstreamArgs): string {
    const tls = options?.upstreamTls;
    return `${options?.host}:${options?.port}${tls ? `:${tls.serverName ?? ''}:${tls.verify?.ca ?? ''}` : ''}`;
  }

  override createConnection(
    options: ClientRequestArgs,
    callback: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    // All requests of this agent are made with UpstreamArgs.
    const { host, port, connectTimeoutMs, upstreamTls } = options as UpstreamArgs;
    this.#machine.network
      .dial(String(host), Number(port), { continuation: true, timeoutMs: connectTimeoutMs })
      .then((socket) => (upstreamTls ? this.#secure(socket, upstreamTls) : socket))
      .then((socket) => callback(null, socket))
      // Node's types ask for a socket beside the error; its code does not look at it.
      .catch((error: Error) => callback(error, undefined as unknown as Duplex));
  }

  /** The connection of the virtual network that carries `socket`. */
  machineSocket(socket: Duplex): MachineSocket {
    // The agent makes nothing but machine sockets and TLS over them.
    return this.#carried.get(socket) ?? (socket as MachineSocket);
  }

  /** Call once for each request that is put on a socket: says which one it is there. */
  nextSequence(socket: Duplex): number {
    const sequence = (this.#sequences.get(socket) ?? 0) + 1;
    this.#sequences.set(socket, sequence);
    return sequence;
  }

  #secure(socket: MachineSocket, { serverName, verify, clientCertificate }: UpstreamTls): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const secured = connectTls({
        socket,
        ...(serverName !== undefined && { servername: serverName }),
        rejectUnauthorized: verify !== undefined,
        ...(verify && { ca: verify.ca }),
        ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
        // A name is verified only where one is given.
        ...(serverName === undefined && { checkServerIdentity: () => undefined }),
        ALPNProtocols: ['http/1.1'],
      });
      this.#carried.set(secured, socket);
      const fail = (error: Error) => {
        socket.destroy();
        reject(new UpstreamTlsError(error.message, { cause: error }));
      };
      secured.once('error', fail);
      secured.once('close', () => socket.destroy());
      secured.once('secureConnect', () => {
        secured.off('error', fail);
        resolve(secured);
      });
    });
  }
}
