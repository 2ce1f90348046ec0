import type { TerminalConnection, TerminalSize } from '../drivers/driver.ts';

/** Bytes kept for a page that comes (back) later. */
const REPLAY_BYTES = 256 * 1024;

const PIECE_BYTES = 4096;

/** One that watches: `write` answers whether it has room for more at once. */
export interface TerminalViewer {
  write(bytes: Uint8Array): void;
  /** Bytes it has not taken yet. */
  backlog(): number;
  /** Resolves when the backlog is small again. */
  drained(): Promise<void>;
  end(): void;
}

/** Beyond this the terminal's program waits for its slowest viewer. */
const BACKLOG_BYTES = 512 * 1024;

/** A shell that outlives the pages that show it: every viewer sees the same screen. */
export class SharedTerminal {
  readonly #connection: TerminalConnection;
  readonly #viewers = new Set<TerminalViewer>();
  #kept: Uint8Array[] = [];
  #keptBytes = 0;
  #ended = false;
  /** Resolves with the first byte: the prompt is there. */
  readonly prompt: Promise<void>;

  constructor(connection: TerminalConnection, greeting: string, onEnd: () => void) {
    this.#connection = connection;
    if (greeting) this.#keep(Buffer.from(`${greeting.replaceAll('\n', '\r\n')}\r\n`));
    this.prompt = new Promise((resolve) => {
      void this.#pump(resolve).then(() => {
        resolve();
        onEnd();
      });
    });
  }

  /** Replays the screen, then follows. The returned function leaves. */
  attach(viewer: TerminalViewer): () => void {
    for (const chunk of this.#kept) viewer.write(chunk);
    if (this.#ended) viewer.end();
    this.#viewers.add(viewer);
    return () => this.#viewers.delete(viewer);
  }

  type(bytes: Uint8Array): void {
    this.#connection.write(bytes).catch(() => this.close());
  }

  resize(size: TerminalSize): void {
    this.#connection.resize(size);
  }

  close(): void {
    this.#connection.close();
  }

  async #pump(onFirst: () => void): Promise<void> {
    try {
      for (let bytes = await this.#connection.read(); bytes; bytes = await this.#connection.read()) {
        this.#keep(bytes);
        for (const viewer of this.#viewers) viewer.write(bytes);
        onFirst();
        const slow = [...this.#viewers].filter((viewer) => viewer.backlog() > BACKLOG_BYTES);
        await Promise.all(slow.map((viewer) => viewer.drained()));
      }
    } catch {
      // The cluster is gone; its session says so.
    }
    this.#ended = true;
    for (const viewer of this.#viewers) viewer.end();
    this.#viewers.clear();
  }

  #keep(bytes: Uint8Array): void {
    const last = this.#kept.at(-1);
    // Small pieces are joined: each key's echo would else keep an object of its own.
    if (last && last.length + bytes.length <= PIECE_BYTES)
      this.#kept[this.#kept.length - 1] = Buffer.concat([last, bytes]);
    else this.#kept.push(bytes);
    this.#keptBytes += bytes.length;
    while (this.#keptBytes > REPLAY_BYTES && this.#kept.length > 1) {
      this.#keptBytes -= this.#kept.shift()!.length;
      this.#dropPartialLine();
    }
  }

  /** A replay begins at a line's start, so that no half escape sequence is shown. */
  #dropPartialLine(): void {
    const first = this.#kept[0]!;
    const newline = first.indexOf(10);
    if (newline < 0 || newline === first.length - 1) return;
    this.#kept[0] = first.subarray(newline + 1);
    this.#keptBytes -= newline + 1;
  }
}
