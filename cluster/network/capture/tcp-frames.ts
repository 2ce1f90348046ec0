import { type PacketContent, type TcpSegment, tcpBytes } from './frame-bytes.ts';
import type { NetworkCaptures } from './network-captures.ts';
import { type Passed, type Place, placesOf, reversed } from './packet-path.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;
const TTL = 64;
/** net.ipv4.tcp_rmem lets a window grow to 2^10 times what 16 bits hold. */
const WINDOW_SCALE = 10;
const TIMESTAMP_BYTES = 12;
const LARGEST_WINDOW = 65_535;
/** How long an acknowledgement waits for something to go with (TCP_DELACK_MIN). */
const DELAYED_ACK_MS = 40;

/** How far both ends of a connection are: bytes written, how many of them the other end has, and whether the last has been. */
export interface Progress {
  readonly clientBytes: number;
  readonly serverBytes: number;
  readonly clientArrived: number;
  readonly serverArrived: number;
  readonly clientEnded: boolean;
  readonly serverEnded: boolean;
}

interface End {
  readonly initial: number;
  readonly mss: number;
  readonly identification: number;
  readonly clockOffset: number;
  packets: number;
  /** Its latest time stamp, which the other end echoes. */
  stamp: number;
  hasReceived: boolean;
  /** It has answered something: its acknowledgements wait for the next answer to go with (inet_csk_enter_pingpong_mode). */
  answers: boolean;
  /** Stops the acknowledgement that waits. */
  stopWaiting: (() => void) | null;
}

const NOTHING: Progress = {
  clientBytes: 0,
  serverBytes: 0,
  clientArrived: 0,
  serverArrived: 0,
  clientEnded: false,
  serverEnded: false,
};
const EMPTY = new Uint8Array();

/** The segments of one connection as the wire has them. What they carry is told when it happens; the rest follows from it. */
export class ConnectionFrames {
  readonly #captures: NetworkCaptures;
  #places: Place[];
  #back: Place[];
  /** The passages that the places are of. */
  #routed: readonly Passed[] | null = null;
  #routedBack: readonly Passed[] | null = null;
  #client: End;
  #server: End;
  #progress = NOTHING;

  constructor(captures: NetworkCaptures, places: Place[]) {
    this.#captures = captures;
    this.#places = places;
    this.#back = reversed(places);
    this.#client = this.#end(places, 0);
    this.#server = this.#end(reversed(places), 1);
  }

  /** A SYN, the first or one sent again; `transmitted` false when the last host had nobody to send it to. */
  syn(places: Place[], transmitted: boolean): void {
    this.#places = places;
    this.#back = reversed(places);
    this.#server = this.#end(this.#back, 1);
    this.#send(true, this.#synSegment(), transmitted);
  }

