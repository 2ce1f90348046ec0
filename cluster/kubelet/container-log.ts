import type { ByteWriter } from '../machinery/byte-stream.ts';
import type { Clock } from '../machinery/clock.ts';

/** What is kept of one container run. The oldest lines go first. */
const LIMIT_BYTES = 256 * 1024;
const NEWLINE = 10;

export interface LogLine {
  readonly atMs: number;
  /** Newline included, except on a last line that has none yet. */
  readonly bytes: Uint8Array;
  /** Absent: standard output. */
  readonly isError?: true;
}

/** What a container has printed, by lines, each with its time: both streams together, as `kubectl logs` shows them. */
export class ContainerLog {
  readonly #clock: Clock;
  #lines: LogLine[] = [];
  #held = 0;
  /** Lines dropped or kept so far; a follower's place is a number of this count. */
  #count = 0;
  #waiting: (() => void)[] = [];
  #closed = false;

  /** `lines`: what was printed before, in a log that is taken up again. */
  constructor(clock: Clock, lines: readonly LogLine[] = []) {
    this.#clock = clock;
    this.#lines = [...lines];
    this.#count = lines.length;
    this.#held = lines.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** One for each stream: a line is not torn by what the other stream prints meanwhile. */
  writer(isError = false): ByteWriter {
    let rest: Uint8Array = new Uint8Array();
    return {
      write: (bytes) => {
        const joined = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes;
        let start = 0;
        for (let end = joined.indexOf(NEWLINE); end >= 0; end = joined.indexOf(NEWLINE, start)) {
          this.#append(joined.slice(start, end + 1), isError);
          start = end + 1;
        }
        rest = joined.slice(start);
        if (rest.length > LIMIT_BYTES) {
          this.#append(rest, isError);
          rest = new Uint8Array();
        }
        return Promise.resolve();
      },
      close: () => {
        if (rest.length > 0) this.#append(rest, isError);
        rest = new Uint8Array();
      },
    };
  }

  lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** The last bytes, as terminationMessagePolicy FallbackToLogsOnError takes them. */
  tail(limit: number): string {
    const text = Buffer.concat(this.#lines.map((line) => line.bytes));
    return text.subarray(Math.max(0, text.length - limit)).toString('utf8');
  }

  /** The place behind the last line, for `follow`. */
  get end(): number {
    return this.#count;
  }

  /** Lines from `place` on, until the container has ended or `signal` says so. */
  async *follow(place: number, signal: AbortSignal): AsyncGenerator<LogLine> {
    const wake = () => {
      for (const resolve of this.#waiting.splice(0)) resolve();
    };
    signal.addEventListener('abort', wake, { once: true });
    while (!signal.aborted) {
      const first = this.#count - this.#lines.length;
      place = Math.max(place, first);
      for (; place < this.#count; place++) {
        const line = this.#lines[place - (this.#count - this.#lines.length)];
        if (line) yield line;
      }
      if (this.#closed) return;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  close(): void {
    this.#closed = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #append(bytes: Uint8Array, isError: boolean): void {
    this.#lines.push({ atMs: this.#clock.now(), bytes, ...(isError ? { isError } : {}) });
    this.#count++;
    this.#held += bytes.length;
    while (this.#held > LIMIT_BYTES && this.#lines.length > 1) this.#held -= this.#lines.shift()?.bytes.length ?? 0;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
