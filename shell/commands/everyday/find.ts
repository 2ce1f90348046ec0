import { FileError, type FileStat } from '../../../cluster/machinery/file-system.ts';
import type { Program } from '../../../cluster/machinery/machine.ts';
import { baseName, joinPath } from '../../interpreter/path-name.ts';
import { matchesPattern } from '../../interpreter/pattern.ts';
import { runChild } from './child.ts';
import { Call } from './define.ts';

interface Found {
  readonly path: string;
  readonly depth: number;
  readonly stat: FileStat;
}

type Test = (found: Found) => boolean | Promise<boolean>;

const USAGE = `Usage: find [PATH]... [EXPRESSION]
  -name PATTERN  -iname PATTERN  -path PATTERN  -type f|d|l  -size N[ckMG]  -empty  -newer FILE  -mmin N
  -maxdepth N  -mindepth N  ! TEST  TEST -o TEST  ( TEST )
  -print  -print0  -delete  -exec COMMAND {} ;  -exec COMMAND {} +`;

/** find(1): the tests and actions that are used by hand. */
export const find: Program = async (process) => {
  const call = new Call(process, 'find');
  const args = process.args.slice(1);
  if (args.includes('--help')) {
    await call.print(`${USAGE}\n`);
    return 0;
  }
  return runFind(call, args);
};

/** The expression after the paths: tests and actions, `-o` binds weaker than what stands side by side. */
class FindExpression {
  readonly #call: Call;
  readonly #args: readonly string[];
  #at = 0;
  #acts = false;
  maximumDepth = Number.POSITIVE_INFINITY;
  minimumDepth = 0;
  readonly batches: { command: string[]; paths: string[] }[] = [];

  constructor(call: Call, args: readonly string[]) {
    this.#call = call;
    this.#args = args;
  }

