import type { Clock } from '../machinery/clock.ts';
import { NetworkError, type NetworkErrorCode } from '../machinery/machine.ts';
import { formatAddress } from './address.ts';
import { placesOf } from './capture/packet-path.ts';
import type { ConnectionFrames, Progress } from './capture/tcp-frames.ts';
import { ConnectionPath, HEADER_BYTES, rememberEntries, type SegmentFate } from './connection-path.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { ConnectionState, TcpState } from './conntrack.ts';
import type { SocketTarget } from './delivery.ts';
import type { PortListener } from './listener-table.ts';
import type { NetworkHost } from './network-host.ts';
import type { Packet } from './packet.ts';
import type { KnownPassage, Passage } from './passage.ts';
import { Retransmission, type WaitingSegment } from './retransmission.ts';
import { type SocketOwner, VirtualSocket } from './virtual-socket.ts';

export interface EstablishedOptions {
  readonly record: ConnectionRecord;
  readonly client: NetworkHost;
  readonly server: NetworkHost;
  readonly listener: PortListener;
  /** As the client wrote it. */
  readonly sent: Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>;
  /** As the server reads it. */
  readonly received: Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>;
  /** The way of the SYN, and that of its answer. */
  readonly there: readonly Passage[];
  readonly back: readonly Passage[];
  /** The largest segment's payload that the ends have agreed on. */
  readonly segmentBytes: number;
  readonly state: ConnectionState;
  readonly releases: readonly (() => void)[];
  readonly program: string | undefined;
}

const NOTHING = new Uint8Array();

/** One direction: the way of its segments, and what has not arrived yet. */
interface Direction {
  readonly path: ConnectionPath;
  retransmission: Retransmission | null;
  arrivedBytes: number;
}

/** A connection that stands: two sockets, the way of its bytes, and what the hosts on it know. */
export class EstablishedConnection implements SocketOwner {
  readonly id: number;
  readonly clock: Clock;
  readonly clientSocket: VirtualSocket;
  readonly #serverSocket: VirtualSocket;
  readonly #options: EstablishedOptions;
  readonly #there: Direction;
  readonly #back: Direction;
  readonly #known: KnownPassage[] = [];
  #firstToFinish: VirtualSocket | null = null;
  /** How many ends have sent their last byte. */
  #finishes = 0;
  #over = false;

  constructor(options: EstablishedOptions) {
    const { record, client, server, sent, received, listener, state, segmentBytes } = options;
    this.#options = options;
    this.id = record.id;
    this.clock = client.network.clock;
    this.clientSocket = new VirtualSocket(this, endpoints(sent), false);
    const answer = turned(received);
    this.#serverSocket = new VirtualSocket(this, endpoints(answer), true);
    VirtualSocket.join(this.clientSocket, this.#serverSocket);
    const common = { state, segmentBytes };
    this.#there = {
      path: new ConnectionPath({
        ...common,
        from: client,
        to: socketTarget(server, answer),
        addresses: sent,
        passages: options.there,
      }),
      retransmission: null,
      arrivedBytes: 0,
    };
    this.#back = {
      path: new ConnectionPath({
        ...common,
        from: server,
        to: socketTarget(client, sent),
        addresses: answer,
        passages: options.back,
      }),
      retransmission: null,
      arrivedBytes: 0,
    };
    rememberEntries(this.#known, options.there);
    this.#change('ESTABLISHED');
    client.openSockets.add(this.clientSocket, options.program);
    server.openSockets.add(this.#serverSocket, listener.program);
    listener.accepted.add(this.#serverSocket);
  }

  accept(): void {
    this.#options.listener.accept(this.#serverSocket);
  }

  carries(from: VirtualSocket, bytes: Uint8Array | null, arrived: () => void): boolean {
    const direction = this.#direction(from);
    const { path, retransmission } = direction;
    if (retransmission && !retransmission.isIdle) {
      retransmission.add({ bytes, arrived });
      return false;
    }
    const fate = path.isClear(bytes?.length ?? 0) ? null : this.#walk(from, bytes?.length ?? 0);
    if (!fate || fate.kind === 'arrived') {
      if (bytes) this.#count(from, bytes);
      return true;
    }
    this.#showLost(from, bytes, fate);
    if (fate.kind === 'refused') this.#refused(from);
    else this.#waitingFor(from, direction).add({ bytes, arrived }, fate);
    return false;
  }

  finished(socket: VirtualSocket): void {
    if (this.#over) return;
    this.#firstToFinish ??= socket;
    const isFirst = this.#firstToFinish === socket;
    this.#finishes = isFirst ? 1 : 2;
    this.#frames()?.finished(socket === this.clientSocket, this.#progress());
    if (isFirst) return this.#change('CLOSE_WAIT');
    this.#change('TIME_WAIT');
    this.#end();
    // Both have said their last: a program that never looks at its end of it would keep the socket for ever.
    this.clientSocket.closeWhenRead();
    this.#serverSocket.closeWhenRead();
  }

  reaches(socket: VirtualSocket): boolean {
    const { path } = this.#direction(socket);
    return path.isClear(0) || this.#walk(socket, 0).kind === 'arrived';
  }

  closed(socket: VirtualSocket, how: 'finished' | 'resets' | 'was reset'): void {
    const { client, server, listener } = this.#options;
    const reset = how !== 'finished';
    const host = socket === this.clientSocket ? client : server;
    const { retransmission } = this.#direction(socket);
    if (reset) retransmission?.stop();
    else retransmission?.orphan();
    host.openSockets.remove(socket, !reset && this.#firstToFinish === socket);
    if (socket === this.#serverSocket) listener.accepted.delete(this.#serverSocket);
    else client.openSockets.releasePort(socket.localPort);
    if (how === 'resets' && !this.#over) {
      this.#frames()?.reset(socket === this.clientSocket, this.#progress());
      this.#change('CLOSE');
    }
    if (this.clientSocket.destroyed && this.#serverSocket.destroyed) this.#end();
  }

  #change(state: TcpState): void {
    this.#options.state.change(state, this.clock.now());
    for (const { host, entry } of this.#known) if (entry) host.tracked.updated(entry);
  }

  #walk(from: VirtualSocket, bytes: number): SegmentFate {
    const there = this.#there.path;
    if (from === this.clientSocket) return there.walk(bytes, this.#known);
    return this.#back.path.walk(bytes, this.#known, there.passages);
  }

  #direction(from: VirtualSocket): Direction {
    return from === this.clientSocket ? this.#there : this.#back;
  }

  /** Counters and captures of bytes that have arrived. */
  #count(from: VirtualSocket, bytes: Uint8Array): void {
    const direction = this.#direction(from);
    const { path } = direction;
    direction.arrivedBytes += bytes.length;
    const packets = Math.ceil(bytes.length / path.segmentBytes);
    const onWire = bytes.length + packets * HEADER_BYTES;
    this.#frames()?.data(from === this.clientSocket, bytes, this.#progress());
    this.#options.state.lastPacketMs = this.clock.now();
    for (const { inDevice, outDevice } of path.passages) {
      if (inDevice) {
        inDevice.receivedPackets += packets;
        inDevice.receivedBytes += onWire;
      }
      if (outDevice) {
        outDevice.sentPackets += packets;
        outDevice.sentBytes += onWire;
      }
    }
  }

  #waitingFor(from: VirtualSocket, direction: Direction): Retransmission {
    direction.retransmission ??= new Retransmission({
      clock: this.clock,
      send: (segment) => this.#sendAgain(from, segment),
      refused: () => this.#refused(from),
      gaveUp: (code) => this.#breakOff(from, code),
    });
    return direction.retransmission;
  }

  #sendAgain(from: VirtualSocket, { bytes }: WaitingSegment): SegmentFate {
    const fate = this.#walk(from, bytes?.length ?? 0);
    if (fate.kind !== 'arrived') this.#showLost(from, bytes, fate);
    else if (bytes) this.#count(from, bytes);
    return fate;
  }

  /** A reset came back, from who knows nothing of the connection or from a rule: the other end has not heard of it. */
  #refused(from: VirtualSocket): void {
    this.#change('CLOSE');
    this.#breakOff(from, 'ECONNRESET');
  }

  #breakOff(socket: VirtualSocket, code: NetworkErrorCode): void {
    socket.breakOff(new NetworkError(code, { connectionId: this.id }));
  }

