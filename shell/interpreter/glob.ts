import type { FileSystem } from '../../cluster/machinery/file-system.ts';
import { LIMITS } from './limits.ts';
import { absolutePath } from './path-name.ts';
import { hasPattern, matchesPattern, unquotePattern } from './pattern.ts';

export interface GlobOptions {
  readonly workingDirectory: string;
  /** `shopt -s dotglob` */
  readonly hidden: boolean;
  /** `shopt -s globstar` */
  readonly globstar: boolean;
  readonly ignoreCase: boolean;
}

/** File names that match the pattern, sorted; a backslash in it quotes the next character. */
export function expandGlob(files: FileSystem, pattern: string, options: GlobOptions): string[] {
  const isAbsolute = pattern.startsWith('/');
  const segments = pattern.split('/').filter((segment) => segment !== '');
  let found = [isAbsolute ? '/' : ''];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    found = found.flatMap((base) => step(files, base, segment, isLast, options));
    if (found.length > LIMITS.words) found.length = LIMITS.words;
  }
  if (pattern.endsWith('/'))
    found = found.filter((path) => isDirectory(files, path, options)).map((path) => `${path}/`);
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function step(files: FileSystem, base: string, segment: string, isLast: boolean, options: GlobOptions): string[] {
  if (segment === '**' && options.globstar) return deep(files, base, isLast, options);
  if (!hasPattern(segment)) {
    const path = base + unquotePattern(segment);
    return exists(files, path, options) ? [isLast ? path : `${path}/`] : [];
  }
  const hidden = options.hidden || segment.startsWith('.') || segment.startsWith('\\.');
  return namesIn(files, base, options)
    .filter(
      (name) => (hidden || !name.startsWith('.')) && matchesPattern(name, segment, { ignoreCase: options.ignoreCase }),
    )
    .map((name) => base + name)
    .flatMap((path) => (isLast ? [path] : isDirectory(files, path, options) ? [`${path}/`] : []));
}

/** `**`: every file below, or every directory when more of the pattern follows. */
function deep(files: FileSystem, base: string, isLast: boolean, options: GlobOptions): string[] {
  const found: string[] = base === '' && isLast ? [] : [base];
  for (const name of namesIn(files, base, options)) {
    if (name.startsWith('.') && !options.hidden) continue;
    const path = base + name;
    const isLink = files.linkStat(absolutePath(path, options.workingDirectory)).kind === 'link';
    if (isDirectory(files, path, options) && !isLink) {
      if (isLast) found.push(path);
      found.push(...deep(files, `${path}/`, isLast, options).filter((inner) => inner !== `${path}/` || !isLast));
    } else if (isLast) found.push(path);
  }
  return found;
}

function namesIn(files: FileSystem, base: string, options: GlobOptions): string[] {
  const directory = absolutePath(base || '.', options.workingDirectory);
  return isDirectory(files, directory, options) ? files.list(directory) : [];
}

function isDirectory(files: FileSystem, path: string, options: GlobOptions): boolean {
  const absolute = absolutePath(path, options.workingDirectory);
  return files.exists(absolute) && files.stat(absolute).kind === 'directory';
}

function exists(files: FileSystem, path: string, options: GlobOptions): boolean {
  return files.exists(absolutePath(path, options.workingDirectory));
}
