import { type ByteReader, readerOf } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { joinPath } from '../../interpreter/path-name.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { CompressionError, gunzipped, gzipped } from './compression.ts';

const usage = (name: string, what: string) => `Usage: ${name} [OPTION]... [FILE]...
${what}

  -c, --stdout      to standard output, files stay as they are
  -d, --decompress  decompress
  -f, --force       replace what is there
  -k, --keep        keep the files
  -l, --list        what is in compressed files
  -n, --no-name     without the original name and time
  -N, --name        with them
  -q, --quiet       no warnings
  -r, --recursive   all in directories
  -S, --suffix=SUF  another suffix than .gz
  -t, --test        whether it is whole
  -v, --verbose     say what is done
  -1, --fast        faster
  -9, --best        smaller
      --help        this text
      --version     the version

Standard input where there is no FILE, or where it is -.`;

const OPTIONS = {
  flags: 'cdfhklLnNqrtvV123456789a',
  values: 'S',
  long: {
    stdout: 'c',
    'to-stdout': 'c',
    decompress: 'd',
    uncompress: 'd',
    force: 'f',
    keep: 'k',
    list: 'l',
    'no-name': 'n',
    name: 'N',
    quiet: 'q',
    recursive: 'r',
    suffix: 'S',
    test: 't',
    verbose: 'v',
    fast: '1',
    best: '9',
  },
} as const;

const command = (name: string, what: string, preset: readonly string[]) =>
  defineCommand(
    { name, usage: usage(name, what), version: `${name === 'gzip' ? 'gzip' : `${name} (gzip)`} 1.12`, ...OPTIONS },
    async (call) => {
      for (const option of preset) call.set(option, '');
      const work = new Gzip(call);
      for (const path of call.operands.length > 0 ? call.operands : ['-']) await work.one(path);
      return work.status;
    },
  );

export const gzip = command('gzip', 'Compresses files, each into one of its own.', []);
export const gunzip = command('gunzip', 'Decompresses files.', ['d']);
export const zcat = command('zcat', 'Decompresses files to standard output.', ['d', 'c']);

/** gzip(1): its status is 1 for an error and 2 for a warning. */
class Gzip {
  readonly #call: Call;
  readonly #suffix: string;
  readonly #level: number;
  status = 0;

  constructor(call: Call) {
    this.#call = call;
    this.#suffix = call.value('S') ?? '.gz';
    const levels = call.given.map(([option]) => option).filter((option) => /^[1-9]$/.test(option));
    this.#level = Number(levels.at(-1) ?? 6);
  }

