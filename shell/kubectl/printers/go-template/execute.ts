import { isRecord } from '../../json.ts';
import { FUNCTIONS } from './functions.ts';
import { lineOf } from './lexer.ts';
import { type Command, type Node, type Operand, type Pipe, type Template, TemplateError } from './nodes.ts';
import { integerOf, isTrue, quoted, textOf, typeOf, type Value } from './values.ts';

/** Templates that call themselves end here (text/template allows 100,000). */
const MAX_CALLS = 1000;
/** How far `{{range 3}}` counts. */
const MAX_COUNT = 1_000_000;
/** Characters one template may write. */
const MAX_OUTPUT = 64 * 1024 * 1024;

export interface Execution {
  /** What was written before it was over, or before it failed. */
  readonly text: string;
  readonly error: TemplateError | null;
}

/** Runs the template over `data`; without `allowMissing`, keys that are not there are errors. */
export function execute(template: Template, data: Value, allowMissing: boolean): Execution {
  const run = new Run(template, allowMissing, data);
  try {
    run.list(template.named.get('output')!, data);
    return { text: run.text, error: null };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { text: run.text, error };
  }
}

/** What `{{break}}` and `{{continue}}` end. */
class LoopEnd extends Error {
  readonly again: boolean;
  constructor(again: boolean) {
    super('outside of a range');
    this.again = again;
  }
}

/** text/template/exec.go. */
class Run {
  text = '';
  readonly #template: Template;
  readonly #allowMissing: boolean;
  #variables: { name: string; value: Value }[];
  #name = 'output';
  #calls = 0;

  constructor(template: Template, allowMissing: boolean, data: Value) {
    this.#template = template;
    this.#allowMissing = allowMissing;
    this.#variables = [{ name: '$', value: data }];
  }

