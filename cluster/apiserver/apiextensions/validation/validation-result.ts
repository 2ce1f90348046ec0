import { type FieldError, invalid, notSupported, required, tooLong, tooMany } from '../../../resources/field-error.ts';

/** One problem as kube-openapi's validator tells it; `composite` ones belong to no field. */
export interface Problem {
  readonly code: 'composite' | 'type' | 'required' | 'tooLong' | 'enum' | 'maxItems' | 'maxProperties' | 'other';
  /** `spec.list[0].name`; '' at the root. */
  readonly name: string;
  readonly message: string;
  readonly value?: unknown;
  /** The limit that was not kept. */
  readonly limit?: number;
  /** The values that an enum allows. */
  readonly values?: readonly unknown[];
}

/** kube-openapi's validate.Result: each message once, and how many checks were made. */
export class ValidationResult {
  readonly problems: Problem[] = [];
  matchCount = 0;

  get isValid(): boolean {
    return this.problems.length === 0;
  }

  add(problem: Problem | undefined): this {
    if (problem && !this.problems.some(({ message }) => message === problem.message)) this.problems.push(problem);
    return this;
  }

  merge(other: ValidationResult): this {
    for (const problem of other.problems) this.add(problem);
    this.matchCount += other.matchCount;
    return this;
  }
}

/** apiserver/validation kubeOpenAPIResultToFieldErrors; `parent` is where the value stands ('' for the root). */
export function fieldErrorsOf(problems: readonly Problem[], parent = ''): FieldError[] {
  return problems.map((problem) => fieldErrorOf(problem, parent));
}

function fieldErrorOf(problem: Problem, parent: string): FieldError {
  const { code, message, limit = -1 } = problem;
  // A nil field.Path prints so.
  const root = parent === '' ? '<nil>' : parent;
  if (code === 'composite') return invalid(root, '', message);
  const name = problem.name.replace(/^\./, '');
  const field = name === '' ? root : parent === '' ? name : `${parent}.${name}`;
  const value = problem.value ?? '';
  switch (code) {
    case 'required':
      return required(field);
    case 'enum':
      return notSupported(
        field,
        problem.value,
        (problem.values ?? []).map((allowed) => (typeof allowed === 'string' ? allowed : JSON.stringify(allowed))),
      );
    case 'tooLong':
      return tooLong(field, limit);
    case 'maxItems':
    case 'maxProperties':
      return tooMany(field, Number(problem.value), limit);
    case 'type':
      return { ...invalid(field, value, message), type: 'FieldValueTypeInvalid' };
    default:
      return invalid(field, value, message);
  }
}
