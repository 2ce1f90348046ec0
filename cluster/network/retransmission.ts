import type { Clock } from '../machinery/clock.ts';
import type { NetworkErrorCode } from '../machinery/machine.ts';
import type { SegmentFate } from './connection-path.ts';

/** TCP_RTO_MIN and TCP_RTO_MAX. */
const FIRST_MS = 200;
const LONGEST_MS = 120_000;
/** net.ipv4.tcp_retries2, and what is tried for a socket that no program has any more (tcp_orphan_retries). */
const TRIES = 15;
const ORPHAN_TRIES = 8;

export interface WaitingSegment {
  /** Null: the end of what a side says (FIN). */
  readonly bytes: Uint8Array | null;
  readonly arrived: () => void;
}

export interface RetransmissionOptions {
  readonly clock: Clock;
  /** Sends it again. */
  readonly send: (segment: WaitingSegment) => SegmentFate;
  readonly refused: () => void;
  readonly gaveUp: (code: NetworkErrorCode) => void;
}

/** What one end has sent and nobody has acknowledged, in order; sent again after 200 ms and then after twice as long each time. */
export class Retransmission {
  readonly #options: RetransmissionOptions;
  readonly #waiting: WaitingSegment[] = [];
  #tries = 0;
  #isOrphan = false;
  #error: NetworkErrorCode = 'ETIMEDOUT';
  #cancel: (() => void) | null = null;

  constructor(options: RetransmissionOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0;
  }

  add(segment: WaitingSegment, lost?: SegmentFate): void {
    this.#waiting.push(segment);
    if (lost) this.#note(lost);
    if (!this.#cancel) this.#arm();
  }

  /** The program has closed its socket: the kernel tries less long. */
  orphan(): void {
    this.#isOrphan = true;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#waiting.length = 0;
  }

  #arm(): void {
    const delayMs = Math.min(FIRST_MS * 2 ** this.#tries, LONGEST_MS);
    this.#cancel = this.#options.clock.schedule(delayMs, () => {
      this.#cancel = null;
      this.#retry();
    });
  }

  #retry(): void {
    if (this.#tries++ >= (this.#isOrphan ? ORPHAN_TRIES : TRIES)) {
      this.stop();
      return this.#options.gaveUp(this.#error);
    }
    while (this.#waiting.length > 0) {
      const segment = this.#waiting[0]!;
      const fate = this.#options.send(segment);
      if (fate.kind === 'refused') {
        this.stop();
        return this.#options.refused();
      }
      if (fate.kind === 'lost') {
        this.#note(fate);
        return this.#arm();
      }
      this.#tries = 0;
      this.#waiting.shift();
      segment.arrived();
    }
  }

  /** A soft error is what the program hears in the end (sk_err_soft). */
  #note(fate: SegmentFate): void {
    if (fate.kind === 'lost' && fate.error) this.#error = fate.error;
  }
}
