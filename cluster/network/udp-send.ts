import type { NetworkErrorCode } from '../machinery/machine.ts';
import { type Address, formatAddress, formatEndpoint } from './address.ts';
import { udpContent } from './capture/datagram-frames.ts';
import { placesOf } from './capture/packet-path.ts';
import { NO_ANSWER_TO_ARP, type ReturnedError, walkError } from './error-walk.ts';
import { errnoOf, type IcmpProblem } from './icmp-message.ts';
import type { NetworkHost } from './network-host.ts';
import type { Packet } from './packet.ts';
import { PacketWalk } from './packet-walk.ts';
import { type UdpFlow, UdpState } from './udp-flow.ts';
import type { BoundUdpSocket } from './udp-sockets.ts';
import type { WalkEnd } from './walk-end.ts';
import { WayBack } from './way-back.ts';

const TTL = 64;
/** Flows that go with the socket that has begun them. */
const FORGOTTEN_MAX = 64;
/** 20 bytes IP, 8 bytes UDP. */
const HEADER_BYTES = 28;
/** Three ARP questions a second apart. */
const ARP_FAILS_MS = 3_060;

/**
 * Sends a datagram: an answer goes back the way its question came, as connection tracking has it; anything else walks every
 * hook on its way. What arrives is handed over a turn of the event loop later.
 */
export function sendDatagram(
  host: NetworkHost,
  socket: BoundUdpSocket,
  data: Uint8Array,
  destination: Address,
  port: number,
  ttl = TTL,
): void {
  const known = host.udp.flow(socket.port, destination, port);
  if (known && known.server === host && isTracked(known)) return answer(known, data);
  const flow = known?.client === host ? known : newFlow(host, socket, destination, port);
  host.udp.remember(socket.port, destination, port, flow);
  if (socket.flows && socket.flows.size < FORGOTTEN_MAX) socket.flows.add(flow);
  send(flow, socket, data, ttl);
}

function newFlow(host: NetworkHost, socket: BoundUdpSocket, destination: Address, destinationPort: number): UdpFlow {
  const route = host.routing.lookup(destination);
  const source = host.isLocal(destination)
    ? destination
    : (route?.source ?? route?.device.sourceFor(route.via ?? destination) ?? 0);
  return {
    client: host,
    source: socket.address || source,
    sourcePort: socket.port,
    destination,
    destinationPort,
    state: new UdpState(host.network.clock.now()),
    passages: [],
    server: null,
    arrived: null,
    told: '',
  };
}

function isTracked({ client, state, passages }: UdpFlow): boolean {
  if (state.expiresMs() <= client.network.clock.now()) return false;
  return passages.every(({ host, entry }) => !entry || host.tracked.holds(entry));
}

/** A host on the way knows nothing of it any more: the next datagram is the first one. */
function forget(flow: UdpFlow): void {
  for (const { host, entry } of flow.passages) if (entry) host.tracked.remove(entry);
  flow.passages = [];
  flow.state = new UdpState(flow.client.network.clock.now());
}

