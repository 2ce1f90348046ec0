import { ShellError } from './control-flow.ts';
import { IndexedArray } from './indexed-array.ts';
import { LIMITS } from './limits.ts';

export interface Variable {
  value: string | undefined;
  indexed?: IndexedArray;
  associative?: Map<string, string>;
  exported?: boolean;
  readonly?: boolean;
  integer?: boolean;
  changeCase?: 'upper' | 'lower';
  /** The variable this one is a name for (`declare -n`). */
  reference?: string;
  /** Declared as an array, and never given an element. */
  unassigned?: boolean;
}

/** References that lead to one another (NAMEREF_MAX). */
const MAXIMUM_REFERENCES = 8;

/** What one element of an array costs beside its characters. */
const ELEMENT_COST = 64;

/** Variables computed at each use: RANDOM, SECONDS, LINENO … */
export type DynamicVariables = Readonly<Record<string, () => string | readonly string[] | undefined>>;

export type DynamicAssignments = Readonly<Record<string, (value: string) => void>>;

/** The variables of a shell, with dynamic scope: a function's locals are seen by what it calls. */
export class Variables {
  readonly #dynamic: DynamicVariables;
  readonly #assignments: DynamicAssignments;
  #scopes: Map<string, Variable>[] = [new Map()];
  #passedOn: Record<string, string> = {};
  /** Characters stored since the last measurement. */
  #stored = 0;

  constructor(dynamic: DynamicVariables, assignments: DynamicAssignments) {
    this.#dynamic = dynamic;
    this.#assignments = assignments;
  }

