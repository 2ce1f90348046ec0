import { posix } from 'node:path';
import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { KubectlError } from '../errors.ts';
import { directoryOf, isBelow, joined } from '../resources/copy-paths.ts';
import type { Session } from '../session.ts';
import type { TarHeader } from './tar-header.ts';
import { TarReader } from './tar-reader.ts';

export interface UnpackOptions {
  /** What every name begins with, and loses. */
  readonly prefix: string;
  /** The path of this machine that it becomes. */
  readonly target: string;
  /** The command that would copy symbolic links, too. */
  readonly hint: string;
}

/** Unpacks what a container's tar wrote; links are left out, and nothing is written outside of the target. */
export async function unpackArchive(session: Session, input: ByteReader, options: UnpackOptions): Promise<void> {
  const archive = new TarReader(input);
  let toldOfLinks = false;
  for (let header = await nextMember(archive); header; header = await nextMember(archive)) {
    if (!header.name.startsWith(options.prefix)) throw new KubectlError('error: tar contents corrupted');
    const path = joined(options.target, header.name.slice(options.prefix.length));
    if (!isBelow(options.target, path)) {
      await session.error(`warning: file "${path}" is outside target destination, skipping\n`);
    } else if (header.kind === 'link') {
      makeDirectories(session, directoryOf(path));
      const hint = toldOfLinks ? '' : ` (consider using "${options.hint}")`;
      await session.error(`warning: skipping symlink: "${path}" -> "${header.linkName}"${hint}\n`);
      toldOfLinks = true;
    } else await writeMember(session, archive, header, path);
  }
}

function nextMember(archive: TarReader): Promise<TarHeader | null> {
  return archive.next().catch((error: unknown) => {
    throw new KubectlError(`error: ${error instanceof Error ? error.message : String(error)}`);
  });
}

async function writeMember(session: Session, archive: TarReader, header: TarHeader, path: string): Promise<void> {
  makeDirectories(session, header.kind === 'directory' ? path : directoryOf(path));
  if (header.kind === 'directory') return;
  const { files } = session.machine;
  const absolute = posix.resolve(session.process.workingDirectory, path);
  try {
    files.write(absolute, new Uint8Array());
    for (let bytes = await archive.read(); bytes; bytes = await archive.read()) files.append(absolute, bytes);
  } catch (error) {
    if (error instanceof FileError) throw new KubectlError(`error: open ${path}: ${goText(error)}`);
    throw new KubectlError(`error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function makeDirectories(session: Session, path: string): void {
  const absolute = posix.resolve(session.process.workingDirectory, path);
  try {
    session.machine.files.makeDirectory(absolute, { recursive: true });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new KubectlError(`error: mkdir ${path}: ${goText(error)}`);
  }
}

const goText = (error: FileError) => error.message.toLowerCase();
