/** The command under the cursor of a line that is still being typed. */
export interface CommandLine {
  /** Its words, unquoted; the last is the one under the cursor (maybe empty). */
  readonly words: readonly string[];
  /** The quote that is open at the cursor, or nothing. */
  readonly quote: '' | "'" | '"';
  /** Where the word under the cursor begins in the line, quote included. */
  readonly wordStart: number;
  /** Where what is completed of it begins: after the last `=` or `:` or an opening quote. */
  readonly pieceStart: number;
  /** That piece, unquoted. */
  readonly piece: string;
  /** The word is a file to redirect from or to. */
  readonly isRedirection: boolean;
  /** Where the command begins in the line. */
  readonly commandStart: number;
}

const COMMAND_SEPARATORS = new Set([';', '&', '|', '(', '{', '`', '\n']);
/** Words after which another command begins. */
const BEFORE_COMMAND = new Set(['then', 'do', 'else', 'elif', 'if', 'while', 'until', '!', '{', 'time']);

/** Cuts the line up to the cursor into the words of its last command. */
export function commandLineAt(line: string, breaksAtColon = true): CommandLine {
  const cutter = new LineCutter(line, breaksAtColon);
  cutter.cut();
  return cutter.result();
}

class LineCutter {
  readonly #line: string;
  readonly #breaksAtColon: boolean;
  #words: string[] = [];
  #word: string | null = null;
  #quote: CommandLine['quote'] = '';
  #wordStart = 0;
  #pieceStart = 0;
  #pieceFrom = 0;
  #commandStart = 0;
  #isRedirection = false;
  #wordIsRedirection = false;

  constructor(line: string, breaksAtColon: boolean) {
    this.#line = line;
    this.#breaksAtColon = breaksAtColon;
  }

  cut(): void {
    const line = this.#line;
    for (let at = 0; at < line.length; at++) {
      const char = line[at]!;
      if (this.#quote !== '') at = this.#quoted(char, at);
      else if (char === "'" || char === '"') this.#open(char, at);
      else if (char === '\\') {
        this.#begin(at);
        if (at + 1 < line.length) this.#word += line[++at]!;
      } else if (COMMAND_SEPARATORS.has(char) && !(char === '&' && line[at - 1] === '>')) this.#newCommand(char, at);
      else if (char === '<' || char === '>') {
        this.#endWord();
        this.#isRedirection = true;
      } else if (/\s/.test(char)) this.#endWord();
      else this.#plain(char, at);
    }
  }

  result(): CommandLine {
    const { length } = this.#line;
    const has = this.#word !== null;
    const word = this.#word ?? '';
    return {
      words: [...this.#words, word],
      quote: this.#quote,
      wordStart: has ? this.#wordStart : length,
      pieceStart: has ? this.#pieceStart : length,
      piece: word.slice(has ? this.#pieceFrom : 0),
      isRedirection: has ? this.#wordIsRedirection : this.#isRedirection,
      commandStart: this.#commandStart,
    };
  }

  #quoted(char: string, at: number): number {
    if (char === this.#quote) this.#quote = '';
    else if (char === '\\' && this.#quote === '"' && /[\\"$`]/.test(this.#line[at + 1] ?? '')) {
      this.#word += this.#line[at + 1]!;
      return at + 1;
    } else this.#word += char;
    return at;
  }

  #open(char: "'" | '"', at: number): void {
    this.#begin(at);
    this.#quote = char;
    this.#pieceStart = at + 1;
    this.#pieceFrom = this.#word!.length;
  }

  #begin(at: number): void {
    if (this.#word !== null) return;
    this.#word = '';
    this.#wordStart = at;
    this.#pieceStart = at;
    this.#pieceFrom = 0;
    this.#wordIsRedirection = this.#isRedirection;
    if (this.#words.length === 0 && !this.#isRedirection) this.#commandStart = at;
  }

  #plain(char: string, at: number): void {
    this.#begin(at);
    this.#word += char;
    if (char !== '=' && !(char === ':' && this.#breaksAtColon)) return;
    this.#pieceStart = at + 1;
    this.#pieceFrom = this.#word!.length;
  }

  #newCommand(char: string, at: number): void {
    if (char === '{' && this.#word !== null) return this.#plain(char, at);
    this.#words = [];
    this.#word = null;
    this.#isRedirection = false;
    this.#commandStart = at + 1;
  }

  #endWord(): void {
    const word = this.#word;
    if (word === null) return;
    this.#word = null;
    if (this.#wordIsRedirection) {
      this.#isRedirection = false;
      this.#wordIsRedirection = false;
      return;
    }
    const isFirst = this.#words.length === 0;
    if (isFirst && (/^[A-Za-z_]\w*\+?=/.test(word) || BEFORE_COMMAND.has(word))) return;
    this.#words.push(word);
  }
}
