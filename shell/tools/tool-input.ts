import { posix } from 'node:path';
import { readAll } from '../../cluster/machinery/byte-stream.ts';
import type { FileSystem } from '../../cluster/machinery/file-system.ts';
import type { Process } from '../../cluster/machinery/machine.ts';
import type { BatchTool } from './batch-tool.ts';
import type { ToolFile } from './tool-pool.ts';

/** Bytes that a tool takes in: standard input and files. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 10_000;
/** Where a tool finds what was on a descriptor. */
const DESCRIPTORS = '/.descriptors';

/** The files that arguments name, as they are now; arguments that name descriptors are changed to files too. */
export async function collectInput(
  process: Process,
  tool: BatchTool,
  args: readonly string[],
  stdin: Uint8Array,
): Promise<{ args: string[]; files: ToolFile[] }> {
  const snapshot = new Snapshot(process.machine.files, tool.takesDirectories ?? false);
  snapshot.count(stdin.length);
  const changed: string[] = [];
  for (const arg of args) {
    const number = tool.inputWords?.includes(arg) ? 0 : descriptorOf(arg);
    const input = process.descriptors?.get(number ?? -1)?.input;
    if (number === 0) changed.push(snapshot.addDescriptor(0, stdin));
    else if (number !== undefined && input) {
      changed.push(snapshot.addDescriptor(number, await readAll(input, MAX_INPUT_BYTES)));
    } else {
      changed.push(arg);
      // As an operand, or as the value of an option: --file=archive.tar.
      for (const word of [arg, arg.slice(arg.indexOf('=') + 1)]) {
        if (word !== '') snapshot.add(posix.resolve(process.workingDirectory, word));
      }
    }
  }
  return { args: changed, files: snapshot.list() };
}

/** The descriptor that /dev/stdin or /dev/fd/N names. */
export function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stdin') return 0;
  const found = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  return found ? Number(found[1]) : undefined;
}

class Snapshot {
  readonly #files: FileSystem;
  readonly #deep: boolean;
  readonly #taken = new Map<string, ToolFile>();
  #bytes = 0;

  constructor(files: FileSystem, deep: boolean) {
    this.#files = files;
    this.#deep = deep;
  }

  list(): ToolFile[] {
    return [...this.#taken.values()];
  }

  count(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX_INPUT_BYTES || this.#taken.size > MAX_FILES) throw new RangeError('input too large');
  }

  addDescriptor(number: number, bytes: Uint8Array): string {
    const path = `${DESCRIPTORS}/${number}`;
    if (number !== 0) this.count(bytes.length);
    this.#taken.set(path, { path, bytes, mode: 0o600, modifiedMs: 0 });
    return path;
  }

  add(path: string): void {
    if (this.#taken.has(path) || path.includes('\0') || !this.#files.exists(path)) return;
    const { kind, mode, modifiedMs } = this.#files.stat(path);
    if (kind === 'file') {
      const bytes = this.#files.read(path);
      this.#taken.set(path, { path, bytes, mode, modifiedMs });
      this.count(bytes.length);
    } else if (kind === 'directory') {
      this.#taken.set(path, { path, bytes: null, mode, modifiedMs });
      this.count(0);
      if (this.#deep && path !== '/') for (const name of this.#files.list(path)) this.add(posix.join(path, name));
    }
  }
}
