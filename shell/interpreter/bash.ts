import type { Process, Program } from '../../cluster/machinery/machine.ts';
import { BashSyntaxError } from '../parser/errors.ts';
import { parseScript } from '../parser/parser.ts';
import { NAMES as OPTION_NAMES, setByLetter } from './builtins/options.ts';
import { BASH_VERSION } from './dynamic-variables.ts';
import { endShell } from './end-shell.ts';
import { evaluator } from './evaluator.ts';
import { absolutePath } from './path-name.ts';
import { runStandardInput } from './run-input.ts';
import { runText } from './run-text.ts';
import { Shell } from './shell.ts';

/** What `bash`'s own command line asks for. */
interface Invocation {
  command?: string;
  script?: string;
  interactive: boolean;
  login: boolean;
  readsStdin: boolean;
  letters: [letter: string, on: boolean][];
  longOptions: string[];
  names: [name: string, on: boolean][];
  /** The value of `--rcfile`. */
  rcfile?: string | undefined;
  operands: string[];
}

/** How an interactive shell is run; given by the line editor's side, which in turn builds on the shell. */
export type RunInteractive = (shell: Shell) => Promise<number>;

/** The bash program; `sh` is the same one. */
export function createBash(runInteractive: RunInteractive): Program {
  return async (process) => {
    const invocation = parseInvocation(process.args);
    if (typeof invocation === 'string') {
      const usage = invocation.endsWith('invalid option') ? USAGE : '';
      await process.stderr.write(Buffer.from(`${process.args[0]}: ${invocation}\n${usage}`));
      return 2;
    }
    if (invocation.longOptions.includes('--version')) return printVersion(process);
    if (invocation.longOptions.includes('--help')) return printHelp(process);
    const shell = createShell(process, invocation);
    return endShell(shell, () => start(shell, invocation, runInteractive));
  };
}

const LONG_OPTIONS = [
  'debug',
  'debugger',
  'dump-po-strings',
  'dump-strings',
  'help',
  'init-file',
  'login',
  'noediting',
  'noprofile',
  'norc',
  'posix',
  'pretty-print',
  'rcfile',
  'restricted',
  'verbose',
  'version',
];

const USAGE = `Usage:\tbash [GNU long option] [option] ...
\tbash [GNU long option] [option] script-file ...
GNU long options:
${LONG_OPTIONS.map((name) => `\t--${name}\n`).join('')}Shell options:
\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)
\t-abefhkmnptuvxBCEHPT or -o option
`;

function parseInvocation(args: readonly string[]): Invocation | string {
  const invocation: Invocation = {
    interactive: false,
    login: args[0]?.startsWith('-') ?? false,
    readsStdin: false,
    letters: [],
    longOptions: [],
    names: [],
    operands: [],
  };
  let wantsCommand = false;
  let at = 1;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--' || arg === '-') {
      at++;
      break;
    }
    if (arg.startsWith('--')) {
      if (!LONG_OPTIONS.includes(arg.slice(2))) return `${arg}: invalid option`;
      invocation.longOptions.push(arg);
      if (arg === '--login') invocation.login = true;
      if (arg === '--rcfile' || arg === '--init-file') invocation.rcfile = args[++at];
      continue;
    }
    if (!/^[-+]./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (letter === 'c') wantsCommand = true;
      else if (letter === 'i') invocation.interactive = true;
      else if (letter === 'l') invocation.login = true;
      else if (letter === 's') invocation.readsStdin = true;
      else if (letter === 'o' || letter === 'O') invocation.names.push([args[++at] ?? '', arg.startsWith('-')]);
      else if (!'abefhkmnptuvxBCDEHPTr'.includes(letter)) return `${arg[0]}${letter}: invalid option`;
      else invocation.letters.push([letter, arg.startsWith('-')]);
    }
  }
  const operands = args.slice(at);
  if (wantsCommand) {
    const command = operands.shift();
    if (command === undefined) return '-c: option requires an argument';
    invocation.command = command;
  } else if (operands.length > 0 && !invocation.readsStdin) {
    const script = operands.shift();
    if (script !== undefined) invocation.script = script;
  }
  invocation.operands = operands;
  return invocation;
}

