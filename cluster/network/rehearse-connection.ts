import type { NetworkErrorCode } from '../machinery/machine.ts';
import type { Foresight, Rehearsal } from '../machinery/rehearsal.ts';
import { formatAddress, formatEndpoint, parseAddress } from './address.ts';
import type { Crossing, Endpoint } from './connection-record.ts';
import { ConnectionState } from './conntrack.ts';
import { errnoOf } from './icmp-message.ts';
import type { NetworkHost } from './network-host.ts';
import { HANDSHAKE_BYTES, type Packet, SYN } from './packet.ts';
import { PacketWalk } from './packet-walk.ts';
import type { WalkEnd } from './walk-end.ts';

/** A connection that was thought through: what its record would be. */
export interface RehearsedConnection {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly crossings: readonly Crossing[];
  readonly outcome: 'established' | NetworkErrorCode;
  readonly endedAt: string;
  /** The source address as the socket at its end would see it. */
  readonly peer: string;
  /** Of who listens there, when it is a proxy. */
  readonly foresight: Foresight | undefined;
}

/** Stands for whatever port the kernel would choose. */
const SOURCE_PORT = 40_000;
const TTL = 64;

/** Walks a SYN as `connect` would, and changes nothing. Null for what is no address. */
export function rehearseConnection(
  host: NetworkHost,
  address: string,
  port: number,
  rehearsal: Rehearsal,
): RehearsedConnection | null {
  const destination = parseAddress(address);
  if (destination === undefined) return null;
  const route = host.routing.lookup(destination);
  const source = host.isLocal(destination)
    ? destination
    : (route?.source ?? route?.device.sourceFor(route.via ?? destination) ?? 0);
  const packet: Packet = {
    protocol: 'tcp',
    source,
    sourcePort: SOURCE_PORT,
    destination,
    destinationPort: port,
    mark: 0,
    ttl: TTL,
    length: HANDSHAKE_BYTES,
    flags: SYN,
    rehearsal,
  };
  const walk = new PacketWalk(packet, new ConnectionState(host.network.clock.now()));
  const end = walk.run(host, route);
  return {
    source: formatEndpoint(source, SOURCE_PORT),
    destination: formatEndpoint(destination, port),
    crossings: walk.crossings,
    outcome: outcomeOf(end),
    endedAt: end.host.id,
    peer: formatAddress(packet.source),
    foresight: end.kind === 'delivered' ? end.listener.foresight : undefined,
  };
}

function outcomeOf(end: WalkEnd): 'established' | NetworkErrorCode {
  if (end.kind === 'delivered') return 'established';
  if (end.kind === 'refused') return 'ECONNREFUSED';
  if (end.kind === 'unresolved') return 'EHOSTUNREACH';
  return end.kind === 'icmp' ? errnoOf(end.problem) : 'ETIMEDOUT';
}