  parse(): Test {
    const test = this.#or();
    if (this.#at < this.#args.length) throw new Error(`unknown predicate \`${this.#args[this.#at]}'`);
    if (this.#acts) return test;
    return async (found) => (await test(found)) && this.#print(found, '\n');
  }

  #or(): Test {
    const left = this.#and();
    if (!this.#take('-o') && !this.#take('-or')) return left;
    const right = this.#or();
    return async (found) => (await left(found)) || right(found);
  }

  #and(): Test {
    const tests: Test[] = [];
    while (this.#at < this.#args.length && !['-o', '-or', ')'].includes(this.#args[this.#at]!)) {
      if (!this.#take('-a') && !this.#take('-and')) tests.push(this.#primary());
    }
    return async (found) => {
      for (const test of tests) if (!(await test(found))) return false;
      return true;
    };
  }

  #take(word: string): boolean {
    if (this.#args[this.#at] !== word) return false;
    this.#at++;
    return true;
  }

  #value(name: string): string {
    const value = this.#args[this.#at++];
    if (value === undefined) throw new Error(`missing argument to \`${name}'`);
    return value;
  }

  #primary(): Test {
    const name = this.#args[this.#at++]!;
    const { files, clock } = this.#call.process.machine;
    switch (name) {
      case '!':
      case '-not': {
        const test = this.#primary();
        return async (found) => !(await test(found));
      }
      case '(': {
        const test = this.#or();
        if (!this.#take(')'))
          throw new Error("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
        return test;
      }
      case '-name':
      case '-iname': {
        const pattern = this.#value(name);
        return ({ path }) => matchesPattern(baseName(path), pattern, { ignoreCase: name === '-iname' });
      }
      case '-path': {
        const pattern = this.#value(name);
        return ({ path }) => matchesPattern(path, pattern);
      }
      case '-type': {
        const kind = { f: 'file', d: 'directory', l: 'link', c: 'device' }[this.#value(name)];
        return ({ stat }) => stat.kind === kind;
      }
      case '-maxdepth':
        this.maximumDepth = Number(this.#value(name));
        return () => true;
      case '-mindepth':
        this.minimumDepth = Number(this.#value(name));
        return () => true;
      case '-empty':
        return ({ path, stat }) =>
          stat.kind === 'directory' ? files.list(this.#call.path(path)).length === 0 : stat.sizeBytes === 0;
      case '-newer': {
        const than = files.stat(this.#call.path(this.#value(name))).modifiedMs;
        return ({ stat }) => stat.modifiedMs > than;
      }
      case '-mmin': {
        const minutes = this.#value(name);
        return ({ stat }) => compare((clock.now() - stat.modifiedMs) / 60_000, minutes);
      }
      case '-size': {
        const [, text = '', unit = 'b'] = /^([-+]?\d+)([bckMG]?)$/.exec(this.#value(name)) ?? [];
        const bytes = { b: 512, c: 1, k: 1024, M: 1_048_576, G: 1_073_741_824 }[unit || 'b'] ?? 512;
        return ({ stat }) => compare(Math.ceil(stat.sizeBytes / bytes), text);
      }
      default:
        return this.#action(name);
    }
  }

  #action(name: string): Test {
    this.#acts = true;
    const { files } = this.#call.process.machine;
    if (name === '-print') return (found) => this.#print(found, '\n');
    if (name === '-print0') return (found) => this.#print(found, '\0');
    if (name === '-delete') {
      return ({ path }) => this.#call.attempt(`cannot delete ‘${path}’`, () => files.remove(this.#call.path(path)));
    }
    if (name !== '-exec') throw new Error(`unknown predicate \`${name}'`);
    const command: string[] = [];
    while (
      this.#at < this.#args.length &&
      this.#args[this.#at] !== ';' &&
      !(this.#args[this.#at] === '+' && command.at(-1) === '{}')
    ) {
      command.push(this.#args[this.#at++]!);
    }
    const end = this.#args[this.#at++];
    if (end === undefined) throw new Error("missing argument to `-exec'");
    if (end === ';') {
      return async ({ path }) =>
        (await runChild(
          this.#call.process,
          'find',
          command.map((word) => word.replaceAll('{}', path)),
        )) === 0;
    }
    const batch = { command: command.slice(0, -1), paths: [] as string[] };
    this.batches.push(batch);
    return ({ path }) => batch.paths.push(path) > 0;
  }

  async #print(found: Found, end: string): Promise<true> {
    await this.#call.print(found.path + end);
    return true;
  }
}

function compare(value: number, text: string): boolean {
  if (text.startsWith('+')) return value > Number(text.slice(1));
  return text.startsWith('-') ? value < Number(text.slice(1)) : value === Number(text);
}

async function runFind(call: Call, args: readonly string[]): Promise<number> {
  const first = args.findIndex((arg) => /^[-!(]/.test(arg));
  const paths = args.slice(0, first < 0 ? undefined : first);
  const expression = new FindExpression(call, first < 0 ? [] : args.slice(first));
  let test: Test;
  try {
    test = expression.parse();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    await call.complain(error.message);
    return 1;
  }
  for (const path of paths.length > 0 ? paths : ['.']) await visit(call, expression, test, path, 0);
  for (const { command, paths: found } of expression.batches) {
    if (found.length > 0) await runChild(call.process, 'find', [...command, ...found]);
  }
  return call.status;
}

async function visit(call: Call, expression: FindExpression, test: Test, path: string, depth: number): Promise<void> {
  const { files } = call.process.machine;
  await call.breathe();
  let stat: FileStat;
  try {
    stat = files.linkStat(call.path(path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await call.complain(`‘${path}’: ${error.message}`);
    return;
  }
  const names = stat.kind === 'directory' && depth < expression.maximumDepth ? files.list(call.path(path)) : [];
  if (depth >= expression.minimumDepth) await test({ path, depth, stat });
  for (const name of names) await visit(call, expression, test, joinPath(path, name), depth + 1);
}
