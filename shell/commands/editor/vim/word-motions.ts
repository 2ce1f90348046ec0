import { characterAt, characterClass, nextColumn, type Position, previousColumn } from './positions.ts';

/** What a step over the text did: in the line, onto its end, to another line, or nothing at an end of the text. */
type Step = 'inside' | 'line end' | 'next line' | 'stuck';

/** Goes through a text character by character; a line's end counts as a blank. */
class Walker {
  readonly #lines: readonly string[];
  readonly #big: boolean;
  row: number;
  column: number;

  constructor(lines: readonly string[], { row, column }: Position, big: boolean) {
    this.#lines = lines;
    this.#big = big;
    this.row = row;
    this.column = column;
  }

  get place(): Position {
    return { row: this.row, column: this.column };
  }

  get kind(): number {
    return characterClass(characterAt(this.#lines[this.row]!, this.column), this.#big);
  }

  get onEmptyLine(): boolean {
    return this.#lines[this.row] === '';
  }

  get onLastLine(): boolean {
    return this.row === this.#lines.length - 1;
  }

  forward(): Step {
    const line = this.#lines[this.row]!;
    if (this.column < line.length) {
      this.column = nextColumn(line, this.column);
      return this.column < line.length ? 'inside' : 'line end';
    }
    if (this.onLastLine) return 'stuck';
    this.row++;
    this.column = 0;
    return 'next line';
  }

  backward(): Step {
    if (this.column > 0) {
      this.column = previousColumn(this.#lines[this.row]!, this.column);
      return 'inside';
    }
    if (this.row === 0) return 'stuck';
    this.row--;
    this.column = this.#lines[this.row]!.length;
    return 'next line';
  }

  /** True when an end of the text was met. */
  skip(kind: number, step: () => Step): boolean {
    while (this.kind === kind) if (step() === 'stuck') return true;
    return false;
  }
}

export interface WordMotion {
  readonly count: number;
  readonly big: boolean;
}

/** `w`; undefined at the end of the text. With `stopsAtLineEnd` (an operator waits) the last word ends with its line. */
export function nextWord(
  lines: readonly string[],
  from: Position,
  { count, big, stopsAtLineEnd }: WordMotion & { readonly stopsAtLineEnd: boolean },
): Position | undefined {
  const walker = new Walker(lines, from, big);
  const forward = () => walker.forward();
  for (let left = count; left > 0; left--) {
    const { kind, onLastLine } = walker;
    const atLineEnd = (step: Step) => step !== 'inside' && stopsAtLineEnd && left === 1;
    const first = forward();
    if (first === 'stuck' || (first !== 'inside' && onLastLine)) return left === count ? undefined : walker.place;
    if (atLineEnd(first)) return walker.place;
    while (kind !== 0 && walker.kind === kind) {
      const step = forward();
      if (step === 'stuck' || atLineEnd(step)) return walker.place;
    }
    while (walker.kind === 0 && !walker.onEmptyLine) {
      const step = forward();
      if (step === 'stuck' || (step !== 'inside' && walker.onLastLine && walker.column > 0)) return walker.place;
    }
  }
  return walker.place;
}

/** `b`; undefined at the start of the text. */
export function previousWord(
  lines: readonly string[],
  from: Position,
  { count, big }: WordMotion,
): Position | undefined {
  const walker = new Walker(lines, from, big);
  const backward = () => walker.backward();
  for (let left = count; left > 0; left--) {
    if (backward() === 'stuck') return left === count ? undefined : walker.place;
    let found = false;
    while (walker.kind === 0) {
      if (walker.onEmptyLine && walker.column === 0) {
        found = true;
        break;
      }
      if (backward() === 'stuck') return walker.place;
    }
    if (found) continue;
    if (walker.skip(walker.kind, backward)) return walker.place;
    walker.forward();
  }
  return walker.place;
}

/** `e`. With `stays` (`cw`) a word's last character is its end already; `stopsAtEmpty`: an empty line is a word. */
export function wordEnd(
  lines: readonly string[],
  from: Position,
  { count, big, stays = false, stopsAtEmpty = false }: WordMotion & { stays?: boolean; stopsAtEmpty?: boolean },
): Position | undefined {
  const walker = new Walker(lines, from, big);
  const forward = () => walker.forward();
  for (let left = count; left > 0; left--) {
    const { kind } = walker;
    if (forward() === 'stuck') return left === count ? undefined : walker.place;
    if (walker.kind === kind && kind !== 0) {
      if (walker.skip(kind, forward)) return walker.place;
    } else if (!stays || left < count || kind === 0) {
      let found = false;
      while (walker.kind === 0) {
        if (stopsAtEmpty && walker.onEmptyLine) {
          found = true;
          break;
        }
        if (forward() === 'stuck') return walker.place;
      }
      if (found) continue;
      if (walker.skip(walker.kind, forward)) return walker.place;
    }
    walker.backward();
  }
  return walker.place;
}

/** `ge`. */
export function previousWordEnd(
  lines: readonly string[],
  from: Position,
  { count, big }: WordMotion,
): Position | undefined {
  const walker = new Walker(lines, from, big);
  for (let left = count; left > 0; left--) {
    const { kind } = walker;
    if (walker.backward() === 'stuck') return left === count ? undefined : walker.place;
    if (kind !== 0) while (walker.kind === kind) if (walker.backward() === 'stuck') return walker.place;
    while (walker.kind === 0 && !(walker.onEmptyLine && walker.column === 0))
      if (walker.backward() === 'stuck') return walker.place;
  }
  return walker.place;
}
