import { compileBuiltin } from './compile-builtin.ts';
import { type Evaluation, gather, map, mapLater } from './evaluation.ts';
import { AwkFatal } from './failure.ts';
import { invoke } from './invoke.ts';
import { BUILTINS } from './lexer.ts';
import type { Local } from './run.ts';
import { arrayOf, isArrayName, type Scope } from './scope.ts';
import type { Expression } from './syntax.ts';

type Call = Extract<Expression, { type: 'call' }>;

export function compileCall(scope: Scope, call: Call): Evaluation {
  if (BUILTINS.has(call.name)) return compileBuiltin(scope, call);
  const code = scope.functions.get(call.name);
  if (!code) throw new AwkFatal(`function \`${call.name}' not defined`);
  if (call.args.length > code.parameters) {
    throw new AwkFatal(`function \`${call.name}' called with more arguments than declared`);
  }
  const args = compileArguments(scope, call.args, (index) => scope.analysis.takesArray(call.name, index));
  if (code.waits || !('now' in args)) return mapLater(args, (values) => invoke(scope.run, code, values));
  return map(args, (values) => {
    const result = invoke(scope.run, code, values);
    if (result instanceof Promise) throw new Error(`${code.name} waited`);
    return result;
  });
}

export function compileIndirectCall(scope: Scope, call: Extract<Expression, { type: 'indirect' }>): Evaluation {
  const named = scope.compile({ type: 'variable', name: call.variable });
  const args = compileArguments(scope, call.args, () => false);
  return mapLater(named, (value) => {
    const name = scope.run.toText(value);
    const code = scope.functions.get(name);
    if (!code) throw new AwkFatal(`function called indirectly through \`${call.variable}' does not exist`);
    const values = 'now' in args ? args.now() : args.later();
    return values instanceof Promise
      ? values.then((settled) => invoke(scope.run, code, settled))
      : invoke(scope.run, code, values);
  });
}

function compileArguments(
  scope: Scope,
  args: readonly Expression[],
  takesArray: (index: number) => boolean,
): Evaluation<Local[]> {
  return gather<Local>(
    args.map((argument, index) => {
      if (argument.type === 'variable') {
        const at = scope.parameters.indexOf(argument.name);
        if (takesArray(index) || isArrayName(scope, argument.name)) {
          return arrayOf(scope, { name: argument.name, path: [] });
        }
        // A parameter goes on as what it is: the caller's array or value.
        if (at >= 0) return { now: () => scope.run.frame[at] };
      }
      if (argument.type === 'element' && takesArray(index)) {
        return arrayOf(scope, { ...argument.array, path: [...argument.array.path, argument.subscripts] });
      }
      return scope.compile(argument);
    }),
  );
}
