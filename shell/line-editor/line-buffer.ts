import { splitUnits } from './character-units.ts';

/** Units beyond are dropped: far more than anybody types, and little enough to draw again at each key. */
const LONGEST_LINE = 65_536;
/** Typed characters that one undo takes back together at most, as readline groups them. */
const UNDO_RUN = 20;
const MOST_UNDO_STEPS = 10_000;

type Change =
  | { readonly kind: 'insert'; readonly start: number; end: number }
  | { readonly kind: 'delete'; readonly start: number; readonly units: readonly string[] }
  | { readonly kind: 'begin' }
  | { readonly kind: 'end' };

/** The line being edited, its cursor and mark, and how to undo what was done to it. Positions count units. */
export class LineBuffer {
  #units: string[] = [];
  #cursor = 0;
  #undo: Change[] = [];
  #text: string | null = '';
  mark = 0;
  overwrites = false;

  get text(): string {
    this.#text ??= this.#units.join('');
    return this.#text;
  }

  get units(): readonly string[] {
    return this.#units;
  }

  get length(): number {
    return this.#units.length;
  }

  get cursor(): number {
    return this.#cursor;
  }

  set cursor(at: number) {
    this.#cursor = Math.max(0, Math.min(this.#units.length, at));
  }

  get beforeCursor(): string {
    return this.slice(0, this.#cursor);
  }

  get isChanged(): boolean {
    return this.#undo.length > 0;
  }

  slice(from: number, to: number): string {
    return this.#units.slice(from, to).join('');
  }

  /** Another line altogether (from the history); nothing of it can be undone. */
  load(text: string, cursor?: number): void {
    this.#units = splitUnits(text).slice(0, LONGEST_LINE);
    this.#text = null;
    this.#undo = [];
    this.#cursor = Math.min(cursor ?? this.#units.length, this.#units.length);
    this.mark = Math.min(this.mark, this.#units.length);
  }

  /** Another text as an undoable change (history expansion, search). */
  replaceAll(text: string): void {
    this.group(() => {
      this.remove(0, this.#units.length);
      this.#cursor = 0;
      this.insert(text);
    });
  }

  insert(text: string): void {
    const added = splitUnits(text).slice(0, Math.max(0, LONGEST_LINE - this.#units.length));
    if (added.length === 0) return;
    const at = this.#cursor;
    const last = this.#undo.at(-1);
    if (added.length === 1 && last?.kind === 'insert' && last.end === at && last.end - last.start < UNDO_RUN)
      last.end++;
    else this.#remember({ kind: 'insert', start: at, end: at + added.length });
    this.#splice(at, 0, added);
    this.#cursor = at + added.length;
  }

  /** Removes units and gives them; the cursor stays with its text. */
  remove(from: number, to: number): string {
    const [start, end] = [Math.max(0, from), Math.min(this.#units.length, to)];
    if (start >= end) return '';
    const removed = this.#units.slice(start, end);
    this.#remember({ kind: 'delete', start, units: removed });
    this.#splice(start, end - start, []);
    if (this.#cursor > end) this.#cursor -= end - start;
    else if (this.#cursor > start) this.#cursor = start;
    return removed.join('');
  }

  /** Changes that one undo takes back together. */
  group(change: () => void): void {
    this.beginGroup();
    change();
    this.endGroup();
  }

  beginGroup(): void {
    this.#remember({ kind: 'begin' });
  }

  endGroup(): void {
    this.#remember({ kind: 'end' });
  }

  /** Takes back the latest change; false when there is none. */
  undo(): boolean {
    let depth = 0;
    do {
      const change = this.#undo.pop();
      if (!change) return false;
      if (change.kind === 'end') depth++;
      else if (change.kind === 'begin') depth--;
      else this.#takeBack(change);
    } while (depth > 0 && this.#undo.length > 0);
    return true;
  }

  undoAll(): void {
    while (this.undo());
  }

  #takeBack(change: Change): void {
    if (change.kind === 'insert') {
      this.#splice(change.start, change.end - change.start, []);
      this.#cursor = change.start;
    } else if (change.kind === 'delete') {
      this.#splice(change.start, 0, change.units);
      this.#cursor = change.start + change.units.length;
    }
  }

  #splice(at: number, count: number, added: readonly string[]): void {
    if (added.length < 1000) this.#units.splice(at, count, ...added);
    else this.#units = [...this.#units.slice(0, at), ...added, ...this.#units.slice(at + count)];
    this.#text = null;
    this.mark = Math.min(this.mark, this.#units.length);
  }

  #remember(change: Change): void {
    this.#undo.push(change);
    if (this.#undo.length > MOST_UNDO_STEPS) this.#undo.splice(0, this.#undo.length - MOST_UNDO_STEPS);
  }
}
