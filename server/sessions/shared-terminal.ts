import type { TerminalConnection, TerminalSize } from '../drivers/driver.ts';
import { ScreenLog } from './screen-log.ts';

/** One that watches: `write` answers whether it has room for more at once. */
export interface TerminalViewer {
  write(bytes: Uint8Array): void;
  /** The terminal has this size now: the smallest of all pages that show it. */
  resized(size: TerminalSize): void;
  /** Bytes it has not taken yet. */
  backlog(): number;
  /** Resolves when the backlog is small again. */
  drained(): Promise<void>;
  end(): void;
}

/** Beyond this the terminal's program waits for its slowest viewer. */
const BACKLOG_BYTES = 512 * 1024;

/** Chunks that may come while a viewer's first screen is made. */
const MOST_WAITING = 16;

interface Attached {
  readonly viewer: TerminalViewer;
  size: TerminalSize | null;
  /** What was printed while its first screen is being made; null once it follows. */
  waiting: Uint8Array[] | null;
  /** Resolves when it follows. */
  shown: Promise<void>;
}

/** A shell that outlives the pages that show it: every viewer sees the same screen. */
export class SharedTerminal {
  readonly #connection: TerminalConnection;
  readonly #viewers = new Set<Attached>();
  readonly #log: ScreenLog;
  #size: TerminalSize;
  #ended = false;
  /** Resolves with the first byte: the prompt is there. */
  readonly prompt: Promise<void>;

  constructor(connection: TerminalConnection, size: TerminalSize, greeting: string, onEnd: () => void) {
    this.#connection = connection;
    this.#size = size;
    this.#log = new ScreenLog(size);
    if (greeting) this.#log.add(Buffer.from(`${greeting.replaceAll('\n', '\r\n')}\r\n`));
    this.prompt = new Promise((resolve) => {
      void this.#pump(resolve).then(() => {
        resolve();
        onEnd();
      });
    });
  }

  /** Shows the screen as it is, then follows. The size is that of the viewer's window, when it is known. */
  attach(
    viewer: TerminalViewer,
    size: TerminalSize | null = null,
  ): { resize(size: TerminalSize): void; leave(): void } {
    const attached: Attached = { viewer, size, waiting: [], shown: Promise.resolve() };
    this.#viewers.add(attached);
    this.#fit();
    attached.shown = this.#showScreen(attached);
    return {
      resize: (wanted) => {
        attached.size = wanted;
        this.#fit();
      },
      leave: () => {
        this.#viewers.delete(attached);
        this.#fit();
      },
    };
  }

  /** Resolves when the terminal has taken them. */
  async type(bytes: Uint8Array): Promise<void> {
    try {
      await this.#connection.write(bytes);
    } catch {
      this.close();
    }
  }

  close(): void {
    this.#connection.close();
  }

  async #showScreen(attached: Attached): Promise<void> {
    const { viewer } = attached;
    const screen = await this.#log.snapshot(this.#size);
    if (screen.length > 0) viewer.write(screen);
    for (const bytes of attached.waiting ?? []) viewer.write(bytes);
    attached.waiting = null;
    if (this.#ended) viewer.end();
  }

  /** The smallest window decides, as in tmux: what a program paints is then seen whole everywhere. */
  #fit(): void {
    const sizes = [...this.#viewers].flatMap(({ size }) => (size ? [size] : []));
    if (sizes.length === 0) return;
    const columns = Math.min(...sizes.map((size) => size.columns));
    const rows = Math.min(...sizes.map((size) => size.rows));
    const isNew = columns !== this.#size.columns || rows !== this.#size.rows;
    if (isNew) {
      this.#size = { columns, rows };
      this.#log.resize(this.#size);
      this.#connection.resize(this.#size);
    }
    for (const { viewer, size } of this.#viewers) if (size) viewer.resized(this.#size);
  }

  async #pump(onFirst: () => void): Promise<void> {
    try {
      for (let bytes = await this.#connection.read(); bytes; bytes = await this.#connection.read()) {
        this.#log.add(bytes);
        for (const { viewer, waiting } of this.#viewers) {
          if (waiting) waiting.push(bytes);
          else viewer.write(bytes);
        }
        onFirst();
        await Promise.all(
          [...this.#viewers].filter(({ waiting }) => (waiting?.length ?? 0) > MOST_WAITING).map(({ shown }) => shown),
        );
        const slow = [...this.#viewers].filter(({ viewer }) => viewer.backlog() > BACKLOG_BYTES);
        await Promise.all(slow.map(({ viewer }) => viewer.drained()));
      }
    } catch {
      // The cluster is gone; its session says so.
    }
    this.#ended = true;
    for (const { viewer, waiting } of this.#viewers) if (!waiting) viewer.end();
    this.#viewers.clear();
  }
}
