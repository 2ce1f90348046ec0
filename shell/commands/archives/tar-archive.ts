import { type ByteReader, type ByteWriter, readerOf } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Call } from '../everyday/define.ts';
import { gunzipped } from './compression.ts';

/** Where an archive is written to: -f's file or standard output. Null when it cannot be, which was told. */
export async function archiveWriter(call: Call, archive: string): Promise<Pick<ByteWriter, 'write'> | null> {
  if (archive === '-') {
    if (!call.process.stdoutIsTerminal) return call.process.stdout;
    await call.complain('Refusing to write archive contents to terminal (missing -f option?)', 2);
    await call.complain('Error is not recoverable: exiting now', 2);
    return null;
  }
  const { files } = call.process.machine;
  const path = call.path(archive);
  try {
    files.write(path, new Uint8Array());
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await call.complain(`${archive}: Cannot open: ${error.message}`, 2);
    await call.complain('Error is not recoverable: exiting now', 2);
    return null;
  }
  return { write: async (bytes) => files.append(path, bytes) };
}

/** Where an archive is read from: -f's file or standard input. Null when it cannot be, which was told. */
export async function archiveReader(call: Call, archive: string): Promise<ByteReader | null> {
  if (archive === '-') {
    if (!call.process.stdinIsTerminal) return call.process.stdin;
    await call.complain('Refusing to read archive contents from terminal (missing -f option?)', 2);
    await call.complain('Error is not recoverable: exiting now', 2);
    return null;
  }
  try {
    return readerOf(call.process.machine.files.read(call.path(archive)));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await call.complain(`${archive}: Cannot open: ${error.message}`, 2);
    await call.complain('Error is not recoverable: exiting now', 2);
    return null;
  }
}

/** What is compressed is known by its first two bytes. */
export async function decompressed(input: ByteReader, expected: boolean): Promise<ByteReader> {
  const first = await input.read();
  const again: ByteReader = {
    read: (() => {
      let held = first;
      return () => {
        const chunk = held;
        held = null;
        return chunk ? Promise.resolve(chunk) : input.read();
      };
    })(),
    close: () => input.close(),
  };
  const isGzip = first !== null && first[0] === 0x1f && first[1] === 0x8b;
  return isGzip || expected ? gunzipped(again) : again;
}
