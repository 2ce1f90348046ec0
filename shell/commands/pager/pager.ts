import type { RE2JS } from 're2js';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import { FullScreen, inverse } from '../editor/full-screen.ts';
import { wrapPager } from './wrap-line.ts';

export interface PagerOptions {
  readonly name: string;
  readonly numbers: boolean;
  /** Long lines are cut at the right side instead of wrapped (-S). */
  readonly cut: boolean;
  /** SGR sequences pass (-R); otherwise ESC is shown. */
  readonly colours: boolean;
  readonly leavesWhenShort: boolean;
  readonly leavesAtEnd: boolean;
}

/** The screen rows of a text, and which line each belongs to. */
interface Layout {
  readonly columns: number;
  readonly rows: readonly string[];
  readonly lineOfRow: readonly number[];
}

export class Pager {
  readonly #process: Process;
  readonly #terminal: Terminal;
  readonly #lines: readonly string[];
  readonly #options: PagerOptions;
  #layout: Layout | null = null;
  #top = 0;
  #left = 0;
  #message = '';
  #pattern: RE2JS | null = null;
  #backwards = false;

  constructor(process: Process, terminal: Terminal, text: string, options: PagerOptions) {
    this.#process = process;
    this.#terminal = terminal;
    this.#options = options;
    this.#lines = text.replace(/\n$/, '').split('\n');
  }

