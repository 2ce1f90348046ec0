import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Machine, MachineSocket } from '../machinery/machine.ts';

/** Idle connections kept for each endpoint; ingress-nginx keeps 320 in all. */
const IDLE_CONNECTIONS = 32;

/** Keep-alive connections from a proxy to its endpoints over the virtual network. */
export class UpstreamAgent extends Agent {
  readonly #machine: Pick<Machine, 'network'>;
  readonly #sequences = new WeakMap<object, number>();
  readonly #connectTimeoutMs: number;

  constructor(machine: Pick<Machine, 'network'>, connectTimeoutMs: number) {
    super({ keepAlive: true, maxFreeSockets: IDLE_CONNECTIONS });
    this.#machine = machine;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  override createConnection(
    options: ClientRequestArgs,
    callback: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { host, port } = options;
    this.#machine.network
      .dial(String(host), Number(port), { continuation: true, timeoutMs: this.#connectTimeoutMs })
      .then((socket) => callback(null, socket))
      // Node's types ask for a socket beside the error; its code does not look at it.
      .catch((error: Error) => callback(error, undefined as unknown as Duplex));
  }

  /** Call once for each request that is put on a socket: says which one it is there. */
  nextSequence(socket: MachineSocket): number {
    const sequence = (this.#sequences.get(socket) ?? 0) + 1;
    this.#sequences.set(socket, sequence);
    return sequence;
  }
}
