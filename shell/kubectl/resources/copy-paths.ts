import { posix } from 'node:path';
import { KubectlError } from '../errors.ts';

/** One side of `kubectl cp`: `[[namespace/]pod:]path`. */
export interface FileSpec {
  readonly namespace: string;
  /** '' for a path of this machine. */
  readonly pod: string;
  readonly path: string;
}

const FORMAT = 'error: filespec must match the canonical format: [[namespace/]pod:]file/path';

export function parseFileSpec(text: string): FileSpec {
  const colon = text.indexOf(':');
  if (colon === 0) throw new KubectlError(FORMAT);
  if (colon < 0) return { namespace: '', pod: '', path: withoutSlash(text) };
  const pieces = text.slice(0, colon).split('/');
  if (pieces.length > 2) throw new KubectlError(FORMAT);
  const path = withoutSlash(text.slice(colon + 1)).replaceAll('\\', '/');
  return { namespace: pieces.length === 2 ? pieces[0]! : '', pod: pieces.at(-1)!, path };
}

const withoutSlash = (path: string) => (path !== '/' && path.endsWith('/') ? path.slice(0, -1) : path);

/** path.Join of Go: '' when there is nothing, never a trailing slash. */
export const joined = (base: string, rest: string): string => withoutSlash(posix.join(base, rest));

export const directoryOf = (path: string): string => withoutSlash(posix.dirname(path) || '.');

/** What the names in an archive of this remote path begin with: tar strips leading slashes, and nothing leads above. */
export function archivePrefix(path: string): string {
  return withoutShortcuts(posix.normalize(path.replace(/^[/\\]+/, '') || '.').replace(/\/$/, ''));
}

/** Leading `../` taken away; `.` and `..` are nothing. */
export function withoutShortcuts(path: string): string {
  const rest = path.replace(/^(\.\.\/)+/, '');
  return rest === '.' || rest === '..' ? '' : rest.replace(/^\//, '');
}

/** Whether `target` is `base` or below it. */
export function isBelow(base: string, target: string): boolean {
  const relative = posix.relative(base, target) || '.';
  return relative === '.' || relative === withoutShortcuts(relative);
}
