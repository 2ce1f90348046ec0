import { type EchoHandlers, type EchoRequest, type EchoSocket, NetworkError } from '../machinery/machine.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import { EchoFlow } from './echo-flow.ts';
import type { ReturnedError } from './error-walk.ts';
import { DESTINATION_UNREACHABLE, FRAGMENTATION_NEEDED, ICMP_HEADER_BYTES } from './icmp-message.ts';
import type { NetworkHost } from './network-host.ts';

const PAYLOAD_MAX = 65_507;
const SOCKETS_MAX = 1_024;
/** Destinations that one socket asks: the least used go first. */
const FLOWS_MAX = 256;
/** net.ipv4.route.mtu_expires */
const PATH_MTU_MS = 600_000;
const PATHS_MAX = 256;
const TTL = 64;

/** The ICMP sockets of one host, and the MTUs that errors have told it of. */
export class EchoSockets {
  readonly #host: NetworkHost;
  readonly #identifiers = new Set<number>();
  readonly #pathMtus = new Map<Address, { mtu: number; expiresMs: number }>();

  constructor(host: NetworkHost) {
    this.#host = host;
  }

  open(handlers: EchoHandlers): EchoSocket {
    if (this.#identifiers.size >= SOCKETS_MAX) throw new NetworkError('EADDRNOTAVAIL');
    const identifier = this.#freeIdentifier();
    const flows = new Map<Address, EchoFlow>();
    let open = true;
    this.#identifiers.add(identifier);
    const heard: EchoHandlers = {
      replied: (reply) => open && handlers.replied(reply),
      failed: (error, sequence) => open && handlers.failed(error, sequence),
    };
    return {
      identifier,
      send: (address, request) => {
        if (!open || this.#host.removed) throw new NetworkError('ENETUNREACH');
        this.#send(requireTarget(address), request, identifier, flows, heard);
      },
      close: () => {
        open = false;
        this.#identifiers.delete(identifier);
      },
    };
  }

  #send(
    destination: Address,
    request: EchoRequest,
    identifier: number,
    flows: Map<Address, EchoFlow>,
    heard: EchoHandlers,
  ): void {
    const host = this.#host;
    const route = host.routing.lookup(destination);
    const local = host.isLocal(destination);
    if (!route && !local) throw new NetworkError('ENETUNREACH');
    const length = request.data.length + ICMP_HEADER_BYTES;
    if (request.data.length > PAYLOAD_MAX) throw new NetworkError('EMSGSIZE');
    const source = local ? destination : (route?.source ?? route?.device.sourceFor(route.via ?? destination) ?? 0);
    const linkMtu = (local ? host.device('lo') : route!.device).mtu;
    const mtu = Math.min(linkMtu, this.#pathMtu(destination) ?? linkMtu);
    if (request.dontFragment && length > mtu) throw tooLong(mtu, source);
    let flow = flows.get(destination);
    flows.delete(destination);
    if (flow?.source !== source) flow = new EchoFlow(host, source, destination, identifier);
    if (flows.size >= FLOWS_MAX) flows.delete(flows.keys().next().value!);
    flows.set(destination, flow);
    const failed = (error: ReturnedError) => {
      if (error.mtu !== undefined) this.#learnMtu(destination, error.mtu);
      heard.failed(error, request.sequence);
    };
    const data = request.data.slice();
    flow.send(
      {
        ttl: request.ttl ?? TTL,
        length,
        dontFragment: request.dontFragment ?? false,
        sequence: request.sequence,
        data,
      },
      {
        replied: (ttl) => heard.replied({ sequence: request.sequence, address: formatAddress(destination), ttl, data }),
        failed,
      },
    );
  }

  #freeIdentifier(): number {
    let identifier = this.#host.network.random.integer(65_536);
    while (this.#identifiers.has(identifier)) identifier = (identifier + 1) % 65_536;
    return identifier;
  }

  #pathMtu(destination: Address): number | undefined {
    const known = this.#pathMtus.get(destination);
    return known && known.expiresMs > this.#host.network.clock.now() ? known.mtu : undefined;
  }

  #learnMtu(destination: Address, mtu: number): void {
    if (this.#pathMtus.size >= PATHS_MAX) this.#pathMtus.clear();
    this.#pathMtus.set(destination, { mtu, expiresMs: this.#host.network.clock.now() + PATH_MTU_MS });
  }
}

function requireTarget(address: string): Address {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new NetworkError('ENOTFOUND', address);
  return parsed;
}

function tooLong(mtu: number, source: Address): NetworkError {
  const icmp = {
    type: DESTINATION_UNREACHABLE,
    code: FRAGMENTATION_NEEDED,
    mtu,
    address: formatAddress(source),
    ttl: TTL,
  };
  return new NetworkError('EMSGSIZE', { icmp });
}
