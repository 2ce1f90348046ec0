import { compileCall, compileIndirectCall } from './compile-call.ts';
import { compileGetline } from './compile-getline.ts';
import { compileAssignment, compilePlace, compileRead } from './compile-lvalue.ts';
import { compilePattern } from './compile-pattern.ts';
import { chain, combine, type Evaluation, run as evaluate, map } from './evaluation.ts';
import { AwkFatal } from './failure.ts';
import { arrayOf, type Scope, subscriptOf } from './scope.ts';
import type { ArithmeticOperator, Comparison, Expression } from './syntax.ts';
import { isTrue, toNumber, type Value } from './value.ts';

const LONGEST_TEXT = 64 * 1024 * 1024;

const ARITHMETIC: Readonly<Record<ArithmeticOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => {
    if (right === 0) throw new AwkFatal('division by zero attempted');
    return left / right;
  },
  '%': (left, right) => {
    if (right === 0) throw new AwkFatal("division by zero attempted in `%'");
    return left % right;
  },
  '^': (left, right) => left ** right,
};

const COMPARISONS: Readonly<Record<Comparison, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** An expression as a closure over the running program. */
export function compileExpression(scope: Scope, expression: Expression): Evaluation {
  const { run } = scope;
  switch (expression.type) {
    case 'number':
    case 'string': {
      const { value } = expression;
      return { now: () => value };
    }
    case 'variable':
    case 'field':
    case 'element':
      return compileRead(scope, expression);
    case 'grouping':
      return scope.compile(expression.inner);
    case 'list':
      return map({ now: () => 0 }, () => 0);
    case 'regex':
      return { now: () => (run.expressions.compile(expression.source).test(run.fields.text()) ? 1 : 0) };
    case 'call':
      return compileCall(scope, expression);
    case 'indirect':
      return compileIndirectCall(scope, expression);
    case 'getline':
      return compileGetline(scope, expression);
    case 'conditional':
    case 'and':
    case 'or':
      return compileChoice(scope, expression);
    default:
      return compileOperator(scope, expression);
  }
}

type Operator = Extract<
  Expression,
  { type: 'assign' | 'step' | 'unary' | 'arithmetic' | 'compare' | 'match' | 'concatenation' | 'in' }
>;

function compileOperator(scope: Scope, expression: Operator): Evaluation {
  const { run } = scope;
  switch (expression.type) {
    case 'assign':
      return compileAssign(scope, expression);
    case 'step':
      return compileStep(scope, expression);
    case 'unary': {
      const operand = scope.compile(expression.operand);
      if (expression.operator === '!') return map(operand, (value) => (isTrue(value) ? 0 : 1));
      return expression.operator === '-' ? map(operand, (value) => -toNumber(value)) : map(operand, toNumber);
    }
    case 'arithmetic': {
      const apply = ARITHMETIC[expression.operator];
      return combine(scope.compile(expression.left), scope.compile(expression.right), (left, right) =>
        apply(toNumber(left), toNumber(right)),
      );
    }
    case 'compare':
      return compileComparison(scope, expression);
    case 'match':
      return compileMatch(scope, expression);
    case 'concatenation':
      return combine(scope.compile(expression.left), scope.compile(expression.right), (left, right) => {
        const text = run.toText(left) + run.toText(right);
        if (text.length > LONGEST_TEXT) throw new AwkFatal('memory exhausted');
        return text;
      });
    case 'in': {
      const key = subscriptOf(scope, expression.subscripts);
      return combine(key, arrayOf(scope, expression.array), (text, array) => (array.elements.has(text) ? 1 : 0));
    }
  }
}

function compileAssign(scope: Scope, expression: Extract<Expression, { type: 'assign' }>): Evaluation {
  const value = scope.compile(expression.value);
  if (expression.operator === '=') return compileAssignment(scope, expression.target, value);
  const apply = ARITHMETIC[expression.operator];
  const inAssignment = expression.operator === '/' || expression.operator === '%';
  return combine(value, compilePlace(scope, expression.target), (right, place) => {
    const amount = toNumber(right);
    if (inAssignment && amount === 0) throw new AwkFatal(`division by zero attempted in \`${expression.operator}='`);
    const result = apply(toNumber(place.get()), amount);
    place.set(result);
    return result;
  });
}

function compileStep(scope: Scope, { target, change, prefix }: Extract<Expression, { type: 'step' }>): Evaluation {
  return map(compilePlace(scope, target), (place) => {
    const before = toNumber(place.get());
    place.set(before + change);
    return prefix ? before + change : before;
  });
}

function compileComparison(
  scope: Scope,
  { operator, left, right }: Extract<Expression, { type: 'compare' }>,
): Evaluation {
  const { run } = scope;
  const holds = COMPARISONS[operator];
  return combine(scope.compile(left), scope.compile(right), (a, b) => (holds(run.compare(a, b)) ? 1 : 0));
}

function compileMatch(scope: Scope, { left, right, negated }: Extract<Expression, { type: 'match' }>): Evaluation {
  const { run } = scope;
  const [found, missed] = negated ? [0, 1] : [1, 0];
  return combine(scope.compile(left), compilePattern(scope, right), (value, source) =>
    run.expressions.compile(source).test(run.toText(value)) ? found : missed,
  );
}

function compileChoice(
  scope: Scope,
  expression: Extract<Expression, { type: 'conditional' | 'and' | 'or' }>,
): Evaluation {
  const truth = (part: Expression): Evaluation => map(scope.compile(part), (value) => (isTrue(value) ? 1 : 0));
  const constant = (value: Value): Evaluation => ({ now: () => value });
  if (expression.type === 'and') return choose(truth(expression.left), truth(expression.right), constant(0));
  if (expression.type === 'or') return choose(truth(expression.left), constant(1), truth(expression.right));
  return choose(scope.compile(expression.test), scope.compile(expression.then), scope.compile(expression.otherwise));
}

function choose(test: Evaluation, then: Evaluation, otherwise: Evaluation): Evaluation {
  if ('now' in test && 'now' in then && 'now' in otherwise) {
    return { now: () => (isTrue(test.now()) ? then.now() : otherwise.now()) };
  }
  return { later: () => chain(evaluate(test), (value) => evaluate(isTrue(value) ? then : otherwise)) };
}
