import { matchesPattern } from '../interpreter/pattern.ts';
import type { Shell } from '../interpreter/shell.ts';
import { fileNames } from './file-names.ts';

/** File names that a pattern being typed matches, a `*` thought at its end. */
export function globMatches(shell: Shell, pattern: string): string[] {
  const slash = pattern.lastIndexOf('/') + 1;
  const head = pattern.slice(0, slash);
  const wanted = /[*?[]/.test(pattern.slice(slash)) ? pattern.slice(slash) : `${pattern.slice(slash)}*`;
  return fileNames(shell, head).filter(
    (path) => (!path.startsWith('.', slash) || wanted.startsWith('.')) && matchesPattern(path.slice(slash), wanted),
  );
}