  #fail(at: { readonly at: number; readonly text: string }, why: string): never {
    const before = this.#template.source.slice(0, at.at);
    const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1));
    const place = `output:${lineOf(this.#template.source, at.at)}:${column}`;
    throw new TemplateError(`template: ${place}: executing ${quoted(this.#name)} at <${at.text}>: ${why}`);
  }

  #write(text: string): void {
    this.text += text;
    if (this.text.length > MAX_OUTPUT) throw new TemplateError('template: output: too much output');
  }

  list(nodes: readonly Node[], dot: Value): void {
    for (const node of nodes) this.#node(node, dot);
  }

  #node(node: Node, dot: Value): void {
    switch (node.kind) {
      case 'text':
        return this.#write(node.text);
      case 'action': {
        const value = this.#pipe(node.pipe, dot);
        if (node.pipe.variables.length === 0)
          this.#write(value === undefined || value === null ? '<no value>' : textOf(value));
        return;
      }
      case 'if':
      case 'with':
        return this.#scoped(() => {
          const value = this.#pipe(node.pipe, dot);
          if (isTrue(value)) this.list(node.body, node.kind === 'with' ? value : dot);
          else this.list(node.otherwise, dot);
        });
      case 'range':
        return this.#scoped(() => this.#range(node, dot));
      case 'template':
        return this.#call(node, dot);
      default:
        throw new LoopEnd(node.kind === 'continue');
    }
  }

  #scoped(run: () => void): void {
    const known = this.#variables.length;
    try {
      run();
    } finally {
      this.#variables.length = known;
    }
  }

  #range(node: Node & { kind: 'if' | 'range' | 'with' }, dot: Value): void {
    const { pipe } = node;
    const value = this.#pipe({ ...pipe, variables: [] }, dot);
    const entries = entriesOf(value);
    if (!entries) this.#fail(pipe, `range can't iterate over ${textOf(value)}`);
    if (entries.length === 0) return this.list(node.otherwise, dot);
    for (const [key, item] of entries) {
      const known = this.#variables.length;
      const [first, second] = pipe.variables;
      if (first !== undefined) this.#set(first, second === undefined ? item : key, pipe.isAssignment);
      if (second !== undefined) this.#set(second, item, pipe.isAssignment);
      try {
        this.list(node.body, item);
      } catch (error) {
        if (!(error instanceof LoopEnd)) throw error;
        if (!error.again) return;
      } finally {
        this.#variables.length = known;
      }
    }
  }

  #set(name: string, value: Value, isAssignment: boolean): void {
    const known = isAssignment ? this.#variables.findLast((variable) => variable.name === name) : undefined;
    if (known) known.value = value;
    else this.#variables.push({ name, value });
  }

  #call(node: Node & { kind: 'template' }, dot: Value): void {
    const text = `{{template ${quoted(node.name)}${node.pipe ? ` ${node.pipe.text}` : ''}}}`;
    const nodes = this.#template.named.get(node.name);
    if (!nodes) this.#fail({ at: node.at, text }, `template ${quoted(node.name)} not defined`);
    if (++this.#calls > MAX_CALLS) this.#fail({ at: node.at, text }, `exceeded maximum template depth (${MAX_CALLS})`);
    const value = node.pipe ? this.#pipe(node.pipe, dot) : null;
    const [outer, name] = [this.#variables, this.#name];
    this.#variables = [{ name: '$', value }];
    this.#name = node.name;
    this.list(nodes, value);
    this.#variables = outer;
    this.#name = name;
    this.#calls--;
  }

  #pipe(pipe: Pipe, dot: Value): Value {
    let value: Value;
    pipe.commands.forEach((command, at) => {
      value = this.#command(command, dot, at > 0 ? { value } : null);
    });
    for (const name of pipe.variables) this.#set(name, value, pipe.isAssignment);
    return value;
  }

  #command(command: Command, dot: Value, piped: { value: Value } | null): Value {
    const [first, ...others] = command.operands as [Operand, ...Operand[]];
    if (first.kind === 'function') return this.#function(first, command, others, dot, piped);
    if (others.length > 0 || piped) this.#refuseArguments(first);
    if (first.kind === 'nil') this.#fail(first, 'nil is not a command');
    return this.#operand(first, dot);
  }

  #refuseArguments(first: Operand): void {
    if (first.kind === 'field' || first.kind === 'variable' || first.kind === 'chain') {
      const name = first.path.at(-1) ?? '';
      if (name) this.#fail(first, `${name} is not a method but has arguments`);
    }
    this.#fail(first, `can't give argument to non-function ${first.kind === 'pipe' ? `(${first.text})` : first.text}`);
  }

  #function(
    { name }: Operand & { kind: 'function' },
    command: Command,
    operands: readonly Operand[],
    dot: Value,
    piped: { value: Value } | null,
  ): Value {
    const count = operands.length + (piped ? 1 : 0);
    if (name === 'and' || name === 'or') {
      if (count === 0) this.#fail(command, `wrong number of args for ${name}: want at least 1 got 0`);
      let value: Value;
      for (const operand of operands) {
        value = this.#operand(operand, dot);
        if (isTrue(value) === (name === 'or')) return value;
      }
      return piped ? piped.value : value;
    }
    const known = FUNCTIONS[name]!;
    if (count < known.least || count > known.most) {
      const wanted = known.most === known.least ? String(known.least) : `at least ${known.least}`;
      this.#fail(command, `wrong number of args for ${name}: want ${wanted} got ${count}`);
    }
    const values = operands.map((operand) => this.#operand(operand, dot));
    if (piped) values.push(piped.value);
    try {
      return known.call(values);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      if (/^wrong type for value/.test(error.message)) this.#fail(operands.at(-1) ?? command, error.message);
      const why = error.message.replace('non-function .', `non-function ${operands[0]?.text ?? ''}`);
      return this.#fail(command, `error calling ${name}: ${why}`);
    }
  }

  #operand(operand: Operand, dot: Value): Value {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'literal':
        return operand.value;
      case 'field':
        return this.#fields(dot, operand.path, operand);
      case 'variable': {
        const value = this.#variables.findLast((variable) => variable.name === operand.name)?.value;
        return this.#fields(value, operand.path, operand);
      }
      case 'chain':
        return this.#fields(this.#operand(operand.inner, dot), operand.path, operand);
      case 'pipe':
        return this.#pipe(operand.pipe, dot);
      case 'function':
        return this.#function(operand, { at: operand.at, operands: [operand], text: operand.text }, [], dot, null);
    }
  }

  #fields(start: Value, path: readonly string[], operand: Operand): Value {
    let value = start;
    for (const name of path) {
      if (value === undefined) {
        if (!this.#allowMissing) this.#fail(operand, `nil data; no entry for key ${quoted(name)}`);
        return undefined;
      }
      if (value === null) this.#fail(operand, `nil pointer evaluating interface {}.${name}`);
      if (!isRecord(value)) {
        const type = typeof value === 'bigint' ? typeOf(value) : 'interface {}';
        this.#fail(operand, `can't evaluate field ${name} in type ${type}`);
      }
      if (Object.hasOwn(value, name)) value = value[name];
      else if (this.#allowMissing) value = undefined;
      else this.#fail(operand, `map has no entry for key ${quoted(name)}`);
    }
    return value;
  }
}

/** What a range goes over: keys in order; null for what cannot be ranged over. */
function entriesOf(value: Value): [Value, Value][] | null {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item, at): [Value, Value] => [BigInt(at), item]);
  if (isRecord(value))
    return Object.keys(value)
      .sort()
      .map((key): [Value, Value] => [key, value[key]]);
  const whole = integerOf(value);
  if (whole === null) return null;
  const count = Math.min(Math.max(Number(whole), 0), MAX_COUNT);
  return Array.from({ length: count }, (_, at): [Value, Value] => [BigInt(at), BigInt(at)]);
}
