import type { Clock } from '../machinery/clock.ts';
import { formatAddress } from './address.ts';
import { placesOf } from './capture/packet-path.ts';
import type { ConnectionFrames, Progress } from './capture/tcp-frames.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { ConnectionState } from './conntrack.ts';
import type { PortListener } from './listener-table.ts';
import type { NetworkHost } from './network-host.ts';
import type { Packet } from './packet.ts';
import type { Passage } from './passage.ts';
import { type SocketOwner, VirtualSocket } from './virtual-socket.ts';

/** A full TCP segment's payload over the tunnel (MSS 1410), for packet counters. */
const SEGMENT_BYTES = 1_410;
const HEADER_BYTES = 52;

export interface EstablishedOptions {
  readonly record: ConnectionRecord;
  readonly client: NetworkHost;
  readonly server: NetworkHost;
  readonly listener: PortListener;
  /** As the client wrote it. */
  readonly sent: Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>;
  /** As the server reads it. */
  readonly received: Pick<Packet, 'source' | 'sourcePort' | 'destination' | 'destinationPort'>;
  readonly passages: readonly Pick<Passage, 'host' | 'inDevice' | 'outDevice' | 'entry'>[];
  readonly state: ConnectionState;
  readonly releases: readonly (() => void)[];
  readonly program: string | undefined;
}

/** A connection that stands: two sockets, the devices its bytes pass, and what the hosts on the way know of it. */
export class EstablishedConnection implements SocketOwner {
  readonly id: number;
  readonly clock: Clock;
  readonly clientSocket: VirtualSocket;
  readonly #serverSocket: VirtualSocket;
  readonly #options: EstablishedOptions;
  #firstToFinish: VirtualSocket | null = null;
  /** How many ends have sent their last byte. */
  #finishes = 0;
  #over = false;

  constructor(options: EstablishedOptions) {
    const { record, client, server, sent, received, listener } = options;
    this.#options = options;
    this.id = record.id;
    this.clock = client.network.clock;
    this.clientSocket = new VirtualSocket(this, endpoints(sent.source, sent.sourcePort, sent), false);
    this.#serverSocket = new VirtualSocket(
      this,
      {
        localAddress: formatAddress(received.destination),
        localPort: received.destinationPort,
        remoteAddress: formatAddress(received.source),
        remotePort: received.sourcePort,
      },
      true,
    );
    VirtualSocket.join(this.clientSocket, this.#serverSocket);
    options.state.change('ESTABLISHED', this.clock.now());
    client.openSockets.add(this.clientSocket, options.program);
    server.openSockets.add(this.#serverSocket, listener.program);
    listener.accepted.add(this.#serverSocket);
  }

  accept(): void {
    this.#options.listener.accept(this.#serverSocket);
  }

  carried(from: VirtualSocket, bytes: Uint8Array): void {
    const packets = Math.ceil(bytes.length / SEGMENT_BYTES);
    const onWire = bytes.length + packets * HEADER_BYTES;
    const forward = from === this.clientSocket;
    this.#frames()?.data(forward, bytes, this.#progress());
    this.#options.state.lastPacketMs = this.clock.now();
    for (const { inDevice, outDevice } of this.#options.passages) {
      const [entering, leaving] = forward ? [inDevice, outDevice] : [outDevice, inDevice];
      if (entering) {
        entering.receivedPackets += packets;
        entering.receivedBytes += onWire;
      }
      if (leaving) {
        leaving.sentPackets += packets;
        leaving.sentBytes += onWire;
      }
    }
  }

  finished(socket: VirtualSocket): void {
    const { state } = this.#options;
    if (this.#over) return;
    this.#firstToFinish ??= socket;
    const isFirst = this.#firstToFinish === socket;
    this.#finishes = isFirst ? 1 : 2;
    this.#frames()?.finished(socket === this.clientSocket, this.#progress());
    if (isFirst) return state.change('CLOSE_WAIT', this.clock.now());
    state.change('TIME_WAIT', this.clock.now());
    this.#end();
    // Both have said their last: a program that never looks at its end of it would keep the socket for ever.
    this.clientSocket.closeWhenRead();
    this.#serverSocket.closeWhenRead();
  }

  closed(socket: VirtualSocket, reset: boolean): void {
    const { client, server, listener, state } = this.#options;
    const host = socket === this.clientSocket ? client : server;
    host.openSockets.remove(socket, !reset && this.#firstToFinish === socket);
    if (socket === this.#serverSocket) listener.accepted.delete(this.#serverSocket);
    else client.openSockets.releasePort(socket.localPort);
    if (!reset || this.#over) return;
    this.#frames()?.reset(socket === this.clientSocket, this.#progress());
    state.change('CLOSE', this.clock.now());
    this.#end();
  }

  /** What captures are told, while there are any. */
  #frames(): ConnectionFrames | undefined {
    const { client, state, passages, record } = this.#options;
    return client.network.captures?.connection(state, () => placesOf(passages, record.crossings));
  }

  #progress(): Progress {
    const isFinished = (socket: VirtualSocket) => this.#finishes > (this.#firstToFinish === socket ? 0 : 1);
    return {
      clientBytes: this.clientSocket.bytesWritten,
      serverBytes: this.#serverSocket.bytesWritten,
      clientEnded: isFinished(this.clientSocket),
      serverEnded: isFinished(this.#serverSocket),
    };
  }

  /** The wires have nothing more to carry. */
  #end(): void {
    const { client, record, passages, releases } = this.#options;
    this.#over = true;
    for (const { host: passed, entry } of passages) if (entry) passed.tracked.release(entry);
    for (const release of releases) release();
    record.closedMs = this.clock.now();
    client.network.log.closed(record);
  }
}

function endpoints(address: number, port: number, sent: EstablishedOptions['sent']) {
  return {
    localAddress: formatAddress(address),
    localPort: port,
    remoteAddress: formatAddress(sent.destination),
    remotePort: sent.destinationPort,
  };
}
