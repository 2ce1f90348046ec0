import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process, Program } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { openForReading } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { versionOf } from '../manual/package-versions.ts';

/** How a command is called. */
export interface CommandLine {
  readonly name: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** Short options without a value. */
  readonly flags?: string;
  /** Short options with one. */
  readonly values?: string;
  /** Short options whose value, if there is one, follows in the same word (`-I`, `-Iseconds`). */
  readonly optional?: string;
  /**
   * Long options, by the short one they stand for, or a name of their own: `name=` takes a value, `name?` may have one
   * after `=`.
   */
  readonly long?: Readonly<Record<string, string>>;
  /** Arguments in another form than getopt's (`chmod -x`, `pkill -9`), brought into it. */
  readonly rewrite?: (args: readonly string[]) => string[];
  /** What a wrong option exits with. Default 1; 2 for ls, sort and grep. */
  readonly usageStatus?: number;
  /** A wrong option is followed by the usage itself (net-tools) or by this text (wget), not by where to find it. */
  readonly usageAfterMistake?: boolean | string;
  /** What `--version` prints; absent: the version of the package that the command comes from. */
  readonly version?: string;
  /** Options end at the first operand (`env`, `xargs`, `timeout`). */
  readonly stopsAtOperand?: boolean;
  /** `-5` is a number of lines. */
  readonly numeric?: string;
}

/** Programs older than straight quotes. */
const BACKQUOTED = new Set(['gzip', 'gunzip', 'zcat', 'pgrep', 'pkill', 'pidof']);

/** One call of a command. */
export class Call {
  readonly process: Process;
  readonly name: string;
  readonly options = new Map<string, string>();
  /** Every option as it was given, in order; those that repeat do so here. */
  readonly given: (readonly [option: string, value: string])[] = [];
  readonly operands: string[] = [];
  status = 0;

  constructor(process: Process, name: string) {
    this.process = process;
    this.name = name;
  }

  has(option: string): boolean {
    return this.options.has(option);
  }

  value(option: string): string | undefined {
    return this.options.get(option);
  }

  /** All values of an option that may be given several times. */
  values(option: string): string[] {
    return this.given.flatMap(([name, value]) => (name === option ? [value] : []));
  }

  set(option: string, value: string): void {
    this.options.set(option, value);
    this.given.push([option, value]);
  }

  /** The usage error of a missing or surplus operand, with the hint that follows it. */
  async misused(message: string, status = 1): Promise<number> {
    await this.complain(
      `${message}\nTry ${BACKQUOTED.has(this.name) ? '`' : "'"}${this.name} --help' for more information.`,
      status,
    );
    return status;
  }

  path(path: string): string {
    return absolutePath(path, this.process.workingDirectory);
  }

  async print(text: string): Promise<void> {
    if (text !== '') await this.process.stdout.write(Buffer.from(text));
  }

  /** `name: message` on standard error; the exit status becomes 1 (or `status`). */
  async complain(message: string, status = 1): Promise<void> {
    this.status = status;
    await this.process.stderr.write(Buffer.from(`${this.name}: ${message}\n`));
  }

  /** Where busybox is, commands are its applets, with words of their own. */
  get isBusybox(): boolean {
    return this.process.machine.files.exists('/usr/bin/busybox');
  }

  /** Opens a file, or standard input for `-`; null after complaining. */
  async open(path: string): Promise<ByteReader | null> {
    const { process } = this;
    if (path === '-') return process.stdin;
    try {
      return openForReading(
        { machine: process.machine, terminal: process.terminal, descriptor: descriptorOf(process) },
        this.path(path),
      ).input;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await this.complain(this.isBusybox ? `can't open '${path}': ${error.message}` : `${path}: ${error.message}`);
      return null;
    }
  }

  /** Runs a change of files; complains with `subject: reason` when it fails. */
  async attempt(subject: string, change: () => void): Promise<boolean> {
    try {
      change();
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await this.complain(`${subject}: ${error.message}`);
      return false;
    }
  }

  /** Between two steps of long work. */
  async breathe(): Promise<void> {
    for (let wait = haltedProcess(this.process); wait; wait = haltedProcess(this.process)) await wait;
    this.process.signal.throwIfAborted();
  }
}

