import { type ByteReader, readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process, Program } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { type Opener, openForReading, openForWriting } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import type { Codec } from './byte-text.ts';
import { type GivenOption, OptionError, type OptionTable, type ParsedOptions, parseOptions } from './getopt.ts';
import { quoteAlways, quoteForShell } from './quote-name.ts';
import { TextOutput } from './text-output.ts';

/** How a text tool is called. */
export interface ToolShape extends OptionTable {
  readonly name: string;
  /** What `--help` prints: `Usage: …` and the options. */
  readonly help: string;
  /** What `--version` begins with after the name: `(GNU coreutils) 9.1`. */
  readonly version?: string;
  /** Exit status after a usage error or when something goes wrong altogether. */
  readonly trouble?: number;
  /** What follows a complaint about options. Absent: coreutils' line about --help. */
  readonly usageHint?: string;
  /** How its output is text. Absent: latin1, a character a byte. */
  readonly codec?: Codec;
}

/** Busybox applets with `can't open 'FILE'` in their words; the others have the name alone. */
const APPLETS_THAT_OPEN = new Set(['cat', 'md5sum', 'sha1sum', 'sha256sum', 'sha512sum', 'tail', 'uniq']);

/** A complaint that ends the program: `name: message`. */
export class ToolError extends Error {
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** A complaint that points at --help. */
export class UsageError extends ToolError {}

/** One call of a text tool: its options, what it reads and writes. */
export class Tool {
  readonly process: Process;
  readonly name: string;
  readonly options: readonly GivenOption[];
  readonly operands: string[];
  /** Standard output, in the tool's codec. */
  out: TextOutput;
  status = 0;

  constructor(process: Process, { name, codec }: ToolShape, parsed: ParsedOptions) {
    this.process = process;
    this.name = name;
    this.options = parsed.options;
    this.operands = [...parsed.operands];
    this.out = new TextOutput(process.stdout, codec);
  }

  get files() {
    return this.process.machine.files;
  }

  has(...keys: readonly string[]): boolean {
    return this.options.some(({ key }) => keys.includes(key));
  }

  /** The value of the last of these options. */
  value(...keys: readonly string[]): string | undefined {
    return this.options.findLast(({ key }) => keys.includes(key))?.value;
  }

  values(key: string): string[] {
    return this.options.filter((option) => option.key === key).map(({ value }) => value ?? '');
  }

  path(path: string): string {
    return absolutePath(path, this.process.workingDirectory);
  }

  async complain(message: string, status = 1): Promise<void> {
    await this.out.flush();
    this.status = Math.max(this.status, status);
    await this.process.stderr.write(Buffer.from(`${this.name}: ${message}\n`));
  }

  async warn(message: string): Promise<void> {
    await this.complain(message, 0);
  }

  isDirectory(path: string): boolean {
    const absolute = this.path(path);
    return this.files.exists(absolute) && this.files.stat(absolute).kind === 'directory';
  }

  get opener(): Opener {
    return openerOf(this.process);
  }

  /** What is written from now on goes to a file, emptied first. */
  async redirectOutput(path: string): Promise<void> {
    await this.out.flush();
    try {
      const { output } = openForWriting(this.opener, this.path(path), {
        append: false,
        mode: 0o666 & ~this.process.umask,
      });
      this.out = new TextOutput(output);
    } catch (error) {
      throw error instanceof FileError ? new ToolError(`${quoteForShell(path)}: ${error.message}`) : error;
    }
  }

  /** Throws `FileError`; a directory cannot be read. */
  openOrThrow(path: string): ByteReader {
    if (path === '-') return this.process.stdin;
    // With a slash behind it, a file is taken for a directory (path_resolution(7)).
    if (path === '') throw new FileError('ENOENT', path);
    const absolute = this.path(path);
    if (path.endsWith('/') && this.files.exists(absolute) && !this.isDirectory(path)) {
      throw new FileError('ENOTDIR', path);
    }
    return openForReading(this.opener, absolute).input;
  }