function createShell(process: Process, invocation: Invocation): Shell {
  const hasInput = invocation.command === undefined && invocation.script === undefined;
  const interactive = invocation.interactive || (hasInput && process.stdinIsTerminal && process.stdoutIsTerminal);
  const own = (process.args[0] ?? 'bash').replace(/^-?.*\//, '');
  const fallback = own === 'sh' ? (process.args[0] ?? own) : own;
  const name =
    invocation.script ?? (invocation.command !== undefined ? (invocation.operands.shift() ?? fallback) : own);
  const { script } = invocation;
  const isCommandString = invocation.command !== undefined;
  const shell = new Shell({ process, evaluator, name, interactive, script, isCommandString });
  shell.login = invocation.login;
  if (invocation.login) shell.shellOptions.add('login_shell');
  shell.startFiles = { norc: invocation.longOptions.includes('--norc'), rcfile: invocation.rcfile };
  shell.positional = invocation.operands;
  for (const [letter, on] of invocation.letters) setByLetter(shell, letter, on);
  for (const [option, on] of invocation.names) {
    const set = OPTION_NAMES.includes(option) ? shell.options : shell.shellOptions;
    if (on) set.add(option);
    else set.delete(option);
  }
  importEnvironment(shell);
  return shell;
}

/** PATH where the environment has none, as Debian builds bash. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function importEnvironment(shell: Shell): void {
  const { variables, process } = shell;
  for (const [name, value] of Object.entries(process.environment)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      if (!importFunction(shell, name, value)) variables.passOn(name, value);
      continue;
    }
    variables.set(name, value);
    variables.writable(name).exported = true;
  }
  const usual = { PWD: process.workingDirectory, SHLVL: String(Number(process.environment['SHLVL'] ?? 0) + 1) };
  for (const [name, value] of Object.entries(usual)) {
    variables.set(name, value);
    variables.writable(name).exported = true;
  }
  if (variables.get('PATH') === undefined) variables.set('PATH', DEFAULT_PATH);
  variables.set('IFS', ' \t\n');
  variables.set('OPTIND', '1');
  variables.set('PS4', '+ ');
  variables.set('$', String(process.pid));
  variables.setIndexed('BASH_VERSINFO', ['5', '2', '15', '1', 'release', 'x86_64-pc-linux-gnu']);
  variables.writable('BASH_VERSINFO').readonly = true;
}

/** `BASH_FUNC_name%%`: a function that another bash exported. */
function importFunction(shell: Shell, variable: string, value: string): boolean {
  const name = /^BASH_FUNC_(.+)%%$/.exec(variable)?.[1];
  if (name === undefined || !value.startsWith('() {')) return false;
  try {
    const [command] = parseScript(`${name} ${value}`).statements[0]?.first.commands ?? [];
    if (command?.type !== 'function') return false;
    shell.functions.set(name, { ...command, source: 'environment', exported: true });
    return true;
  } catch (error) {
    if (error instanceof BashSyntaxError) return false;
    throw error;
  }
}

async function start(shell: Shell, invocation: Invocation, runInteractive: RunInteractive): Promise<number> {
  if (invocation.command !== undefined) {
    if (invocation.login) await sourceProfile(shell);
    shell.variables.set('BASH_EXECUTION_STRING', invocation.command);
    shell.options.delete('history');
    return runText(shell, invocation.command, { where: '-c: ', onError: 'go on' });
  }
  if (invocation.script !== undefined) return runScriptFile(shell, invocation.script);
  if (shell.interactive) return runInteractive(shell);
  return runStandardInput(shell);
}

async function sourceProfile(shell: Shell): Promise<void> {
  for (const path of ['/etc/profile', `${shell.variables.get('HOME')}/.profile`]) {
    const { files } = shell.machine;
    if (files.exists(path)) await runText(shell, Buffer.from(files.read(path)).toString('utf8'));
  }
}

async function runScriptFile(shell: Shell, script: string): Promise<number> {
  const { files } = shell.machine;
  const path = absolutePath(script, shell.workingDirectory);
  const complain = async (message: string, status: number) => {
    await shell.write(2, `${shell.process.args[0]}: ${script}: ${message}\n`);
    return status;
  };
  if (!files.exists(path)) return complain('No such file or directory', 127);
  if (files.stat(path).kind === 'directory') return complain('Is a directory', 126);
  const bytes = files.read(path);
  if (bytes.subarray(0, 80).includes(0)) return complain('cannot execute binary file', 126);
  return runText(shell, Buffer.from(bytes).toString('utf8'), { onError: 'go on' });
}

async function printVersion(process: Process): Promise<number> {
  await process.stdout.write(Buffer.from(`GNU bash, version ${BASH_VERSION} (x86_64-pc-linux-gnu)\n`));
  return 0;
}

async function printHelp(process: Process): Promise<number> {
  const text = `Usage: bash [option] ... [script-file] [argument ...]
  -c COMMAND   run COMMAND, then end; further arguments are $0, $1 ...
  -i           interactive
  -l, --login  a login shell
  -s           read commands from standard input
  -e -u -x ... as with the set builtin
`;
  await process.stdout.write(Buffer.from(text));
  return 0;
}
