import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { ExpressionError } from '../../../expressions/syntax.ts';
import { TextExpression } from '../../../expressions/text-expression.ts';
import { matchesPattern } from '../../../interpreter/pattern.ts';
import { baseOf, FindError, type FindRun, type Test, TYPE_LETTERS } from './find-context.ts';
import { permissionTest } from './find-permissions.ts';

/** Tests with an argument, by name. */
export const TESTS: Readonly<Record<string, (value: string, run: FindRun, name: string) => Test>> = {
  '-name':
    (pattern) =>
    ({ path }) =>
      matchesPattern(baseOf(path), pattern),
  '-iname':
    (pattern) =>
    ({ path }) =>
      matchesPattern(baseOf(path), pattern, { ignoreCase: true }),
  '-path':
    (pattern) =>
    ({ path }) =>
      matchesPattern(path, pattern),
  '-wholename':
    (pattern) =>
    ({ path }) =>
      matchesPattern(path, pattern),
  '-ipath':
    (pattern) =>
    ({ path }) =>
      matchesPattern(path, pattern, { ignoreCase: true }),
  '-lname':
    (pattern, run) =>
    ({ path, stat }) =>
      stat.kind === 'link' && matchesPattern(run.tool.files.readLink(run.tool.path(path)), pattern),
  '-type': (value) => typeTest(value, '-type'),
  '-xtype': (value, run) => {
    const test = typeTest(value, '-xtype');
    return (found) => {
      const absolute = run.tool.path(found.path);
      return test({ ...found, stat: run.tool.files.exists(absolute) ? run.tool.files.stat(absolute) : found.stat });
    };
  },
  '-size': sizeTest,
  '-newer': newerTest,
  '-anewer': newerTest,
  '-cnewer': newerTest,
  '-newermm': newerTest,
  '-newermt': (value) => {
    const time = Date.parse(`${value}${/[zZ]$|[+-]\d\d:?\d\d$/.test(value) ? '' : 'Z'}`);
    const parsed = Number.isNaN(time) ? Date.parse(`${value} UTC`) : time;
    if (Number.isNaN(parsed)) throw new FindError(`I cannot figure out how to interpret ‘${value}’ as a date or time`);
    return ({ stat }) => stat.modifiedMs > parsed;
  },
  '-mtime': ageTest(86_400_000),
  '-atime': ageTest(86_400_000),
  '-ctime': ageTest(86_400_000),
  '-mmin': ageTest(60_000),
  '-amin': ageTest(60_000),
  '-cmin': ageTest(60_000),
  '-perm': permissionTest,
  '-user': (value, run) => {
    checkUser(value, run);
    return ({ stat }) => stat.owner === value || String(stat.uid) === value;
  },
  '-group':
    (value) =>
    ({ stat }) =>
      stat.group === value || String(stat.gid) === value,
  '-uid': (value, _, name) => numberTest(value, name, ({ stat }) => stat.uid),
  '-gid': (value, _, name) => numberTest(value, name, ({ stat }) => stat.gid),
  '-links': (value, _, name) => numberTest(value, name, () => 1),
  '-inum': (value, _, name) => numberTest(value, name, () => 0),
  '-regex': (value, run) => expressionTest(value, run, false),
  '-iregex': (value, run) => expressionTest(value, run, true),
  '-samefile': (value, run) => {
    const target = resolved(run, value);
    return ({ path }) => run.tool.files.resolve(run.tool.path(path)) === target;
  },
  '-fstype': () => () => true,
};

/** Tests without one. */
export const PLAIN_TESTS: Readonly<Record<string, (run: FindRun) => Test>> = {
  '-empty':
    (run) =>
    ({ path, stat }) =>
      stat.kind === 'directory'
        ? run.tool.files.list(run.tool.path(path)).length === 0
        : stat.kind === 'file' && stat.sizeBytes === 0,
  '-true': () => () => true,
  '-false': () => () => false,
  '-readable':
    () =>
    ({ stat }) =>
      (stat.mode & 0o444) !== 0,
  '-writable':
    () =>
    ({ stat }) =>
      (stat.mode & 0o222) !== 0,
  '-executable':
    () =>
    ({ stat }) =>
      (stat.mode & 0o111) !== 0,
  '-nouser':
    () =>
    ({ stat }) =>
      /^\d+$/.test(stat.owner),
  '-nogroup':
    () =>
    ({ stat }) =>
      /^\d+$/.test(stat.group),
};

function checkUser(name: string, run: FindRun): void {
  const { files } = run.tool;
  const users = files.exists('/etc/passwd') ? Buffer.from(files.read('/etc/passwd')).toString() : '';
  const isKnown = /^\d+$/.test(name) || users.split('\n').some((line) => line.startsWith(`${name}:`));
  if (!isKnown) throw new FindError(`‘${name}’ is not the name of a known user`);
}

