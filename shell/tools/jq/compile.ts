import { shown } from './access.ts';
import { compileIndex, compileIterate, compileSlice, recurse } from './compile-access.ts';
import { compileCall, compileDefine } from './compile-call.ts';
import { alternative, logic, pipe } from './compile-flow.ts';
import { compileBind, compileFold } from './compile-fold.ts';
import { compileUpdate } from './compile-update.ts';
import { Break, JqSyntaxError } from './failure.ts';
import { formatText } from './formats.ts';
import { compactText } from './json-text.ts';
import { isTruthy, JqError, type Json, type JsonObject } from './json-value.ts';
import { type Item, type Machine, PAUSE, type Path, type Run } from './machine.ts';
import { OPERATIONS } from './operate.ts';
import { type FunctionCode, find, outward, type Scope } from './scope.ts';
import type { Filter } from './syntax.ts';

/** Compiles filters for one machine. */
export class Compiler {
  readonly machine: Machine;
  /** Builtins that were compiled already. */
  readonly libraryCode = new Map<string, FunctionCode>();
  readonly source: string;
  /** Variables from the command line. */
  readonly globals: ReadonlyMap<string, Json>;

  constructor(machine: Machine, source: string, globals: ReadonlyMap<string, Json>) {
    this.machine = machine;
    this.source = source;
    this.globals = globals;
  }

  compile(filter: Filter, scope: Scope | null): Run {
    switch (filter.type) {
      case 'identity':
        return (_environment, input, path) => this.give(input, path);
      case 'recurse':
        return (_environment, input, path) => recurse(this.machine, input, path);
      case 'literal':
        return this.constant(filter.value);
      case 'index':
        return compileIndex(this, filter, scope);
      case 'slice':
        return compileSlice(this, filter, scope);
      case 'iterate':
        return compileIterate(this, filter, scope);
      case 'call':
        return compileCall(this, filter, scope);
      case 'define':
        return compileDefine(this, filter, scope);
      case 'update':
        return compileUpdate(this, filter, scope);
      case 'reduce':
      case 'foreach':
        return compileFold(this, filter, scope);
      case 'bind':
        return compileBind(this, filter, scope);
      case 'variable':
        return this.#variable(filter, scope);
      case 'label':
      case 'break':
        return this.#label(filter, scope);
      case 'if':
        return this.#if(filter, scope);
      case 'try':
        return this.#try(filter, scope);
      case 'array':
      case 'object':
      case 'string':
      case 'format':
        return this.#construction(filter, scope);
      default:
        return this.#operator(filter, scope);
    }
  }

  give(value: Json, path: Path | undefined): Item[] {
    if (path !== undefined) this.machine.path = path;
    return [value];
  }

  /** A value that is at no path. */
  made(value: Json, path: unknown): Item[] {
    if (path !== undefined) this.machine.path = 'invalid';
    return [value];
  }

  constant(value: Json): Run {
    return (_environment, _input, path) => this.made(value, path);
  }

  fail(message: string, at: number): never {
    throw new JqSyntaxError(message, this.source, at, false);
  }

