/** How much is printed, and how: the options that every printer looks at. */
export interface PrintOptions {
  /** -v, -vv, -vvv */
  readonly verbose: number;
  /** -e */
  readonly link: boolean;
  /** -q */
  readonly quiet: boolean;
  /** -S */
  readonly absolute: boolean;
  /** -K */
  readonly unchecked: boolean;
  /** -n: addresses and ports as numbers. */
  readonly numeric: boolean;
  /** Bytes that nobody understands are shown in hexadecimal: not when all are shown anyway. */
  readonly dumps: boolean;
  /** Names of addresses and ports; never asked with -n. */
  readonly hostName: (address: string) => string;
  readonly portName: (port: number, protocol: 'tcp' | 'udp') => string;
  readonly interfaceName: (index: number) => string;
}

/** The two numbers that sequence numbers of a connection are told relative to. */
export interface RelativeNumbers {
  sequence: number;
  acknowledgement: number;
}

/** Layers that turn up within others again: a packet that an ICMP error quotes, a frame in a tunnel. */
export interface InnerLayers {
  readonly ip: (state: PrintState, packet: PacketBytes) => string;
  readonly ethernet: (state: PrintState, frame: PacketBytes) => string;
}

const CONVERSATIONS_MAX = 10_000;

/** What one run knows of the packets so far. */
export class PrintState {
  readonly options: PrintOptions;
  readonly inner: InnerLayers;
  readonly #conversations = new Map<string, RelativeNumbers>();

  constructor(options: PrintOptions, inner: InnerLayers) {
    this.options = options;
    this.inner = inner;
  }

  conversation(key: string): RelativeNumbers | undefined {
    return this.#conversations.get(key);
  }

  remember(key: string, numbers: RelativeNumbers): void {
    if (this.#conversations.size >= CONVERSATIONS_MAX) {
      this.#conversations.delete(this.#conversations.keys().next().value ?? '');
    }
    this.#conversations.set(key, numbers);
  }
}

/** Bytes of a packet that may have been cut: reading beyond the end throws `Truncated`. */
export class PacketBytes {
  readonly bytes: Uint8Array;
  /** How long the packet says it is. */
  readonly length: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, length: number = bytes.length) {
    this.bytes = bytes;
    this.length = length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(at: number): number {
    return this.#need(at, 1).getUint8(at);
  }

  word(at: number): number {
    return this.#need(at, 2).getUint16(at);
  }

  long(at: number): number {
    return this.#need(at, 4).getUint32(at);
  }

  three(at: number): number {
    return this.byte(at) * 65_536 + this.word(at + 1);
  }

  address(at: number): string {
    return `${this.byte(at)}.${this.byte(at + 1)}.${this.byte(at + 2)}.${this.byte(at + 3)}`;
  }

  mac(at: number): string {
    return Array.from({ length: 6 }, (_, index) =>
      this.byte(at + index)
        .toString(16)
        .padStart(2, '0'),
    ).join(':');
  }

  has(at: number, count: number): boolean {
    return at + count <= this.bytes.length;
  }

  /** What follows `at`; `length` of it at most. */
  from(at: number, length = Math.max(0, this.length - at)): PacketBytes {
    return new PacketBytes(this.bytes.subarray(at, at + length), length);
  }

  #need(at: number, count: number): DataView {
    if (at + count > this.bytes.length) throw new Truncated();
    return this.#view;
  }
}

/** The capture ends in the middle of what is to be printed. */
export class Truncated extends Error {}

/** What was cut before anything could be said of it. */
export function orTruncated(name: string, print: () => string): string {
  try {
    return print();
  } catch (error) {
    if (!(error instanceof Truncated)) throw error;
    return ` [|${name}]`;
  }
}

/** RFC 1071, over all of `bytes`; 0 when the sum that they hold is right. */
export function foldedSum(bytes: Uint8Array, initial = 0): number {
  let sum = initial;
  for (let at = 0; at + 1 < bytes.length; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  if (bytes.length % 2 === 1) sum += bytes[bytes.length - 1]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

/** The sum that should have been there, of the one that is and what `foldedSum` says of it. */
export function rightSum(found: number, folded: number): number {
  let sum = found + folded;
  sum = (sum & 0xffff) + (sum >>> 16);
  return sum & 0xffff;
}

export function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