function typeTest(value: string, name: string): Test {
  const letters = value.split(',');
  for (const letter of letters) {
    if (letter === '')
      throw new FindError(
        value === ''
          ? `Arguments to ${name} should contain at least one letter`
          : `Last file type in list argument to ${name} is missing, i.e., list is ending on: ','`,
      );
    if (letter.length > 1) throw new FindError(`Must separate multiple arguments to ${name} using: ','`);
    if (!/[bcdpflsD]/.test(letter)) throw new FindError(`Unknown argument to ${name}: ${letter}`);
  }
  return ({ stat }) => letters.includes(TYPE_LETTERS[stat.kind]);
}

/** `+N`, `-N`, `N`. */
export function comparison(value: string, name: string): (number: number) => boolean {
  const found = /^([-+]?)(\d+(?:\.\d+)?)$/.exec(value);
  if (!found) throw new FindError(`invalid argument \`${value}' to \`${name}'`);
  const wanted = Number(found[2]);
  if (found[1] === '+') return (number) => number > wanted;
  return found[1] === '-' ? (number) => number < wanted : (number) => number === wanted;
}

function numberTest(value: string, name: string, of: (found: Parameters<Test>[0]) => number): Test {
  const compare = comparison(value, name);
  return (found) => compare(of(found));
}

function sizeTest(value: string): Test {
  const unit = /[bcwkMG]$/.exec(value)?.[0] ?? '';
  const digits = value.slice(0, value.length - unit.length);
  if (!/^[-+]?\d+$/.test(digits)) {
    const letter = /[a-zA-Z]$/.exec(value)?.[0];
    throw new FindError(
      letter && unit === '' ? `invalid -size type \`${letter}'` : `Invalid argument \`${value}' to -size`,
    );
  }
  const bytes = { b: 512, c: 1, w: 2, k: 1024, M: 1_048_576, G: 1_073_741_824 }[unit] ?? 512;
  const compare = comparison(digits, '-size');
  return ({ stat }) => compare(Math.ceil(stat.sizeBytes / bytes));
}

function resolved(run: FindRun, path: string): string {
  try {
    return run.tool.files.resolve(run.tool.path(path));
  } catch (error) {
    throw error instanceof FileError ? new FindError(`‘${path}’: ${error.message}`) : error;
  }
}

function newerTest(value: string, run: FindRun): Test {
  const than = run.tool.files.stat(resolved(run, value)).modifiedMs;
  return ({ stat }) => stat.modifiedMs > than;
}

function ageTest(unitMs: number): (value: string, run: FindRun, name: string) => Test {
  return (value, run, name) => {
    const compare = comparison(value, name);
    // Minutes are compared as they are, days without their fraction; `+N` of minutes means more than N.
    const age = (ms: number) => (unitMs === 60_000 ? Math.ceil(ms / unitMs) : Math.floor(ms / unitMs));
    return ({ stat }) => compare(age(run.nowMs - stat.modifiedMs));
  };
}

let dialect: 'emacs' | 'basic' | 'extended' = 'emacs';

/** -regextype, for the expressions after it. */
export function setExpressionType(value: string): void {
  if (/^(posix-extended|egrep|posix-egrep|awk|posix-awk|gnu-awk)$/.test(value)) dialect = 'extended';
  else if (/^(posix-basic|ed|sed|grep|posix-minimal-basic)$/.test(value)) dialect = 'basic';
  else if (/^(emacs|findutils-default)$/.test(value)) dialect = 'emacs';
  else
    throw new FindError(
      `Unknown regular expression type ‘${value}’; valid types are ‘findutils-default’, ‘ed’, ‘emacs’, ‘gnu-awk’, ‘grep’, ‘posix-awk’, ‘awk’, ‘posix-basic’, ‘posix-egrep’, ‘egrep’, ‘posix-extended’, ‘posix-minimal-basic’, ‘sed’.`,
    );
}

export function resetExpressionType(): void {
  dialect = 'emacs';
}

function expressionTest(value: string, _: FindRun, ignoreCase: boolean): Test {
  // Emacs: as BRE, but + and ? are operators.
  const source =
    dialect === 'emacs'
      ? value.replace(/\\[\s\S]|\[\^?\]?[^\]]*\]|[+?]/g, (piece) =>
          piece.length === 1 ? `\\${piece}` : /^\\[+?]$/.test(piece) ? piece[1]! : piece,
        )
      : value;
  let expression: TextExpression;
  try {
    expression = new TextExpression([source], {
      dialect: dialect === 'extended' ? 'extended' : 'basic',
      ignoreCase,
      bounds: 'line',
    });
  } catch (error) {
    throw error instanceof ExpressionError
      ? new FindError(`failed to compile regular expression '${value}': Invalid regular expression`)
      : error;
  }
  return ({ path }) => expression.test(path);
}
