import type { Environment, Run } from './machine.ts';

/** What is known of a name while a filter is compiled; the chain has the shape of the `Environment` at run time. */
export interface Scope {
  readonly parent: Scope | null;
  readonly name: string;
  readonly kind: 'variable' | 'closure' | 'label' | 'function';
  readonly code?: FunctionCode;
}

/** A function that the program defines; its body is set after its name is known, as it may call itself. */
export interface FunctionCode {
  readonly parameters: readonly string[];
  body: Run;
}

export function find(scope: Scope | null, matches: (entry: Scope) => boolean): { entry: Scope; hops: number } | null {
  let hops = 0;
  for (let entry = scope; entry; entry = entry.parent) {
    if (matches(entry)) return { entry, hops };
    hops++;
  }
  return null;
}

/** The environment `hops` further out. */
export function outward(environment: Environment | null, hops: number): Environment {
  let found = environment;
  for (let left = hops; left > 0; left--) found = found?.parent ?? null;
  if (!found) throw new Error('a name that was found is not there');
  return found;
}
