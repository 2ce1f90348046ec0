import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { absolutePath, directoryName } from '../../interpreter/path-name.ts';
import { CurlError } from './errors.ts';
import type { CurlOptions } from './options.ts';
import { warningText } from './warning.ts';

/** Where a response's bytes go: stdout, or a file made at the first byte. */
export interface Sink {
  readonly fileName: string;
  /** -J: the name that the server gives. Before the first byte. */
  rename(name: string): void;
  write(bytes: Uint8Array): Promise<void>;
  /** The transfer has ended well: a file without a byte is made, too. */
  finish(): Promise<void>;
  /** --remove-on-error */
  remove(): void;
}

/** `fileName` null for standard output. `resumes`: what comes is put behind what is there. */
export function sinkFor(process: Process, options: CurlOptions, fileName: string | null, resumes: boolean): Sink {
  if (fileName === null || fileName === '-') return standardOutput(process);
  if (fileName === '/dev/null') return { ...standardOutput(process), fileName, write: () => Promise.resolve() };
  return new FileSink(process, options, fileName, resumes);
}

function standardOutput(process: Process): Sink {
  const done = () => Promise.resolve();
  return {
    fileName: '',
    rename: () => {},
    write: (bytes) => process.stdout.write(bytes),
    finish: done,
    remove: () => {},
  };
}

class FileSink implements Sink {
  fileName: string;
  readonly #process: Process;
  readonly #options: CurlOptions;
  #made: boolean;

  constructor(process: Process, options: CurlOptions, fileName: string, resumes: boolean) {
    const directory = options.values.get('output-dir');
    this.#process = process;
    this.#options = options;
    this.fileName = directory === undefined ? fileName : `${directory}/${fileName}`;
    this.#made = resumes;
  }

  rename(name: string): void {
    const directory = this.#options.values.get('output-dir');
    this.fileName = directory === undefined ? name : `${directory}/${name}`;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { files } = this.#process.machine;
    const path = absolutePath(this.fileName, this.#process.workingDirectory);
    try {
      if (!this.#made && this.#options.switches.has('create-dirs')) {
        files.makeDirectory(directoryName(path), { recursive: true });
      }
      if (this.#made && files.exists(path)) files.append(path, bytes);
      else files.write(path, bytes);
      this.#made = true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const warning = warningText(`Failed to open the file ${this.fileName}: ${error.message}`);
      if (!this.#options.switches.has('silent')) await this.#process.stderr.write(Buffer.from(warning));
      throw new CurlError(23, 'Failure writing output to destination');
    }
  }

  async finish(): Promise<void> {
    if (!this.#made) await this.write(new Uint8Array());
  }

  remove(): void {
    const path = absolutePath(this.fileName, this.#process.workingDirectory);
    if (this.#made && this.#process.machine.files.exists(path)) this.#process.machine.files.remove(path);
    this.#made = false;
  }
}

/** -O: the last part of the URL's path; '' for none. */
export const remoteName = (url: URL): string =>
  decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));

/** -J: the file name of a Content-Disposition header, without directories. */
export function dispositionName(header: string | undefined): string | null {
  const [, quoted, bare] = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(header ?? '') ?? [];
  const name = (quoted ?? bare ?? '').replace(/^.*[/\\]/, '');
  return name === '' ? null : name;
}
