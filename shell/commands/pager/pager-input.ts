import { posix } from 'node:path';
import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** What a pager shows: the files' text one after the other, or standard input. Complaints say what could not be read. */
export async function pagerInput(
  process: Process,
  names: readonly string[],
): Promise<{ bytes: Uint8Array; complaints: string[] }> {
  const complaints: string[] = [];
  const parts: Uint8Array[] = [];
  for (const name of names.length > 0 ? names : ['-']) {
    try {
      if (name === '-') parts.push(await readAll(process.stdin, MAX_BYTES));
      else {
        const path = posix.resolve(process.workingDirectory, name);
        const { files } = process.machine;
        if (files.stat(path).kind === 'directory') complaints.push(`${name} is a directory`);
        else parts.push(files.read(path));
      }
    } catch (error) {
      if (error instanceof FileError) complaints.push(`${name}: ${error.message}`);
      else if (error instanceof RangeError) complaints.push(`${name}: File too large`);
      else throw error;
    }
  }
  return { bytes: Buffer.concat(parts), complaints };
}
