import type { Capture, CapturedFrame, CaptureOptions, LinkType } from '../../machinery/packet-capture.ts';
import type { NetworkInterface } from '../network-interface.ts';

/** What a packet socket holds for a reader that is slow, and how many frames at most. */
const BUFFER_BYTES = 2 * 1024 * 1024;
const BUFFER_FRAMES = 8_192;

/** One open capture on a device, or on all of a host (`device` null). */
export class Tap implements Capture {
  readonly linkType: LinkType;
  readonly device: NetworkInterface | null;
  readonly promiscuous: boolean;
  readonly direction: 'in' | 'out' | undefined;
  readonly #options: CaptureOptions;
  readonly #onClose: (tap: Tap) => void;
  #frames: CapturedFrame[] = [];
  #held = 0;
  #received = 0;
  #dropped = 0;
  #open = true;
  #reader: ((frame: CapturedFrame | null) => void) | null = null;

  constructor(device: NetworkInterface | null, options: CaptureOptions, onClose: (tap: Tap) => void) {
    this.device = device;
    this.linkType = device ? 1 : 276;
    this.promiscuous = device !== null && (options.promiscuous ?? true);
    this.direction = options.direction;
    this.#options = options;
    this.#onClose = onClose;
  }

  offer(timeMicros: number, frame: Uint8Array): void {
    const { filter, snapshotLength = 262_144 } = this.#options;
    if (filter && !filter(frame, frame.length)) return;
    this.#received++;
    const bytes = frame.length > snapshotLength ? frame.slice(0, snapshotLength) : frame;
    const captured = { timeMicros, bytes, length: frame.length };
    if (this.#reader) {
      const reader = this.#reader;
      this.#reader = null;
      return reader(captured);
    }
    if (this.#held + bytes.length > BUFFER_BYTES || this.#frames.length >= BUFFER_FRAMES) {
      this.#dropped++;
      return;
    }
    this.#held += bytes.length;
    this.#frames.push(captured);
  }

  read(): Promise<CapturedFrame | null> {
    const frame = this.#frames.shift();
    if (frame) {
      this.#held -= frame.bytes.length;
      return Promise.resolve(frame);
    }
    if (!this.#open) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  statistics(): { received: number; dropped: number } {
    return { received: this.#received, dropped: this.#dropped };
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#onClose(this);
    this.#reader?.(null);
    this.#reader = null;
  }
}
