import type { Position } from './positions.ts';

/** Lines that were taken away and lines that came in their place. */
interface Change {
  readonly row: number;
  readonly removed: readonly string[];
  inserted: readonly string[];
  /** Nothing was left: the one empty line stands for none. */
  readonly emptied: boolean;
}

/** What one undo takes back. */
export interface UndoStep {
  readonly changes: Change[];
  /** Marks that went with their lines. */
  readonly lost: [string, Position][];
  readonly cursor: Position;
  readonly sequence: number;
  readonly atMs: number;
}

const MAX_STEPS = 1000;

/** The lines of a buffer, with undo and marks. There is always one line. */
export class VimText {
  lines: string[];
  /** There are no lines: the one that is shown is none. */
  isEmpty = false;
  /** Where lines below a change have moved since this was last set to null, and how far. */
  shifted: { readonly row: number; readonly by: number } | null = null;
  /** Where the cursor is, for undo. */
  cursorNow: () => Position = () => ({ row: 0, column: 0 });
  readonly marks = new Map<string, Position>();
  /** Counts changes; the text is as saved when it equals `savedTick`. */
  tick = 0;
  savedTick = 0;
  #open: UndoStep | null = null;
  #done: UndoStep[] = [];
  #undone: UndoStep[] = [];
  #sequence = 0;

  constructor(lines: readonly string[]) {
    this.lines = lines.length > 0 ? [...lines] : [''];
    this.isEmpty = lines.length === 0;
  }

  get modified(): boolean {
    return this.tick !== this.savedTick;
  }

  line(row: number): string {
    return this.lines[row] ?? '';
  }

  /** Changes from now on belong to one undo. */
  beginStep(nowMs: number): void {
    this.#open = { changes: [], lost: [], cursor: { row: 0, column: 0 }, sequence: 0, atMs: nowMs };
  }

  endStep(): void {
    this.#open = null;
  }

  /** The one way the text changes: `count` lines from `row` on become these. */
  replace(row: number, count: number, lines: readonly string[]): void {
    const removed = this.lines.slice(row, row + count);
    const emptied = this.lines.length === removed.length && lines.length === 0;
    const inserted = emptied ? [''] : lines;
    this.#record({ row, removed, inserted, emptied });
    this.isEmpty = emptied;
    this.#noteShift(row, removed.length, inserted.length);
    this.#put(row, removed.length, inserted);
    for (const mark of this.#moveMarks(row, removed.length, inserted.length)) this.#open?.lost.push(mark);
    this.tick++;
    this.marks.set('.', { row: Math.min(row, this.lines.length - 1), column: 0 });
  }

  setLine(row: number, line: string): void {
    if (this.lines[row] !== line) this.replace(row, 1, [line]);
  }

  undo(): UndoStep | undefined {
    this.#open = null;
    const step = this.#done.pop();
    if (!step) return undefined;
    for (const { row, removed, inserted } of [...step.changes].reverse()) {
      this.#put(row, inserted.length, removed);
      this.#moveMarks(row, inserted.length, removed.length);
    }
    for (const [name, place] of step.lost) this.marks.set(name, place);
    this.#undone.push(step);
    this.isEmpty = false;
    for (const { row, removed, inserted } of step.changes) this.#noteShift(row, inserted.length, removed.length);
    this.tick = this.tick === this.savedTick ? this.tick - 1 : this.tick - step.changes.length;
    return step;
  }

  redo(): UndoStep | undefined {
    this.#open = null;
    const step = this.#undone.pop();
    if (!step) return undefined;
    for (const { row, removed, inserted } of step.changes) this.#put(row, removed.length, inserted);
    this.#done.push(step);
    this.isEmpty = step.changes.at(-1)?.emptied ?? false;
    this.tick += step.changes.length;
    return step;
  }

  /** The number of the step that undo would take back; 0 at the oldest text. */
  get sequence(): number {
    return this.#done.at(-1)?.sequence ?? 0;
  }

  #put(row: number, count: number, lines: readonly string[]): void {
    if (lines.length === count) for (let at = 0; at < count; at++) this.lines[row + at] = lines[at]!;
    else if (lines.length < 1000) this.lines.splice(row, count, ...lines);
    else this.lines = [...this.lines.slice(0, row), ...lines, ...this.lines.slice(row + count)];
    if (this.lines.length === 0) this.lines.push('');
  }

  #record(change: Change): void {
    if (!this.#open) this.#open = { changes: [], lost: [], cursor: this.cursorNow(), sequence: 0, atMs: 0 };
    if (this.#open.sequence === 0) {
      this.#open = { ...this.#open, cursor: this.cursorNow(), sequence: ++this.#sequence };
      this.#done.push(this.#open);
      this.#undone = [];
      if (this.#done.length > MAX_STEPS) this.#done.shift();
    }
    const last = this.#open.changes.at(-1);
    const isTyping = last?.row === change.row && last.inserted.length === 1 && change.removed.length === 1;
    if (isTyping && change.inserted.length === 1) last.inserted = change.inserted;
    else this.#open.changes.push(change);
  }

  #noteShift(row: number, removed: number, inserted: number): void {
    const by = inserted - removed + (this.shifted?.by ?? 0);
    const isLast = row + Math.max(removed, inserted) >= this.lines.length;
    if (isLast && !this.shifted) return;
    this.shifted =
      by === 0 ? null : { row: Math.min(row + Math.min(removed, inserted), this.shifted?.row ?? row + removed), by };
  }

  /** Gives the marks that are lost. */
  #moveMarks(row: number, removed: number, inserted: number): [string, Position][] {
    const moved = inserted - removed;
    const lost: [string, Position][] = [];
    if (moved === 0) return lost;
    for (const [name, mark] of this.marks) {
      if (mark.row >= row + removed) this.marks.set(name, { ...mark, row: mark.row + moved });
      else if (mark.row >= row + inserted && /[a-zA-Z]/.test(name)) {
        this.marks.delete(name);
        lost.push([name, mark]);
      }
    }
    return lost;
  }
}
