import type { TrafficOrigin } from '../machinery/flow.ts';
import { type Datagram, NetworkError, type SocketInfo, type UdpOptions, type UdpSocket } from '../machinery/machine.ts';
import { type Address, formatAddress, parseAddress, requireAddress } from './address.ts';
import { type BoundPort, BoundPorts } from './bound-ports.ts';
import type { ReturnedError } from './error-walk.ts';
import { errnoOf } from './icmp-message.ts';
import type { NetworkHost } from './network-host.ts';
import type { UdpFlow } from './udp-flow.ts';
import { sendDatagram } from './udp-send.ts';

/** An IPv4 packet's limit less its own header and UDP's. */
const PAYLOAD_MAX = 65_507;
/** Pairs of sockets a host remembers; the least used go first. */
const FLOWS_MAX = 1_024;
const SOCKETS_MAX = 4_096;

export interface BoundUdpSocket extends BoundPort {
  readonly program: string | undefined;
  readonly pid: number | undefined;
  /** Whose datagrams they are, where they are not the host's. */
  readonly origin: TrafficOrigin | undefined;
  /** What it has begun, of sockets with a port that was chosen for them: nobody else will have that port soon. */
  readonly flows: Set<UdpFlow> | undefined;
  receive(datagram: Datagram): void;
  failed(error: ReturnedError, address: Address, port: number): void;
}

/** The UDP sockets of one host, and which pairs of addresses they have spoken with. */
export class UdpSockets extends BoundPorts<BoundUdpSocket> {
  readonly #host: NetworkHost;
  /** By the sender's pair of addresses, and by the receiver's (as it sees them). */
  readonly #flows = new Map<string, UdpFlow>();
  #count = 0;

  constructor(host: NetworkHost) {
    super();
    this.#host = host;
  }

  listen(port: number, receive: (datagram: Datagram) => void, options: UdpOptions): UdpSocket {
    const host = this.#host;
    const address = requireAddress(options.address ?? '0.0.0.0');
    if (address !== 0 && !host.isLocal(address)) throw new NetworkError('EADDRNOTAVAIL', options.address);
    if (this.#count >= SOCKETS_MAX) throw new NetworkError('EADDRNOTAVAIL');
    let open = true;
    const bound: BoundUdpSocket = {
      address,
      port: port === 0 ? host.openSockets.freePort(this) : port,
      program: options.program,
      pid: options.pid,
      origin: options.origin,
      flows: port === 0 ? new Set() : undefined,
      receive: (datagram) => open && receive(datagram),
      failed: (error, to, toPort) => {
        if (open) options.failed?.(new NetworkError(errnoOf(error), { icmp: error }), formatAddress(to), toPort);
      },
    };
    this.add(bound);
    this.#count++;
    return {
      port: bound.port,
      send: (data, toPort, to, sending = {}) => {
        if (data.length > PAYLOAD_MAX) throw new NetworkError('EMSGSIZE');
        const destination = parseAddress(to);
        if (destination === undefined) throw new NetworkError('ENOTFOUND', to);
        if (open && !host.removed) sendDatagram(host, bound, data, destination, toPort, sending.ttl);
      },
      close: () => {
        if (!open) return;
        open = false;
        this.#count--;
        this.remove(bound);
        for (const flow of bound.flows ?? []) this.#forget(bound.port, flow);
        bound.flows?.clear();
      },
    };
  }

  /** What is known of datagrams between a local port and a remote one, in either direction. */
  flow(localPort: number, remote: Address, remotePort: number): UdpFlow | undefined {
    return this.#flows.get(flowKey(localPort, remote, remotePort));
  }

  remember(localPort: number, remote: Address, remotePort: number, flow: UdpFlow): void {
    const key = flowKey(localPort, remote, remotePort);
    this.#flows.delete(key);
    if (this.#flows.size >= FLOWS_MAX) this.#flows.delete(this.#flows.keys().next().value!);
    this.#flows.set(key, flow);
  }

  /** Connection tracking still knows it; the way of its datagrams is needed no more once there was an answer. */
  #forget(port: number, { destination, destinationPort, server, arrived, state }: UdpFlow): void {
    this.#flows.delete(flowKey(port, destination, destinationPort));
    if (!server || !arrived || !state.answered) return;
    server.udp.#flows.delete(flowKey(arrived.port, arrived.source, arrived.sourcePort));
  }

  describe(): SocketInfo[] {
    return this.all().map(({ address, port, program, pid }) => ({
      protocol: 'udp',
      state: 'UNCONN',
      local: { address: formatAddress(address), port },
      remote: { address: '0.0.0.0', port: 0 },
      ...(program !== undefined && { program }),
      ...(pid !== undefined && { pid }),
    }));
  }
}

function flowKey(localPort: number, remote: Address, remotePort: number): string {
  return `${localPort} ${remote}:${remotePort}`;
}
