import type { Expression } from './ast.ts';
import type { CelType } from './cel-type.ts';
import type { Frame } from './frame.ts';
import type { Library } from './function.ts';
import type { Issue } from './source-error.ts';
import type { Substitution } from './unify.ts';
import type { CelValue } from './value.ts';

/** A checked expression: its type, and how to find its value. */
export interface Plan {
  readonly type: CelType;
  run(frame: Frame): CelValue;
}

/** What a macro's variable is. */
interface Local {
  readonly name: string;
  readonly slot: number;
  readonly type: CelType;
}

/** The state of checking one expression. */
export class PlanContext {
  readonly functions: Library;
  readonly variables: Readonly<Record<string, CelType>>;
  readonly issues: Issue[] = [];
  readonly references = new Set<string>();
  readonly substitution: Substitution = new Map();
  readonly #locals: Local[] = [];
  readonly #planner: (expression: Expression, context: PlanContext) => Plan;
  #slots = 0;
  #parameters = 0;

  constructor(
    functions: Library,
    variables: Readonly<Record<string, CelType>>,
    planner: (expression: Expression, context: PlanContext) => Plan,
  ) {
    this.#planner = planner;
    this.functions = functions;
    this.variables = variables;
  }

  /** Checks a part. */
  plan(expression: Expression): Plan {
    return this.#planner(expression, this);
  }

  report(at: number, message: string): void {
    this.issues.push({ at, message });
  }

  local(name: string): Local | undefined {
    return this.#locals.findLast((local) => local.name === name);
  }

  /** Checks something in which a name stands for a new variable. */
  within<T>(variables: readonly { name: string; type: CelType }[], check: (slots: readonly number[]) => T): T {
    const slots = variables.map(() => this.#slots++);
    for (const [index, { name, type }] of variables.entries()) {
      this.#locals.push({ name, type, slot: slots[index]! });
    }
    const result = check(slots);
    this.#locals.length -= variables.length;
    return result;
  }

  /** A type that is not known yet. */
  unknownType(): CelType {
    return { kind: 'parameter', name: `_var${this.#parameters++}` };
  }
}
