/** Characters beyond are dropped: far more than anybody types, and little enough to draw again at each key. */
const LONGEST_LINE = 65_536;

/** The text being edited and the cursor in it, in characters (grapheme clusters are kept whole). */
export class LineBuffer {
  #characters: string[] = [];
  #cursor = 0;
  #killed = '';
  #undo: { characters: string[]; cursor: number }[] = [];

  get text(): string {
    return this.#characters.join('');
  }

  get beforeCursor(): string {
    return this.#characters.slice(0, this.#cursor).join('');
  }

  get length(): number {
    return this.#characters.length;
  }

  get cursor(): number {
    return this.#cursor;
  }

  set(text: string, cursor?: number): void {
    this.#characters = split(text);
    this.#cursor = Math.min(cursor ?? this.#characters.length, this.#characters.length);
  }

  insert(text: string): void {
    if (this.#characters.length >= LONGEST_LINE) return;
    this.#remember();
    const added = split(text).slice(0, Math.max(0, LONGEST_LINE - this.#characters.length));
    this.#characters = [...this.#characters.slice(0, this.#cursor), ...added, ...this.#characters.slice(this.#cursor)];
    this.#cursor += added.length;
  }

  /** Removes `count` characters before the cursor. */
  backspace(count = 1): void {
    this.#remove(this.#cursor - count, this.#cursor);
  }

  delete(): void {
    this.#remove(this.#cursor, this.#cursor + 1);
  }

  move(by: number): void {
    this.#cursor = Math.max(0, Math.min(this.#characters.length, this.#cursor + by));
  }

  moveTo(cursor: number): void {
    this.#cursor = Math.max(0, Math.min(this.#characters.length, cursor));
  }

  /** Readline's words are letters and digits; Ctrl-W's are what blanks separate. */
  wordStart(isWord: (char: string) => boolean = isLetter): number {
    let at = this.#cursor;
    while (at > 0 && !isWord(this.#characters[at - 1]!)) at--;
    while (at > 0 && isWord(this.#characters[at - 1]!)) at--;
    return at;
  }

  wordEnd(): number {
    let at = this.#cursor;
    while (at < this.length && !isLetter(this.#characters[at]!)) at++;
    while (at < this.length && isLetter(this.#characters[at]!)) at++;
    return at;
  }

  kill(from: number, to: number): void {
    if (from >= to) return;
    this.#killed = this.#characters.slice(from, to).join('');
    this.#remove(from, to);
  }

  yank(): void {
    if (this.#killed !== '') this.insert(this.#killed);
  }

  /** Swaps the character before the cursor with the one under it. */
  transpose(): void {
    const at = this.#cursor === this.length ? this.#cursor - 1 : this.#cursor;
    if (at < 1) return;
    this.#remember();
    const [left, right] = [this.#characters[at - 1]!, this.#characters[at]!];
    this.#characters.splice(at - 1, 2, right, left);
    this.#cursor = at + 1;
  }

  /** Changes the word after the cursor and goes past it. */
  changeWord(change: (word: string) => string): void {
    const end = this.wordEnd();
    this.#remember();
    const changed = split(change(this.#characters.slice(this.#cursor, end).join('')));
    this.#characters.splice(this.#cursor, end - this.#cursor, ...changed);
    this.#cursor += changed.length;
  }

  undo(): void {
    const before = this.#undo.pop();
    if (!before) return;
    this.#characters = before.characters;
    this.#cursor = before.cursor;
  }

  #remove(from: number, to: number): void {
    const [start, end] = [Math.max(0, from), Math.min(this.length, to)];
    if (start >= end) return;
    this.#remember();
    this.#characters = [...this.#characters.slice(0, start), ...this.#characters.slice(end)];
    this.#cursor = start;
  }

  #remember(): void {
    this.#undo.push({ characters: [...this.#characters], cursor: this.#cursor });
    if (this.#undo.length > 50) this.#undo.shift();
  }
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function split(text: string): string[] {
  if (/^[\x00-\x7f]*$/.test(text)) return [...text];
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function isLetter(char: string): boolean {
  return /[\p{L}\p{N}]/u.test(char);
}

export function isNotBlank(char: string): boolean {
  return !/\s/.test(char);
}
