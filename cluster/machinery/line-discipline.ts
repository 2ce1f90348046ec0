import type { SignalName } from './machine.ts';

/** Unread input beyond this is dropped. */
const INPUT_LIMIT = 65_536;
/** The longest line that can be edited: MAX_CANON of termios(3). */
const LINE_LIMIT = 4096;

/** The most that one read gives: N_TTY_BUF_SIZE. */
const READ_SIZE = 4096;

const INTERRUPT = 3;
const END_OF_FILE = 4;
const ERASE_KEYS = [8, 127];
const NEWLINE = 10;
const RETURN = 13;
const KILL_LINE = 21;
const ERASE_WORD = 23;
const SIGNAL_KEYS: ReadonlyMap<number, SignalName> = new Map([
  [INTERRUPT, 'SIGINT'],
  [26, 'SIGTSTP'],
  [28, 'SIGQUIT'],
]);

export interface LineDisciplineOptions {
  echo(text: string): void;
  signal(name: SignalName): void;
  /** What was typed and not read is gone, also what readers gave back. */
  dropped(): void;
}

/** The kernel's N_TTY (termios(3)): keys in, lines or raw bytes out. */
export class LineDiscipline {
  readonly #options: LineDisciplineOptions;
  #raw = false;
  #echo = true;
  /** The line being edited, in bytes. */
  #line: number[] = [];
  /** Finished lines, or raw bytes; null is an end of input. */
  #ready: (Uint8Array | null)[] = [];
  #held = 0;
  #closed = false;
  #reader: ((bytes: Uint8Array | null) => void) | null = null;

  constructor(options: LineDisciplineOptions) {
    this.#options = options;
  }

  read(): Promise<Uint8Array | null> {
    const bytes = this.#ready.shift();
    if (bytes !== undefined) {
      this.#held -= bytes?.length ?? 0;
      return Promise.resolve(bytes);
    }
    if (this.#closed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  type(bytes: Uint8Array): void {
    if (this.#raw) {
      this.#typeRaw(bytes);
      return;
    }
    for (const byte of bytes) this.#key(byte);
  }

  setRaw(raw: boolean): void {
    if (raw === this.#raw) return;
    this.#raw = raw;
    if (raw && this.#line.length > 0) this.#give(Uint8Array.from(this.#takeLine()));
  }

  isRaw(): boolean {
    return this.#raw;
  }

  setEcho(echo: boolean): void {
    this.#echo = echo;
  }

  close(): void {
    this.#closed = true;
    this.#reader?.(null);
    this.#reader = null;
  }

  #typeRaw(bytes: Uint8Array): void {
    // Ctrl-C is never behind a long paste: as with ISIG, what was typed before it and not read yet is dropped.
    if (bytes.includes(INTERRUPT) && (this.#held >= READ_SIZE || bytes.length > INPUT_LIMIT)) {
      this.#drop();
      this.#give(Uint8Array.from(bytes.subarray(bytes.lastIndexOf(INTERRUPT)).subarray(0, INPUT_LIMIT)));
      return;
    }
    const taken = bytes.subarray(0, Math.max(0, INPUT_LIMIT - this.#held));
    for (let at = 0; at < taken.length; at += READ_SIZE)
      this.#give(Uint8Array.from(taken.subarray(at, at + READ_SIZE)));
  }

  #drop(): void {
    this.#line = [];
    this.#ready = [];
    this.#held = 0;
    this.#options.dropped();
  }

  #key(byte: number): void {
    const signal = SIGNAL_KEYS.get(byte);
    if (signal) this.#signalKey(byte, signal);
    else if (byte === NEWLINE || byte === RETURN) this.#finishLine();
    else if (byte === END_OF_FILE) this.#endOfFile();
    else if (ERASE_KEYS.includes(byte)) this.#erase();
    else if (byte === KILL_LINE) while (this.#line.length > 0) this.#erase();
    else if (byte === ERASE_WORD) this.#eraseWord();
    else this.#insert(byte);
  }

  #signalKey(byte: number, signal: SignalName): void {
    this.#drop();
    this.#options.signal(signal);
    this.#show(`^${String.fromCharCode(byte + 64)}`);
  }

  #finishLine(): void {
    this.#show('\r\n');
    this.#give(Uint8Array.from([...this.#takeLine(), NEWLINE]));
  }

  /** Passes on what was typed; on an empty line that is the end of input. */
  #endOfFile(): void {
    const line = this.#takeLine();
    this.#give(line.length > 0 ? Uint8Array.from(line) : null);
  }

  #insert(byte: number): void {
    if (this.#line.length >= LINE_LIMIT - 1 || this.#held >= INPUT_LIMIT) return;
    this.#line.push(byte);
    if (byte < 32 && byte !== 9) this.#show(`^${String.fromCharCode(byte + 64)}`);
    else if (byte < 128) this.#show(String.fromCharCode(byte));
    else this.#echoCharacter();
  }

  /** Echoes a multi-byte character when its last byte has come. */
  #echoCharacter(): void {
    const start = lastCharacter(this.#line);
    const character = Buffer.from(this.#line.slice(start)).toString('utf8');
    if (!character.includes('\ufffd')) this.#show(character);
  }

  #erase(): void {
    if (this.#line.length === 0) return;
    const removed = this.#line.splice(lastCharacter(this.#line));
    const cells = removed[0]! < 32 && removed[0] !== 9 ? 2 : cellsOf(removed);
    this.#show('\b \b'.repeat(cells));
  }

  #eraseWord(): void {
    const isBlank = () => this.#line.at(-1) === 32 || this.#line.at(-1) === 9;
    while (this.#line.length > 0 && isBlank()) this.#erase();
    while (this.#line.length > 0 && !isBlank()) this.#erase();
  }

  #takeLine(): number[] {
    const line = this.#line;
    this.#line = [];
    return line;
  }

  #give(bytes: Uint8Array | null): void {
    if (bytes && bytes.length === 0) return;
    const reader = this.#reader;
    if (reader) {
      this.#reader = null;
      reader(bytes);
      return;
    }
    if (bytes && this.#held + bytes.length > INPUT_LIMIT + 1) return;
    this.#ready.push(bytes);
    this.#held += bytes?.length ?? 0;
  }

  #show(text: string): void {
    if (this.#echo) this.#options.echo(text);
  }
}

/** Index of the first byte of the last UTF-8 character. */
function lastCharacter(bytes: readonly number[]): number {
  let at = bytes.length - 1;
  while (at > 0 && (bytes[at]! & 0xc0) === 0x80) at--;
  return at;
}

/** Wide characters of East Asian scripts and emoji are three or four bytes long in UTF-8 and take two cells. */
function cellsOf(bytes: readonly number[]): number {
  const code = Buffer.from(bytes).toString('utf8').codePointAt(0) ?? 0;
  const isWide =
    (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3);
  return isWide || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff00 && code <= 0xff60) || code >= 0x1f300 ? 2 : 1;
}
