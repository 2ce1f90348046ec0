import { StringDecoder } from 'node:string_decoder';
import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { openForReading } from '../../interpreter/open-path.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { openerOf } from '../process-files.ts';
import { JsonStream } from './json-stream.ts';
import type { Json } from './json-value.ts';
import type { Inputs } from './machine.ts';
import { streamEvents } from './stream-events.ts';

export interface InputMode {
  readonly raw: boolean;
  readonly slurp: boolean;
  readonly stream: boolean;
}

const LARGEST_TEXT = 64 * 1024 * 1024;

/** The values of the files, or of standard input, one at a time as they arrive. */
export class FileInputs implements Inputs {
  readonly #process: Process;
  readonly #names: string[];
  readonly #mode: InputMode;
  readonly #json = new JsonStream();
  #reader: ByteReader | null = null;
  #decoder = new StringDecoder('utf8');
  #text = '';
  #ended = false;
  #slurped: Json[] | null = null;
  #events: Json[] = [];
  #rawLines = 0;
  fileName: string | null = null;
  /** Called before waiting: what was printed goes out. */
  beforeWait: () => Promise<void> = async () => {};
  /** 2 once a file could not be read. */
  status = 0;

  constructor(process: Process, names: readonly string[], mode: InputMode) {
    this.#process = process;
    this.#names = names.length > 0 ? [...names] : ['-'];
    this.#mode = mode;
    if (mode.slurp) this.#slurped = [];
  }

  get line(): number {
    return this.#mode.raw ? this.#rawLines : this.#json.linesRead;
  }

  take(): { readonly value: Json } | 'none' | Promise<void> {
    if (this.#slurped) return this.#slurp();
    return this.#next();
  }

  #next(): { readonly value: Json } | 'none' | Promise<void> {
    const event = this.#events.shift();
    if (event !== undefined) return { value: event };
    const value = this.#mode.raw ? this.#line() : this.#json.next();
    if (value !== undefined) {
      if (!this.#mode.stream) return { value };
      this.#events = streamEvents(value);
      return this.#next();
    }
    return this.#ended ? 'none' : this.#fill();
  }

  #slurp(): { readonly value: Json } | 'none' | Promise<void> {
    const slurped = this.#slurped!;
    if (this.#mode.raw) {
      if (!this.#ended) return this.#fill();
      this.#slurped = null;
      const value = this.#text;
      this.#text = '';
      return { value };
    }
    for (;;) {
      const next = this.#next();
      if (next instanceof Promise) return next;
      if (next === 'none') {
        this.#slurped = null;
        return { value: slurped };
      }
      slurped.push(next.value);
    }
  }

  #line(): string | undefined {
    const end = this.#text.indexOf('\n');
    if (end < 0) {
      if (!this.#ended || this.#text === '') return undefined;
      const rest = this.#text;
      this.#text = '';
      return rest;
    }
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 1);
    this.#rawLines++;
    return line;
  }

  async #fill(): Promise<void> {
    await this.beforeWait();
    const reader = this.#reader ?? (await this.#open());
    if (!reader) {
      this.#ended = true;
      this.#push(this.#decoder.end());
      this.#json.end();
      return;
    }
    const chunk = await reader.read();
    if (chunk) this.#push(this.#decoder.write(Buffer.from(chunk)));
    else this.#reader = null;
  }

  #push(text: string): void {
    if (!this.#mode.raw) this.#json.push(text);
    else if (this.#text.length + text.length > LARGEST_TEXT) throw new RangeError('input too large');
    else this.#text += text;
  }

  async #open(): Promise<ByteReader | null> {
    for (;;) {
      const name = this.#names.shift();
      if (name === undefined) return null;
      this.fileName = name === '-' ? null : name;
      if (name === '-') this.#reader = this.#process.stdin;
      else {
        try {
          const path = absolutePath(name, this.#process.workingDirectory);
          this.#reader = openForReading(openerOf(this.#process), path).input;
        } catch (error) {
          if (!(error instanceof FileError)) throw error;
          this.status = 2;
          const reason =
            error.code === 'EISDIR'
              ? `error: Input error: could not read ${name}`
              : `error: Could not open file ${name}`;
          await this.#process.stderr.write(Buffer.from(`jq: ${reason}: ${error.message}\n`));
          continue;
        }
      }
      return this.#reader;
    }
  }
}
