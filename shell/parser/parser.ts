import type { Script, Statement } from './ast.ts';
import { parseStatement } from './commands.ts';
import { Source } from './source.ts';

export interface ParserOptions {
  readonly aliases?: (name: string) => string | undefined;
  readonly firstLine?: number;
}

/**
 * Reads one complete command (up to the newline that ends it) at a time, as bash executes its input. Throws
 * `BashSyntaxError`, or `IncompleteInput` when more text could complete the command.
 */
export class Parser {
  readonly #source: Source;

  constructor(text: string, options: ParserOptions = {}) {
    this.#source = new Source(text, { ...options, parseScript: parseNested });
  }

  /** Null at the end of the text. */
  next(): Script | null {
    const source = this.#source;
    source.skipNewlines();
    if (source.atEnd) return null;
    const statements: Statement[] = [];
    while (!source.atEnd && source.char !== '\n') {
      statements.push(parseStatement(source));
      source.skipBlanks();
    }
    if (source.char === '\n') source.takeNewline();
    if (source.hereDocuments.length > 0) {
      throw source.incomplete(
        `here-document delimited by end-of-file (wanted \`${source.hereDocuments[0]!.delimiter}')`,
      );
    }
    return { statements };
  }

  line(): number {
    return this.#source.line();
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
function parseNested(source: Source): Script {
  const statements: Statement[] = [];
  for (;;) {
    source.skipNewlines();
    if (source.atEnd || source.char === ')') return { statements };
    statements.push(parseStatement(source));
  }
}
