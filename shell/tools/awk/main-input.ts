import { FileError } from '../../../cluster/machinery/file-system.ts';
import { AwkArray } from './array.ts';
import { type MainInput, readRecord } from './compile-getline.ts';
import { AwkFatal } from './failure.ts';
import type { RecordReader } from './record-reader.ts';
import type { Run } from './run.ts';
import { unescapeText } from './string-escapes.ts';
import { inputValue, toNumber } from './value.ts';

/** The records of the files that ARGV names when each one's turn comes; `name=value` is an assignment there. */
export class OperandInput implements MainInput {
  readonly #run: Run;
  #next = 1;
  #sawFile = false;
  #reader: RecordReader | null = null;
  /** Rules for the beginning and end of files; they wait for the file to be open. */
  readonly #onFile: (when: 'BEGINFILE' | 'ENDFILE') => Promise<void>;
  failed = false;

  constructor(run: Run, onFile: (when: 'BEGINFILE' | 'ENDFILE') => Promise<void>) {
    this.#run = run;
    this.#onFile = onFile;
  }

  /** A record that is there without waiting; undefined when it has to be waited for. */
  takeRecord(): string | undefined {
    const record = this.#reader?.take(this.#run.recordSeparator);
    return record === null || record === undefined ? undefined : this.#count(record);
  }

  async nextRecord(): Promise<string | null> {
    for (;;) {
      this.#reader ??= await this.#open();
      if (!this.#reader) return null;
      const record = await readRecord(this.#run, this.#reader);
      if (record !== null) return this.#count(record);
      await this.skipFile();
    }
  }

  /** nextfile, and the end of a file. */
  async skipFile(): Promise<void> {
    this.#reader = null;
    await this.#onFile('ENDFILE');
  }

  #count(record: string): string {
    const run = this.#run;
    run.recordNumber++;
    run.fileRecordNumber++;
    if (this.#reader && this.#reader.terminator !== run.scalar('RT').value)
      run.scalar('RT').value = this.#reader.terminator;
    return record;
  }

  async #open(): Promise<RecordReader | null> {
    const run = this.#run;
    for (;;) {
      const name = this.#nextOperand();
      if (name === null) return null;
      this.#sawFile = true;
      run.fileRecordNumber = 0;
      run.scalar('FILENAME').value = name === '-' && this.#next < 0 ? '' : name;
      const reader = await this.#openNamed(name);
      if (!reader) continue;
      this.#reader = reader;
      await this.#onFile('BEGINFILE');
      return reader;
    }
  }

  #nextOperand(): string | null {
    const run = this.#run;
    for (;;) {
      const count = toNumber(run.scalar('ARGC').value);
      if (this.#next >= count) {
        if (this.#sawFile) return null;
        this.#sawFile = true;
        return '';
      }
      const value = run.array('ARGV').elements.get(String(this.#next++));
      const operand = value instanceof AwkArray ? '' : run.toText(value);
      if (operand === '') continue;
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(operand);
      if (!assignment) return operand;
      run.assign(assignment[1]!, inputValue(unescapeText(assignment[2]!)));
    }
  }

  async #openNamed(name: string): Promise<RecordReader | null> {
    const run = this.#run;
    try {
      return run.streams.open(name === '' ? '-' : name);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.code === 'EISDIR') {
        await this.#warn(`warning: command line argument \`${name}' is a directory: skipped`);
        return null;
      }
      throw new AwkFatal(`cannot open file \`${name}' for reading: ${error.message}`, false);
    }
  }

  async #warn(message: string): Promise<void> {
    await this.#run.streams.flushAll();
    await this.#run.process.stderr.write(Buffer.from(`awk: ${message}\n`));
  }
}
