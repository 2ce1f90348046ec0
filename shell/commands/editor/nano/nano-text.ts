/** What an undo step is called. */
export type EditKind =
  | 'addition'
  | 'deletion'
  | 'line break'
  | 'line join'
  | 'cut'
  | 'paste'
  | 'replacement'
  | 'insertion'
  | 'indent'
  | 'unindent';

interface State {
  readonly lines: readonly string[];
  readonly row: number;
  readonly column: number;
}

interface Step {
  readonly kind: EditKind;
  readonly before: State;
  after: State;
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

const MAX_UNDO = 200;

/** The text in nano. Rows and columns (UTF-16) count from 0; the last line is always empty, and is not saved. */
export class NanoText {
  lines: readonly string[];
  row = 0;
  column = 0;
  mark: Place | null = null;
  #saved: readonly string[];
  #done: Step[] = [];
  #undone: Step[] = [];

  constructor(text: string) {
    const lines = text.split('\n');
    this.lines = lines.at(-1) === '' ? lines : [...lines, ''];
    this.#saved = this.lines;
  }

  get line(): string {
    return this.lines[this.row]!;
  }

  get modified(): boolean {
    return this.lines !== this.#saved;
  }

  get lastRow(): number {
    return this.lines.length - 1;
  }

  text(): string {
    return this.lines.join('\n');
  }

  markSaved(): void {
    this.#saved = this.lines;
  }

  moveTo(row: number, column: number): void {
    this.row = Math.max(0, Math.min(row, this.lastRow));
    this.column = Math.max(0, Math.min(column, this.line.length));
  }

  /** Makes an edit that one undo takes back; typing and erasing on at the same place belong together. */
  edit(kind: EditKind, change: () => void): void {
    const before = this.#state();
    change();
    if (this.lines.at(-1) !== '') this.lines = [...this.lines, ''];
    if (this.lines === before.lines) return;
    const last = this.#done.at(-1);
    const goesOn =
      (kind === 'addition' || kind === 'deletion') &&
      last?.kind === kind &&
      this.#undone.length === 0 &&
      last.after.lines === before.lines &&
      last.after.row === before.row &&
      last.after.column === before.column;
    if (goesOn) last.after = this.#state();
    else this.#done.push({ kind, before, after: this.#state() });
    if (this.#done.length > MAX_UNDO) this.#done.shift();
    this.#undone = [];
  }

  undo(): EditKind | undefined {
    const step = this.#done.pop();
    if (!step) return undefined;
    this.#undone.push(step);
    this.#restore(step.before);
    return step.kind;
  }

  redo(): EditKind | undefined {
    const step = this.#undone.pop();
    if (!step) return undefined;
    this.#done.push(step);
    this.#restore(step.after);
    return step.kind;
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
  }

  between(from: Place, to: Place): string {
    if (from.row === to.row) return this.lines[from.row]!.slice(from.column, to.column);
    const first = this.lines[from.row]!.slice(from.column);
    return [first, ...this.lines.slice(from.row + 1, to.row), this.lines[to.row]!.slice(0, to.column)].join('\n');
  }

  /** Takes out what lies between two places and puts the cursor there. */
  remove(from: Place, to: Place): void {
    const joined = this.lines[from.row]!.slice(0, from.column) + this.lines[to.row]!.slice(to.column);
    this.lines = [...this.lines.slice(0, from.row), joined, ...this.lines.slice(to.row + 1)];
    this.row = from.row;
    this.column = from.column;
  }

  setLine(row: number, line: string): void {
    if (this.lines[row] !== line) this.lines = this.lines.map((old, at) => (at === row ? line : old));
  }

  /** The marked part, its beginning first; null without a mark. */
  get marked(): readonly [Place, Place] | null {
    const { mark } = this;
    if (!mark) return null;
    const cursor = { row: this.row, column: this.column };
    const isBefore = mark.row < cursor.row || (mark.row === cursor.row && mark.column < cursor.column);
    return isBefore ? [mark, cursor] : [cursor, mark];
  }

  /** The place a character before (or behind) another; null at the text's ends. */
  beside({ row, column }: Place, step: 1 | -1): Place | null {
    const line = this.lines[row]!;
    if (step < 0 && column > 0)
      return { row, column: column - (/[\ud800-\udbff][\udc00-\udfff]$/.test(line.slice(0, column)) ? 2 : 1) };
    if (step > 0 && column < line.length)
      return { row, column: column + ((line.codePointAt(column) ?? 0) > 0xffff ? 2 : 1) };
    if (step < 0) return row > 0 ? { row: row - 1, column: this.lines[row - 1]!.length } : null;
    return row < this.lastRow ? { row: row + 1, column: 0 } : null;
  }

  #state(): State {
    return { lines: this.lines, row: this.row, column: this.column };
  }

  #restore({ lines, row, column }: State): void {
    this.lines = lines;
    this.mark = null;
    this.moveTo(row, column);
  }
}
