import stringWidth from 'string-width';

/** Where the cursor is after printing text on a screen of `columns`. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Draws a prompt and the line after it, and redraws them in place when they change. */
export class LineDisplay {
  #promptLast = '';
  #row = 0;

  /** Everything to print for a fresh prompt with this line. */
  start(prompt: string, text: string, before: string, columns: number): string {
    const lines = prompt.split('\n');
    this.#promptLast = lines.pop()!;
    this.#row = 0;
    const above = lines.map((line) => `${shown(line)}\r\n`).join('');
    return above + this.#draw(text, before, columns);
  }

  /** The line again, after a change. */
  redraw(text: string, before: string, columns: number): string {
    const up = this.#row > 0 ? `\x1b[${this.#row}A` : '';
    return `${up}\r\x1b[J${this.#draw(text, before, columns)}`;
  }

  /** Another prompt on the same line (Ctrl-R). */
  withPrompt(prompt: string): void {
    this.#promptLast = prompt;
  }

  get prompt(): string {
    return this.#promptLast;
  }

  /** Goes below the line, to print something there. */
  leave(text: string, columns: number): string {
    const end = this.#place(text, columns);
    const down = end.row - this.#row;
    this.#row = 0;
    return `${down > 0 ? `\x1b[${down}B` : ''}\r\n`;
  }

  #draw(text: string, before: string, columns: number): string {
    const end = this.#place(text, columns);
    const cursor = this.#place(before, columns);
    this.#row = cursor.row;
    // A full last row leaves the cursor at its end: print on, so that both sides agree where it is.
    const wrapped = end.column === 0 && end.row > 0 && !text.endsWith('\n') ? ' \r' : '';
    const up = end.row > cursor.row ? `\x1b[${end.row - cursor.row}A` : '';
    const right = cursor.column > 0 ? `\x1b[${cursor.column}C` : '';
    const body = visible(text).replaceAll('\n', '\r\n');
    return `${shown(this.#promptLast)}${body}${wrapped}${before === text && !wrapped ? '' : `${up}\r${right}`}`;
  }

  #place(text: string, columns: number): Place {
    return placeAfter(visible(withoutMarks(this.#promptLast)) + visible(text), columns);
  }
}

/** Control characters are shown as ^X, tabs as blanks. */
function visible(text: string): string {
  return text
    .replaceAll('\t', '        ')
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, (char) =>
      char === '\x7f' ? '^?' : `^${String.fromCharCode(char.charCodeAt(0) + 64)}`,
    );
}

/** The prompt without readline's marks. */
function shown(prompt: string): string {
  return prompt.replace(/[\x01\x02]/g, '');
}

/** The prompt without what is between the marks: what takes room. */
function withoutMarks(prompt: string): string {
  return prompt.replace(/\x01[^\x02]*\x02/g, '').replace(/\x1b\[[0-9;]*m/g, '');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function placeAfter(text: string, columns: number): Place {
  let row = 0;
  let column = 0;
  const isPlain = /^[\x20-\x7e\n]*$/.test(text);
  const characters = isPlain ? text : Array.from(segmenter.segment(text), ({ segment }) => segment);
  for (const char of characters) {
    if (char === '\n') {
      row++;
      column = 0;
      continue;
    }
    const width = isPlain ? 1 : stringWidth(char);
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
