import { posix } from 'node:path';
import type { RE2JS } from 're2js';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { compilePosix, ExpressionError } from '../../tools/posix-expression.ts';
import { FullScreen, inverse } from '../editor/full-screen.ts';
import type { PagerSource } from './pager-source.ts';
import { wrapPager } from './wrap-line.ts';

export interface PagerOptions {
  readonly name: string;
  readonly numbers: boolean;
  /** Searches without regard to case, unless the pattern has capital letters (-i). */
  readonly ignoresCase: boolean;
  /** Begins at the end and waits for more (+F). */
  readonly follows: boolean;
  /** Begins at the end (+G). */
  readonly atEnd: boolean;
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
  readonly #source: PagerSource;
  #options: PagerOptions;
  #asked: Promise<Awaited<ReturnType<FullScreen['key']>>> | null = null;
  #following = false;
  #marks = new Map<string, number>();
  #last = 0;
  #typed = '';
  #ignoresCase: boolean;
  #highlights = true;
  #layout: Layout | null = null;
  #top = 0;
  #left = 0;
  #message = '';
  #pattern: RE2JS | null = null;
  #backwards = false;

  constructor(process: Process, terminal: Terminal, source: PagerSource, options: PagerOptions) {
    this.#process = process;
    this.#terminal = terminal;
    this.#options = options;
    this.#source = source;
    this.#ignoresCase = options.ignoresCase;
    this.#following = options.follows;
  }

