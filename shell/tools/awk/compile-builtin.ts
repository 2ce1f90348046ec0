import { ARRAY_BUILTINS, compileArrayBuiltin } from './builtins/arrays.ts';
import { NUMBER_BUILTINS } from './builtins/numbers.ts';
import { compileStreamBuiltin, STREAM_BUILTINS } from './builtins/streams.ts';
import { compileSubstitution } from './builtins/substitution.ts';
import { TEXT_BUILTINS } from './builtins/text.ts';
import { TIME_BUILTINS } from './builtins/time.ts';
import { type Evaluation, gather, map } from './evaluation.ts';
import { AwkFatal } from './failure.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import type { Expression } from './syntax.ts';
import type { Value } from './value.ts';

export interface Builtin {
  /** The fewest and the most arguments. */
  readonly takes: readonly [number, number];
  apply(run: Run, args: readonly Value[]): Value;
}

const PLAIN: Readonly<Record<string, Builtin>> = { ...TEXT_BUILTINS, ...NUMBER_BUILTINS, ...TIME_BUILTINS };

/** A call of one of awk's own functions. */
export function compileBuiltin(scope: Scope, call: Extract<Expression, { type: 'call' }>): Evaluation {
  const { name, args } = call;
  if (name === 'sub' || name === 'gsub' || name === 'gensub') return compileSubstitution(scope, name, args);
  if (ARRAY_BUILTINS.has(name)) return compileArrayBuiltin(scope, name, args);
  if (STREAM_BUILTINS.has(name)) return compileStreamBuiltin(scope, name, args);
  const builtin = PLAIN[name];
  if (!builtin) throw new AwkFatal(`function \`${name}' not defined`);
  const [fewest, most] = builtin.takes;
  if (args.length < fewest || args.length > most) {
    throw new AwkFatal(`${args.length} is invalid as number of arguments for ${name}`);
  }
  const { run } = scope;
  return map(gather(args.map((argument) => scope.compile(argument))), (values) => builtin.apply(run, values));
}