  /** What captures are told, while there are any. */
  #frames(): ConnectionFrames | undefined {
    const { client, state } = this.#options;
    const frames = client.network.captures?.connection(state, () => placesOf(this.#there.path.passages));
    frames?.route(this.#there.path.passages, this.#back.path.passages);
    return frames;
  }

  #showLost(from: VirtualSocket, bytes: Uint8Array | null, fate: SegmentFate): void {
    const first = bytes?.subarray(0, this.#direction(from).path.segmentBytes) ?? NOTHING;
    const transmitted = fate.kind !== 'lost' || fate.transmitted;
    const later = bytes?.length ?? 0;
    this.#frames()?.lost(from === this.clientSocket, { payload: first, later, transmitted }, this.#progress());
  }

  #progress(): Progress {
    const isFinished = (socket: VirtualSocket) => this.#finishes > (this.#firstToFinish === socket ? 0 : 1);
    return {
      clientBytes: this.clientSocket.bytesWritten,
      serverBytes: this.#serverSocket.bytesWritten,
      clientArrived: this.#there.arrivedBytes,
      serverArrived: this.#back.arrivedBytes,
      clientEnded: isFinished(this.clientSocket),
      serverEnded: isFinished(this.#serverSocket),
    };
  }

  /** The wires have nothing more to carry. */
  #end(): void {
    if (this.#over) return;
    const { client, record, releases } = this.#options;
    this.#over = true;
    this.#there.retransmission?.stop();
    this.#back.retransmission?.stop();
    for (const { host, entry } of this.#known) if (entry) host.tracked.release(entry);
    for (const release of releases) release();
    record.closedMs = this.clock.now();
    client.network.log.closed(record);
  }
}

function socketTarget(
  host: NetworkHost,
  { source, sourcePort, destination, destinationPort }: Addresses,
): SocketTarget {
  return { host, address: source, port: sourcePort, peerAddress: destination, peerPort: destinationPort };
}

type Addresses = EstablishedOptions['sent'];

function turned({ source, sourcePort, destination, destinationPort }: Addresses): Addresses {
  return { source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort };
}

function endpoints({ source, sourcePort, destination, destinationPort }: Addresses) {
  return {
    localAddress: formatAddress(source),
    localPort: sourcePort,
    remoteAddress: formatAddress(destination),
    remotePort: destinationPort,
  };
}