  /** The way of what follows, in both directions. */
  route(there: readonly Passed[], back: readonly Passed[]): void {
    if (this.#routed !== there) this.#places = placesOf(there);
    if (this.#routedBack !== back) this.#back = placesOf(back);
    this.#routed = there;
    this.#routedBack = back;
  }

  synAck(): void {
    const mss = Math.min(this.#client.mss, this.#server.mss) - TIMESTAMP_BYTES;
    const options = this.#synOptions(false);
    const { initial } = this.#server;
    const head = { flags: SYN | ACK, sequence: initial, acknowledgement: this.#client.initial + 1, options };
    this.#send(false, { ...head, window: multipleOf(mss) }, true, 0);
  }

  established(): void {
    this.#acknowledge(true, NOTHING);
  }

  /** The SYN as an error quotes it. */
  get synContent(): PacketContent {
    return contentOf(this.#synSegment(), this.#client.identification + this.#client.packets - 1);
  }

  /** The last host of the way answers a SYN with a reset. */
  refused(): void {
    const head = { sequence: 0, acknowledgement: this.#client.initial + 1, window: 0, options: EMPTY };
    this.#send(false, { ...head, flags: RST | ACK }, true, 0);
  }

  /** Bytes that have just arrived: `progress` counts them already. */
  data(fromClient: boolean, bytes: Uint8Array, progress: Progress): void {
    this.#progress = progress;
    const [sender, receiver] = fromClient ? [this.#client, this.#server] : [this.#server, this.#client];
    sender.answers ||= sender.hasReceived;
    receiver.hasReceived = true;
    const arrived = fromClient ? progress.clientArrived : progress.serverArrived;
    const size = Math.min(this.#client.mss, this.#server.mss) - TIMESTAMP_BYTES;
    for (let at = 0; at < bytes.length; at += size) {
      const payload = bytes.subarray(at, at + size);
      const left = bytes.length - at - payload.length;
      const sequence = this.#received(fromClient, progress) - (bytes.length - at);
      this.#send(fromClient, { ...this.#head(fromClient, progress), sequence, payload, flags: ACK | (left ? 0 : PSH) });
      const bytesSoFar = arrived - left;
      const seen = fromClient ? { ...progress, clientArrived: bytesSoFar } : { ...progress, serverArrived: bytesSoFar };
      if (Math.floor(at / size) % 2 === 1 || (left === 0 && !receiver.answers)) this.#acknowledge(!fromClient, seen);
      else if (left === 0) this.#acknowledgeLater(!fromClient);
    }
  }

  /** A segment that is on its way and does not arrive; `later`: how many bytes have been written from its first on. */
  lost(
    fromClient: boolean,
    { payload, later, transmitted }: { payload: Uint8Array; later: number; transmitted: boolean },
    progress: Progress,
  ): void {
    const sender = fromClient ? this.#client : this.#server;
    const { stamp } = sender;
    const head = this.#head(fromClient, progress);
    const sequence = this.#received(fromClient, progress);
    const flags = payload.length === 0 ? FIN | ACK : ACK | (payload.length === later ? PSH : 0);
    this.#send(fromClient, { ...head, sequence, payload, flags }, transmitted);
    // The other end echoes what it has heard.
    sender.stamp = stamp;
  }

  /** One end has sent its last byte. The acknowledgement waits a little: mostly the other end finishes, too. */
  finished(fromClient: boolean, progress: Progress): void {
    this.#progress = progress;
    const head = this.#head(fromClient, progress);
    this.#send(fromClient, { ...head, sequence: head.sequence - 1, flags: FIN | ACK });
    if (progress.clientEnded && progress.serverEnded) return this.#acknowledge(!fromClient, progress);
    this.#acknowledgeLater(!fromClient);
  }

  #acknowledgeLater(fromClient: boolean): void {
    const end = fromClient ? this.#client : this.#server;
    if (end.stopWaiting) return;
    const cancel = this.#captures.clock.schedule(DELAYED_ACK_MS, () => this.#acknowledge(fromClient, this.#progress));
    end.stopWaiting = () => {
      cancel();
      end.stopWaiting = null;
    };
  }

  reset(fromClient: boolean, progress: Progress): void {
    this.#send(fromClient, { ...this.#head(fromClient, progress), flags: RST | ACK });
    this.#client.stopWaiting?.();
    this.#server.stopWaiting?.();
  }

  #synSegment(): TcpSegment {
    const { initial, mss } = this.#client;
    const options = this.#synOptions(true);
    return { flags: SYN, sequence: initial, acknowledgement: 0, window: multipleOf(mss), options, payload: EMPTY };
  }

  #acknowledge(fromClient: boolean, progress: Progress): void {
    this.#send(fromClient, { ...this.#head(fromClient, progress), flags: ACK });
  }

  #head(fromClient: boolean, progress: Progress) {
    const own = fromClient ? this.#client : this.#server;
    const other = fromClient ? this.#server : this.#client;
    const window = fromClient ? multipleOf(own.mss) : multipleOf(Math.min(own.mss, other.mss) - TIMESTAMP_BYTES);
    return {
      sequence: this.#sequence(fromClient, progress),
      acknowledgement: this.#received(!fromClient, progress),
      window: Math.ceil(window / 2 ** WINDOW_SCALE),
      options: this.#stamps(fromClient),
    };
  }

  /** The next sequence number of an end: the SYN and the FIN count as one each. */
  #sequence(ofClient: boolean, { clientBytes, serverBytes, clientEnded, serverEnded }: Progress): number {
    if (ofClient) return this.#client.initial + 1 + clientBytes + Number(clientEnded);
    return this.#server.initial + 1 + serverBytes + Number(serverEnded);
  }

  /** The sequence number that the other end waits for. */
  #received(ofClient: boolean, { clientArrived, serverArrived, clientEnded, serverEnded }: Progress): number {
    if (ofClient) return this.#client.initial + 1 + clientArrived + Number(clientEnded);
    return this.#server.initial + 1 + serverArrived + Number(serverEnded);
  }

  #send(
    fromClient: boolean,
    segment: Omit<TcpSegment, 'payload'> & { payload?: Uint8Array },
    transmitted = true,
    identification?: number,
  ): void {
    const end = fromClient ? this.#client : this.#server;
    end.stopWaiting?.();
    const number = identification ?? end.identification + end.packets++;
    const content = contentOf({ payload: EMPTY, ...segment }, number);
    this.#captures.tell(fromClient ? this.#places : this.#back, content, transmitted);
  }

  #end(places: readonly Place[], side: number): End {
    const { source, sourcePort, destination, destinationPort } = places[0]!.received;
    const device = places[0]!.outDevice ?? places[0]!.host.device('lo');
    const mss = Math.min(device.mtu, LARGEST_WINDOW) - 40;
    return {
      initial: this.#captures.hash(source, sourcePort, destination, destinationPort, side),
      mss,
      identification: this.#captures.hash(source, sourcePort, side) & 0xffff,
      clockOffset: this.#captures.hash(source, destination),
      packets: 0,
      stamp: 0,
      hasReceived: false,
      answers: false,
      stopWaiting: null,
    };
  }

