import type { Script } from './ast.ts';
import { BashSyntaxError, IncompleteInput } from './errors.ts';

export interface PendingHereDocument {
  readonly delimiter: string;
  readonly stripTabs: boolean;
  /** Where it was asked for. */
  readonly line: number;
  fill(body: string): void;
}

export interface SourceOptions {
  readonly aliases?: (name: string) => string | undefined;
  readonly firstLine?: number;
  /** Told of a here-document that the end of the text ends; absent: more text is wanted. */
  readonly warn?: (message: string, line: number) => void;
  /** Parses statements up to a closing token: how words reach the grammar of commands. */
  readonly parseScript: (source: Source) => Script;
}

const OPERATORS = ['&>>', '<<<', '<<-', ';;&', '&&', '||', ';;', ';&', '|&', '&>', '<<', '<&', '<>', '>&', '>>', '>|'];
const SINGLE_OPERATORS = new Set([';', '&', '|', '<', '>', '(', ')']);

/** A cursor over source text: blanks, comments, newlines with the here-documents after them, operators, aliases. */
export class Source {
  text: string;
  position = 0;
  /** Command substitutions around what is read. */
  substitutions = 0;
  readonly options: SourceOptions;
  readonly hereDocuments: PendingHereDocument[] = [];
  readonly #firstLine: number;
  readonly #expandedAliases = new Map<string, number>();
  #blankEnds: number[] = [];
  /** How many newlines stand before a position that was asked for. */
  #counted = { position: 0, newlines: 0 };

  constructor(text: string, options: SourceOptions) {
    this.text = text;
    this.options = options;
    this.#firstLine = options.firstLine ?? 1;
  }

  get char(): string {
    return this.text[this.position] ?? '';
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.position);
  }

  /** Goes past `text` when it stands here. */
  take(text: string): boolean {
    if (!this.startsWith(text)) return false;
    this.position += text.length;
    return true;
  }

  match(pattern: RegExp): string | null {
    pattern.lastIndex = this.position;
    return pattern.exec(this.text)?.[0] ?? null;
  }

  /** Blanks, continued lines and a comment, but no newline. */
  skipBlanks(): void {
    for (;;) {
      const char = this.char;
      if (char === ' ' || char === '\t') this.position++;
      else if (this.startsWith('\\\n')) this.position += 2;
      else break;
    }
    if (this.char === '#') while (!this.atEnd && this.text[this.position] !== '\n') this.position++;
  }

  /** Newlines too, with the here-documents that begin after them. */
  skipNewlines(): void {
    for (;;) {
      this.skipBlanks();
      if (this.char !== '\n') return;
      this.takeNewline();
    }
  }

  takeNewline(): void {
    this.position++;
    for (const document of this.hereDocuments.splice(0)) this.#readHereDocument(document);
  }

  /** The operator that stands here, without going past it. */
  operator(): string | null {
    const char = this.char;
    if (char === '\n') return '\n';
    if (!SINGLE_OPERATORS.has(char)) return null;
    for (const operator of OPERATORS) if (this.startsWith(operator)) return operator;
    return char;
  }

  line(): number {
    if (this.#counted.position > this.position) this.#counted = { position: 0, newlines: 0 };
    const counted = this.#counted;
    const { text, position } = this;
    for (let at = text.indexOf('\n', counted.position); at >= 0 && at < position; at = text.indexOf('\n', at + 1))
      counted.newlines++;
    counted.position = position;
    return this.#firstLine + counted.newlines;
  }

  /** The line that bash is at when it has met the end: it has read the newline that is not there. */
  lineOfEnd(): number {
    this.position = this.text.length;
    return this.line() + (this.text.endsWith('\n') ? 0 : 1);
  }

  /** Replaces the command word that began at `start` by its alias. False when it has none, or is being expanded. */
  expandAlias(name: string, start: number): boolean {
    const value = this.options.aliases?.(name);
    if (value === undefined) return false;
    const until = this.#expandedAliases.get(name);
    if (until !== undefined && start < until) return false;
    const before = this.text.length;
    this.text = this.text.slice(0, start) + value + this.text.slice(this.position);
    const grown = this.text.length - before;
    for (const [other, end] of this.#expandedAliases) if (end > start) this.#expandedAliases.set(other, end + grown);
    this.#expandedAliases.set(name, start + value.length + 1);
    this.#blankEnds = this.#blankEnds.map((end) => (end > start ? end + grown : end));
    if (/[ \t]$/.test(value)) this.#blankEnds.push(start + value.length);
    this.position = start;
    if (this.#counted.position > start) this.#counted = { position: 0, newlines: 0 };
    return true;
  }

  /** Whether an alias whose text ends in a blank was used up just now: the next word may be an alias, too. */
  aliasFollows(): boolean {
    const { position } = this;
    for (const end of this.#blankEnds) if (end - 1 === position || end === position) return true;
    return false;
  }

  /** Where no newline may stand either: at the end bash has met the newline that it adds. */
  unexpectedHere(): BashSyntaxError {
    if (!this.atEnd) return this.unexpected();
    const message = "syntax error near unexpected token `newline'";
    return new BashSyntaxError(message, this.line(), this.#currentLine());
  }

  unexpected(): BashSyntaxError {
    if (this.atEnd) {
      return new IncompleteInput('syntax error: unexpected end of file', this.lineOfEnd());
    }
    const line = this.line();
    return new BashSyntaxError(`syntax error near unexpected token \`${this.#token()}'`, line, this.#currentLine());
  }

  unclosedBy(message: string, line: number): IncompleteInput {
    return new IncompleteInput(message, line);
  }

  incomplete(message: string): IncompleteInput {
    return new IncompleteInput(message, this.line());
  }

  unclosed(delimiter: string, line: number): IncompleteInput {
    return new IncompleteInput(`unexpected EOF while looking for matching \`${delimiter}'`, line);
  }

  #token(): string {
    const operator = this.operator();
    if (operator) return operator === '\n' ? 'newline' : operator;
    return this.match(/[^\s;&|<>()]+/y) ?? this.char;
  }

  #currentLine(): string {
    const start = this.text.lastIndexOf('\n', this.position - 1) + 1;
    const end = this.text.indexOf('\n', this.position);
    return `\`${this.text.slice(start, end < 0 ? undefined : end)}'`;
  }

  /** The text ended inside a here-document, or before it began. */
  endOfHereDocument(document: PendingHereDocument): void {
    const message = `here-document at line ${document.line} delimited by end-of-file (wanted \`${document.delimiter}')`;
    if (!this.options.warn) throw this.incomplete(message);
    this.options.warn(message, this.text.endsWith('\n') ? this.line() - 1 : this.line());
  }

  #readHereDocument(document: PendingHereDocument): void {
    const lines: string[] = [];
    for (;;) {
      if (this.atEnd) {
        this.endOfHereDocument(document);
        break;
      }
      const end = this.text.indexOf('\n', this.position);
      const whole = this.text.slice(this.position, end < 0 ? undefined : end);
      const line = document.stripTabs ? whole.replace(/^\t+/, '') : whole;
      this.position = end < 0 ? this.text.length : end + 1;
      if (line === document.delimiter) break;
      // Inside a command substitution the parenthesis that closes it may stand behind the delimiter.
      if (line.startsWith(`${document.delimiter})`) && this.substitutions > 0) {
        this.position -= line.length - document.delimiter.length + (end < 0 ? 0 : 1);
        break;
      }
      lines.push(`${line}\n`);
    }
    document.fill(lines.join(''));
  }
}
