interface State {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
}

const MAX_UNDO = 200;

/** The text in an editor and the cursor in it. Rows and columns (UTF-16) count from 0; there is always one line. */
export class TextBuffer {
  lines: string[];
  row = 0;
  column = 0;
  modified = false;
  #undo: State[] = [];
  #redo: State[] = [];

  constructor(text: string) {
    this.lines = text.split('\n');
    if (this.lines.length > 1 && this.lines.at(-1) === '') this.lines.pop();
  }

  get line(): string {
    return this.lines[this.row]!;
  }

  /** With a newline at the end; an empty text stays empty. */
  text(): string {
    return this.lines.length === 1 && this.line === '' ? '' : `${this.lines.join('\n')}\n`;
  }

  /** Call before an edit that one undo takes back. */
  checkpoint(): void {
    this.#undo.push(this.#state());
    if (this.#undo.length > MAX_UNDO) this.#undo.shift();
    this.#redo = [];
  }

  undo(): boolean {
    return this.#swap(this.#undo, this.#redo);
  }

  redo(): boolean {
    return this.#swap(this.#redo, this.#undo);
  }

  insert(text: string): void {
    const [before, after] = [this.line.slice(0, this.column), this.line.slice(this.column)];
    const inserted = text.replace(/\r\n?/g, '\n').split('\n');
    const last = inserted.at(-1)!;
    const column = inserted.length === 1 ? before.length + last.length : last.length;
    inserted[0] = before + inserted[0]!;
    inserted[inserted.length - 1] += after;
    this.lines = [...this.lines.slice(0, this.row), ...inserted, ...this.lines.slice(this.row + 1)];
    this.row += inserted.length - 1;
    this.column = column;
    this.modified = true;
  }

  /** Takes out what lies between two places and puts the cursor there; gives what was taken. */
  remove(from: { row: number; column: number }, to: { row: number; column: number }): string {
    const text = this.between(from, to);
    const joined = this.lines[from.row]!.slice(0, from.column) + this.lines[to.row]!.slice(to.column);
    this.lines = [...this.lines.slice(0, from.row), joined, ...this.lines.slice(to.row + 1)];
    this.row = from.row;
    this.column = from.column;
    if (text !== '') this.modified = true;
    return text;
  }

  between(from: { row: number; column: number }, to: { row: number; column: number }): string {
    if (from.row === to.row) return this.lines[from.row]!.slice(from.column, to.column);
    const first = this.lines[from.row]!.slice(from.column);
    return [first, ...this.lines.slice(from.row + 1, to.row), this.lines[to.row]!.slice(0, to.column)].join('\n');
  }

  /** Takes out whole lines. */
  removeLines(row: number, count: number): string[] {
    const taken = this.lines.splice(row, count);
    if (this.lines.length === 0) this.lines.push('');
    this.row = Math.min(row, this.lines.length - 1);
    this.column = 0;
    if (taken.length > 0) this.modified = true;
    return taken;
  }

  insertLines(row: number, lines: readonly string[]): void {
    this.lines = [...this.lines.slice(0, row), ...lines, ...this.lines.slice(row)];
    this.modified = true;
  }

  backspace(): void {
    if (this.column > 0) {
      this.remove({ row: this.row, column: this.before(this.column) }, { row: this.row, column: this.column });
    } else if (this.row > 0) {
      const above = { row: this.row - 1, column: this.lines[this.row - 1]!.length };
      this.remove(above, { row: this.row, column: 0 });
    }
  }

  deleteForward(): void {
    const here = { row: this.row, column: this.column };
    if (this.column < this.line.length) this.remove(here, { row: this.row, column: this.after(this.column) });
    else if (this.row < this.lines.length - 1) this.remove(here, { row: this.row + 1, column: 0 });
  }

  left(): void {
    if (this.column > 0) this.column = this.before(this.column);
    else if (this.row > 0) this.moveTo(this.row - 1, Number.POSITIVE_INFINITY);
  }

  right(): void {
    if (this.column < this.line.length) this.column = this.after(this.column);
    else if (this.row < this.lines.length - 1) this.moveTo(this.row + 1, 0);
  }

  moveTo(row: number, column: number): void {
    this.row = Math.max(0, Math.min(row, this.lines.length - 1));
    this.column = Math.max(0, Math.min(column, this.line.length));
  }

  /** The character before a column: two units for a pair of surrogates. */
  before(column: number): number {
    return column - (/[\ud800-\udbff][\udc00-\udfff]$/.test(this.line.slice(0, column)) ? 2 : 1);
  }

  after(column: number): number {
    return column + ((this.line.codePointAt(column) ?? 0) > 0xffff ? 2 : 1);
  }

  /** Goes to the next match behind the cursor (or before it), around the end; false when there is none. */
  find(matches: (line: string) => number[], backwards = false): boolean {
    const count = this.lines.length;
    for (let step = 0; step <= count; step++) {
      const row = (this.row + (backwards ? -step : step) + count * 2) % count;
      const columns = matches(this.lines[row]!);
      const candidates = step === 0 ? columns.filter((c) => (backwards ? c < this.column : c > this.column)) : columns;
      const column = backwards ? candidates.at(-1) : candidates[0];
      if (column === undefined) continue;
      this.row = row;
      this.column = column;
      return true;
    }
    return false;
  }

  #state(): State {
    return { lines: [...this.lines], row: this.row, column: this.column };
  }

  #swap(from: State[], to: State[]): boolean {
    const state = from.pop();
    if (!state) return false;
    to.push(this.#state());
    this.lines = [...state.lines];
    this.moveTo(state.row, state.column);
    this.modified = true;
    return true;
  }
}
