import { Analysis } from './analysis.ts';
import { compileExpression } from './compile-expression.ts';
import { mainInputs } from './compile-getline.ts';
import { compileStatement, type Step } from './compile-statement.ts';
import { type Evaluation, run as evaluate } from './evaluation.ts';
import { OperandInput } from './main-input.ts';
import type { Run } from './run.ts';
import type { FunctionCode, Scope } from './scope.ts';
import { EXIT, Jump, NEXT_FILE, NORMAL } from './signal.ts';
import type { AwkProgram, Expression, Rule } from './syntax.ts';
import { isTrue } from './value.ts';

interface CompiledRule {
  readonly pattern: Evaluation | null;
  readonly to: Evaluation | null;
  readonly action: Step;
  /** A range that has begun. */
  open: boolean;
}

/** A program, compiled for one run. */
export class ProgramRun {
  readonly #run: Run;
  readonly #begin: Step[];
  readonly #end: Step[];
  readonly #beginFile: Step[];
  readonly #endFile: Step[];
  readonly #rules: CompiledRule[];
  readonly #input: OperandInput;

  constructor(run: Run, program: AwkProgram) {
    this.#run = run;
    const scope = this.#compileFunctions(program);
    const actions = (name: Rule['pattern']) =>
      program.rules.filter(({ pattern }) => pattern === name).map(({ action }) => compileStatement(scope, action!));
    this.#begin = actions('BEGIN');
    this.#end = actions('END');
    this.#beginFile = actions('BEGINFILE');
    this.#endFile = actions('ENDFILE');
    this.#rules = program.rules
      .filter(({ pattern }) => typeof pattern !== 'string')
      .map((rule) => compileRule(scope, rule));
    this.#input = new OperandInput(run, async (when) => {
      await this.#runAll(when === 'BEGINFILE' ? this.#beginFile : this.#endFile);
    });
    mainInputs.set(run, this.#input);
  }

  #compileFunctions(program: AwkProgram): Scope {
    const functions = new Map<string, FunctionCode>();
    const analysis = new Analysis(program);
    const scopeOf = (parameters: readonly string[]): Scope => {
      const scope: Scope = {
        run: this.#run,
        analysis,
        functions,
        parameters,
        compile: (expression: Expression) => compileExpression(scope, expression),
      };
      return scope;
    };
    for (const { name, parameters } of program.functions.values()) {
      functions.set(name, { name, parameters: parameters.length, waits: analysis.mayWait(name), body: () => NORMAL });
    }
    for (const { name, parameters, body } of program.functions.values()) {
      functions.get(name)!.body = compileStatement(scopeOf(parameters), body);
    }
    return scopeOf([]);
  }

  /** Runs BEGIN, the input, END; gives the exit code. */
  async run(): Promise<number> {
    let ended = await this.#runAll(this.#begin);
    const reads =
      this.#rules.length > 0 || this.#end.length > 0 || this.#beginFile.length > 0 || this.#endFile.length > 0;
    if (!ended && reads) ended = await this.#runInput();
    await this.#runAll(this.#end);
    await this.#run.streams.closeAll();
    return this.#run.exitCode & 255;
  }

  /** True after `exit`. */
  async #runAll(steps: readonly Step[]): Promise<boolean> {
    for (const step of steps) {
      try {
        if ((await step()) === EXIT) return true;
      } catch (thrown) {
        if (this.#signalOf(thrown) === EXIT) return true;
      }
    }
    return false;
  }

  #signalOf(thrown: unknown): number {
    if (!(thrown instanceof Jump)) throw thrown;
    this.#run.frame = [];
    this.#run.depth = 0;
    return thrown.signal;
  }

  async #runInput(): Promise<boolean> {
    const run = this.#run;
    for (;;) {
      const record = this.#input.takeRecord() ?? (await this.#input.nextRecord());
      if (record === null) return false;
      run.fields.setRecord(record);
      const pause = run.pause();
      if (pause) await pause;
      let signal: number;
      try {
        const result = this.#runRules(0);
        signal = result instanceof Promise ? await result : result;
      } catch (thrown) {
        signal = this.#signalOf(thrown);
      }
      if (signal === EXIT) return true;
      if (signal === NEXT_FILE) await this.#input.skipFile();
    }
  }

  #runRules(from: number): number | Promise<number> {
    for (let at = from; at < this.#rules.length; at++) {
      const rule = this.#rules[at]!;
      const selected = selects(rule);
      const signal =
        selected instanceof Promise
          ? selected.then((yes) => (yes ? rule.action() : NORMAL))
          : selected
            ? rule.action()
            : NORMAL;
      if (signal instanceof Promise) {
        return signal.then((settled) => (settled === NORMAL ? this.#runRules(at + 1) : settled));
      }
      if (signal !== NORMAL) return signal;
    }
    return NORMAL;
  }
}

function compileRule(scope: Scope, { pattern, to, action }: Rule): CompiledRule {
  return {
    pattern: pattern === null || typeof pattern === 'string' ? null : scope.compile(pattern),
    to: to ? scope.compile(to) : null,
    action: compileStatement(scope, action ?? { type: 'print', values: [], redirection: null, line: 1 }),
    open: false,
  };
}

function selects(rule: CompiledRule): boolean | Promise<boolean> {
  const { pattern, to } = rule;
  if (!pattern) return true;
  if (to) return selectsRange(rule, pattern, to);
  const value = 'now' in pattern ? pattern.now() : pattern.later();
  return value instanceof Promise ? value.then(isTrue) : isTrue(value);
}

function selectsRange(rule: CompiledRule, from: Evaluation, to: Evaluation): boolean | Promise<boolean> {
  if ('now' in from && 'now' in to) {
    if (!rule.open && !isTrue(from.now())) return false;
    rule.open = !isTrue(to.now());
    return true;
  }
  return (async () => {
    if (!rule.open && !isTrue(await evaluate(from))) return false;
    rule.open = !isTrue(await evaluate(to));
    return true;
  })();
}
