import { type ByteReader, type ByteWriter, emptyReader, readerOf } from '../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../cluster/machinery/file-system.ts';
import type { Machine } from '../../cluster/machinery/machine.ts';
import type { Terminal } from '../../cluster/machinery/terminal.ts';
import type { OpenFile } from './open-file.ts';

/** Who opens a path: its machine, what its own descriptors are, its terminal. */
export interface Opener {
  readonly machine: Machine;
  readonly terminal: Terminal | null;
  descriptor(number: number): OpenFile | undefined;
}

const STANDARD: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };
const CHUNK = 65_536;

/** The descriptor that /dev/stdin, /dev/fd/N or /proc/self/fd/N names. */
export function ownDescriptor(path: string): number | undefined {
  const standard = STANDARD[path];
  if (standard !== undefined) return standard;
  const found = /^\/(?:dev|proc\/self)\/fd\/([0-9]+)$/.exec(path);
  return found ? Number(found[1]) : undefined;
}

/** Opens an absolute path for reading. Throws `FileError`. */
export function openForReading(opener: Opener, path: string): OpenFile & { input: ByteReader } {
  const number = ownDescriptor(path);
  if (number !== undefined) {
    const own = opener.descriptor(number);
    if (!own?.input) throw new FileError('ENOENT', path);
    return { ...own, input: own.input };
  }
  if (path === '/dev/tty') {
    if (!opener.terminal) throw new FileError('ENOENT', path);
    return { input: opener.terminal.input, isTerminal: true };
  }
  const { files } = opener.machine;
  const stat = files.stat(path);
  if (stat.kind === 'directory') throw new FileError('EISDIR', path);
  if (stat.kind === 'device') return { input: deviceReader(opener, path), isTerminal: false };
  return { input: readerOf(files.read(path), path), isTerminal: false };
}

function deviceReader(opener: Opener, path: string): ByteReader {
  if (path.endsWith('zero')) return endless(() => new Uint8Array(CHUNK));
  if (!path.endsWith('random')) return emptyReader;
  return endless(() => Uint8Array.from({ length: 4096 }, () => opener.machine.random.integer(256)));
}

function endless(next: () => Uint8Array): ByteReader {
  let closed = false;
  return {
    read: () => Promise.resolve(closed ? null : next()),
    close: () => {
      closed = true;
    },
  };
}

/** Opens an absolute path for writing: emptied first, or appended to. Throws `FileError`. */
export function openForWriting(
  opener: Opener,
  path: string,
  options: { append: boolean; mode: number },
): OpenFile & { output: ByteWriter } {
  const number = ownDescriptor(path);
  if (number !== undefined) {
    const own = opener.descriptor(number);
    if (!own?.output) throw new FileError('ENOENT', path);
    return { ...own, output: own.output };
  }
  if (path === '/dev/tty') {
    if (!opener.terminal) throw new FileError('ENOENT', path);
    return { output: opener.terminal.output, isTerminal: true };
  }
  const { files } = opener.machine;
  if (!files.exists(path)) files.write(path, new Uint8Array(), options.mode);
  else if (files.stat(path).kind === 'directory') throw new FileError('EISDIR', path);
  else if (!options.append && files.stat(path).kind === 'file') files.write(path, new Uint8Array());
  return { output: fileWriter(opener.machine, path), isTerminal: false };
}

function fileWriter(machine: Machine, path: string): ByteWriter {
  return {
    file: path,
    write: async (bytes) => machine.files.append(path, bytes),
    close: () => {},
  };
}