function send(flow: UdpFlow, socket: BoundUdpSocket, data: Uint8Array, ttl: number): void {
  const { client, destination, destinationPort } = flow;
  const { clock } = client.network;
  const now = clock.now();
  if (!isTracked(flow)) forget(flow);
  flow.state.seen(now);
  const packet: Packet = {
    protocol: 'udp',
    source: flow.source,
    sourcePort: flow.sourcePort,
    destination,
    destinationPort,
    mark: 0,
    ttl,
    length: data.length + HEADER_BYTES,
  };
  const walk = new PacketWalk(packet, flow.state, { known: flow.passages });
  const end = walk.run(client, client.routing.lookup(destination));
  flow.passages = walk.passages;
  flow.server = end.kind === 'received' ? end.host : null;
  refresh(flow);
  const fail = (error: ReturnedError) => socket.failed(error, destination, destinationPort);
  const content = tell(flow, walk, data, ttl, end);
  const returned = (problem: IcmpProblem) => {
    const error = walkError(walk.passages, problem);
    if (error && content) client.network.captures?.tellError(walk, problem, content);
    return error;
  };
  const error = end.kind === 'icmp' ? returned(end.problem) : null;
  record(flow, socket, walk, end, error ? errnoOf(error) : outcomeOf(end));
  if (end.kind === 'received') {
    flow.arrived = {
      address: packet.destination,
      port: packet.destinationPort,
      source: packet.source,
      sourcePort: packet.sourcePort,
    };
    end.host.udp.remember(packet.destinationPort, packet.source, packet.sourcePort, flow);
    const datagram = { data: data.slice(), address: formatAddress(packet.source), port: packet.sourcePort };
    setImmediate(() => end.socket.receive(datagram));
  } else if (error) setImmediate(fail, error);
  else if (end.kind === 'unresolved') {
    clock.schedule(ARP_FAILS_MS, () => {
      const late = returned(NO_ANSWER_TO_ARP);
      if (late) fail(late);
    });
  }
}

/** For captures, while there are any. */
function tell({ client }: UdpFlow, walk: PacketWalk, data: Uint8Array, ttl: number, end: WalkEnd) {
  const { captures } = client.network;
  if (!captures) return undefined;
  const content = udpContent(captures, data.slice(), ttl);
  captures.tell(placesOf(walk.passages), content, end.kind !== 'unresolved');
  return content;
}

function answer(flow: UdpFlow, data: Uint8Array): void {
  const { client, state, server, arrived } = flow;
  if (!server || !arrived) return;
  state.answered = true;
  state.seen(client.network.clock.now());
  refresh(flow);
  const packet: Packet = {
    protocol: 'udp',
    source: arrived.address,
    sourcePort: arrived.port,
    destination: arrived.source,
    destinationPort: arrived.sourcePort,
    mark: 0,
    ttl: TTL,
    length: data.length + HEADER_BYTES,
  };
  const walk = new PacketWalk(packet, state, { known: flow.passages, mirror: flow.passages });
  // A server on the way itself (the outer resolver) answers the one of two clients with an address that has asked.
  const way = new WayBack(flow.passages).back(server) ?? server.routing.lookup(packet.destination);
  const end = walk.run(server, way);
  client.network.captures?.tell(placesOf(walk.passages), udpContent(client.network.captures, data.slice(), TTL));
  if (end.kind !== 'received') return;
  const datagram = { data: data.slice(), address: formatAddress(packet.source), port: packet.sourcePort };
  setImmediate(() => end.socket.receive(datagram));
}

/** The entries' time begins anew: those that will end first stay the oldest. */
function refresh({ passages }: UdpFlow): void {
  for (const { host, entry } of passages) if (entry) host.tracked.release(entry);
}

/** One record for all datagrams to which the same happens. */
function record(
  flow: UdpFlow,
  socket: BoundUdpSocket,
  walk: PacketWalk,
  end: WalkEnd,
  outcome: 'established' | NetworkErrorCode,
): void {
  const { client, source, sourcePort, destination, destinationPort } = flow;
  const { log, clock } = client.network;
  const last = walk.crossings.at(-1);
  const told = `${outcome} ${end.host.id} ${last?.received.source} ${last?.received.destination}`;
  if (flow.told === told) return;
  flow.told = told;
  log.decided({
    id: log.nextId(),
    protocol: 'udp',
    origin: socket.origin ?? client.origin,
    continuation: false,
    startedMs: clock.now(),
    closedMs: clock.now(),
    source: formatEndpoint(source, sourcePort),
    destination: formatEndpoint(destination, destinationPort),
    crossings: walk.crossings,
    outcome,
    endedAt: end.host.id,
  });
}

/** The record's word where no error comes back at once; of what is dropped nobody is told anything. */
function outcomeOf(end: WalkEnd): 'established' | NetworkErrorCode {
  if (end.kind === 'received') return 'established';
  return end.kind === 'unresolved' ? 'EHOSTUNREACH' : 'ETIMEDOUT';
}
