import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { CurlError } from './errors.ts';
import { absolute } from './request.ts';

/** Where a response's bytes go: stdout, or a file made at the first byte. */
export interface Sink {
  readonly fileName: string;
  write(bytes: Uint8Array): Promise<void>;
}

export function sinkFor(process: Process, fileName: string | null): Sink {
  if (fileName === null || fileName === '-') {
    return { fileName: '', write: (bytes) => process.stdout.write(bytes) };
  }
  if (fileName === '/dev/null') return { fileName, write: () => Promise.resolve() };
  let made = false;
  return {
    fileName,
    write: async (bytes) => {
      try {
        if (made) process.machine.files.append(absolute(process, fileName), bytes);
        else process.machine.files.write(absolute(process, fileName), bytes);
        made = true;
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        await process.stderr.write(Buffer.from(`Warning: Failed to open the file ${fileName}: ${error.message}\n`));
        throw new CurlError(23, 'Failure writing output to destination');
      }
    },
  };
}

/** -O: the last part of the URL's path. */
export function remoteName(url: URL): string {
  const name = decodeURIComponent(url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
  if (!name) throw new CurlError(23, 'Remote file name has no length!');
  return name;
}
