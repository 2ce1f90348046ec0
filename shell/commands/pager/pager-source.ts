import { posix } from 'node:path';
import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** The lines of one text that a pager shows; more may come while it is read. */
export class PagerSource {
  readonly name: string;
  lines: string[] = [];
  ended = false;
  #rest = '';
  #bytes = 0;
  #changed: (() => void)[] = [];
  readonly #decoder = new TextDecoder('utf-8');

  constructor(name: string) {
    this.name = name;
  }

  /** Takes what a reader gives, as it comes. */
  async readFrom(reader: ByteReader): Promise<void> {
    try {
      for (let bytes = await reader.read(); bytes; bytes = await reader.read()) {
        this.#add(bytes);
        if (this.#bytes > MAX_BYTES) break;
      }
    } catch {
      // The process ends; nobody looks any more.
    }
    this.end();
  }

  /** Reads a file; or says why it cannot be. */
  readFile(process: Process): string | undefined {
    const path = posix.resolve(process.workingDirectory, this.name);
    const { files } = process.machine;
    try {
      if (files.stat(path).kind === 'directory') return `${this.name} is a directory`;
      this.lines = [];
      this.#rest = '';
      this.#bytes = 0;
      this.#add(files.read(path));
      this.end();
      return undefined;
    } catch (error) {
      if (error instanceof FileError) return `${this.name}: ${error.message}`;
      throw error;
    }
  }

  get byteLength(): number {
    return this.#bytes;
  }

  /** Resolves when there are more lines, or the text has ended. */
  changed(): Promise<'changed'> {
    return new Promise((resolve) => this.#changed.push(() => resolve('changed')));
  }

  tell(): void {
    for (const changed of this.#changed.splice(0)) changed();
  }

  #add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    const pieces = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = pieces.pop()!;
    for (const piece of pieces) this.lines.push(piece);
    this.tell();
  }

  /** It is not what comes through a pipe. */
  get isFile(): boolean {
    return this.name !== '';
  }

  /** More than a few control characters at its beginning, other than those of text, and of colours where they pass. */
  looksBinary(allowsColours: boolean): boolean {
    const start = this.lines.slice(0, 64).join('\n').slice(0, 256);
    const text = allowsColours ? start.replace(/\x1b\[[0-9;]*m/g, '') : start;
    return (text.match(/[\x00-\x07\x0b\x0e-\x1f\x7f\ufffd]/g)?.length ?? 0) > 5;
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#rest !== '') this.lines.push(this.#rest);
    this.#rest = '';
    this.ended = true;
    this.tell();
  }
}