  get #decompresses(): boolean {
    return this.#call.has('d') || this.#call.has('t') || this.#call.has('l');
  }

  async one(path: string): Promise<void> {
    await this.#call.breathe();
    if (path === '-') return this.#stream();
    const { files } = this.#call.process.machine;
    const given =
      this.#decompresses && !files.exists(this.#call.path(path)) && files.exists(this.#call.path(path + this.#suffix))
        ? path + this.#suffix
        : path;
    try {
      const stat = files.stat(this.#call.path(given));
      if (stat.kind === 'directory') {
        if (!this.#call.has('r')) return await this.#warn(`${given} is a directory -- ignored`);
        for (const name of files.list(this.#call.path(given))) await this.one(joinPath(given, name));
        return;
      }
      await this.#file(given, files.read(this.#call.path(given)));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await this.#fail(
        `${given}${this.#decompresses && !files.exists(this.#call.path(given)) && !given.endsWith(this.#suffix) ? this.#suffix : ''}: ${error.message}`,
      );
    }
  }

  async #stream(): Promise<void> {
    const { stdin, stdout, stdoutIsTerminal, stdinIsTerminal } = this.#call.process;
    const decompresses = this.#decompresses;
    if (!this.#call.has('f') && (decompresses ? stdinIsTerminal : stdoutIsTerminal)) {
      const [what, how] = decompresses ? ['read from', 'decompression'] : ['written to', 'compression'];
      return this.#fail(
        `compressed data not ${what} a terminal. Use -f to force ${how}.\nFor help, type: ${this.#call.name} -h`,
      );
    }
    const write = this.#call.has('t') ? async () => {} : (bytes: Uint8Array) => stdout.write(bytes);
    await this.#pass('stdin', stdin, write);
  }

  /** Whether everything went through. */
  async #pass(subject: string, input: ByteReader, write: (bytes: Uint8Array) => Promise<void>): Promise<boolean> {
    const output = this.#decompresses ? gunzipped(input) : gzipped(input, this.#level);
    try {
      let any = false;
      for (let chunk = await output.read(); chunk; chunk = await output.read()) {
        any = true;
        await write(chunk);
      }
      return any || true;
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error;
      const words =
        error.code === 'Z_BUF_ERROR'
          ? 'unexpected end of file'
          : /header/.test(error.message)
            ? 'not in gzip format'
            : 'invalid compressed data--format violated';
      await this.#call.process.stderr.write(Buffer.from(`\ngzip: ${subject}: ${words}\n`));
      this.status = 1;
      return false;
    }
  }

  async #file(path: string, bytes: Uint8Array): Promise<void> {
    const call = this.#call;
    const { files } = call.process.machine;
    const decompresses = this.#decompresses;
    if (call.has('l')) return this.#list(path, bytes);
    if (decompresses && !path.endsWith(this.#suffix) && !path.endsWith('.tgz') && !call.has('c') && !call.has('t'))
      return this.#warn(`${path}: unknown suffix -- ignored`);
    if (!decompresses && path.endsWith(this.#suffix) && !call.has('c') && !call.has('f'))
      return this.#warn(`${path} already has ${this.#suffix} suffix -- unchanged`);
    if (call.has('c') || call.has('t')) {
      const write = call.has('t') ? async () => {} : (chunk: Uint8Array) => call.process.stdout.write(chunk);
      await this.#pass(path, readerOf(bytes), write);
      return;
    }
    const target = decompresses
      ? path.endsWith('.tgz')
        ? `${path.slice(0, -4)}.tar`
        : path.slice(0, -this.#suffix.length)
      : path + this.#suffix;
    if (files.exists(call.path(target)) && !call.has('f')) {
      await call.process.stderr.write(
        Buffer.from(
          `gzip: ${target} already exists;${call.process.stdinIsTerminal ? ' do you wish to overwrite (y or n)? ' : ''}\tnot overwritten\n`,
        ),
      );
      this.status = 2;
      return;
    }
    const stat = files.stat(call.path(path));
    const whole = call.path(target);
    files.write(whole, new Uint8Array(), stat.mode);
    let written = 0;
    const done = await this.#pass(path, readerOf(bytes), async (chunk) => {
      files.append(whole, chunk);
      written += chunk.length;
    });
    if (!done) return files.remove(whole);
    files.setModified(whole, stat.modifiedMs);
    if (!call.has('k')) files.remove(call.path(path));
    if (call.has('v'))
      await this.#tell(path, target, decompresses ? written : bytes.length, decompresses ? bytes.length : written);
  }

  async #tell(path: string, target: string, plain: number, packed: number): Promise<void> {
    const verb = this.#call.has('k') ? 'created' : 'replaced with';
    await this.#call.process.stderr.write(Buffer.from(`${path}:\t${ratio(plain, packed)}% -- ${verb} ${target}\n`));
  }

  async #list(path: string, bytes: Uint8Array): Promise<void> {
    const size = bytes.length >= 18 ? Buffer.from(bytes).readUInt32LE(bytes.length - 4) : 0;
    if (!this.#listed) await this.#call.print('         compressed        uncompressed  ratio uncompressed_name\n');
    this.#listed = true;
    await this.#call.print(
      `${String(bytes.length).padStart(19)} ${String(size).padStart(19)} ${ratio(size, bytes.length)}% ${path.replace(/\.gz$/, '')}\n`,
    );
  }

  #listed = false;

  async #warn(message: string): Promise<void> {
    if (!this.#call.has('q')) await this.#call.process.stderr.write(Buffer.from(`gzip: ${message}\n`));
    if (this.status === 0) this.status = 2;
  }

  async #fail(message: string): Promise<void> {
    await this.#call.process.stderr.write(Buffer.from(`gzip: ${message}\n`));
    this.status = 1;
  }
}

/** How much smaller it became, the header not counted. */
function ratio(plain: number, packed: number): string {
  const share = plain === 0 ? 0 : ((plain - (packed - 18)) / plain) * 100;
  return share.toFixed(1).padStart(5);
}
