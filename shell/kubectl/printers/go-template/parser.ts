import { FUNCTION_NAMES } from './function-names.ts';
import { lineOf, type Token, tokensOf } from './lexer.ts';
import { numberOf, unquoted } from './literals.ts';
import { type Command, type Node, type Operand, type Pipe, type Template, TemplateError } from './nodes.ts';
import { STARTS, shown, tokenText } from './token-texts.ts';
import { quoted } from './values.ts';

/** Nesting allowed in one template. */
const MAX_DEPTH = 100;

export function parseTemplateSource(source: string): Template {
  const parser = new Parser(source);
  const main = parser.list([]);
  parser.named.set('output', main.nodes);
  return { source, named: parser.named };
}

/** text/template/parse/parse.go, recursive descent. */
class Parser {
  readonly named = new Map<string, readonly Node[]>();
  readonly #source: string;
  readonly #tokens: Token[];
  #next = 0;
  #depth = 0;
  #rangeDepth = 0;
  #variables: string[] = ['$'];

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokensOf(source);
  }

  #fail(why: string, token = this.#tokens[Math.max(0, this.#next - 1)]!): never {
    throw new TemplateError(`template: output:${lineOf(this.#source, token.at)}: ${why}`);
  }

  #take(): Token {
    return this.#tokens[this.#next++] ?? this.#tokens.at(-1)!;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1)!;
  }

  #skipSpace(): Token {
    while (this.#peek().kind === 'space') this.#next++;
    return this.#peek();
  }

  #unexpected(token: Token, context: string): never {
    const shown = tokenText(token);
    return this.#fail(`unexpected ${shown} in ${context}`, token);
  }

  /** Nodes until `{{end}}` or one of `ends`, whose keyword is told. */
  list(ends: readonly string[]): { nodes: Node[]; ended: string } {
    if (++this.#depth > MAX_DEPTH) this.#fail('template: too deeply nested');
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === 'end') {
        if (ends.length > 0) this.#fail('unexpected EOF', token);
        this.#depth--;
        return { nodes, ended: '' };
      }
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', text: token.text });
        continue;
      }
      const word = this.#skipSpace();
      if (word.kind === 'identifier' && (word.text === 'end' || word.text === 'else')) {
        if (!ends.includes(word.text))
          this.#fail(ends.length > 0 ? 'expected end; found {{else}}' : `unexpected {{${word.text}}}`, word);
        this.#take();
        if (word.text === 'end') this.#close('end');
        this.#depth--;
        return { nodes, ended: word.text };
      }
      const node = this.#action(word);
      if (node) nodes.push(node);
    }
  }

  #close(context: string): void {
    const token = this.#skipSpace();
    if (token.kind !== 'close') this.#unexpected(token, context);
    this.#take();
  }

  #action(word: Token): Node | null {
    if (word.kind === 'identifier') {
      switch (word.text) {
        case 'if':
        case 'range':
        case 'with':
          this.#take();
          return this.#control(word.text, word.at);
        case 'break':
        case 'continue':
          this.#take();
          if (this.#rangeDepth === 0) this.#fail(`{{${word.text}}} outside {{range}}`, word);
          this.#close(`{{${word.text}}}`);
          return { kind: word.text };
        case 'define':
          this.#take();
          return this.#define();
        case 'block':
          this.#take();
          return this.#block(word.at);
        case 'template':
          this.#take();
          return this.#template();
      }
    }
    return { kind: 'action', pipe: this.#pipe('command', 'close') };
  }

  #control(kind: 'if' | 'range' | 'with', at: number): Node {
    const known = this.#variables.length;
    const pipe = this.#pipe(kind, 'close');
    if (kind === 'range') this.#rangeDepth++;
    const { nodes: body, ended } = this.list(['end', 'else']);
    if (kind === 'range') this.#rangeDepth--;
    let otherwise: Node[] = [];
    if (ended === 'else') {
      const word = this.#skipSpace();
      if (kind !== 'range' && word.kind === 'identifier' && word.text === kind) {
        this.#take();
        otherwise = [this.#control(kind, word.at)];
      } else {
        this.#close('else');
        otherwise = this.list(['end']).nodes;
      }
    }
    this.#variables.length = known;
    return { kind, at, pipe, body, otherwise };
  }

  #name(context: string): string {
    const token = this.#skipSpace();
    if (token.kind !== 'string' && token.kind !== 'rawString') this.#unexpected(token, context);
    this.#take();
    return unquoted(token);
  }

  #define(): null {
    const name = this.#name('define clause');
    this.#close('define clause');
    this.#outOfScope(name);
    return null;
  }

  #outOfScope(name: string): void {
    const outer = this.#variables;
    this.#variables = ['$'];
    this.named.set(name, this.list(['end']).nodes);
    this.#variables = outer;
  }

  #block(at: number): Node {
    const name = this.#name('block clause');
    const pipe = this.#pipe('block clause', 'close');
    this.#outOfScope(name);
    return { kind: 'template', at, name, pipe };
  }

  #template(): Node {
    const { at } = this.#skipSpace();
    const name = this.#name('template clause');
    if (this.#skipSpace().kind === 'close') {
      this.#take();
      return { kind: 'template', at, name, pipe: null };
    }
    return { kind: 'template', at, name, pipe: this.#pipe('template clause', 'close') };
  }

  #pipe(context: string, end: 'close' | ')'): Pipe {
    const { at } = this.#skipSpace();
    const { variables, isAssignment } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      const token = this.#skipSpace();
      if (token.kind === 'close' || token.text === ')') {
        const wanted = end === 'close' ? token.kind === 'close' : token.text === ')';
        if (!wanted) this.#unexpected(token, context);
        this.#take();
        if (commands.length === 0) this.#fail(`missing value for ${context}`, token);
        this.#refuseUncallable(commands);
        const declared = variables.length > 0 ? `${variables.join(', ')} ${isAssignment ? '=' : ':='} ` : '';
        const text = declared + commands.map((command) => command.text).join(' | ');
        return { at, variables, isAssignment, commands, text };
      }
      if (!STARTS.has(token.kind) && token.text !== '(') this.#unexpected(token, context);
      commands.push(this.#command());
    }
  }

  #refuseUncallable(commands: readonly Command[]): void {
    commands.slice(1).forEach((command, at) => {
      const { kind } = command.operands[0]!;
      if (['dot', 'nil', 'literal'].includes(kind)) this.#fail(`non executable command in pipeline stage ${at + 2}`);
    });
  }

  /** `$x :=`, `$i, $x :=`, `$x =`. */
  #declarations(context: string): { variables: string[]; isAssignment: boolean } {
    const start = this.#next;
    const variables: string[] = [];
    for (;;) {
      const token = this.#skipSpace();
      if (token.kind !== 'variable') break;
      this.#take();
      const after = this.#skipSpace();
      if (after.text === ':=' || after.text === '=') {
        this.#take();
        variables.push(token.text);
        if (after.text === ':=') this.#variables.push(...variables);
        return { variables, isAssignment: after.text === '=' };
      }
      if (after.text !== ',') break;
      if (context !== 'range' || variables.length > 0) this.#fail(`too many declarations in ${context}`, after);
      this.#take();
      variables.push(token.text);
    }
    this.#next = start;
    return { variables: [], isAssignment: false };
  }

  #command(): Command {
    const { at } = this.#skipSpace();
    const operands: Operand[] = [];
    for (;;) {
      this.#skipSpace();
      const operand = this.#operand();
      if (operand) operands.push(operand);
      const token = this.#take();
      if (token.kind === 'space') continue;
      if (token.kind === 'close' || token.text === ')') this.#next--;
      else if (token.text !== '|') this.#unexpected(token, 'operand');
      break;
    }
    if (operands.length === 0) this.#fail('empty command');
    return { at, operands, text: operands.map(shown).join(' ') };
  }

  #operand(): Operand | null {
    const term = this.#term();
    if (!term) return null;
    if (this.#peek().kind !== 'field') return term;
    const { at } = this.#peek();
    const path: string[] = [];
    while (this.#peek().kind === 'field') path.push(this.#take().text.slice(1));
    const suffix = path.map((name) => `.${name}`).join('');
    const text = shown(term) + suffix;
    if (term.kind === 'field') return { kind: 'field', path: [...term.path, ...path], at, text };
    if (term.kind === 'variable') return { ...term, path, at, text };
    if (term.kind !== 'pipe' && term.kind !== 'function') this.#fail(`unexpected . after term ${quoted(term.text)}`);
    return { kind: 'chain', inner: term, path, at, text };
  }

  #term(): Operand | null {
    const token = this.#peek();
    const { at, text } = token;
    const base = { at, text };
    switch (token.kind) {
      case 'identifier':
        this.#take();
        if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true', ...base };
        if (text === 'nil') return { kind: 'nil', ...base };
        if (!FUNCTION_NAMES.has(text)) this.#fail(`function ${quoted(text)} not defined`, token);
        return { kind: 'function', name: text, ...base };
      case 'dot':
        this.#take();
        return { kind: 'dot', ...base };
      case 'variable':
        this.#take();
        if (!this.#variables.includes(text)) this.#fail(`undefined variable ${quoted(text)}`, token);
        return { kind: 'variable', name: text, path: [], ...base };
      case 'field':
        this.#take();
        return { kind: 'field', path: [text.slice(1)], ...base };
      case 'string':
      case 'rawString':
        this.#take();
        return { kind: 'literal', value: unquoted(token), ...base };
      case 'character':
        this.#take();
        return { kind: 'literal', value: BigInt(unquoted(token).codePointAt(0)!), ...base };
      case 'number':
        this.#take();
        return { kind: 'literal', value: numberOf(text), ...base };
    }
    if (text !== '(' || token.kind !== 'symbol') return null;
    this.#take();
    if (++this.#depth > MAX_DEPTH) this.#fail('template: too deeply nested');
    const pipe = this.#pipe('parenthesized pipeline', ')');
    this.#depth--;
    return { kind: 'pipe', pipe, at: pipe.at, text: pipe.text };
  }
}
