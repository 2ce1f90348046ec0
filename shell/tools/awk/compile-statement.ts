import type { AwkArray } from './array.ts';
import { compileAssignment } from './compile-lvalue.ts';
import { compilePrint } from './compile-print.ts';
import { chain, type Evaluation, type Eventually, run as evaluate } from './evaluation.ts';
import { sortedKeys } from './key-order.ts';
import type { Run } from './run.ts';
import { arrayOf, type Scope, subscriptOf } from './scope.ts';
import { BREAK, CONTINUE, EXIT, NEXT, NEXT_FILE, NORMAL, RETURN } from './signal.ts';
import type { Statement } from './syntax.ts';
import { isTrue, toNumber, type Value } from './value.ts';

/** A compiled statement; it gives how it ended. */
export type Step = () => Eventually<number>;

const SIMPLE = { next: NEXT, nextfile: NEXT_FILE, break: BREAK, continue: CONTINUE } as const;

export function compileStatement(scope: Scope, statement: Statement): Step {
  switch (statement.type) {
    case 'block':
      return sequence(statement.statements.map((inner) => compileStatement(scope, inner)));
    case 'expression':
      return atLine(scope.run, statement.line, discard(scope.compile(statement.expression)));
    case 'print':
    case 'printf':
      return atLine(scope.run, statement.line, compilePrint(scope, statement));
    case 'if': {
      const then = compileStatement(scope, statement.then);
      const otherwise = statement.otherwise ? compileStatement(scope, statement.otherwise) : () => NORMAL;
      return when(scope.compile(statement.test), then, otherwise);
    }
    case 'while':
    case 'do':
    case 'for':
      return compileLoop(scope, statement);
    case 'for-in':
      return compileForIn(scope, statement);
    case 'switch':
      return compileSwitch(scope, statement);
    case 'exit':
    case 'return':
      return compileLeave(scope, statement);
    case 'delete':
      return compileDelete(scope, statement);
    default: {
      const signal = SIMPLE[statement.type];
      return () => signal;
    }
  }
}

/** Messages name the line of the statement that runs. */
function atLine(run: Run, line: number, step: Step): Step {
  return () => {
    run.line = line;
    return step();
  };
}

function sequence(steps: readonly Step[]): Step {
  const [only] = steps;
  if (steps.length === 1 && only) return only;
  const from = (at: number): Eventually<number> => {
    for (; at < steps.length; at++) {
      const signal = steps[at]!();
      if (signal instanceof Promise) return signal.then((settled) => (settled === NORMAL ? from(at + 1) : settled));
      if (signal !== NORMAL) return signal;
    }
    return NORMAL;
  };
  return () => from(0);
}

function discard(evaluation: Evaluation): Step {
  if ('now' in evaluation) {
    const { now } = evaluation;
    return () => {
      now();
      return NORMAL;
    };
  }
  return () => chain(evaluation.later(), () => NORMAL);
}

function when(test: Evaluation, then: Step, otherwise: Step): Step {
  if ('now' in test) {
    const { now } = test;
    return () => (isTrue(now()) ? then() : otherwise());
  }
  return () => chain(test.later(), (value) => (isTrue(value) ? then() : otherwise()));
}

function compileLoop(scope: Scope, loop: Extract<Statement, { type: 'while' | 'do' | 'for' }>): Step {
  const body = compileStatement(scope, loop.body);
  const step = loop.type === 'for' && loop.step ? compileStatement(scope, loop.step) : null;
  const test = loop.test && scope.compile(loop.test);
  const afterBody = (signal: number): Eventually<number> =>
    step && (signal === NORMAL || signal === CONTINUE) ? step() : signal;
  const guarded = test
    ? when(
        test,
        () => chain(body(), afterBody),
        () => BREAK,
      )
    : () => chain(body(), afterBody);
  if (loop.type === 'do') {
    const repeat = when(
      test!,
      () => NORMAL,
      () => BREAK,
    );
    const round = () => chain(body(), (signal) => (signal === NORMAL || signal === CONTINUE ? repeat() : signal));
    return () => runLoop(scope.run, round);
  }
  const first = loop.type === 'for' && loop.first ? compileStatement(scope, loop.first) : null;
  return first ? () => chain(first(), () => runLoop(scope.run, guarded)) : () => runLoop(scope.run, guarded);
}

