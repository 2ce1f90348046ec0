import { posix } from 'node:path';
import { readAll } from '../../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../../cluster/machinery/machine.ts';
import type { VimBuffer } from './vim-buffer.ts';
import { VimText } from './vim-text.ts';

export const MAX_BYTES = 16 * 1024 * 1024;

export interface LoadedText {
  readonly lines: string[];
  readonly bytes: number;
  readonly endsWithNewline: boolean;
  readonly hasCarriageReturns: boolean;
}

export function parseText(bytes: Uint8Array): LoadedText {
  const text = Buffer.from(bytes).toString('utf8');
  const endsWithNewline = text === '' || text.endsWith('\n');
  const lines = text === '' ? [] : text.slice(0, endsWithNewline ? -1 : undefined).split('\n');
  const hasCarriageReturns = lines.length > 0 && endsWithNewline && lines.every((line) => line.endsWith('\r'));
  return {
    lines: hasCarriageReturns ? lines.map((line) => line.slice(0, -1)) : lines,
    bytes: bytes.length,
    endsWithNewline,
    hasCarriageReturns,
  };
}

/** `"f" 3L, 12B`, with what is special about it. */
export function readMessage(name: string, loaded: LoadedText, isReadOnly: boolean): string {
  const marks = [
    isReadOnly ? '[readonly]' : '',
    loaded.endsWithNewline ? '' : '[noeol]',
    loaded.hasCarriageReturns ? '[dos]' : '',
  ].filter((mark) => mark !== '');
  const marked = marks.length > 0 ? `${marks.join('')} ` : '';
  return `"${name}" ${marked}${loaded.lines.length}L, ${loaded.bytes}B`;
}

/** Reads the buffer's file; gives the message. */
export function loadBuffer(process: Process, buffer: VimBuffer): string {
  buffer.loaded = true;
  if (buffer.name === '') return '';
  const { files } = process.machine;
  const path = posix.resolve(process.workingDirectory, buffer.name);
  try {
    if (!files.exists(path)) {
      buffer.isNew = true;
      buffer.text = new VimText([]);
      return `"${buffer.name}" ${files.exists(posix.dirname(path)) ? '[New]' : '[New DIRECTORY]'}`;
    }
    const stat = files.stat(path);
    if (stat.kind === 'directory') return `"${buffer.name}" is a directory`;
    if (stat.kind !== 'file') return `"${buffer.name}" is not a file`;
    if (stat.sizeBytes > MAX_BYTES) return `"${buffer.name}" [FILE TOO LARGE]`;
    const loaded = parseText(files.read(path));
    buffer.text = new VimText(loaded.lines);
    buffer.endsWithNewline = loaded.endsWithNewline;
    buffer.hasCarriageReturns = loaded.hasCarriageReturns;
    buffer.modifiedMs = stat.modifiedMs;
    if (!isWritable(process, path)) buffer.readOnly = true;
    return readMessage(buffer.name, loaded, buffer.readOnly);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.code === 'EACCES' ? `"${buffer.name}" [Permission Denied]` : `"${buffer.name}" ${error.message}`;
  }
}

/** What the mode's bits allow to the user the machine acts as (access(2)). */
function isWritable({ machine }: Process, path: string): boolean {
  const { credentials, files } = machine;
  if (!credentials || credentials.uid === 0) return true;
  const { mode, uid, gid } = files.stat(path);
  if (uid === credentials.uid) return (mode & 0o200) !== 0;
  return (mode & (gid === credentials.gid ? 0o020 : 0o002)) !== 0;
}

/** `vim -`: gives the message. */
export async function loadInput(process: Process, buffer: VimBuffer): Promise<string> {
  const bytes = await readAll(process.stdin, MAX_BYTES);
  const loaded = parseText(bytes);
  buffer.text = new VimText(loaded.lines);
  buffer.text.tick = 1;
  buffer.loaded = true;
  return `"-stdin-" ${readMessage('', loaded, false).slice(3)}`;
}

export interface Writing {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly appends: boolean;
}

/** Writes lines to a file; gives the message, or why not. */
export function writeLines(
  process: Process,
  buffer: VimBuffer,
  { name, first, last, appends }: Writing,
): { readonly message: string } | { readonly error: string } {
  const { files } = process.machine;
  const path = posix.resolve(process.workingDirectory, name);
  const end = buffer.hasCarriageReturns ? '\r\n' : '\n';
  const isWhole = first === 0 && last === buffer.text.lines.length - 1;
  const isEmpty = isWhole && buffer.text.isEmpty;
  const lines = isEmpty ? [] : buffer.text.lines.slice(first, last + 1);
  // 'fixendofline': a file without a newline at its end gets one.
  const closed = lines.length === 0 ? '' : end;
  const bytes = Buffer.from(lines.join(end).replaceAll('\0', '\n') + closed);
  try {
    const existed = files.exists(path);
    if (existed && files.stat(path).kind === 'directory') return { error: `"${name}" is a directory` };
    if (!existed && appends) return { error: `E212: Can't open file for writing` };
    if (appends) files.append(path, bytes);
    else files.write(path, bytes);
    if (name === buffer.name) buffer.modifiedMs = files.stat(path).modifiedMs;
    if (isWhole && name === buffer.name) buffer.endsWithNewline = true;
    const marks = `${existed ? '' : '[New]'}${buffer.hasCarriageReturns ? '[dos]' : ''}`;
    const mark = marks === '' ? '' : `${marks} `;
    return { message: `"${name}" ${mark}${lines.length}L, ${bytes.length}B ${appends ? 'appended' : 'written'}` };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { error: `"${name}" E212: Can't open file for writing` };
  }
}

/** True when somebody else has changed the file since. */
export function hasChangedOnDisk(process: Process, buffer: VimBuffer): boolean {
  const { files } = process.machine;
  const path = posix.resolve(process.workingDirectory, buffer.name);
  return buffer.modifiedMs !== null && files.exists(path) && files.stat(path).modifiedMs !== buffer.modifiedMs;
}
