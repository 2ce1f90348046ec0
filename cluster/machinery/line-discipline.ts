import { CanonicalLine } from './canonical-line.ts';
import type { SignalName } from './machine.ts';
import { type ControlCharacter, SANE_ATTRIBUTES, type TerminalAttributes, withFlags } from './terminal-attributes.ts';

/** Unread input beyond this is dropped. */
const INPUT_LIMIT = 65_536;

/** The most that one read gives: N_TTY_BUF_SIZE. */
const READ_SIZE = 4096;

const INTERRUPT = 3;
const NEWLINE = 10;
const RETURN = 13;
const BACKSPACE = 8;

const SIGNAL_CHARACTERS: readonly (readonly [ControlCharacter, SignalName])[] = [
  ['intr', 'SIGINT'],
  ['susp', 'SIGTSTP'],
  ['quit', 'SIGQUIT'],
];

export interface LineDisciplineOptions {
  echo(text: string): void;
  /** `keepsOutput`: what is printed and not read yet stays; a key pressed now drops it. */
  signal(name: SignalName, keepsOutput: boolean): void;
  /** What was typed and not read is gone, also what readers gave back. */
  dropped(): void;
  /** Ctrl-S and Ctrl-Q. */
  hold(held: boolean): void;
}

/** The kernel's N_TTY (termios(3)): keys in, lines or raw bytes out. */
export class LineDiscipline {
  readonly #options: LineDisciplineOptions;
  #attributes: TerminalAttributes = SANE_ATTRIBUTES;
  readonly #line: CanonicalLine;
  /** Finished lines, or raw bytes; null is an end of input. */
  #ready: (Uint8Array | null)[] = [];
  #held = 0;
  #closed = false;
  #quotesNext = false;
  #isSilent = false;
  #reader: ((bytes: Uint8Array | null) => void) | null = null;

  constructor(options: LineDisciplineOptions) {
    this.#options = options;
    this.#line = new CanonicalLine(
      (text) => this.#show(text),
      () => this.#is('echoctl'),
    );
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

  /** How many more bytes it holds for readers. */
  get room(): number {
    return INPUT_LIMIT - this.#held;
  }

  type(bytes: Uint8Array): void {
    const isRaw = !this.#is('icanon') && !this.#is('isig') && !this.#is('echo');
    if (isRaw && !(this.#is('ixon') && this.#hasFlowKeys(bytes))) this.#typeRaw(bytes);
    else for (const byte of bytes) this.#key(byte);
  }

  /** What a reader took and did not use comes before everything unread, as if typed now; it was echoed already. */
  giveBack(bytes: Uint8Array): void {
    const unread = this.#ready.splice(0).filter((chunk) => chunk !== null);
    this.#held = 0;
    this.#isSilent = true;
    this.type(Buffer.concat([bytes, ...unread]));
    this.#isSilent = false;
  }

  get attributes(): TerminalAttributes {
    return this.#attributes;
  }

  set attributes(attributes: TerminalAttributes) {
    const wasCanonical = this.#is('icanon');
    this.#attributes = attributes;
    if (wasCanonical && !this.#is('icanon') && this.#line.length > 0) this.#give(Uint8Array.from(this.#line.take()));
    if (!this.#is('ixon')) this.#options.hold(false);
  }

  setEcho(echo: boolean): void {
    this.#attributes = withFlags(this.#attributes, echo ? ['echo'] : [], echo ? [] : ['echo']);
  }

  close(): void {
    this.#closed = true;
    this.#reader?.(null);
    this.#reader = null;
  }

  #hasFlowKeys(bytes: Uint8Array): boolean {
    const { start, stop } = this.#attributes.characters;
    return (start !== null && bytes.includes(start)) || (stop !== null && bytes.includes(stop));
  }

  #is(flag: string): boolean {
    return this.#attributes.flags.has(flag);
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
    this.#line.drop();
    this.#ready = [];
    this.#held = 0;
    this.#options.dropped();
  }

  #key(byte: number): void {
    if (this.#quotesNext) {
      this.#quotesNext = false;
      this.#take(byte);
      return;
    }
    const { characters } = this.#attributes;
    if (this.#is('ixon') && (byte === characters.stop || byte === characters.start)) {
      this.#options.hold(byte === characters.stop);
      return;
    }
    const signal = this.#is('isig') && SIGNAL_CHARACTERS.find(([name]) => characters[name] === byte)?.[1];
    if (signal) this.#signalKey(byte, signal);
    else if (byte === RETURN && this.#is('igncr')) return;
    else if (byte === RETURN && this.#is('icrnl')) this.#plain(NEWLINE);
    else if (byte === NEWLINE && this.#is('inlcr')) this.#plain(RETURN);
    else this.#plain(byte);
  }

  #plain(byte: number): void {
    if (!this.#is('icanon')) this.#take(byte);
    else if (byte === NEWLINE || byte === this.#attributes.characters.eol) this.#finishLine(byte);
    else if (!this.#edit(byte)) this.#take(byte);
  }

  #signalKey(byte: number, signal: SignalName): void {
    if (!this.#is('noflsh')) this.#drop();
    this.#options.hold(false);
    this.#options.signal(signal, this.#isSilent);
    const silent = this.#isSilent;
    this.#isSilent = false;
    if (this.#is('echoctl')) this.#show(`^${String.fromCharCode(byte ^ 64)}`);
    this.#isSilent = silent;
  }

  /** Keys that edit the line; false for any other. */
  #edit(byte: number): boolean {
    const { characters } = this.#attributes;
    const isExtended = this.#is('iexten');
    // Keyboards send either for the key that erases.
    if (byte === characters.erase || (byte === BACKSPACE && characters.erase === 127)) this.#line.erase();
    else if (byte === characters.kill) this.#killLine();
    else if (byte === characters.eof) this.#endOfFile();
    else if (byte === characters.werase && isExtended) this.#line.eraseWord();
    else if (byte === characters.rprnt && isExtended) {
      this.#show('^R');
      this.#line.reprint();
    } else if (byte === characters.lnext && isExtended) {
      this.#quotesNext = true;
      if (this.#is('echoctl')) this.#show('^\b');
    } else return false;
    return true;
  }

  #killLine(): void {
    if (this.#is('echoke')) return this.#line.eraseAll();
    this.#line.drop();
    this.#show(this.#is('echok') ? '^U\r\n' : '^U');
  }

  #finishLine(byte: number): void {
    if (this.#is('echo') || this.#is('echonl')) this.#options.echo(this.#isSilent ? '' : '\r\n');
    this.#give(Uint8Array.from([...this.#line.take(), byte]));
  }

  /** Passes on what was typed; on an empty line that is the end of input. */
  #endOfFile(): void {
    const line = this.#line.take();
    this.#give(line.length > 0 ? Uint8Array.from(line) : null);
  }

  #take(byte: number): void {
    if (this.#held >= INPUT_LIMIT) return;
    if (this.#is('icanon')) {
      this.#line.insert(byte);
      return;
    }
    if (this.#is('echo')) this.#show(echoOf(byte, this.#is('echoctl')));
    this.#give(Uint8Array.of(byte));
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
    if (this.#is('echo') && !this.#isSilent) this.#options.echo(text);
  }
}

function echoOf(byte: number, showsControls: boolean): string {
  if (byte === NEWLINE) return '\r\n';
  if (byte === RETURN || byte === 9 || byte >= 32 || !showsControls) return Buffer.of(byte).toString('latin1');
  return `^${String.fromCharCode(byte + 64)}`;
}
