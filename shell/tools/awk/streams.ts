import { BrokenPipe, createPipe } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import {
  type ExitStatus,
  type Process,
  type RunningProcess,
  SIGNAL_NUMBERS,
} from '../../../cluster/machinery/machine.ts';
import { startChild } from '../../commands/everyday/child.ts';
import { openForReading, openForWriting } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { openerOf } from '../process-files.ts';
import { AwkFatal } from './failure.ts';
import { OutputStream } from './output-stream.ts';
import { RecordReader } from './record-reader.ts';
import type { Expressions } from './regular-expression.ts';

const MOST_STREAMS = 250;

interface Source {
  readonly records: RecordReader;
  readonly child: RunningProcess | null;
}

/** The files and commands that a program reads and writes, each by the text it was named with. */
export class Streams {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly #process: Process;
  readonly #expressions: Expressions;
  readonly #outputs = new Map<string, OutputStream>();
  readonly #sources = new Map<string, Source>();

  constructor(process: Process, expressions: Expressions) {
    this.#process = process;
    this.#expressions = expressions;
    this.stdout = new OutputStream(process.stdout);
    this.stderr = new OutputStream(process.stderr);
  }

  /** The stream of `> name`, `>> name` or `| name`. */
  async output(operator: '>' | '>>' | '|', name: string): Promise<OutputStream> {
    if (name === '') throw new AwkFatal(`expression for \`${operator}' redirection has null string value`);
    const known = this.#outputs.get(name);
    if (known) return known;
    if (operator !== '|' && name === '/dev/stdout') return this.stdout;
    if (operator !== '|' && name === '/dev/stderr') return this.stderr;
    this.#checkCount();
    const made = operator === '|' ? await this.#pipeTo(name) : this.#file(name, operator === '>>');
    this.#outputs.set(name, made);
    return made;
  }

  #file(name: string, append: boolean): OutputStream {
    try {
      const path = absolutePath(name, this.#process.workingDirectory);
      return new OutputStream(openForWriting(openerOf(this.#process), path, { append, mode: 0o644 }).output);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new AwkFatal(`cannot redirect to \`${name}': ${error.message}`);
    }
  }

  async #pipeTo(command: string): Promise<OutputStream> {
    await this.flushAll();
    const { reader, writer } = createPipe();
    const child = this.#start(command, { stdin: reader });
    void child.exited.then(() => reader.close());
    return new OutputStream(writer, child);
  }

  #start(command: string, options: Parameters<typeof startChild>[2]): RunningProcess {
    const child = startChild(this.#process, ['sh', '-c', command], options);
    if ('message' in child) throw new AwkFatal(`cannot open pipe \`${command}' for output: ${child.message}`);
    return child;
  }

  /** What `getline < name` reads; a string says why it cannot be opened. */
  file(name: string): RecordReader | string {
    const known = this.#sources.get(name);
    if (known) return known.records;
    this.#checkCount();
    try {
      const records = this.open(name);
      this.#sources.set(name, { records, child: null });
      return records;
    } catch (error) {
      if (error instanceof FileError) return error.message;
      throw error;
    }
  }

  /** Opens a file that the main input reads. Throws `FileError`. */
  open(name: string): RecordReader {
    const { stdin, workingDirectory } = this.#process;
    if (name === '-' || name === '/dev/stdin') return new RecordReader(stdin, this.#expressions);
    const { input } = openForReading(openerOf(this.#process), absolutePath(name, workingDirectory));
    return new RecordReader(input, this.#expressions);
  }

  async command(name: string): Promise<RecordReader> {
    const known = this.#sources.get(name);
    if (known) return known.records;
    this.#checkCount();
    await this.flushAll();
    const { reader, writer } = createPipe();
    const child = this.#start(name, { stdout: writer });
    void child.exited.then(() => writer.close());
    const records = new RecordReader(reader, this.#expressions);
    this.#sources.set(name, { records, child });
    return records;
  }

  /** Runs a command to its end; its status as system() gives it. */
  async system(command: string): Promise<number> {
    await this.flushAll();
    return systemStatus(await this.#start(command, {}).exited);
  }

  async flushAll(): Promise<void> {
    await this.stdout.flush();
    await this.stderr.flush();
    for (const output of this.#outputs.values()) await this.#flush(output);
  }

  /** Names what fflush() was given; false when nothing is open by that name. */
  async flushNamed(name: string): Promise<boolean> {
    const output = this.#outputs.get(name);
    if (output) await this.#flush(output);
    return output !== undefined;
  }

  /** A command that went away does not end awk. */
  async #flush(output: OutputStream): Promise<void> {
    try {
      await output.flush();
    } catch (error) {
      if (!(error instanceof BrokenPipe) || !output.child) throw error;
    }
  }

  /** close(): -1 when nothing is open by that name, else the exit status of a command. */
  async close(name: string): Promise<number> {
    const output = this.#outputs.get(name);
    const source = this.#sources.get(name);
    if (!output && !source) return -1;
    this.#outputs.delete(name);
    this.#sources.delete(name);
    let status = 0;
    if (output) status = await this.#closeOutput(output);
    if (source) {
      source.records.close();
      if (source.child) status = systemStatus(await source.child.exited);
    }
    return status;
  }

  async #closeOutput(output: OutputStream): Promise<number> {
    await this.stdout.flush();
    await this.#flush(output);
    output.close();
    return output.child ? systemStatus(await output.child.exited) : 0;
  }

  /** At the program's end: the latest opened first. */
  async closeAll(): Promise<void> {
    await this.flushAll();
    const names = [...this.#outputs.keys(), ...this.#sources.keys()];
    for (const name of names.reverse()) await this.close(name);
  }

  #checkCount(): void {
    if (this.#outputs.size + this.#sources.size >= MOST_STREAMS)
      throw new AwkFatal('too many pipes or input files open');
  }
}

function systemStatus(status: ExitStatus): number {
  return status.signal === undefined ? status.code : 256 + SIGNAL_NUMBERS[status.signal];
}
