import type { RewrittenCall } from './batch-tool.ts';

/**
 * GNU tar keeps no leading slash in an archive that it writes: absolute operands are taken from the root directory. Null
 * when other operands are named, too, or when the archive's own name is relative.
 */
export function withoutLeadingSlashes(args: readonly string[], isBusybox: boolean): RewrittenCall | null {
  const [first = '', ...rest] = args;
  const letters = first.startsWith('--') ? '' : first.replace(/^-/, '');
  const namesArchive = letters.includes('f');
  if (!/^[A-Za-z]+$/.test(letters) || !letters.includes('c') || (namesArchive && !letters.endsWith('f'))) return null;
  const archive = rest.slice(0, namesArchive ? 1 : 0);
  if (archive.some((name) => name !== '-' && !name.startsWith('/'))) return null;
  const operands = rest.slice(archive.length);
  if (operands.length === 0 || !operands.every((operand) => /^\/+[^/]/.test(operand))) return null;
  return {
    args: [first, ...archive, ...operands.map((operand) => operand.replace(/^\/+/, ''))],
    workingDirectory: '/',
    notice: `tar: ${isBusybox ? "removing leading '/'" : "Removing leading `/'"} from member names\n`,
  };
}
