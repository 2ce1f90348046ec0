import type { Container } from 'kubernetes-types/core/v1.js';
import { FileError, type FileSystem } from '../machinery/file-system.ts';
import { LazyFileSystem } from '../machinery/lazy-file-system.ts';
import type { ContainerLog } from './container-log.ts';

/** pkg/kubelet/container: what is kept of the file, and of a log in its place. */
const FILE_LIMIT = 4096;
const LOG_LIMIT = 2048;
const LOG_LINES = 80;

/** What a container left as its last word: its termination log, or (FallbackToLogsOnError) the end of its output. */
export function terminationMessage(
  { terminationMessagePath = '/dev/termination-log', terminationMessagePolicy }: Container,
  files: FileSystem,
  log: ContainerLog,
  failed: boolean,
): string {
  const written = readEnd(files, terminationMessagePath);
  if (written !== '' || !failed || terminationMessagePolicy !== 'FallbackToLogsOnError') return written;
  const text = log.tail(LOG_LIMIT);
  const lines = text.split('\n');
  return lines.slice(Math.max(0, lines.length - LOG_LINES - (text.endsWith('\n') ? 1 : 0))).join('\n');
}

function readEnd(files: FileSystem, path: string): string {
  // Who never looked at its files wrote none.
  if (files instanceof LazyFileSystem && !files.isMade) return '';
  try {
    return Buffer.from(files.read(path).subarray(0, FILE_LIMIT)).toString('utf8');
  } catch (error) {
    if (error instanceof FileError) return '';
    throw error;
  }
}
