import stringWidth from 'string-width';
import type { FileStat } from '../../../cluster/machinery/file-system.ts';
import { joinPath } from '../../interpreter/path-name.ts';
import { formatTime } from '../../interpreter/time-format.ts';
import { type Call, defineCommand } from './define.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: FileStat;
}

const HALF_YEAR_MS = 182 * 86_400_000;

/** ls(1) */
export const ls = defineCommand(
  {
    name: 'ls',
    usage:
      'Usage: ls [OPTION]... [FILE]...\n  -a  hidden files too   -A  without . and ..   -l  long   -n  with numbers   -1  one a line\n  -R  below, too   -h  sizes for people   -d  directories themselves   -t  newest first   -S  largest first   -r  reversed',
    flags: 'aAl1RhdtSrFnogsikpU',
    long: {
      all: 'a',
      'almost-all': 'A',
      'human-readable': 'h',
      recursive: 'R',
      reverse: 'r',
      directory: 'd',
      color: 'colour?',
    },
  },
  async (call) => {
    const { files } = call.process.machine;
    const paths = call.operands.length > 0 ? call.operands : ['.'];
    const plain: Entry[] = [];
    const directories: string[] = [];
    for (const path of paths) {
      const found = await call.attempt(call.isBusybox ? path : `cannot access '${path}'`, () => {
        const isLink = isLong(call) && files.linkStat(call.path(path)).kind === 'link';
        const stat = isLink ? files.linkStat(call.path(path)) : files.stat(call.path(path));
        if (stat.kind === 'directory' && !call.has('d')) directories.push(path);
        else plain.push({ name: path, path: call.path(path), stat });
      });
      if (!found) call.status = call.isBusybox ? 1 : 2;
    }
    await call.print(listing(call, sorted(call, plain)));
    const titled = paths.length > 1 || call.has('R');
    for (const [index, path] of directories.entries()) {
      if (index > 0 || plain.length > 0) await call.print('\n');
      await listDirectory(call, path, titled);
    }
    return call.status;
  },
);

async function listDirectory(call: Call, path: string, titled: boolean): Promise<void> {
  const { files } = call.process.machine;
  await call.breathe();
  if (titled) await call.print(`${path}:\n`);
  const names = files.list(call.path(path)).filter((name) => call.has('a') || call.has('A') || !name.startsWith('.'));
  const entries = (call.has('a') ? ['.', '..', ...names] : names).map((name) => {
    const full = call.path(joinPath(path, name));
    return { name, path: full, stat: name === '.' || name === '..' ? files.stat(full) : files.linkStat(full) };
  });
  if (isLong(call)) await call.print(`total ${entries.reduce((sum, { stat }) => sum + blocksOf(stat), 0)}\n`);
  await call.print(listing(call, sorted(call, entries)));
  if (!call.has('R')) return;
  for (const { name, stat } of sorted(call, entries)) {
    if (stat.kind !== 'directory' || name === '.' || name === '..') continue;
    await call.print('\n');
    await listDirectory(call, joinPath(path, name), true);
  }
}

function blocksOf(stat: FileStat): number {
  return stat.kind === 'link' || stat.kind === 'device' ? 0 : Math.ceil(stat.sizeBytes / 4096) * 4;
}

function sorted(call: Call, entries: readonly Entry[]): Entry[] {
  const result = [...entries].sort((a, b) => {
    if (call.has('t') && a.stat.modifiedMs !== b.stat.modifiedMs) return b.stat.modifiedMs - a.stat.modifiedMs;
    if (call.has('S') && a.stat.sizeBytes !== b.stat.sizeBytes) return b.stat.sizeBytes - a.stat.sizeBytes;
    return a.name < b.name ? -1 : 1;
  });
  return call.has('r') ? result.reverse() : result;
}

function listing(call: Call, entries: readonly Entry[]): string {
  if (entries.length === 0) return '';
  if (isLong(call)) return long(call, entries);
  const labels = entries.map((entry) => label(call, entry));
  const { terminal, stdoutIsTerminal } = call.process;
  if (!stdoutIsTerminal || call.has('1')) return labels.map((text) => `${text}\n`).join('');
  return columns(
    labels,
    entries.map(({ name }) => stringWidth(name) + (call.has('F') ? 1 : 0)),
    terminal?.columns() ?? 80,
  );
}

