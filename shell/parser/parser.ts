import type { Script, Statement } from './ast.ts';
import { parseStatement } from './commands.ts';
import { BashSyntaxError } from './errors.ts';
import { Source } from './source.ts';

export interface ParserOptions {
  readonly aliases?: (name: string) => string | undefined;
  readonly firstLine?: number;
  /** Told of a here-document that the end of the text ends; absent: the text is incomplete. */
  readonly warn?: (message: string, line: number) => void;
}

/**
 * Reads one complete command (up to the newline that ends it) at a time, as bash executes its input. Throws
 * `BashSyntaxError`, or `IncompleteInput` when more text could complete the command.
 */
export class Parser {
  readonly #source: Source;
  #lastStart = 0;

  constructor(text: string, options: ParserOptions = {}) {
    this.#source = new Source(text, { ...options, parseScript: nestedScript });
  }

  /** Null at the end of the text. */
  next(): Script | null {
    try {
      return this.#next();
    } catch (error) {
      // As bash's own parser says of commands nested beyond its stack.
      if (error instanceof RangeError) throw new BashSyntaxError('memory exhausted', this.#source.line());
      throw error;
    }
  }

  #next(): Script | null {
    const source = this.#source;
    this.#lastStart = source.position;
    source.skipNewlines();
    if (source.atEnd) return null;
    const statements: Statement[] = [];
    while (!source.atEnd && source.char !== '\n') {
      statements.push(parseStatement(source));
      source.skipBlanks();
    }
    if (source.char === '\n') source.takeNewline();
    for (const document of source.hereDocuments.splice(0)) source.endOfHereDocument(document);
    return { statements };
  }

  line(): number {
    return this.#source.line();
  }

  /** The source of what was read last. */
  lastText(): string {
    return this.#source.text.slice(this.#lastStart, this.#source.position).trimEnd();
  }
}

/** The whole text at once (`eval`, traps, `bash -n`). */
export function parseScript(text: string, options: ParserOptions = {}): Script {
  const parser = new Parser(text, options);
  const statements: Statement[] = [];
  for (let script = parser.next(); script; script = parser.next()) statements.push(...script.statements);
  return { statements };
}

/** Statements inside `$( )`, `<( )` or backquotes: up to the closing parenthesis or the end of the text. */
export function nestedScript(source: Source): Script {
  const statements: Statement[] = [];
  source.substitutions++;
  for (;;) {
    source.skipNewlines();
    if (source.atEnd || source.char === ')') break;
    statements.push(parseStatement(source));
  }
  source.substitutions--;
  return { statements };
}