  /** A copy that can change without the original: for a subshell. */
  fork(dynamic: DynamicVariables, assignments: DynamicAssignments): Variables {
    const copy = new Variables(dynamic, assignments);
    copy.#passedOn = this.#passedOn;
    copy.#scopes = this.#scopes.map(
      (scope) => new Map([...scope].map(([name, variable]) => [name, cloneOf(variable)])),
    );
    return copy;
  }

  find(name: string): Variable | undefined {
    const found = this.own(this.resolved(name));
    if (found) return found;
    const made = this.#made(name);
    return typeof made === 'object' ? { value: undefined, indexed: IndexedArray.of(made) } : undefined;
  }

  get(name: string): string | undefined {
    const variable = this.find(name);
    if (variable) return scalarOf(variable);
    const made = this.#made(name);
    return typeof made === 'object' ? made[0] : made;
  }

  isDynamic(name: string): boolean {
    return Object.hasOwn(this.#dynamic, name) && !this.find(name);
  }

  #made(name: string): string | readonly string[] | undefined {
    return Object.hasOwn(this.#dynamic, name) ? this.#dynamic[name]!() : undefined;
  }

  /** The variable by that name, made in the global scope when there is none. Throws when it is read-only. */
  writable(name: string): Variable {
    const variable = this.own(this.resolved(name));
    if (variable?.readonly) throw new ShellError(`${name}: readonly variable`);
    if (variable) return variable;
    const made: Variable = { value: undefined };
    this.#scopes[0]!.set(this.resolved(name), made);
    return made;
  }

  /** The name at the end of a chain of references; the name itself when they go round in a circle. */
  resolved(name: string): string {
    let at = name;
    for (let steps = 0; steps < MAXIMUM_REFERENCES; steps++) {
      const reference = this.own(at)?.reference;
      if (reference === undefined || reference === at || reference === '') return at;
      at = reference;
    }
    return name;
  }

  set(name: string, value: string): void {
    if (Object.hasOwn(this.#assignments, name) && !this.own(name)) {
      this.#assignments[name]!(value);
      return;
    }
    const variable = this.writable(name);
    const changed = this.#fitting(changedCase(variable, value));
    if (variable.indexed) variable.indexed.set(0, changed);
    else if (variable.associative) variable.associative.set('0', changed);
    else variable.value = changed;
  }

  setIndexed(name: string, values: Iterable<string>): void {
    const variable = this.writable(name);
    variable.value = undefined;
    delete variable.unassigned;
    delete variable.associative;
    variable.indexed = IndexedArray.of(values);
  }

  setElement(name: string, key: number | string, value: string): void {
    const variable = this.writable(name);
    delete variable.unassigned;
    const changed = this.#fitting(changedCase(variable, value));
    if (variable.associative) {
      variable.associative.set(String(key), changed);
      return;
    }
    variable.indexed ??= IndexedArray.of(variable.value === undefined ? [] : [variable.value]);
    variable.value = undefined;
    variable.indexed.set(Number(key), changed);
  }

  /** The value, unless it or all values together are beyond the limits; measured seldom, so that it costs nothing. */
  #fitting(value: string): string {
    this.#stored += value.length + ELEMENT_COST;
    if (value.length <= LIMITS.valueLength && this.#stored <= LIMITS.valueLength) return value;
    const held = value.length > LIMITS.valueLength ? Number.POSITIVE_INFINITY : this.#held();
    if (held > LIMITS.variablesLength) throw new ShellError(`xmalloc: cannot allocate ${value.length} bytes`);
    this.#stored = 0;
    return value;
  }

  #held(): number {
    let total = 0;
    for (const scope of this.#scopes) {
      for (const { value, indexed, associative } of scope.values()) {
        total += value?.length ?? 0;
        for (const element of indexed?.values() ?? []) total += element.length + ELEMENT_COST;
        for (const element of associative?.values() ?? []) total += element.length + ELEMENT_COST;
      }
    }
    return total;
  }

  unset(name: string): void {
    const resolved = this.resolved(name);
    if (this.find(resolved)?.readonly) throw new ShellError(`${name}: cannot unset: readonly variable`);
    const own = this.#scopes.at(-1)!;
    // A local of the function that is run stays one without a value: what it hides does not come back yet.
    if (this.#scopes.length > 1 && own.has(resolved)) own.set(resolved, { value: undefined });
    else this.forget(resolved);
  }

  /** As if it had never been, whatever its attributes. */
  forget(name: string): void {
    for (let at = this.#scopes.length - 1; at >= 0; at--) if (this.#scopes[at]!.delete(name)) return;
  }

  declareLocal(name: string, inherits = false): Variable {
    const scope = this.#scopes.at(-1)!;
    const outer = this.find(name);
    if (outer?.readonly && !scope.has(name)) throw new ShellError(`${name}: readonly variable`);
    let variable = scope.get(name);
    if (!variable) {
      variable = inherits && outer ? cloneOf(outer) : { value: undefined };
      scope.set(name, variable);
    }
    return variable;
  }

  /** The variable itself, not what it refers to. */
  own(name: string): Variable | undefined {
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const variable = this.#scopes[at]!.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  get depth(): number {
    return this.#scopes.length - 1;
  }

  pushScope(): void {
    this.#scopes.push(new Map());
  }

  popScope(): void {
    this.#scopes.pop();
  }

  names(): string[] {
    const names = new Set(this.#scopes.flatMap((scope) => [...scope.keys()]));
    return [...names].filter((name) => name !== '$').sort();
  }

  /** Of the function that is run. */
  localNames(): string[] {
    return [...this.#scopes.at(-1)!.keys()].sort();
  }

  /** A variable of the shell's own environment whose name is no identifier: no use to it, handed to what it starts. */
  passOn(name: string, value: string): void {
    this.#passedOn[name] = value;
  }

  /** The environment of the programs it starts. */
  exported(): Record<string, string> {
    const environment: Record<string, string> = { ...this.#passedOn };
    for (const scope of this.#scopes) {
      for (const [name, variable] of scope) {
        if (variable.exported && variable.value !== undefined) environment[name] = variable.value;
        else delete environment[name];
      }
    }
    return environment;
  }
}

/** What `$name` gives: element 0 of an array. */
export function scalarOf(variable: Variable): string | undefined {
  if (variable.indexed) return variable.indexed.get(0);
  if (variable.associative) return variable.associative.get('0');
  return variable.value;
}

function changedCase(variable: Variable, value: string): string {
  if (variable.changeCase === 'upper') return value.toUpperCase();
  return variable.changeCase === 'lower' ? value.toLowerCase() : value;
}

function cloneOf(variable: Variable): Variable {
  return {
    ...variable,
    ...(variable.indexed ? { indexed: IndexedArray.copyOf(variable.indexed) } : {}),
    ...(variable.associative ? { associative: new Map(variable.associative) } : {}),
  };
}