/** As many columns as fit, filled downwards. */
function columns(labels: readonly string[], widths: readonly number[], total: number): string {
  for (let rows = 1; ; rows++) {
    const across = Math.ceil(labels.length / rows);
    const columnWidths = Array.from({ length: across }, (_, column) =>
      Math.max(...widths.slice(column * rows, (column + 1) * rows)),
    );
    if (rows < labels.length && columnWidths.reduce((sum, width) => sum + width + 2, -2) > total) continue;
    return Array.from({ length: rows }, (_, row) => {
      const cells = columnWidths.flatMap((width, column) => {
        const index = column * rows + row;
        if (index >= labels.length) return [];
        return [
          index + rows < labels.length ? labels[index]! + ' '.repeat(width - widths[index]! + 2) : labels[index]!,
        ];
      });
      return `${cells.join('')}\n`;
    }).join('');
  }
}

function label(call: Call, { name, stat }: Entry): string {
  const mark =
    call.has('F') || call.has('p')
      ? stat.kind === 'directory'
        ? '/'
        : call.has('F') && stat.kind === 'link'
          ? '@'
          : call.has('F') && stat.kind === 'file' && (stat.mode & 0o111) !== 0
            ? '*'
            : ''
      : '';
  const colours = call.has('colour') ? call.value('colour') !== 'never' : true;
  if (!call.process.stdoutIsTerminal || !colours) return name + mark;
  const colour =
    stat.kind === 'directory'
      ? '01;34'
      : stat.kind === 'link'
        ? '01;36'
        : stat.kind === 'device'
          ? '40;33;01'
          : (stat.mode & 0o111) !== 0
            ? '01;32'
            : null;
  return colour ? `\x1b[${colour}m${name}\x1b[0m${mark}` : name + mark;
}

const KIND_LETTERS = { file: '-', directory: 'd', link: 'l', device: 'c' } as const;

/** `drwxr-xr-x` */
export function modeText(stat: FileStat): string {
  const bits = [6, 3, 0].map((shift) => {
    const value = (stat.mode >> shift) & 7;
    return `${value & 4 ? 'r' : '-'}${value & 2 ? 'w' : '-'}${value & 1 ? 'x' : '-'}`;
  });
  const text = bits.join('');
  return KIND_LETTERS[stat.kind] + (stat.mode & 0o1000 ? `${text.slice(0, 8)}${stat.mode & 1 ? 't' : 'T'}` : text);
}

/** 1.5K, 23M: sizes for people, as coreutils rounds them. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let [value, unit] = [bytes, -1];
  while (value >= 1024 && unit < 3) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${'KMGT'[unit]}`;
}

/** -n is -l with numbers, -g and -o are -l with less. */
function isLong(call: Call): boolean {
  return ['l', 'n', 'g', 'o'].some((option) => call.has(option));
}

function long(call: Call, entries: readonly Entry[]): string {
  const { files, clock } = call.process.machine;
  const rows = entries.map((entry) => {
    const { stat } = entry;
    const recent = clock.now() - stat.modifiedMs < HALF_YEAR_MS && stat.modifiedMs <= clock.now();
    const target = stat.kind === 'link' ? ` -> ${files.readLink(entry.path)}` : '';
    return {
      head: `${modeText(stat)} ${stat.kind === 'directory' ? 2 : 1}`,
      owner: call.has('n') ? String(stat.uid) : stat.owner,
      group: call.has('n') ? String(stat.gid) : stat.group,
      size: stat.kind === 'device' ? '1, 3' : call.has('h') ? humanSize(stat.sizeBytes) : String(stat.sizeBytes),
      time: formatTime(recent ? '%b %e %H:%M' : '%b %e  %Y', stat.modifiedMs),
      name: label(call, entry) + target,
    };
  });
  const width = (key: 'owner' | 'group' | 'size') => Math.max(...rows.map((row) => row[key].length));
  const [owner, group, size] = [width('owner'), width('group'), width('size')];
  return rows
    .map(
      (row) =>
        `${row.head} ${row.owner.padEnd(owner)} ${row.group.padEnd(group)} ${row.size.padStart(size)} ${row.time} ${row.name}\n`,
    )
    .join('');
}
