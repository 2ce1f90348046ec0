import { LINK_HEADERS, LINKTYPE_LINUX_SLL2 } from '../print-link.ts';

/** A load beyond the end of a packet: the packet does not match, whatever the rest of the filter says. */
export class BeyondEnd extends Error {}

/** One packet as a filter looks at it. */
export class Frame {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly linkType: number;
  /** Where the network layer begins. */
  readonly network: number;

  constructor(bytes: Uint8Array, length: number, linkType: number) {
    this.bytes = bytes;
    this.length = length;
    this.linkType = linkType;
    this.network = LINK_HEADERS[linkType] ?? 14;
  }

  load(at: number, size: number): number {
    if (at < 0 || at + size > this.bytes.length) throw new BeyondEnd();
    let value = 0;
    for (let index = 0; index < size; index++) value = value * 256 + this.bytes[at + index]!;
    return value;
  }

  get etherType(): number {
    return this.load(this.linkType === LINKTYPE_LINUX_SLL2 ? 0 : 12, 2);
  }

  get isIp(): boolean {
    return this.etherType === 0x0800;
  }

  hasProtocol(number: number): boolean {
    return this.isIp && this.load(this.network + 9, 1) === number;
  }

  get isLaterFragment(): boolean {
    return (this.load(this.network + 6, 2) & 0x1fff) !== 0;
  }

  /** Where the transport layer begins. */
  get transport(): number {
    return this.network + (this.load(this.network, 1) & 15) * 4;
  }

  mac(at: number): string {
    return Array.from({ length: 6 }, (_, index) =>
      this.load(at + index, 1)
        .toString(16)
        .padStart(2, '0'),
    ).join(':');
  }
}

export type Predicate = (frame: Frame) => boolean;
export type Arithmetic = (frame: Frame) => number;
