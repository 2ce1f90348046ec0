import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { OpensslError } from './failure.ts';

/** One call of a subcommand: `-name value` and `-name`, then operands. */
export class Tool {
  readonly process: Process;
  readonly name: string;
  /** Every option as it was given, in order. */
  readonly given: (readonly [name: string, value: string])[] = [];
  readonly operands: string[] = [];

  /** Throws OpensslError for an option that is neither a flag nor takes a value. */
  constructor(process: Process, name: string, flags: string, values: string) {
    this.process = process;
    this.name = name;
    const [flagNames, valueNames] = [new Set(flags.split(' ')), new Set(values.split(' '))];
    const args = process.args.slice(2);
    for (let at = 0; at < args.length; at++) {
      const argument = args[at]!;
      if (!/^-./.test(argument)) {
        this.operands.push(argument);
        continue;
      }
      const option = argument.replace(/^--?/, '');
      if (flagNames.has(option)) this.given.push([option, '']);
      else if (!valueNames.has(option)) this.misused(`Unknown option: ${argument}`);
      else if (at + 1 >= args.length) this.misused(`Option ${argument} needs a value`);
      else this.given.push([option, args[++at]!]);
    }
  }

  misused(problem: string): never {
    throw new OpensslError(`${this.name}: ${problem}\n${this.name}: Use -help for summary.`);
  }

  has(name: string): boolean {
    return this.given.some(([option]) => option === name);
  }

  value(name: string): string | undefined {
    return this.given.findLast(([option]) => option === name)?.[1];
  }

  values(name: string): string[] {
    return this.given.flatMap(([option, value]) => (option === name ? [value] : []));
  }

  path(name: string): string {
    return absolutePath(name, this.process.workingDirectory);
  }

  async print(text: string): Promise<void> {
    await this.process.stdout.write(Buffer.from(text));
  }

  async note(text: string): Promise<void> {
    await this.process.stderr.write(Buffer.from(text));
  }

  /** -out, or standard output. */
  async output(content: string | Uint8Array, mode?: number): Promise<void> {
    const bytes = Buffer.from(content as string);
    const out = this.value('out');
    if (out === undefined) return this.process.stdout.write(bytes);
    try {
      this.process.machine.files.write(this.path(out), bytes, mode);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new OpensslError(`Can't open "${out}" for writing, ${error.message}`);
    }
  }

  /** A file, or standard input for undefined. `what`: how a message calls what was looked for. Throws OpensslError. */
  async input(name: string | undefined, what: string): Promise<Buffer> {
    if (name === undefined || name === '-') return Buffer.from(await readAll(this.process.stdin));
    try {
      return Buffer.from(this.process.machine.files.read(this.path(name)));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new OpensslError(
        what.includes('request') || what === 'file'
          ? this.#cannotOpen(name, error)
          : this.#cannotLoad(name, what, error),
      );
    }
  }

  #cannotOpen(name: string, error: FileError): string {
    const id = this.#threadId();
    if (this.name === 'dgst') {
      return `${name}: ${error.message}\n${id}:error:80000002:system library:file_ctrl:${error.message}:../crypto/bio/bss_file.c:308:calling fopen(${name}, r)\n${id}:error:10080002:BIO routines:file_ctrl:system lib:../crypto/bio/bss_file.c:311:`;
    }
    return [
      `Can't open "${name}" for reading, ${error.message}`,
      `${id}:error:80000002:system library:BIO_new_file:${error.message}:../crypto/bio/bss_file.c:67:calling fopen(${name}, r)`,
      `${id}:error:10000080:BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75:`,
      ...(this.name === 'req' ? ['Unable to load X509 request'] : []),
    ].join('\n');
  }

  #cannotLoad(name: string, what: string, error: FileError): string {
    const id = this.#threadId();
    return [
      `Could not open file or uri for loading ${what} from ${name}`,
      `${id}:error:16000069:STORE routines:ossl_store_get0_loader_int:unregistered scheme:../crypto/store/store_register.c:237:scheme=file`,
      `${id}:error:80000002:system library:file_open:${error.message}:../providers/implementations/storemgmt/file_store.c:268:calling stat(${name})`,
      ...(what === 'certificate' ? ['Unable to load certificate'] : []),
    ].join('\n');
  }

  #threadId(): string {
    return `40${this.process.machine.random.integer(0x1000000).toString(16).toUpperCase().padStart(6, '0')}0E7F0000`;
  }
}

/** The first PEM block with one of these labels, decoded; null for none (RFC 7468). */
export function pemBlock(bytes: Buffer, label: RegExp): { label: string; der: Buffer } | null {
  for (const match of bytes
    .toString('latin1')
    .matchAll(/-----BEGIN ([A-Z0-9 ]+)-----\r?\n([\s\S]*?)-----END \1-----/g)) {
    if (label.test(match[1]!))
      return { label: match[1]!, der: Buffer.from(match[2]!.replace(/^.*:.*$/gm, ''), 'base64') };
  }
  return null;
}

export function pemText(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