  async run(): Promise<number> {
    if (this.#options.leavesWhenShort && this.#rows(this.#terminal.columns()).rows.length < this.#terminal.rows()) {
      await this.#process.stdout.write(Buffer.from(`${this.#lines.join('\n')}\n`));
      return 0;
    }
    const screen = new FullScreen(this.#process, this.#terminal);
    try {
      for (;;) {
        await this.#paint(screen);
        const key = await screen.key();
        if (key === null) return 0;
        if (key === 'resize' || 'pasted' in key) continue;
        this.#message = '';
        const [name = ''] = 'text' in key ? key.text : [key.name];
        if ('text' in key && key.text.length > name.length) screen.unread({ text: key.text.slice(name.length) });
        if (/^(q|Q|C-c)$/.test(name)) return 0;
        if (name === '/' || name === '?') await this.#ask(screen, name);
        else if (this.#press(name, screen.rows - 1)) return 0;
      }
    } finally {
      screen.close();
    }
  }

  /** True when the pager is to leave. */
  #press(name: string, height: number): boolean {
    const end = this.#end(height);
    const atEnd = this.#top >= end;
    const half = Math.max(1, height >> 1);
    const steps: Record<string, number> = {
      ...{ ' ': height, f: height, 'C-f': height, 'C-v': height, 'page-down': height },
      ...{ b: -height, 'C-b': -height, 'page-up': -height, 'M-v': -height },
      ...{ d: half, 'C-d': half, u: -half, 'C-u': -half },
      ...{ j: 1, e: 1, enter: 1, 'C-j': 1, 'C-n': 1, down: 1, k: -1, y: -1, 'C-p': -1, up: -1 },
      ...{ g: Number.NEGATIVE_INFINITY, '<': Number.NEGATIVE_INFINITY, home: Number.NEGATIVE_INFINITY },
      ...{ G: Number.POSITIVE_INFINITY, '>': Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY },
    };
    const step = steps[name];
    if (step !== undefined) {
      if (step > 0 && atEnd && this.#options.leavesAtEnd) return true;
      this.#top = Math.max(0, Math.min(this.#top + step, end));
    } else if (name === 'right' && this.#options.cut) this.#left += 8;
    else if (name === 'left') this.#left = Math.max(0, this.#left - 8);
    else if (name === 'n') this.#find(this.#backwards, height);
    else if (name === 'N') this.#find(!this.#backwards, height);
    return false;
  }

  #end(height: number): number {
    return Math.max(0, (this.#layout?.rows.length ?? 0) - height);
  }

  async #ask(screen: FullScreen, sign: string): Promise<void> {
    let answer = '';
    for (;;) {
      this.#message = sign + answer;
      await this.#paint(screen, true);
      const key = await screen.key();
      if (key === 'resize') continue;
      const name = key === null ? 'C-c' : 'name' in key ? key.name : '';
      if (key && 'text' in key) answer += key.text;
      else if (name === 'backspace' && answer !== '') answer = [...answer].slice(0, -1).join('');
      else if (/^(C-c|escape|backspace)$/.test(name)) {
        this.#message = '';
        return;
      } else if (name === 'enter') break;
    }
    this.#message = '';
    this.#backwards = sign === '?';
    try {
      if (answer !== '')
        this.#pattern = compilePosix(answer, { extended: true, ignoreCase: answer === answer.toLowerCase() });
      this.#find(this.#backwards, screen.rows - 1);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#message = inverse(`${error.message}  (press RETURN)`);
    }
  }

  #find(backwards: boolean, height: number): void {
    const pattern = this.#pattern;
    const layout = this.#layout!;
    if (!pattern) {
      this.#message = inverse('No previous regular expression  (press RETURN)');
      return;
    }
    const step = backwards ? -1 : 1;
    for (let line = layout.lineOfRow[this.#top]! + step; line >= 0 && line < this.#lines.length; line += step) {
      if (!pattern.matcher(withoutColours(this.#lines[line]!)).find()) continue;
      this.#top = Math.min(layout.lineOfRow.indexOf(line), Math.max(this.#end(height), 0));
      if (this.#top < layout.lineOfRow.indexOf(line)) this.#top = layout.lineOfRow.indexOf(line);
      return;
    }
    this.#message = inverse('Pattern not found  (press RETURN)');
  }

  #rows(columns: number): Layout {
    if (this.#layout?.columns === columns) return this.#layout;
    const rows: string[] = [];
    const lineOfRow: number[] = [];
    this.#lines.forEach((line, at) => {
      const prefix = this.#options.numbers ? `${String(at + 1).padStart(7)} ` : '';
      const pieces = wrapPager(line, Math.max(1, columns - prefix.length), this.#options.colours);
      pieces.forEach((piece, part) => {
        if (part > 0 && this.#options.cut) return;
        rows.push((part === 0 ? prefix : ' '.repeat(prefix.length)) + piece);
        lineOfRow.push(at);
      });
    });
    this.#layout = { columns, rows, lineOfRow };
    return this.#layout;
  }

  async #paint(screen: FullScreen, asking = false): Promise<void> {
    const height = Math.max(1, screen.rows - 1);
    const { rows } = this.#rows(screen.columns);
    this.#top = Math.min(this.#top, rows.length - 1);
    const shown = Array.from({ length: height }, (_, at) => {
      const row = this.#top + at;
      if (this.#left > 0 && row < rows.length) return this.#shifted(row, screen.columns);
      return this.#marked(rows[row] ?? '~');
    });
    const atEnd = this.#top + height >= rows.length;
    const name = this.#top === 0 && this.#options.name !== '' && !atEnd ? inverse(this.#options.name) : ':';
    const percent = Math.min(100, Math.floor(((this.#top + height) / rows.length) * 100));
    const more = inverse(`--More--(${percent}%)`);
    const status = this.#message || (this.#options.leavesAtEnd ? more : atEnd ? inverse('(END)') : name);
    await screen.paint([...shown, status], {
      row: height,
      column: asking ? this.#message.length : withoutColours(status).length,
    });
  }

  #shifted(row: number, columns: number): string {
    const line = withoutColours(this.#lines[this.#layout!.lineOfRow[row]!]!);
    return this.#marked(wrapPager(line.slice(this.#left), columns, false)[0]!);
  }

  /** Matches of the search stand out; in coloured rows they do not, since a match may span a colour's sequence. */
  #marked(row: string): string {
    if (!this.#pattern || row.includes('\x1b')) return row;
    const matcher = this.#pattern.matcher(row);
    let [result, copied] = ['', 0];
    while (matcher.find()) {
      if (matcher.end() === matcher.start()) continue;
      result += row.slice(copied, matcher.start()) + inverse(row.slice(matcher.start(), matcher.end()));
      copied = matcher.end();
    }
    return result + row.slice(copied);
  }
}

function withoutColours(text: string): string {
  return text.replace(/\x1b\[[0-9;]*m/g, '');
}
