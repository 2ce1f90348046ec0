import { posix } from 'node:path';
import type { ByteWriter } from '../../../cluster/machinery/byte-stream.ts';
import type { FileSystem } from '../../../cluster/machinery/file-system.ts';
import { encodeHeader, padding, TAR_END } from './tar-header.ts';

/** Writes a file, a link or a directory with what is below it as an archive whose names begin with `name`. */
export async function writeArchive(files: FileSystem, path: string, name: string, output: ByteWriter): Promise<void> {
  await writeMember(files, path, name, output);
  await output.write(TAR_END);
}

async function writeMember(files: FileSystem, path: string, name: string, output: ByteWriter): Promise<void> {
  const { kind, mode, modifiedMs } = files.linkStat(path);
  const header = { name, linkName: '', mode, modifiedMs, sizeBytes: 0 };
  if (kind === 'directory') {
    const names = files.list(path);
    if (names.length === 0) await output.write(encodeHeader({ ...header, kind: 'directory' }));
    for (const child of names) await writeMember(files, posix.join(path, child), posix.join(name, child), output);
  } else if (kind === 'link') {
    await output.write(encodeHeader({ ...header, kind: 'link', linkName: files.readLink(path) }));
  } else {
    const bytes = files.read(path);
    await output.write(encodeHeader({ ...header, kind: 'file', sizeBytes: bytes.length }));
    await output.write(bytes);
    await output.write(padding(bytes.length));
  }
}
