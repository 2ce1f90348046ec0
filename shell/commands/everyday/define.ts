import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process, Program } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { openForReading } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';

/** How a command is called. */
export interface CommandLine {
  readonly name: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** Short options without a value. */
  readonly flags?: string;
  /** Short options with one. */
  readonly values?: string;
  /** Long options, by the short one they stand for (or a name of their own, with a value when it is in `values`). */
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand (`env`, `xargs`, `timeout`). */
  readonly stopsAtOperand?: boolean;
  /** `-5` is a number of lines. */
  readonly numeric?: string;
}

/** One call of a command. */
export class Call {
  readonly process: Process;
  readonly name: string;
  readonly options = new Map<string, string>();
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
  return async (process) => {
    const call = new Call(process, line.name);
    const problem = parse(line, call);
    if (problem === 'help') {
      await call.print(`${line.usage}\n`);
      return 0;
    }
    if (problem) {
      await call.complain(`${problem}\nTry '${line.name} --help' for more information.`);
      return line.name === 'grep' || line.name === 'ls' || line.name === 'sort' ? 2 : 1;
    }
    try {
      return (await run(call)) ?? call.status;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await call.complain(error.path === '' ? `write error: ${error.message}` : `${error.path}: ${error.message}`);
      return 1;
    }
  };
}

function parse(line: CommandLine, call: Call): string | null {
  const args = call.process.args.slice(1);
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') {
      call.operands.push(...args.slice(at + 1));
      break;
    }
    if (arg === '--help') return 'help';
    if (arg.startsWith('--')) {
      const [name = '', given] = splitOnce(arg.slice(2));
      const key = line.long?.[name];
      if (key === undefined) return `unrecognized option '--${name}'`;
      const takes = key.length === 1 ? (line.values ?? '').includes(key) : key.endsWith('=');
      const value = takes && given === undefined ? args[++at] : given;
      if (takes && value === undefined) return `option '--${name}' requires an argument`;
      call.options.set(key.replace(/=$/, ''), value ?? '');
    } else if (line.numeric && /^-[0-9]+$/.test(arg)) call.options.set(line.numeric, arg.slice(1));
    else if (/^-./.test(arg)) {
      for (let index = 1; index < arg.length; index++) {
        const letter = arg[index]!;
        if ((line.values ?? '').includes(letter)) {
          const value = arg.slice(index + 1) || args[++at];
          if (value === undefined) return `option requires an argument -- '${letter}'`;
          call.options.set(letter, value);
          break;
        }
        if (!(line.flags ?? '').includes(letter)) return `invalid option -- '${letter}'`;
        call.options.set(letter, '');
      }
    } else {
      call.operands.push(arg);
      if (line.stopsAtOperand) {
        call.operands.push(...args.slice(at + 1));
        break;
      }
    }
  }
  return null;
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf('=');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