/** Rounds until one breaks off: without a promise as long as none is needed. */
function runLoop(run: Run, round: Step): Eventually<number> {
  for (;;) {
    const pause = run.pause();
    if (pause)
      return continueLoop(
        run,
        round,
        pause.then(() => NORMAL),
      );
    const signal = round();
    if (signal instanceof Promise) return continueLoop(run, round, signal);
    if (signal !== NORMAL && signal !== CONTINUE) return signal === BREAK ? NORMAL : signal;
  }
}

async function continueLoop(run: Run, round: Step, first: Promise<number>): Promise<number> {
  let signal = await first;
  while (signal === NORMAL || signal === CONTINUE) {
    const pause = run.pause();
    if (pause) await pause;
    const next = round();
    signal = next instanceof Promise ? await next : next;
  }
  return signal === BREAK ? NORMAL : signal;
}

function compileForIn(scope: Scope, loop: Extract<Statement, { type: 'for-in' }>): Step {
  const { run } = scope;
  const array = arrayOf(scope, loop.array);
  const body = compileStatement(scope, loop.body);
  let key: Value;
  const assign = discard(compileAssignment(scope, { type: 'variable', name: loop.variable }, { now: () => key }));
  return () =>
    chain(evaluate(array), (found) => {
      const keys = sortedKeys(run, found);
      let at = 0;
      return runLoop(run, () => {
        if (at >= keys.length) return BREAK;
        key = keys[at++];
        return chain(assign(), body);
      });
    });
}

function compileSwitch(scope: Scope, { value, cases }: Extract<Statement, { type: 'switch' }>): Step {
  const { run } = scope;
  const subject = scope.compile(value);
  const bodies = cases.map((one) => compileStatement(scope, one.body));
  const matches = (found: Value) => {
    const at = cases.findIndex(({ value: label }) => {
      if (label?.type === 'regex') return run.expressions.compile(label.source).test(run.toText(found));
      if (label?.type === 'number') return typeof found !== 'string' && toNumber(found) === label.value;
      return label?.type === 'string' && typeof found !== 'number' && run.toText(found) === label.value;
    });
    return at < 0 ? cases.findIndex((one) => one.value === null) : at;
  };
  return () =>
    chain(evaluate(subject), (found) => {
      const at = matches(found);
      if (at < 0) return NORMAL;
      return chain(sequence(bodies.slice(at))(), (signal) => (signal === BREAK ? NORMAL : signal));
    });
}

function compileLeave(scope: Scope, { type, value }: Extract<Statement, { type: 'exit' | 'return' }>): Step {
  const { run } = scope;
  const signal = type === 'exit' ? EXIT : RETURN;
  const evaluation: Evaluation = value ? scope.compile(value) : { now: () => undefined };
  return () =>
    chain(evaluate(evaluation), (result) => {
      if (type === 'return') run.returned = result;
      else if (value) run.exitCode = Math.trunc(toNumber(result));
      return signal;
    });
}

function compileDelete(scope: Scope, statement: Extract<Statement, { type: 'delete' }>): Step {
  const array = arrayOf(scope, statement.array);
  if (!statement.subscripts) {
    return () =>
      chain(evaluate(array), (found: AwkArray) => {
        found.elements.clear();
        return NORMAL;
      });
  }
  const key = subscriptOf(scope, statement.subscripts);
  return () =>
    chain(evaluate(array), (found) =>
      chain(evaluate(key), (text) => {
        found.elements.delete(text);
        return NORMAL;
      }),
    );
}