  get #lines(): readonly string[] {
    return this.#source.lines;
  }

  async run(): Promise<number> {
    if (this.#options.leavesWhenShort && (await this.#fitsScreen())) {
      if (this.#lines.length > 0) await this.#process.stdout.write(Buffer.from(`${this.#lines.join('\n')}\n`));
      return 0;
    }
    const screen = new FullScreen(this.#process, this.#terminal);
    const forget = this.#watchFile();
    try {
      if (this.#options.atEnd) await this.#readToEnd(screen);
      for (;;) {
        if (this.#following) this.#top = this.#endOf(screen);
        await this.#paint(screen);
        const key = await this.#next(screen);
        if (key === 'changed') continue;
        if (key === null) return 0;
        if (key === 'resize' || 'pasted' in key) continue;
        this.#message = '';
        const [name = ''] = 'text' in key ? key.text : [key.name];
        if ('text' in key && key.text.length > name.length) screen.unread({ text: key.text.slice(name.length) });
        if (this.#following && name === 'C-c') {
          this.#following = false;
          continue;
        }
        if (/^[qQ]$/.test(name)) return 0;
        if (name === 'C-c') continue;
        if (/^\d$/.test(name)) this.#typed += name;
        else if (await this.#command(screen, name)) return 0;
        else this.#typed = '';
      }
    } finally {
      forget();
      screen.close();
    }
  }

  /** A key, or that there is more to show: only asked while the end of what is known is seen. */
  async #next(screen: FullScreen): Promise<Awaited<ReturnType<FullScreen['key']>> | 'changed'> {
    this.#asked ??= screen.key();
    const seesEnd = this.#top >= this.#endOf(screen);
    const waits = this.#following || (!this.#source.ended && seesEnd);
    const key = await (waits ? Promise.race([this.#asked, this.#source.changed()]) : this.#asked);
    if (key !== 'changed') this.#asked = null;
    return key;
  }

  /** True when all of it is there and fits; reads on until that is known. */
  async #fitsScreen(): Promise<boolean> {
    const [columns, rows] = [this.#terminal.columns(), this.#terminal.rows()];
    while (!this.#source.ended && this.#rows(columns).rows.length < rows) await this.#source.changed();
    return this.#rows(columns).rows.length < rows;
  }

  async #readToEnd(screen: FullScreen): Promise<void> {
    while (!this.#source.ended) await this.#source.changed();
    this.#rows(screen.columns);
    this.#top = this.#endOf(screen);
  }

  #endOf(screen: FullScreen): number {
    this.#rows(screen.columns);
    return this.#end(Math.max(1, screen.rows - 1));
  }

  /** What is appended to a file is seen by F. */
  #watchFile(): () => void {
    const { name } = this.#source;
    if (name === '' || name === '-') return () => {};
    const path = posix.resolve(this.#process.workingDirectory, name);
    return this.#process.machine.files.watch(path, () => {
      if (!this.#following) return;
      this.#source.readFile(this.#process);
      this.#layout = null;
    });
  }

  /** True when the pager is to leave. */
  async #command(screen: FullScreen, name: string): Promise<boolean> {
    const height = screen.rows - 1;
    if (name === '/' || name === '?' || name === '&') await this.#ask(screen, name);
    else if (name === 'F') {
      await this.#readToEnd(screen);
      this.#following = true;
    } else if (name === '=' || name === 'C-g') this.#tellPlace(screen);
    else if (name === 'm' || name === "'") await this.#mark(screen, name);
    else if (name === '-') await this.#toggle(screen);
    else if (name === 'M-u') this.#highlights = !this.#highlights;
    else if (name === 'h' || name === 'H')
      this.#message = inverse("HELP -- space b d u g G / ? n N & F m ' = -N -S -i q  (press RETURN)");
    else if ((name === 'G' || name === '>' || name === 'end') && this.#typed === '') {
      this.#remember();
      await this.#readToEnd(screen);
    } else if (/^[gG<>p%]$/.test(name) && this.#typed !== '') this.#goTo(name, height);
    else return this.#press(name, height);
    return false;
  }

  /** `12g` a line, `50%` and `50p` a part. */
  #goTo(name: string, height: number): void {
    this.#remember();
    const wanted = Number(this.#typed);
    const line = /[p%]/.test(name) ? Math.floor((this.#lines.length * Math.min(100, wanted)) / 100) : wanted - 1;
    const row = this.#layout!.lineOfRow.indexOf(Math.max(0, Math.min(line, this.#lines.length - 1)));
    this.#top = Math.max(0, row > this.#end(height) ? Math.max(this.#end(height), 0) : row);
  }

  #remember(): void {
    this.#last = this.#top;
  }

  #tellPlace(screen: FullScreen): void {
    const { lineOfRow } = this.#layout!;
    const [first, last] = [
      lineOfRow[this.#top] ?? 0,
      lineOfRow[Math.min(this.#top + screen.rows - 2, lineOfRow.length - 1)] ?? 0,
    ];
    const byte = this.#lines.slice(0, last + 1).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    const total = this.#source.byteLength;
    const known = this.#source.ended ? `/${total}` : '';
    const percent = this.#source.ended ? ` ${Math.min(100, Math.floor((byte * 100) / Math.max(1, total)))}%` : '';
    const isEnd = this.#source.ended && last === this.#lines.length - 1;
    const name = this.#source.name === '' || this.#source.name === '-' ? '' : `${this.#source.name} `;
    this.#message = inverse(
      `${name}lines ${first + 1}-${last + 1}${this.#source.ended ? `/${this.#lines.length}` : ''} byte ${byte}${known}${isEnd ? ' (END)' : percent}  (press RETURN)`,
    );
  }

  async #mark(screen: FullScreen, sign: string): Promise<void> {
    this.#message = inverse(sign === 'm' ? 'set mark: ' : 'goto mark: ');
    await this.#paint(screen);
    const key = await screen.key();
    this.#message = '';
    if (key === null || key === 'resize' || !('text' in key)) return;
    if (sign === 'm') {
      this.#marks.set(key.text, this.#top);
      return;
    }
    const special: Record<string, number> = { "'": this.#last, '^': 0, $: this.#end(screen.rows - 1) };
    const place = special[key.text] ?? this.#marks.get(key.text);
    if (place === undefined) this.#message = inverse('Mark not set  (press RETURN)');
    else {
      this.#remember();
      this.#top = place;
    }
  }

  /** `-N`, `-S`, `-i` while it runs. */
  async #toggle(screen: FullScreen): Promise<void> {
    this.#message = '-';
    await this.#paint(screen, true);
    const key = await screen.key();
    this.#message = '';
    if (key === null || key === 'resize' || !('text' in key)) return;
    const line = this.#layout?.lineOfRow[this.#top] ?? 0;
    const told: Record<string, () => string> = {
      N: () => {
        this.#options = { ...this.#options, numbers: !this.#options.numbers };
        return this.#options.numbers ? 'Constantly display line numbers' : "Don't use line numbers";
      },
      S: () => {
        this.#options = { ...this.#options, cut: !this.#options.cut };
        return this.#options.cut ? 'Chop long lines' : 'Fold long lines';
      },
      i: () => {
        this.#ignoresCase = !this.#ignoresCase;
        return this.#ignoresCase ? 'Ignore case in searches' : 'Case is significant in searches';
      },
      R: () => {
        this.#options = { ...this.#options, colours: !this.#options.colours };
        return this.#options.colours ? 'Display raw characters' : 'Display control characters as ^X';
      },
    };
    const change = told[key.text];
    this.#message = inverse(
      `${change ? change() : `There is no -${key.text} option ("-${key.text}" is not an option)`}  (press RETURN)`,
    );
    this.#layout = null;
    this.#top = Math.max(0, this.#rows(screen.columns).lineOfRow.indexOf(line));
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
        this.#pattern = compilePosix(answer, {
          extended: true,
          ignoreCase: this.#ignoresCase && answer === answer.toLowerCase(),
        });
      this.#find(this.#backwards, screen.rows - 1);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#message = inverse(`${error.message}  (press RETURN)`);
    }
  }

  #find(backwards: boolean, height: number): void {
    const pattern = this.#pattern;
    const layout = this.#layout!;
    this.#remember();
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
    const known = this.#layout?.columns === columns ? this.#layout : null;
    const from = known ? (known.lineOfRow.at(-1) ?? -1) + 1 : 0;
    if (known && from >= this.#lines.length) return known;
    const rows = known ? [...known.rows] : [];
    const lineOfRow = known ? [...known.lineOfRow] : [];
    this.#lines.slice(from).forEach((line, index) => {
      const at = from + index;
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
    this.#top = Math.max(0, Math.min(this.#top, rows.length - 1));
    const shown = Array.from({ length: height }, (_, at) => {
      const row = this.#top + at;
      if (this.#left > 0 && row < rows.length) return this.#shifted(row, screen.columns);
      return this.#marked(rows[row] ?? '~');
    });
    const atEnd = this.#source.ended && this.#top + height >= rows.length;
    const waiting = this.#following ? 'Waiting for data... (interrupt to abort)' : '';
    const name = this.#top === 0 && this.#options.name !== '' && !atEnd ? inverse(this.#options.name) : ':';
    const percent = Math.min(100, Math.floor(((this.#top + height) / rows.length) * 100));
    const more = inverse(`--More--(${percent}%)`);
    const status =
      this.#message ||
      waiting ||
      (this.#typed === '' ? '' : `:${this.#typed}`) ||
      (this.#options.leavesAtEnd ? more : atEnd ? inverse('(END)') : name);
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
    if (!this.#pattern || !this.#highlights || row.includes('\x1b')) return row;
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
