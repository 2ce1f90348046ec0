import { execAction, fileAction, PLAIN_ACTIONS } from './find-actions.ts';
import { FindError, type FindRun, type Test } from './find-context.ts';
import { printfOf } from './find-printf.ts';
import { PLAIN_TESTS, resetExpressionType, setExpressionType, TESTS } from './find-tests.ts';

const GLOBALS = new Set([
  '-maxdepth',
  '-mindepth',
  '-depth',
  '-d',
  '-mount',
  '-xdev',
  '-noleaf',
  '-ignore_readdir_race',
  '-noignore_readdir_race',
]);

/** The expression behind the paths. Precedence: `( )`, `!`, side by side, `-o`, `,`. */
export class FindExpression {
  readonly #run: FindRun;
  readonly #args: readonly string[];
  readonly #warn: (text: string) => void;
  #at = 0;
  #acts = false;
  #lastTest = '';

  constructor(run: FindRun, args: readonly string[], warn: (text: string) => void) {
    this.#run = run;
    this.#args = args;
    this.#warn = warn;
  }

  /** Throws `FindError`. */
  parse(): Test {
    resetExpressionType();
    if (this.#args.length === 0) return PLAIN_ACTIONS['-print']!(this.#run);
    const test = this.#list();
    const next = this.#args[this.#at];
    if (next === ')') throw new FindError("you have too many ')'");
    if (this.#acts) return test;
    const print = PLAIN_ACTIONS['-print']!(this.#run);
    return async (found) => (await test(found)) && print(found);
  }

  #take(...words: readonly string[]): string | undefined {
    const word = this.#args[this.#at];
    if (word === undefined || !words.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  #list(): Test {
    let left = this.#or();
    for (let word = this.#take(','); word; word = this.#take(',')) {
      const [first, second] = [left, this.#operand(word, () => this.#or())];
      left = async (found) => {
        await first(found);
        return second(found);
      };
    }
    return left;
  }

  #or(): Test {
    let left = this.#and();
    for (let word = this.#take('-o', '-or'); word; word = this.#take('-o', '-or')) {
      const [first, second] = [left, this.#operand(word, () => this.#and())];
      left = async (found) => (await first(found)) || second(found);
    }
    return left;
  }

  #operand(operator: string, parse: () => Test): Test {
    const next = this.#args[this.#at];
    if (next === undefined || next === ')') throw new FindError(`expected an expression after '${operator}'`);
    return parse();
  }

  #and(): Test {
    const tests: Test[] = [];
    for (let next = this.#args[this.#at]; next !== undefined; next = this.#args[this.#at]) {
      if (['-o', '-or', ',', ')'].includes(next)) break;
      const word = this.#take('-a', '-and');
      if (word && tests.length === 0) this.#nothingBefore(word);
      tests.push(word ? this.#operand(word, () => this.#primary()) : this.#primary());
    }
    if (tests.length === 0) {
      const next = this.#args[this.#at];
      if (next === ')' && this.#args[this.#at - 1] === '(')
        throw new FindError('invalid expression; empty parentheses are not allowed.');
      if (next !== undefined) this.#nothingBefore(next);
    }
    const [only] = tests;
    if (tests.length === 1 && only) return only;
    return async (found) => {
      for (const test of tests) if (!(await test(found))) return false;
      return true;
    };
  }

  #nothingBefore(word: string): never {
    if (word === ')') throw new FindError("invalid expression; you have too many ')'");
    throw new FindError(`invalid expression; you have used a binary operator '${word}' with nothing before it.`);
  }

  #value(name: string): string {
    const value = this.#args[this.#at++];
    if (value === undefined) throw new FindError(`missing argument to \`${name}'`);
    return value;
  }

  #primary(): Test {
    const name = this.#args[this.#at++]!;
    if (name === '!' || name === '-not') {
      const test = this.#operand(name, () => this.#primary());
      return async (found) => !(await test(found));
    }
    if (name === '(') {
      if (this.#args[this.#at] === undefined)
        throw new FindError(
          "invalid expression; expected to find a ')' but didn't see one. Perhaps you need an extra predicate after '('",
        );
      const test = this.#list();
      if (!this.#take(')'))
        throw new FindError("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      return test;
    }
    if (!name.startsWith('-') || name === '-') {
      const possible =
        this.#lastTest === '' || !this.#run.tool.files.exists(this.#run.tool.path(name))
          ? ''
          : `\nfind: possible unquoted pattern after predicate \`${this.#lastTest}'?`;
      throw new FindError(`paths must precede expression: \`${name}'${possible}`);
    }
    const test = this.#option(name) ?? this.#test(name) ?? this.#action(name);
    if (!test) throw new FindError(`unknown predicate \`${name}'`);
    if (!GLOBALS.has(name)) this.#lastTest = name;
    return test;
  }

  #option(name: string): Test | undefined {
    if (GLOBALS.has(name) && this.#lastTest !== '' && this.#run.tool.process.stdinIsTerminal) {
      this.#warn(
        `warning: you have specified the global option ${name} after the argument ${this.#lastTest}, but global options are not positional, i.e., ${name} affects tests specified before it as well as those specified after it.  Please specify global options before other arguments.`,
      );
    }
    const run = this.#run;
    if (name === '-maxdepth' || name === '-mindepth') {
      const value = this.#value(name);
      if (!/^\d+$/.test(value))
        throw new FindError(`Expected a positive decimal integer argument to ${name}, but got ‘${value}’`);
      if (name === '-maxdepth') run.maximumDepth = Number(value);
      else run.minimumDepth = Number(value);
    } else if (name === '-depth' || name === '-d') run.depthFirst = true;
    else if (name === '-follow') run.followsLinks = true;
    else if (name === '-regextype') setExpressionType(this.#value(name));
    else if (name === '-daystart') run.nowMs = Math.ceil(run.nowMs / 86_400_000) * 86_400_000;
    else if (!GLOBALS.has(name) && name !== '-warn' && name !== '-nowarn') return undefined;
    return () => true;
  }

  #test(name: string): Test | undefined {
    if (Object.hasOwn(PLAIN_TESTS, name)) return PLAIN_TESTS[name]!(this.#run);
    if (!Object.hasOwn(TESTS, name)) return undefined;
    return TESTS[name]!(this.#value(name), this.#run, name);
  }

  #action(name: string): Test | undefined {
    const run = this.#run;
    if (name === '-prune') {
      return () => {
        run.pruned = true;
        return true;
      };
    }
    if (name === '-quit') {
      this.#acts = true;
      return () => {
        run.quit = true;
        return true;
      };
    }
    if (Object.hasOwn(PLAIN_ACTIONS, name)) {
      this.#acts = true;
      if (name === '-delete') run.depthFirst = true;
      return PLAIN_ACTIONS[name]!(run);
    }
    if (!/^-(printf|fprint|fprint0|fprintf|fls|exec|execdir|ok|okdir)$/.test(name)) return undefined;
    this.#acts = true;
    if (name.startsWith('-exec') || name.startsWith('-ok')) return this.#exec(name);
    const first = this.#value(name);
    if (name !== '-printf') return fileAction(name, first, name === '-fprintf' ? this.#value(name) : '', run);
    const text = printfOf(first, run);
    return (found) => {
      run.tool.out.add(text(found));
      return true;
    };
  }

  #exec(name: string): Test {
    const words: string[] = [];
    for (;;) {
      const word = this.#value(name);
      if (word === ';') return execAction(name, words, false, this.#run);
      if (word === '+' && words.at(-1) === '{}') return execAction(name, words, true, this.#run);
      words.push(word);
    }
  }
}
