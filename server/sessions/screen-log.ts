import { setImmediate } from 'node:timers/promises';
import serialize from '@xterm/addon-serialize';
import headless from '@xterm/headless';
import type { TerminalSize } from '../drivers/driver.ts';

/** Bytes kept for pages that come (back) later. */
const KEPT_BYTES = 96 * 1024;
const PIECE_BYTES = 4096;
/** Lines above the screen that a page gets. */
const SCROLLBACK = 2000;

type Entry = Uint8Array | TerminalSize;

/** Private modes of DEC and xterm that a program sets and a page that comes later must know: `CSI ? 2004 h`. */
const MODE_SEQUENCE = /\x1b\[\?([\d;]+)([hl])/g;
const TITLE_SEQUENCE = /\x1b\]([02]);([^\x07\x1b]*)(?:\x07|\x1b\\)/g;

/**
 * What a terminal printed, and where its size changed in between: played to an emulator, it gives the screen at any
 * moment. Bytes take a tenth of what an emulator's lines would, so an emulator lives only while a page attaches.
 */
export class ScreenLog {
  #entries: Entry[] = [];
  #bytes = 0;
  #firstSize: TerminalSize;
  /** Modes and title that were set in what is no longer kept. */
  readonly #modes = new Map<string, string>();
  #title = '';

  constructor(size: TerminalSize) {
    this.#firstSize = size;
  }

  add(bytes: Uint8Array): void {
    const last = this.#entries.at(-1);
    // Small pieces are joined: each key's echo would else keep an object of its own.
    if (last instanceof Uint8Array && last.length + bytes.length <= PIECE_BYTES)
      this.#entries[this.#entries.length - 1] = Buffer.concat([last, bytes]);
    else this.#entries.push(Uint8Array.from(bytes));
    this.#bytes += bytes.length;
    while (this.#bytes > KEPT_BYTES && this.#entries.length > 1) this.#drop(this.#entries.shift()!);
  }

  resize(size: TerminalSize): void {
    const last = this.#entries.at(-1);
    if (last && !(last instanceof Uint8Array)) this.#entries.pop();
    if (this.#entries.length === 0) this.#firstSize = size;
    else this.#entries.push(size);
  }

  /** Bytes that make an empty terminal of this size show the screen as it is now, with its modes and title. */
  async snapshot(size: TerminalSize): Promise<Uint8Array> {
    const entries = [...this.#entries];
    const title = { text: this.#title };
    const { columns, rows } = this.#firstSize;
    const terminal = new headless.Terminal({ cols: columns, rows, scrollback: SCROLLBACK, allowProposedApi: true });
    const addon = new serialize.SerializeAddon();
    let hidden = this.#modes.get('25') === 'l';
    terminal.onTitleChange((text) => {
      title.text = text;
    });
    terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, (parameters) => {
      if (parameters.includes(25)) hidden = true;
      return false;
    });
    terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, (parameters) => {
      if (parameters.includes(25)) hidden = false;
      return false;
    });
    addon.activate(terminal as never);
    const write = (bytes: Uint8Array | string) => new Promise<void>((resolve) => terminal.write(bytes, resolve));
    await write([...this.#modes].map(([mode, state]) => `\x1b[?${mode}${state}`).join(''));
    for (const entry of entries) {
      if (entry instanceof Uint8Array) await write(entry);
      else terminal.resize(entry.columns, entry.rows);
      // Other sessions' keys come first.
      await setImmediate();
    }
    terminal.resize(size.columns, size.rows);
    const screen = addon.serialize({ scrollback: SCROLLBACK });
    terminal.dispose();
    const named = title.text === '' ? '' : `\x1b]2;${title.text}\x07`;
    return Buffer.from(screen + (hidden ? '\x1b[?25l' : '') + named);
  }

  #drop(entry: Entry): void {
    if (!(entry instanceof Uint8Array)) {
      this.#firstSize = entry;
      return;
    }
    this.#bytes -= entry.length;
    const text = Buffer.from(entry).toString('latin1');
    for (const [, modes = '', state = ''] of text.matchAll(MODE_SEQUENCE))
      for (const mode of modes.split(';')) this.#modes.set(mode, state);
    for (const [, , title = ''] of text.matchAll(TITLE_SEQUENCE)) this.#title = Buffer.from(title, 'latin1').toString();
    this.#dropPartialLine();
  }

  /** What is kept begins at a line's start, so that no half escape sequence is shown. */
  #dropPartialLine(): void {
    const first = this.#entries[0];
    if (!(first instanceof Uint8Array)) return;
    const newline = first.indexOf(10);
    if (newline < 0 || newline === first.length - 1) return;
    this.#entries[0] = first.subarray(newline + 1);
    this.#bytes -= newline + 1;
  }
}
