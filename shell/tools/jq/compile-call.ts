import { NATIVE_FILTERS } from './builtins/filters.ts';
import { NATIVE_VALUES } from './builtins/values.ts';
import type { Compiler } from './compile.ts';
import type { Json } from './json-value.ts';
import { libraryDefinition } from './library.ts';
import { type Closure, type Environment, type Item, PAUSE, type Path, type Run } from './machine.ts';
import { type FunctionCode, find, outward, type Scope } from './scope.ts';
import type { Definition, Filter } from './syntax.ts';

export function compileDefine(
  compiler: Compiler,
  { definition, rest }: Extract<Filter, { type: 'define' }>,
  scope: Scope | null,
): Run {
  const code: FunctionCode = { parameters: definition.parameters, body: () => [] };
  const own: Scope = {
    parent: scope,
    name: `${definition.name}/${definition.parameters.length}`,
    kind: 'function',
    code,
  };
  code.body = compiler.compile(definition.body, withParameters(own, definition.parameters));
  const body = compiler.compile(rest, own);
  return (environment, input, path) => body({ parent: environment, value: code }, input, path);
}

/** A parameter `$a` is there as the filter `a`, too. */
function withParameters(scope: Scope | null, parameters: readonly string[]): Scope | null {
  return parameters.reduce<Scope | null>((parent, parameter) => {
    const closure: Scope = { parent, name: parameter.replace('$', ''), kind: 'closure' };
    return parameter.startsWith('$') ? { parent: closure, name: parameter.slice(1), kind: 'variable' } : closure;
  }, scope);
}

export function compileCall(
  compiler: Compiler,
  { name, args, at }: Extract<Filter, { type: 'call' }>,
  scope: Scope | null,
): Run {
  const signature = `${name}/${args.length}`;
  const found = find(
    scope,
    ({ kind, name: known }) =>
      (kind === 'function' && known === signature) || (kind === 'closure' && args.length === 0 && known === name),
  );
  if (found?.entry.kind === 'closure') return callClosure(compiler, found.hops);
  const runs = args.map((argument) => compiler.compile(argument, scope));
  if (found?.entry.code) return callFunction(compiler, found.entry.code, runs, found.hops);
  const filter = NATIVE_FILTERS[signature];
  if (filter) return filter(compiler, runs);
  const value = NATIVE_VALUES[signature];
  if (value) return callValue(compiler, value, runs);
  const definition = libraryDefinition(signature);
  if (definition) return callLibrary(compiler, signature, definition, runs);
  return compiler.fail(`${signature} is not defined`, at);
}

function callClosure(compiler: Compiler, hops: number): Run {
  return (environment, input, path) => {
    const closure = outward(environment, hops).value as Closure;
    return compiler.machine.isDue
      ? afterPause(() => closure.run(closure.environment, input, path))
      : closure.run(closure.environment, input, path);
  };
}

function* afterPause(run: () => Iterable<Item>): Generator<Item> {
  yield PAUSE;
  yield* run();
}

function callFunction(compiler: Compiler, code: FunctionCode, args: readonly Run[], hops: number): Run {
  return (environment, input, path) =>
    enter(compiler, { code, args, base: outward(environment, hops) }, environment, [input, path]);
}

function callLibrary(
  compiler: Compiler,
  signature: string,
  { parameters, body }: Definition,
  args: readonly Run[],
): Run {
  let code = compiler.libraryCode.get(signature);
  if (!code) {
    code = { parameters, body: () => [] };
    compiler.libraryCode.set(signature, code);
    code.body = compiler.compile(body, withParameters(null, parameters));
  }
  const called = code;
  return (environment, input, path) => enter(compiler, { code: called, args, base: null }, environment, [input, path]);
}

interface Call {
  readonly code: FunctionCode;
  readonly args: readonly Run[];
  /** The environment in which the function was defined. */
  readonly base: Environment | null;
}

function* enter(
  compiler: Compiler,
  { code, args, base }: Call,
  caller: Environment | null,
  [input, path]: [Json, Path | undefined],
): Generator<Item> {
  if (compiler.machine.isDue) yield PAUSE;
  if (!code.parameters.some((parameter) => parameter.startsWith('$'))) {
    let environment = base;
    for (const run of args) environment = { parent: environment, value: { run, environment: caller } };
    yield* code.body(environment, input, path);
    return;
  }
  for (const environment of bindParameters(code, args, caller, { environment: base, at: 0, input })) {
    if (environment === PAUSE) yield environment;
    else yield* code.body(environment, input, path);
  }
}

function* bindParameters(
  code: FunctionCode,
  args: readonly Run[],
  caller: Environment | null,
  { environment, at, input }: { environment: Environment | null; at: number; input: Json },
): Generator<Environment | null | typeof PAUSE> {
  const run = args[at];
  if (!run) {
    yield environment;
    return;
  }
  const closure = { parent: environment, value: { run, environment: caller } };
  if (!code.parameters[at]?.startsWith('$')) {
    yield* bindParameters(code, args, caller, { environment: closure, at: at + 1, input });
    return;
  }
  for (const value of run(caller, input, undefined)) {
    if (value === PAUSE) yield value;
    else yield* bindParameters(code, args, caller, { environment: { parent: closure, value }, at: at + 1, input });
  }
}

/** A builtin over values: the last argument varies slowest. */
function callValue(
  compiler: Compiler,
  apply: (compiler: Compiler, input: Json, ...args: Json[]) => Json,
  args: readonly Run[],
): Run {
  if (args.length === 0) return (_environment, input, path) => compiler.made(apply(compiler, input), path);
  const from = function* (at: number, values: Json[], environment: Environment | null, input: Json): Generator<Item> {
    const run = args[at];
    if (!run) {
      yield apply(compiler, input, ...values);
      return;
    }
    for (const value of run(environment, input, undefined)) {
      if (value === PAUSE) yield value;
      else yield* from(at - 1, [value, ...values], environment, input);
    }
  };
  return function* (environment, input, path) {
    for (const value of from(args.length - 1, [], environment, input)) {
      if (value === PAUSE) yield value;
      else yield* compiler.made(value, path);
    }
  };
}