function descriptorOf(process: Process) {
  return (number: number) => {
    if (number === 0) return { input: process.stdin, isTerminal: process.stdinIsTerminal };
    if (number === 1) return { output: process.stdout, isTerminal: process.stdoutIsTerminal };
    if (number === 2) return { output: process.stderr, isTerminal: process.stdoutIsTerminal };
    const found = process.descriptors?.get(number);
    return found && { ...found, isTerminal: false };
  };
}

/** Makes a program of a command: options parsed as getopt_long(3) does, `--help`, file errors in coreutils' words. */
export function defineCommand(line: CommandLine, run: (call: Call) => Promise<number | undefined>): Program {
  const program: Program = async (process) => {
    const call = new Call(process, line.name);
    const problem = parse(line, call);
    if (problem === 'help') {
      await call.print(`${line.usage}\n`);
      return 0;
    }
    if (problem === 'version') {
      await call.print(`${line.version ?? versionOf(line.name)}\n`);
      return 0;
    }
    if (problem && line.usageAfterMistake) {
      await call.complain(
        `${problem}\n${line.usageAfterMistake === true ? line.usage : line.usageAfterMistake}`,
        line.usageStatus,
      );
      return call.status;
    }
    if (problem) return call.misused(problem, line.usageStatus ?? (STATUS_2.has(line.name) ? 2 : 1));
    try {
      return (await run(call)) ?? call.status;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await call.complain(error.path === '' ? `write error: ${error.message}` : `${error.path}: ${error.message}`);
      return 1;
    }
  };
  commandLines.set(program, line);
  return program;
}

const commandLines = new WeakMap<Program, CommandLine>();

/** How a program is called, when it was defined here: what completes its options. */
export function commandLineOf(program: Program): CommandLine | undefined {
  return commandLines.get(program);
}

/** Commands whose exit status 1 means something else. */
const STATUS_2 = new Set(['grep', 'ls', 'sort']);

function parse(line: CommandLine, call: Call): string | null {
  const typed = call.process.args.slice(1);
  const args = line.rewrite?.(typed) ?? typed;
  const { values = '', optional = '', flags = '' } = line;
  const plain = call.process.environment['POSIXLY_CORRECT'] !== undefined;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      call.operands.push(...args.slice(at + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const problem = parseLong(line, call, arg.slice(2), () => args[++at]);
      if (problem) return problem;
    } else if (line.numeric && /^-[0-9]+$/.test(arg)) call.set(line.numeric, arg.slice(1));
    else if (/^-./.test(arg)) {
      for (let index = 1; index < arg.length; index++) {
        const letter = arg[index]!;
        if (values.includes(letter) || optional.includes(letter)) {
          const rest = arg.slice(index + 1);
          const value = rest !== '' || optional.includes(letter) ? rest : args[++at];
          if (value === undefined) return `option requires an argument -- '${letter}'`;
          call.set(letter, value);
          break;
        }
        if (!flags.includes(letter)) return `invalid option -- '${letter}'`;
        call.set(letter, '');
      }
    } else {
      call.operands.push(arg);
      if (line.stopsAtOperand || plain) {
        call.operands.push(...args.slice(at + 1));
        break;
      }
    }
  }
  return null;
}

/** One `--name[=value]`; a name may be cut short as long as it means one option. */
function parseLong(line: CommandLine, call: Call, text: string, next: () => string | undefined): string | null {
  const [typed = '', given] = splitOnce(text);
  const all: Readonly<Record<string, string>> = { ...line.long, help: 'help', version: 'version' };
  const fitting = Object.keys(all).filter((known) => known.startsWith(typed));
  const name = Object.hasOwn(all, typed) ? typed : fitting[0];
  if (name === undefined) return `unrecognized option '--${typed}'`;
  if (name !== typed && new Set(fitting.map((known) => all[known])).size > 1) {
    const possibilities = fitting.map((known) => ` '--${known}'`).join('');
    return `option '--${text}' is ambiguous; possibilities:${possibilities}`;
  }
  const key = all[name]!;
  if (!Object.hasOwn(line.long ?? {}, name)) return key;
  const letter = key.length === 1;
  const takes = letter ? (line.values ?? '').includes(key) : key.endsWith('=');
  const mayTake = takes || (letter ? (line.optional ?? '').includes(key) : key.endsWith('?'));
  if (!mayTake && given !== undefined) return `option '--${name}' doesn't allow an argument`;
  const value = takes && given === undefined ? next() : given;
  if (takes && value === undefined) return `option '--${name}' requires an argument`;
  call.set(key.replace(/[=?]$/, ''), value ?? '');
  return null;
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
