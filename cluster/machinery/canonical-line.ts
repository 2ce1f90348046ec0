/** The longest line that can be edited: MAX_CANON of termios(3). */
const LINE_LIMIT = 4096;

const TAB = 9;

/** The line that a terminal's driver edits for a program that reads lines, and what is echoed of the editing. */
export class CanonicalLine {
  #bytes: number[] = [];
  readonly #echo: (text: string) => void;
  readonly #showsControls: () => boolean;

  /** `showsControls`: whether control characters are echoed as ^X. */
  constructor(echo: (text: string) => void, showsControls: () => boolean) {
    this.#echo = echo;
    this.#showsControls = showsControls;
  }

  get length(): number {
    return this.#bytes.length;
  }

  insert(byte: number): void {
    if (this.#bytes.length >= LINE_LIMIT - 1) return;
    this.#bytes.push(byte);
    if (byte < 128) this.#echo(this.#shown(byte));
    else this.#echoCharacter();
  }

  /** Takes back the last character. */
  erase(): void {
    if (this.#bytes.length === 0) return;
    const removed = this.#bytes.splice(this.#lastCharacter());
    const cells = removed[0] === TAB ? this.#tabWidth() : this.#cellsOf(removed);
    this.#echo(removed[0] === TAB ? '\b'.repeat(cells) : '\b \b'.repeat(cells));
  }

  /** Takes back letters, digits and underscores, and what follows them, as the kernel's driver counts words. */
  eraseWord(): void {
    let inWord = false;
    while (this.#bytes.length > 0) {
      const byte = this.#bytes.at(-1)!;
      const isWord = byte >= 128 || /\w/.test(String.fromCharCode(byte));
      if (inWord && !isWord) return;
      inWord ||= isWord;
      this.erase();
    }
  }

  eraseAll(): void {
    while (this.#bytes.length > 0) this.erase();
  }

  /** The line once more, on a fresh row. */
  reprint(): void {
    let text = '';
    for (const byte of this.#bytes) if (byte < 128) text += this.#shown(byte);
    this.#echo(`\r\n${this.#bytes.some((byte) => byte >= 128) ? Buffer.from(this.#bytes).toString('utf8') : text}`);
  }

  drop(): void {
    this.#bytes = [];
  }

  take(): number[] {
    const bytes = this.#bytes;
    this.#bytes = [];
    return bytes;
  }

  #shown(byte: number): string {
    if (!this.#showsControls() || byte === TAB) return String.fromCharCode(byte);
    if (byte === 127) return '^?';
    return byte < 32 ? `^${String.fromCharCode(byte + 64)}` : String.fromCharCode(byte);
  }

  /** Echoes a multi-byte character when its last byte has come. */
  #echoCharacter(): void {
    const character = Buffer.from(this.#bytes.slice(this.#lastCharacter())).toString('utf8');
    if (!character.includes('\ufffd')) this.#echo(character);
  }

  /** Index of the first byte of the last UTF-8 character. */
  #lastCharacter(): number {
    let at = this.#bytes.length - 1;
    while (at > 0 && (this.#bytes[at]! & 0xc0) === 0x80) at--;
    return at;
  }

  #cellsOf(bytes: readonly number[]): number {
    if (bytes[0]! < 32 || bytes[0] === 127) return this.#showsControls() ? 2 : 0;
    return bytes[0]! < 128 ? 1 : cellsOf(Buffer.from(bytes).toString('utf8').codePointAt(0) ?? 0);
  }

  /** Columns that a tab at the end of the line takes: the driver counts from the line's own beginning. */
  #tabWidth(): number {
    let column = 0;
    for (let at = 0; at < this.#bytes.length; at++) {
      const byte = this.#bytes[at]!;
      if (byte === TAB) column += 8 - (column % 8);
      else if ((byte & 0xc0) !== 0x80) column += this.#cellsOf([byte & 0x80 ? 65 : byte]);
    }
    return 8 - (column % 8);
  }
}

/** Characters of East Asian scripts and emoji take two cells. */
function cellsOf(code: number): number {
  const isWide =
    (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3);
  return isWide || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xff00 && code <= 0xff60) || code >= 0x1f300 ? 2 : 1;
}
