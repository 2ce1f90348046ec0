import { posix } from 'node:path';
import {
  type ByteReader,
  type ByteWriter,
  CollectingWriter,
  emptyReader,
  readerOf,
} from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { decode } from '../../commands/text/byte-text.ts';
import { BacktrackingLimit } from '../../expressions/backtracking.ts';
import { descriptorOf } from '../descriptor-path.ts';
import { type Line, LineSource } from '../line-source.ts';
import { placeOf, readOptions, type ScriptPiece, SED_HELP, type SedOptions, UsageError } from './options.ts';
import { SedOutput } from './output.ts';
import { parseScript } from './parse-script.ts';
import { SedRun, type SedWorld } from './run-script.ts';
import { ScriptError, type SedCommand } from './script.ts';

/** GNU sed over streams, line by line, so that it can stand behind a command that never ends. */
export async function sed(process: Process): Promise<number> {
  const error = (text: string) => process.stderr.write(Buffer.from(text));
  let pieces: readonly ScriptPiece[] = [];
  try {
    const options = readOptions(process);
    if (options === 'help' || options === 'version') {
      await process.stdout.write(Buffer.from(options === 'help' ? SED_HELP : 'sed (GNU sed) 4.9\n'));
      return 0;
    }
    pieces = options.pieces;
    const commands = parseScript(options.script, options.extended);
    return await (options.inPlace === undefined
      ? editStream(process, options, commands)
      : editFiles(process, options, commands));
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      await error(thrown.message);
      return thrown.status;
    }
    if (thrown instanceof ScriptError) {
      await error(`sed: ${thrown.at < 0 ? '' : `${placeOf(pieces, thrown.at)}: `}${thrown.message}\n`);
      return thrown.status;
    }
    if (thrown instanceof ReadError) {
      await error(`sed: read error on ${thrown.message}: Is a directory\n`);
      return 4;
    }
    if (thrown instanceof BacktrackingLimit) await error('sed: regex input buffer length larger than INT_MAX\n');
    else if (thrown instanceof RangeError) await error('sed: memory exhausted\n');
    else if (thrown instanceof FileError) await error(`sed: couldn't open file ${thrown.path}: ${thrown.message}\n`);
    else throw thrown;
    return 1;
  }
}

/** A directory, where a file to read was expected. */
class ReadError extends Error {}

async function editStream(process: Process, options: SedOptions, commands: SedCommand[]): Promise<number> {
  const world = new World(process, options.files.length > 0 ? options.files : ['-'], process.stdout, options);
  const code = await new SedRun(commands, world, options.quiet, options.width).run();
  return code || world.failures;
}

async function editFiles(process: Process, options: SedOptions, commands: SedCommand[]): Promise<number> {
  const { files } = process.machine;
  let code = 0;
  for (const name of options.files) {
    const path = posix.resolve(process.workingDirectory, name);
    if (files.exists(path) && files.stat(path).kind !== 'file') {
      await process.stderr.write(Buffer.from(`sed: couldn't edit ${name}: not a regular file\n`));
      code = 4;
      continue;
    }
    const output = new CollectingWriter();
    const world = new World(process, [name], output, options);
    const run = new SedRun(commands, world, options.quiet, options.width);
    code = (await run.run()) || world.failures || code;
    if (world.failures > 0) continue;
    await world.output.flush();
    if (options.inPlace) {
      const backup = options.inPlace.includes('*') ? options.inPlace.replaceAll('*', name) : name + options.inPlace;
      files.write(posix.resolve(process.workingDirectory, backup), files.read(path));
    }
    files.write(path, output.bytes());
    if (run.hasQuit) break;
  }
  return code;
}

class World implements SedWorld {
  readonly output: SedOutput;
  /** 2 once a file could not be read. */
  failures = 0;
  readonly #process: Process;
  readonly #names: string[];
  readonly #written = new Set<string>();
  readonly #options: SedOptions;
  readonly #queues = new Map<string, string[]>();
  fileName = '-';
  /** A file has begun since this was last looked at (-s). */
  hasNewFile = false;
  #source: LineSource | null = null;

  constructor(process: Process, names: readonly string[], output: ByteWriter, options: SedOptions) {
    this.#process = process;
    this.#names = [...names];
    this.#options = options;
    this.output = new SedOutput(output, options.nullData ? '\0' : '\n');
  }

  async next(): Promise<Line | null> {
    for (;;) {
      const source = await this.#current();
      if (!source) return null;
      if (!source.isReady()) await this.output.flush();
      const line = await source.next();
      if (line) return line;
      this.#source = null;
    }
  }

  async isLast(): Promise<boolean> {
    for (;;) {
      const source = await this.#current();
      if (!source) return true;
      if (!source.isReady()) await this.output.flush();
      if (!(await source.atEnd())) return false;
      if (this.#options.separate) return true;
      this.#source = null;
    }
  }

  readFile(name: string): string {
    const { files } = this.#process.machine;
    const path = this.#path(name);
    return files.exists(path) && files.stat(path).kind === 'file' ? Buffer.from(files.read(path)).toString() : '';
  }

  nextLineOf(name: string): string | null {
    const path = this.#path(name);
    let queue = this.#queues.get(path);
    if (!queue) {
      queue = this.readFile(name).split('\n');
      if (queue.at(-1) === '') queue.pop();
      this.#queues.set(path, queue);
    }
    return queue.shift() ?? null;
  }

  appendFile(name: string, text: string): void {
    const { files } = this.#process.machine;
    const path = this.#path(name);
    if (this.#written.has(path)) files.append(path, Buffer.from(text));
    else files.write(path, Buffer.from(text));
    this.#written.add(path);
  }

  async pause(): Promise<void> {
    this.#process.signal.throwIfAborted();
    const halted = haltedProcess(this.#process);
    if (halted) await halted;
  }

  async #current(): Promise<LineSource | null> {
    while (!this.#source) {
      const name = this.#names.shift();
      if (name === undefined) return null;
      this.#source = await this.#open(name);
      if (!this.#source) continue;
      this.fileName = name;
      this.hasNewFile = this.#options.separate;
    }
    return this.#source;
  }

  #lines(reader: ByteReader): LineSource {
    return new LineSource(reader, {
      delimiter: this.#options.nullData ? 0 : 10,
      decode: (bytes) => decode(bytes, 'utf8'),
    });
  }

  async #open(name: string): Promise<LineSource | null> {
    const { files } = this.#process.machine;
    const number = name === '-' ? 0 : descriptorOf(this.#path(name));
    if (number === 0) return this.#lines(this.#process.stdin);
    if (number !== undefined) return this.#lines(this.#process.descriptors?.get(number)?.input ?? emptyReader);
    try {
      const path = this.#path(name);
      if (files.stat(path).kind !== 'directory') return this.#lines(readerOf(files.read(path)));
      await this.output.flush();
      throw new ReadError(name);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await this.#complain(`can't read ${name}: ${error.message}`);
    }
    return null;
  }

  async #complain(message: string): Promise<void> {
    this.failures = 2;
    await this.output.flush();
    await this.#process.stderr.write(Buffer.from(`sed: ${message}\n`));
  }

  #path(name: string): string {
    return posix.resolve(this.#process.workingDirectory, name);
  }
}
