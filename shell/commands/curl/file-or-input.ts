import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { CurlError } from './errors.ts';

/** A file of the machine, `-` for standard input. Throws CurlError 26. */
export async function fileOrInput(process: Process, path: string): Promise<Buffer> {
  if (path === '-') return Buffer.from(await readAll(process.stdin));
  try {
    return Buffer.from(process.machine.files.read(absolutePath(path, process.workingDirectory)));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CurlError(26, 'Failed to open/read local data from file/application');
  }
}