  #stamps(fromClient: boolean): Uint8Array {
    const bytes = new Uint8Array(TIMESTAMP_BYTES).fill(1, 0, 2);
    writeStamps(bytes, 2, this.#stamp(fromClient), this.#echo(fromClient));
    return bytes;
  }

  #synOptions(fromClient: boolean): Uint8Array {
    const { mss } = fromClient ? this.#client : this.#server;
    const bytes = new Uint8Array(20);
    bytes.set([2, 4, mss >> 8, mss & 255, 4, 2]);
    writeStamps(bytes, 6, this.#stamp(fromClient), fromClient ? 0 : this.#echo(false));
    bytes.set([1, 3, 3, WINDOW_SCALE], 16);
    return bytes;
  }

  #stamp(fromClient: boolean): number {
    const end = fromClient ? this.#client : this.#server;
    end.stamp = (end.clockOffset + Math.floor(this.#captures.clock.now() % 2 ** 32)) >>> 0;
    return end.stamp;
  }

  #echo(fromClient: boolean): number {
    return (fromClient ? this.#server : this.#client).stamp || this.#stamp(!fromClient);
  }
}

/** RFC 7323, 3.2. */
function writeStamps(bytes: Uint8Array, at: number, value: number, echo: number): void {
  bytes[at] = 8;
  bytes[at + 1] = 10;
  const view = new DataView(bytes.buffer);
  view.setUint32(at + 2, value);
  view.setUint32(at + 6, echo);
}

/** The first window: as many whole segments as 16 bits hold (tcp_select_initial_window). */
function multipleOf(size: number): number {
  return Math.floor(LARGEST_WINDOW / size) * size;
}

function contentOf(segment: TcpSegment, identification: number): PacketContent {
  return { protocol: 'tcp', ttl: TTL, dontFragment: true, identification, body: (tuple) => tcpBytes(segment, tuple) };
}