  /** Null after complaining in the words of head and tail. */
  async openForCopy(path: string): Promise<ByteReader | null> {
    const shown = quoteAlways(path);
    try {
      return this.openOrThrow(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const isDirectory = error.code === 'EISDIR';
      await this.complain(
        isDirectory ? `error reading ${shown}: ${error.message}` : `cannot open ${shown} for reading: ${error.message}`,
      );
      return null;
    }
  }

  /** Busybox is there, and this is one of its applets that say what they could not do. */
  private get isAppletThatOpens(): boolean {
    return APPLETS_THAT_OPEN.has(this.name) && this.files.exists('/usr/bin/busybox');
  }

  /** Null after complaining, as coreutils do. */
  async open(path: string, status = 1): Promise<ByteReader | null> {
    try {
      return this.openOrThrow(path);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const subject = this.isAppletThatOpens ? `can't open '${path}'` : quoteForShell(path);
      await this.complain(`${subject}: ${error.message}`, status);
      return null;
    }
  }

  /** The files that the operands name, standard input without any; those that cannot be opened are told and left out. */
  async *inputs(): AsyncGenerator<{ path: string; reader: ByteReader }> {
    for (const path of this.operands.length > 0 ? this.operands : ['-']) {
      const reader = await this.open(path);
      if (reader) yield { path, reader };
    }
  }

  async readWhole(path: string): Promise<Buffer> {
    try {
      return Buffer.from(await readAll(this.openOrThrow(path)));
    } catch (error) {
      // A directory or a missing file is told by the name that was given.
      throw error instanceof FileError ? new FileError(error.code, path) : error;
    }
  }

  /** Between two steps of long work: others run, signals arrive, output goes out when there is much. */
  async breathe(): Promise<void> {
    for (let wait = haltedProcess(this.process); wait; wait = haltedProcess(this.process)) await wait;
    this.process.signal.throwIfAborted();
    if (this.out.isFull) await this.out.flush();
  }
}

export function openerOf(process: Process): Opener {
  return {
    machine: process.machine,
    terminal: process.terminal,
    descriptor: (number) => {
      if (number === 0) return { input: process.stdin, isTerminal: process.stdinIsTerminal };
      if (number === 1) return { output: process.stdout, isTerminal: process.stdoutIsTerminal };
      if (number === 2) return { output: process.stderr, isTerminal: process.stdoutIsTerminal };
      const found = process.descriptors?.get(number);
      return found && { ...found, isTerminal: false };
    },
  };
}

/** Makes a program of a tool. */
export function defineTool(shape: ToolShape, run: (tool: Tool) => Promise<number | undefined>): Program {
  return async (process) => {
    const { name, trouble = 1 } = shape;
    const write = (text: string) => process.stderr.write(Buffer.from(text));
    const hint = shape.usageHint ?? `Try '${name} --help' for more information.\n`;
    let tool: Tool | undefined;
    try {
      const parsed = parseOptions(process.args.slice(1), shape);
      if (parsed.options.some(({ key }) => key === '--help')) return await say(process, `${shape.help}\n`);
      if (parsed.options.some(({ key }) => key === '--version')) {
        return await say(process, `${name} ${shape.version ?? '(GNU coreutils) 9.1'}\n`);
      }
      tool = new Tool(process, shape, parsed);
      const status = (await run(tool)) ?? tool.status;
      await tool.out.flush();
      return status;
    } catch (error) {
      await tool?.out.flush();
      if (error instanceof OptionError) await write(`${name}: ${error.message}\n${hint}`);
      else if (error instanceof UsageError)
        await write(`${error.message === '' ? '' : `${name}: ${error.message}\n`}${hint}`);
      else if (error instanceof ToolError) {
        await write(`${name}: ${error.message}\n`);
        return error.status ?? trouble;
      } else if (error instanceof RangeError) await write(`${name}: memory exhausted\n`);
      else if (error instanceof FileError) {
        await write(`${name}: ${error.path === '' ? 'write error' : quoteForShell(error.path)}: ${error.message}\n`);
      } else throw error;
      return error instanceof UsageError ? (error.status ?? trouble) : trouble;
    }
  };
}

async function say(process: Process, text: string): Promise<number> {
  await process.stdout.write(Buffer.from(text));
  return 0;
}