  #variable({ name, at }: Extract<Filter, { type: 'variable' }>, scope: Scope | null): Run {
    const found = find(scope, (entry) => entry.kind === 'variable' && entry.name === name);
    if (found) {
      const { hops } = found;
      return (environment, _input, path) => this.made(outward(environment, hops).value as Json, path);
    }
    if (name === 'ENV') return this.constant(new Map(Object.entries(this.machine.environment)));
    const value = this.globals.get(name);
    if (value === undefined) return this.fail(`$${name} is not defined`, at);
    return this.constant(value);
  }

  #label(filter: Extract<Filter, { type: 'label' | 'break' }>, scope: Scope | null): Run {
    if (filter.type === 'break') {
      const found = find(scope, (entry) => entry.kind === 'label' && entry.name === filter.name);
      if (!found) return this.fail(`$*label-${filter.name} is not defined`, 0);
      return (environment) => {
        throw new Break(outward(environment, found.hops).value as object);
      };
    }
    const body = this.compile(filter.body, { parent: scope, name: filter.name, kind: 'label' });
    return function* (environment, input, path) {
      const label = {};
      try {
        yield* body({ parent: environment, value: label }, input, path);
      } catch (thrown) {
        if (!(thrown instanceof Break) || thrown.label !== label) throw thrown;
      }
    };
  }

  #if(filter: Extract<Filter, { type: 'if' }>, scope: Scope | null): Run {
    const test = this.compile(filter.test, scope);
    const then = this.compile(filter.then, scope);
    const otherwise = this.compile(filter.otherwise ?? { type: 'identity' }, scope);
    return function* (environment, input, path) {
      for (const value of test(environment, input, undefined)) {
        if (value === PAUSE) yield value;
        else yield* (isTruthy(value) ? then : otherwise)(environment, input, path);
      }
    };
  }

  #try(filter: Extract<Filter, { type: 'try' }>, scope: Scope | null): Run {
    const body = this.compile(filter.body, scope);
    const handler = filter.handler && this.compile(filter.handler, scope);
    return function* (environment, input, path) {
      try {
        yield* body(environment, input, path);
      } catch (thrown) {
        if (!(thrown instanceof JqError)) throw thrown;
        if (handler) yield* handler(environment, thrown.value, path === undefined ? path : 'invalid');
      }
    };
  }

  #construction(filter: Extract<Filter, { type: 'array' | 'object' | 'string' | 'format' }>, scope: Scope | null): Run {
    if (filter.type === 'format') {
      const { name } = filter;
      return (_environment, input, path) => this.made(formatText(name, input), path);
    }
    if (filter.type === 'string') return this.#string(filter, scope);
    if (filter.type === 'object') return this.#object(filter, scope);
    const inner = filter.inner && this.compile(filter.inner, scope);
    if (!inner) return (_environment, _input, path) => this.made([], path);
    const compiler = this;
    return function* (environment, input, path) {
      const items: Json[] = [];
      for (const value of inner(environment, input, undefined)) {
        if (value === PAUSE) yield value;
        else items.push(value);
      }
      yield* compiler.made(items, path);
    };
  }

  #string({ format, parts }: Extract<Filter, { type: 'string' }>, scope: Scope | null): Run {
    const runs = parts.map((part) => (typeof part === 'string' ? part : this.compile(part, scope)));
    const textOf = (value: Json) =>
      format === null ? (typeof value === 'string' ? value : compactText(value)) : formatText(format, value);
    const compiler = this;
    // The last part varies slowest.
    const build = function* (
      at: number,
      environment: Parameters<Run>[0],
      input: Json,
    ): Generator<string | typeof PAUSE> {
      const part = runs[at];
      if (part === undefined) yield '';
      else if (typeof part === 'string') {
        yield part;
      } else {
        for (const value of part(environment, input, undefined)) yield value === PAUSE ? value : textOf(value);
      }
    };
    const join = function* (
      count: number,
      environment: Parameters<Run>[0],
      input: Json,
    ): Generator<string | typeof PAUSE> {
      if (count === 0) {
        yield '';
        return;
      }
      for (const last of build(count - 1, environment, input)) {
        if (last === PAUSE) yield last;
        else for (const first of join(count - 1, environment, input)) yield first === PAUSE ? first : first + last;
      }
    };
    return function* (environment, input, path) {
      for (const text of join(runs.length, environment, input)) {
        if (text === PAUSE) yield text;
        else yield* compiler.made(text, path);
      }
    };
  }

  #object({ entries }: Extract<Filter, { type: 'object' }>, scope: Scope | null): Run {
    for (const [key] of entries) {
      if (key.type === 'literal' && typeof key.value !== 'string') {
        this.fail(`Cannot use ${shown(key.value)} as object key`, 0);
      }
    }
    const runs = entries.map(([key, value]) => [this.compile(key, scope), this.compile(value, scope)] as const);
    const compiler = this;
    const build = function* (
      at: number,
      object: JsonObject,
      environment: Parameters<Run>[0],
      input: Json,
    ): Generator<Item> {
      const entry = runs[at];
      if (!entry) {
        yield object;
        return;
      }
      for (const key of entry[0](environment, input, undefined)) {
        if (key === PAUSE) {
          yield key;
          continue;
        }
        if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
        for (const value of entry[1](environment, input, undefined)) {
          if (value === PAUSE) yield value;
          else yield* build(at + 1, new Map(object).set(key, value), environment, input);
        }
      }
    };
    return function* (environment, input, path) {
      for (const object of build(0, new Map(), environment, input)) {
        if (object === PAUSE) yield object;
        else yield* compiler.made(object, path);
      }
    };
  }

  #operator(
    filter: Extract<Filter, { type: 'pipe' | 'comma' | 'and' | 'or' | 'alternative' | 'operate' | 'negate' }>,
    scope: Scope | null,
  ): Run {
    const compiler = this;
    if (filter.type === 'negate') {
      const inner = this.compile(filter.inner, scope);
      return function* (environment, input, path) {
        for (const value of inner(environment, input, undefined)) {
          if (value === PAUSE) yield value;
          else if (typeof value !== 'number') throw new JqError(`${shown(value)} cannot be negated`);
          else yield* compiler.made(-value, path);
        }
      };
    }
    const left = this.compile(filter.left, scope);
    const right = this.compile(filter.right, scope);
    switch (filter.type) {
      case 'pipe':
        return pipe(this.machine, left, right);
      case 'comma':
        return function* (environment, input, path) {
          yield* left(environment, input, path);
          yield* right(environment, input, path);
        };
      case 'alternative':
        return alternative(this.machine, left, right);
      case 'operate':
        return this.#operate(OPERATIONS[filter.operator], left, right);
      default:
        return logic(this, filter.type === 'and', left, right);
    }
  }

  #operate(apply: (left: Json, right: Json) => Json, left: Run, right: Run): Run {
    const compiler = this;
    return function* (environment, input, path) {
      for (const second of right(environment, input, undefined)) {
        if (second === PAUSE) {
          yield second;
          continue;
        }
        for (const first of left(environment, input, undefined)) {
          if (first === PAUSE) yield first;
          else yield* compiler.made(apply(first, second), path);
        }
      }
    };
  }
}
