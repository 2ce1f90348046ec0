import type { FileStat, FileSystem } from '../../../cluster/machinery/file-system.ts';
import { colourOf } from './colours.ts';
import { type Cell, widthOf } from './columns.ts';
import type { ListOptions } from './ls-options.ts';
import { escaped, shellQuoted } from './shell-quoting.ts';

/** One line or cell of a listing. */
export interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
  /** What a link leads to: null where nothing is. Undefined: not a link. */
  readonly target?: { readonly text: string; readonly stat: FileStat | null };
}

/** Throws `FileError`. */
export function entryAt(files: FileSystem, name: string, path: string, follow: boolean): Entry {
  const stat = follow ? followed(files, path) : files.linkStat(path);
  if (stat.kind !== 'link') return { name, path, stat };
  return { name, path, stat, target: { text: files.readLink(path), stat: statOrNull(files, path) } };
}

/** A dangling link is shown as itself. */
function followed(files: FileSystem, path: string): FileStat {
  return statOrNull(files, path) ?? files.linkStat(path);
}

function statOrNull(files: FileSystem, path: string): FileStat | null {
  return files.exists(path) ? files.stat(path) : null;
}

export function quotedName(name: string, { quoting, hideControl }: ListOptions): string {
  if (quoting === 'shell-escape' || quoting === 'shell') return shellQuoted(name);
  if (quoting === 'c') return escaped(name, '"');
  if (quoting === 'escape') return escaped(name);
  return hideControl ? name.replace(/[\x00-\x1f\x7f]/g, '?') : name;
}

export function isQuoted(name: string, options: ListOptions): boolean {
  return options.quoting.startsWith('shell') && quotedName(name, options) !== name;
}

/** The name as it is shown, with its colour and mark; `padded`: names beside it are quoted. */
export function labelOf(entry: Entry, options: ListOptions, padded: boolean): Cell {
  const name = quotedName(entry.name, options);
  const pad = padded && name === entry.name ? ' ' : '';
  const mark = options.format === 'long' && entry.target ? '' : markOf(entry.stat, options);
  const colour = options.palette && colourOf(options.palette, entry.name, entry.stat, entry.target?.stat);
  return {
    text: `${pad}${colour ? `\x1b[${colour}m${name}\x1b[0m` : name}${mark}`,
    width: pad.length + widthOf(name) + mark.length,
  };
}

/** ` -> target` */
export function arrowOf(entry: Entry, options: ListOptions): string {
  if (!entry.target) return '';
  const { text, stat } = entry.target;
  const name = quotedName(text, options);
  const mark = stat ? markOf(stat, options) : '';
  if (!options.palette) return ` -> ${name}${mark}`;
  const dangling = options.palette.kinds.get('mi') ?? '';
  const colour = stat
    ? colourOf(options.palette, text, stat, undefined)
    : /^0*$/.test(dangling)
      ? (options.palette.kinds.get('or') ?? null)
      : dangling;
  return ` -> ${colour ? `\x1b[${colour}m${name}\x1b[0m` : name}${mark}`;
}

export function markOf(stat: FileStat, { indicators }: Pick<ListOptions, 'indicators'>): string {
  if (indicators === 'none') return '';
  if (stat.kind === 'directory') return '/';
  if (indicators === 'slash') return '';
  if (stat.kind === 'link') return '@';
  return indicators === 'classify' && stat.kind === 'file' && stat.mode & 0o111 ? '*' : '';
}
