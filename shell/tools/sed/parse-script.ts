import { ExpressionError } from '../../expressions/syntax.ts';
import { TextExpression } from '../../expressions/text-expression.ts';
import { parseReplacement, unescapeText } from './replacement.ts';
import { type Address, type RangeEnd, ScriptError, type SedCommand, type Substitution } from './script.ts';

/** Parses a whole script; blocks and branches become jumps. Throws `ScriptError` in GNU sed's words. */
export function parseScript(source: string, extended: boolean): SedCommand[] {
  const commands = new Parser(source, extended).parse();
  const labels = new Map(commands.flatMap(({ name, label }, at) => (name === ':' && label ? [[label, at]] : [])));
  for (const command of commands) {
    if (!'btT'.includes(command.name)) continue;
    if (!command.label) command.target = commands.length;
    else {
      command.target = labels.get(command.label);
      if (command.target === undefined)
        throw new ScriptError(-1, `can't find label for jump to \`${command.label}'`, 4);
    }
  }
  return commands;
}

class Parser {
  readonly #source: string;
  readonly #extended: boolean;
  #at = 0;

  constructor(source: string, extended: boolean) {
    this.#source = source;
    this.#extended = extended;
  }

  parse(): SedCommand[] {
    const commands: SedCommand[] = [];
    const open: SedCommand[] = [];
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#source.length) break;
      if (this.#peek() === '#') {
        this.#skip(/[^\n]*/y);
        continue;
      }
      if (this.#peek() === '}' && open.length === 0) this.#fail("unexpected `}'", 1);
      if (/[+~]/.test(this.#peek() ?? '')) {
        this.#skip(/.\d*/y);
        this.#fail('invalid usage of +N or ~N as first address');
      }
      const command = this.#command();
      commands.push(command);
      if (command.name === '{') open.push(command);
      if (command.name === '}') {
        const block = open.pop() ?? this.#fail("unexpected `}'");
        block.target = commands.length;
      }
    }
    if (open.length > 0) throw new ScriptError(0, "unmatched `{'");
    return commands;
  }

  #command(): SedCommand {
    const from = this.#address();
    let to: RangeEnd | undefined;
    this.#skip(/[ \t]*/y);
    if (from && this.#peek() === ',') {
      this.#at++;
      this.#skip(/[ \t]*/y);
      to = this.#rangeEnd() ?? this.#fail("unexpected `,'", 1);
    }
    const bangs = this.#skip(/[ \t]*(?:![ \t]*)?/y);
    const negated = bangs.includes('!');
    if (negated && this.#peek() === '!') this.#fail("multiple `!'s", 1);
    const name = this.#source[this.#at++];
    if (name === undefined || name === '\n') this.#fail('missing command');
    const command = { name, negated, ...(from && { from }), ...(to && { to }) };
    if (from?.kind === 'line' && from.line === 0 && to?.kind !== 'expression' && !(name === 'r' && !to)) {
      this.#fail('invalid usage of line address 0');
    }
    if (name === ':' && from) this.#fail(": doesn't want any addresses");
    if ('qQ'.includes(name) && to) this.#fail('command only uses one address');
    return { ...command, ...this.#operands(name) };
  }

  #operands(name: string): Partial<SedCommand> {
    if (name === 's') return { substitution: this.#substitution() };
    if (name === 'y') return { characters: this.#transliteration() };
    if ('aic'.includes(name)) return { text: this.#text() };
    if ('rRwW'.includes(name)) return { text: this.#fileName() };
    if (':btT'.includes(name)) {
      const label = this.#skip(/[ \t]*[^;\n}]*/y).trim();
      if (name === ':' && label === '') this.#fail('":" lacks a label');
      return { label };
    }
    if ('qQ'.includes(name)) {
      const exitCode = Number(this.#skip(/[ \t]*\d*/y).trim());
      this.#end();
      return { exitCode };
    }
    if (name === '{') return {};
    if (name === 'v') {
      this.#skip(/[^;\n]*/y);
      return {};
    }
    if (name === 'l') {
      const width = this.#skip(/[ \t]*\d*/y).trim();
      this.#end();
      return width === '' ? {} : { width: Number(width) };
    }
    if (!'=dDFgGhHnNpPxz}'.includes(name)) this.#fail(`unknown command: \`${name}'`);
    this.#end();
    return {};
  }

  #address(): Address | undefined {
    const number = this.#skip(/\d+/y);
    if (number !== '') {
      if (this.#peek() !== '~') return { kind: 'line', line: Number(number) };
      this.#at++;
      return { kind: 'step', first: Number(number), step: Number(this.#skip(/\d*/y)) };
    }
    const character = this.#peek();
    if (character === '$') {
      this.#at++;
      return { kind: 'last' };
    }
    if (character !== '/' && character !== '\\') return undefined;
    this.#at += character === '/' ? 1 : 2;
    const delimiter = this.#source[this.#at - 1] ?? this.#fail('unterminated address regex');
    const source = this.#delimited(delimiter, true) ?? this.#fail('unterminated address regex');
    const flags = this.#skip(/[IM]*/y);
    return { kind: 'expression', expression: this.#expression(source, flags) };
  }

  #rangeEnd(): RangeEnd | undefined {
    const character = this.#peek();
    if (character !== '+' && character !== '~') return this.#address();
    this.#at++;
    const number = this.#skip(/\d+/y);
    return character === '+' ? { kind: 'count', count: Number(number) } : { kind: 'multiple', of: Number(number) };
  }

  #substitution(): Substitution {
    const delimiter = this.#source[this.#at++] ?? this.#fail("unterminated `s' command");
    const source = this.#delimited(delimiter, true) ?? this.#fail("unterminated `s' command");
    const replacement = this.#delimited(delimiter, false) ?? this.#fail("unterminated `s' command");
    const flags = this.#flags();
    const file = this.#peek() === 'w' ? this.#fileName(1) : undefined;
    if (file === undefined) this.#end("unknown option to `s'");
    const expression = this.#expression(source, flags);
    const parts = parseReplacement(replacement);
    const groups = expression?.groups ?? 9;
    for (const part of parts) {
      if (typeof part === 'object' && 'group' in part && part.group > groups) {
        this.#fail(`invalid reference \\${part.group} on \`s' command's RHS`);
      }
    }
    const number = /\d+/.exec(flags)?.[0];
    if (number === '0') this.#fail("number option to `s' command may not be zero");
    return {
      expression,
      replacement: parts,
      global: flags.includes('g'),
      print: flags.includes('p'),
      occurrence: Number(number ?? 1),
      ...(file !== undefined && { file }),
    };
  }

  #flags(): string {
    let flags = '';
    for (;;) {
      const flag = this.#skip(/\d+|[gpiIMm]| /y);
      if (flag === '') return flags;
      const again = /\d/.test(flag)
        ? /\d/.test(flags) && 'number'
        : 'gp'.includes(flag) && flags.includes(flag) && `\`${flag}'`;
      if (again) this.#fail(`multiple ${again} options to \`s' command`);
      flags += flag;
    }
  }

  #transliteration(): ReadonlyMap<string, string> {
    const delimiter = this.#source[this.#at++] ?? this.#fail("unterminated `y' command");
    const from = this.#delimited(delimiter, false) ?? this.#fail("unterminated `y' command");
    const to = this.#delimited(delimiter, false) ?? this.#fail("unterminated `y' command");
    const [left, right] = [[...unescapeText(from)], [...unescapeText(to)]];
    if (left.length !== right.length) this.#fail("strings for `y' command are different lengths");
    this.#end();
    return new Map(left.map((character, at) => [character, right[at]!]));
  }

  /** GNU's one line form, `a text`, and the classic one: `a\` and the text on the next lines. */
  #text(): string {
    this.#skip(/[ \t]*(?:\\[ \t]*\n|\\)?/y);
    const text = this.#skip(/(?:\\[\s\S]|[^\\\n])*/y);
    if (text === '' && this.#at >= this.#source.length && !this.#source.endsWith('\\'))
      this.#fail("expected \\ after `a', `c' or `i'");
    return text === '' && this.#at >= this.#source.length ? '' : `${unescapeText(text)}\n`;
  }

  #fileName(skip = 0): string {
    this.#at += skip;
    const name = this.#skip(/[ \t]*[^\n]*/y).trim();
    return name === '' ? this.#fail('missing filename in r/R/w/W commands') : name;
  }

  /**
   * Up to the delimiter, which is taken; undefined when there is none. An escaped delimiter stands for itself, and in
   * an expression a delimiter inside brackets does not end it.
   */
  #delimited(delimiter: string, isExpression: boolean): string | undefined {
    let text = '';
    let bracket = false;
    for (; this.#at < this.#source.length; this.#at++) {
      const character = this.#source[this.#at]!;
      const next = this.#source[this.#at + 1];
      if (character === '\\' && !bracket && next !== undefined) {
        this.#at++;
        text += next === delimiter ? next : `\\${next}`;
      } else if (character === delimiter && !bracket) {
        this.#at++;
        return text;
      } else if (character === '\n' && isExpression && !bracket) return undefined;
      else {
        if (isExpression && character === '[') bracket = true;
        else if (character === ']' && !/\[\^?$/.test(text)) bracket = false;
        text += character;
      }
    }
    return undefined;
  }

  #expression(source: string, flags: string): TextExpression | null {
    if (source === '') return null;
    try {
      const [ignoreCase, multiline] = [/i/i.test(flags), /m/i.test(flags)];
      return new TextExpression([source], {
        dialect: this.#extended ? 'extended' : 'basic',
        ignoreCase,
        multiline,
        escapes: true,
      });
    } catch (error) {
      if (error instanceof ExpressionError) this.#fail(error.message);
      throw error;
    }
  }

  #end(message = 'extra characters after command'): void {
    this.#skip(/[ \t]*/y);
    const next = this.#peek();
    if (next === undefined || next === '}' || next === '#') return;
    this.#at++;
    if (next !== ';' && next !== '\n') this.#fail(message);
  }

  #peek(): string | undefined {
    return this.#source[this.#at];
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #fail(message: string, ahead = 0): never {
    throw new ScriptError(Math.min(this.#at + ahead, this.#source.length), message);
  }
}
