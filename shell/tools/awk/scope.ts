import type { Analysis } from './analysis.ts';
import { AwkArray } from './array.ts';
import { combine, type Evaluation, gather, map } from './evaluation.ts';
import { AwkFatal } from './failure.ts';
import type { Run } from './run.ts';
import type { ArrayName, Expression } from './syntax.ts';
import type { Value } from './value.ts';

/** A compiled function: its body is set once all are known. */
export interface FunctionCode {
  readonly name: string;
  readonly parameters: number;
  readonly waits: boolean;
  body: () => number | Promise<number>;
}

/** Where names of one function, or of the rules, are looked up. */
export interface Scope {
  readonly run: Run;
  readonly analysis: Analysis;
  readonly functions: ReadonlyMap<string, FunctionCode>;
  readonly parameters: readonly string[];
  /** Compiles an expression in this scope. */
  compile(expression: Expression): Evaluation;
}

/** The array that a name stands for. */
export function arrayOf(scope: Scope, { name, path }: ArrayName): Evaluation<AwkArray> {
  let array: Evaluation<AwkArray> = { now: namedArray(scope, name) };
  for (const subscripts of path) {
    const key = subscriptOf(scope, subscripts);
    const outer: Evaluation<AwkArray> = array;
    array = combine(outer, key, (found, text) => found.inner(text));
  }
  return array;
}

function namedArray({ run, parameters }: Scope, name: string): () => AwkArray {
  const index = parameters.indexOf(name);
  if (index < 0) {
    if (run.getterOf(name)) throw new AwkFatal(`attempt to use scalar \`${name}' as an array`);
    const array = run.array(name);
    return () => array;
  }
  return () => {
    const local = run.frame[index];
    if (local instanceof AwkArray) return local;
    if (local !== undefined) throw new AwkFatal(`attempt to use scalar parameter \`${name}' as an array`);
    const made = new AwkArray();
    run.frame[index] = made;
    return made;
  };
}

/** The key that subscripts make, by SUBSEP when there are several. */
export function subscriptOf(scope: Scope, subscripts: readonly Expression[]): Evaluation<string> {
  const { run } = scope;
  const [only] = subscripts;
  if (subscripts.length === 1 && only)
    return map(scope.compile(only), (value) => (typeof value === 'string' ? value : run.subscript([value])));
  return map(gather(subscripts.map((subscript) => scope.compile(subscript))), (values: Value[]) =>
    run.subscript(values),
  );
}

/** Whether a bare name stands for an array where it is passed on. */
export function isArrayName(scope: Scope, name: string): boolean {
  return !scope.parameters.includes(name) && scope.analysis.globalArrays.has(name);
}
