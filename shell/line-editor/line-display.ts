import { unitWidth } from './character-units.ts';

interface Place {
  readonly row: number;
  readonly column: number;
}

/** What is on the screen below the start of the prompt's last line. */
interface Drawn {
  /** The line's units as shown, e.g. `^A` for a control character. */
  readonly shown: readonly string[];
  /** Where each of them begins; one place more for the end. */
  readonly places: readonly Place[];
  readonly columns: number;
}

/** Draws a prompt and the line after it, and what changed of them at each key. Gives the bytes to print. */
export class LineDisplay {
  #prompt = '';
  /** Where the prompt ends. */
  #start: Place = { row: 0, column: 0 };
  #drawn: Drawn = { shown: [], places: [{ row: 0, column: 0 }], columns: 80 };
  #at: Place = { row: 0, column: 0 };

  /** A prompt on a fresh line, with this text. */
  start(prompt: string, units: readonly string[], cursor: number, columns: number): string {
    const lines = prompt.split('\n');
    const above = lines.slice(0, -1).map((line) => `${withoutMarks(line)}\r\n`);
    return above.join('') + this.#whole(lines.at(-1)!, units, cursor, columns);
  }

  get prompt(): string {
    return this.#prompt;
  }

  /** The last line of the prompt becomes another, in place (a search's, an argument's). */
  changePrompt(prompt: string, units: readonly string[], cursor: number, columns: number): string {
    return this.#toStart() + this.#whole(prompt, units, cursor, columns);
  }

  /** Everything again, in place. */
  redraw(units: readonly string[], cursor: number, columns: number): string {
    return this.#toStart() + this.#whole(this.#prompt, units, cursor, columns);
  }

  /** The prompt's last line and the text where the cursor stands now, at the left edge. */
  again(units: readonly string[], cursor: number, columns: number): string {
    return this.#whole(this.#prompt, units, cursor, columns);
  }

  update(units: readonly string[], cursor: number, columns: number): string {
    if (columns !== this.#drawn.columns) return this.redraw(units, cursor, columns);
    const before = this.#drawn;
    const now = this.#layOut(units, columns);
    this.#drawn = now;
    let same = 0;
    const most = Math.min(before.shown.length, now.shown.length);
    while (same < most && before.shown[same] === now.shown[same]) same++;
    let out = '';
    if (same < before.shown.length || same < now.shown.length) {
      out += this.#moveTo(now.places[same]!) + this.#print(now, same);
      const [endBefore, end] = [before.places.at(-1)!, now.places.at(-1)!];
      if (endBefore.row > end.row) out += '\x1b[J';
      else if (same < before.shown.length && (endBefore.row < end.row || endBefore.column > end.column))
        out += '\x1b[K';
      else if (same < before.shown.length && hasLineBreak(before.shown, same)) out += '\x1b[J';
    }
    return out + this.#moveTo(now.places[cursor]!);
  }

  /** Goes to the beginning of the line below the text. */
  leave(): string {
    const end = this.#drawn.places.at(-1)!;
    // An empty last row, where the one above is full or ends with a newline, is gone on with.
    return `${this.#moveTo(end)}${end.column === 0 && end.row > 0 ? '\r' : '\r\n'}`;
  }

  #whole(prompt: string, units: readonly string[], cursor: number, columns: number): string {
    this.#prompt = prompt;
    this.#start = placeAfterPrompt(prompt, columns);
    this.#drawn = this.#layOut(units, columns);
    this.#at = this.#start;
    const fill = this.#start.column === 0 && this.#start.row > 0 ? ' \r' : '';
    const out = withoutMarks(prompt) + fill + this.#print(this.#drawn, 0);
    return out + this.#moveTo(this.#drawn.places[cursor]!);
  }

  #toStart(): string {
    const up = this.#at.row > 0 ? `\x1b[${this.#at.row}A` : '';
    return `${up}\r\x1b[J`;
  }

  /** Prints the units from `from` on; the cursor is where the first of them begins. */
  #print(drawn: Drawn, from: number): string {
    const end = drawn.places.at(-1)!;
    let out = '';
    for (let at = from; at < drawn.shown.length; at++) {
      const shown = drawn.shown[at]!;
      if (shown === '\n') out += '\x1b[K\r\n';
      else out += shown;
    }
    // A full row leaves the cursor at its end: print on, so that both sides agree where it is.
    if (drawn.shown.length > from && end.column === 0 && drawn.shown.at(-1) !== '\n') out += ' \r';
    this.#at = end;
    return out;
  }

  #layOut(units: readonly string[], columns: number): Drawn {
    const shown: string[] = new Array(units.length);
    const places: Place[] = new Array(units.length + 1);
    let { row, column } = this.#start;
    for (let at = 0; at < units.length; at++) {
      const unit = units[at]!;
      const code = unit.charCodeAt(0);
      let width = 1;
      if (code >= 32 && code < 127) shown[at] = unit;
      else if (unit === '\t') {
        width = 8 - (column % 8);
        shown[at] = ' '.repeat(width);
      } else if (unit === '\n') {
        shown[at] = unit;
        places[at] = { row, column };
        row++;
        column = 0;
        continue;
      } else if (code < 32 || code === 127) {
        shown[at] = code === 127 ? '^?' : `^${String.fromCharCode(code + 64)}`;
        width = 2;
      } else {
        shown[at] = unit;
        width = unitWidth(unit);
      }
      const isOnePiece = width <= 2 && code >= 127;
      if (isOnePiece && column + width > columns && columns > 1) {
        row++;
        column = 0;
      }
      places[at] = { row, column };
      column += width;
      while (column >= columns) {
        row++;
        column -= columns;
      }
    }
    places[units.length] = { row, column };
    return { shown, places, columns };
  }

  #moveTo(place: Place): string {
    const { row, column } = this.#at;
    if (place.row === row && place.column === column) return '';
    this.#at = place;
    const vertical = place.row < row ? `\x1b[${row - place.row}A` : place.row > row ? `\x1b[${place.row - row}B` : '';
    if (place.column === column) return vertical;
    if (place.row === row && place.column === column - 1) return '\b';
    return `${vertical}\r${place.column > 0 ? `\x1b[${place.column}C` : ''}`;
  }
}

function hasLineBreak(shown: readonly string[], from: number): boolean {
  for (let at = from; at < shown.length; at++) if (shown[at] === '\n') return true;
  return false;
}

/** The prompt without readline's marks \[ and \]. */
function withoutMarks(prompt: string): string {
  return prompt.replace(/[\x01\x02]/g, '');
}

function placeAfterPrompt(prompt: string, columns: number): Place {
  let row = 0;
  let column = 0;
  // Readline counts what is not between the marks, escape sequences too.
  for (const char of prompt.replace(/\x01[^\x02]*\x02?/g, '').replace(/\x1b\[[0-9;]*m|[\x00-\x08\x0a-\x1f]/g, '')) {
    const width = char === '\t' ? 8 - (column % 8) : unitWidth(char);
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
    if (column === columns) {
      row++;
      column = 0;
    }
  }
  return { row, column };
}
