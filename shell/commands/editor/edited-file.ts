import { posix } from 'node:path';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/** The text of a file to edit, or why it cannot be; a file that does not exist is new. */
export function loadText(process: Process, name: string): { text: string; isNew: boolean } | { problem: string } {
  const { files } = process.machine;
  const path = posix.resolve(process.workingDirectory, name);
  try {
    if (!files.exists(path)) return { text: '', isNew: true };
    const { kind, sizeBytes } = files.stat(path);
    if (kind === 'directory') return { problem: `"${name}" is a directory` };
    if (kind !== 'file') return { problem: `"${name}" is not a normal file` };
    if (sizeBytes > MAX_BYTES) return { problem: `${name} is too large` };
    return { text: Buffer.from(files.read(path)).toString('utf8'), isNew: false };
  } catch (error) {
    if (error instanceof FileError) return { problem: `Error reading ${name}: ${error.message}` };
    throw error;
  }
}

/** Writes it; gives strerror's text when that fails. */
export function saveText(process: Process, name: string, text: string): string | undefined {
  try {
    process.machine.files.write(posix.resolve(process.workingDirectory, name), Buffer.from(text));
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}
