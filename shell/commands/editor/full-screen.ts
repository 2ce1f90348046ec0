import type { Process } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { readShared } from '../../../cluster/machinery/shared-reader.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { type Key, KeyDecoder } from '../../line-editor/keys.ts';

const ENTER = '\x1b[?1049h\x1b[?2004h\x1b[2J';
const LEAVE = '\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l';

/** A program that has the whole terminal: raw keys, the alternate screen, rows that are painted only when changed. */
export class FullScreen {
  readonly #process: Process;
  readonly #terminal: Terminal;
  readonly #wasRaw: boolean;
  readonly #alternate: boolean;
  readonly #decoder = new KeyDecoder();
  readonly #forgetResize: () => void;
  #painted: string[] = [];
  #keys: Key[] = [];
  #resized = false;
  #onResize: (() => void) | null = null;
  #reading: Promise<Uint8Array | null> | null = null;
  #waiting: Uint8Array | null = null;
  #open = true;

  /** Without `alternate` what was on the screen stays, and what is shown, too. */
  constructor(process: Process, terminal: Terminal, { alternate = true } = {}) {
    this.#alternate = alternate;
    this.#process = process;
    this.#terminal = terminal;
    this.#wasRaw = terminal.isRaw();
    terminal.setRaw(true);
    void terminal.output.write(Buffer.from(this.#enter())).catch(() => {});
    this.#forgetResize = terminal.onResize(() => {
      this.#resized = true;
      this.#painted = [];
      this.#onResize?.();
    });
    process.signal.addEventListener('abort', this.close, { once: true });
  }

  get columns(): number {
    return Math.max(1, this.#terminal.columns());
  }

  get rows(): number {
    return Math.max(1, this.#terminal.rows());
  }

  /** The next key, `resize` when the size changed, null when the terminal has gone. */
  async key(): Promise<Key | 'resize' | null> {
    for (;;) {
      const key = this.#keys.shift();
      if (key) return key;
      const bytes = await this.input();
      if (bytes === 'resize' || bytes === null) return bytes;
      // A terminal sends an escape sequence in one piece, so an escape alone is the key.
      this.#keys.push(...this.#decoder.decode(bytes), ...this.#decoder.flush());
    }
  }

  /** The next bytes typed, `resize` when the size changed, null when the terminal has gone. */
  async input(): Promise<Uint8Array | 'resize' | null> {
    for (;;) {
      if (this.#resized) {
        this.#resized = false;
        return 'resize';
      }
      const resized = new Promise<'resize'>((resolve) => {
        this.#onResize = () => resolve('resize');
      });
      const bytes = await Promise.race([this.#read(), resized]);
      if (bytes === 'resize') continue;
      this.#reading = null;
      this.#waiting = null;
      return bytes;
    }
  }

  /** What has been typed by now, without taking it; null when nothing has. */
  get typedAhead(): Uint8Array | null {
    void this.#read();
    return this.#waiting;
  }

  #read(): Promise<Uint8Array | null> {
    if (!this.#reading) {
      const reading = readShared(this.#terminal.input, this.#process.signal);
      this.#reading = reading;
      reading.then(
        (bytes) => {
          if (this.#reading === reading) this.#waiting = bytes;
        },
        () => {},
      );
    }
    return this.#reading;
  }

  /** Gives the terminal back as it was, until `enter`. */
  async leave(): Promise<void> {
    await this.#terminal.output.write(Buffer.from(this.#leave()));
    this.#terminal.setRaw(this.#wasRaw);
  }

  async enter(): Promise<void> {
    this.#terminal.setRaw(true);
    this.repaint();
    await this.#terminal.output.write(Buffer.from(this.#enter()));
  }

  #enter(): string {
    return this.#alternate ? ENTER : `\r${'\n'.repeat(Math.max(0, this.rows - 1))}\x1b[?2004h`;
  }

  #leave(): string {
    return this.#alternate ? LEAVE : `\x1b[?2004l\x1b[0m\x1b[?25h\x1b[${this.rows};1H\x1b[K`;
  }

  /** The next `paint` paints every row. */
  repaint(): void {
    this.#painted = [];
  }

  /** Stops the process as Ctrl-Z does, and takes the terminal again when it goes on. */
  async suspend(): Promise<void> {
    const { processes } = this.#process.machine;
    const group = processes.list().find(({ pid }) => pid === this.#process.pid)?.group;
    await this.leave();
    if (group !== undefined) processes.signalGroup(group, 'SIGTSTP');
    for (let wait = haltedProcess(this.#process); wait; wait = haltedProcess(this.#process)) await wait;
    await this.enter();
  }

  /** Gives back a key that was not for the one who read it. */
  unread(key: Key): void {
    this.#keys.unshift(key);
  }

  /** Shows these rows (they may hold SGR sequences) and puts the cursor, from 0; null hides it. */
  async paint(rows: readonly string[], cursor: { row: number; column: number } | null): Promise<void> {
    let out = '\x1b[?25l';
    for (let row = 0; row < this.rows; row++) {
      const text = rows[row] ?? '';
      if (this.#painted[row] === text) continue;
      this.#painted[row] = text;
      out += `\x1b[${row + 1};1H\x1b[0m${text}\x1b[0m\x1b[K`;
    }
    if (cursor) out += `\x1b[${cursor.row + 1};${Math.min(cursor.column, this.columns - 1) + 1}H\x1b[?25h`;
    await this.#terminal.output.write(Buffer.from(out));
  }

  readonly close = (): void => {
    if (!this.#open) return;
    this.#open = false;
    this.#forgetResize();
    this.#process.signal.removeEventListener('abort', this.close);
    void this.#terminal.output.write(Buffer.from(this.#leave())).catch(() => {});
    this.#terminal.setRaw(this.#wasRaw);
  };
}

/** Black on white, filled up to the width. */
export function inverse(text: string): string {
  return `\x1b[7m${text}\x1b[27m`;
}
