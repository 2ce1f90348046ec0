import type { Process, ProcessInfo } from '../../../cluster/machinery/machine.ts';
import { commandName, figuresOf } from '../../../cluster/machinery/process-figures.ts';
import { OwnerNames } from '../files/owner-names.ts';
import { versionOf } from '../manual/package-versions.ts';
import { UTC_ZONE, zoneOf } from '../time/zoned-time.ts';
import { busyboxPs } from './busybox-ps.ts';
import { COLUMNS, type Column, columnNamed, type Row, sortValue } from './ps-columns.ts';
import { type PsOptions, parsePs } from './ps-options.ts';

const USAGE = `Usage:
 ps [options]

Shows processes: those of this terminal, unless options say which.

 -A, -e               all processes
 -a                   all with a terminal, but session leaders
 a                    all with a terminal, also other users'
 x                    one's own without a terminal
 -C <command>         by the name of the command
 -p, p, --pid <PID>   by number
     --ppid <PID>     by the number of the parent
 -t, t, --tty <tty>   by terminal
 -u, U, --user <UID>  by user
 -N, --deselect       all that were not selected

 -F                   extra full
 -f                   full-format, with command lines
  f, --forest         the tree of processes
 -H                   the same, with blanks
 -j, j                jobs
 -l, l                long
 -o, o, --format <f>  columns of one's own
  u                   by user
     --no-headers     no header
 k, --sort <spec>     by columns: [+|-]key[,[+|-]key...]
 -w, w                as wide as it is
 -V, --version        the version
     --help           this text
`;

const FORMATS: Readonly<Record<Exclude<PsOptions['format'], 'own'>, readonly string[]>> = {
  default: ['pid', 'tname', 'time', 'ucmd'],
  full: ['UID', 'pid', 'ppid', 'c', 'stime', 'tname', 'time', 'cmd'],
  'extra-full': ['UID', 'pid', 'ppid', 'c', 'sz', 'rss', 'psr', 'stime', 'tname', 'time', 'cmd'],
  long: ['f', 's', 'uid', 'pid', 'ppid', 'c', 'opri', 'ni', 'addr', 'sz', 'wchan', 'tname', 'time', 'ucmd'],
  user: ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tname', 'stat', 'bsdstart', 'bsdtime', 'args'],
  jobs: ['ppid', 'pid', 'pgid', 'sid', 'tname', 'tpgid', 'stat', 'uid', 'bsdtime', 'args'],
  'unix-jobs': ['pid', 'pgid', 'sid', 'tname', 'time', 'ucmd'],
  bsd: ['pid', 'tname', 'stat', 'bsdtime', 'args'],
  'bsd-long': ['f', 'uid', 'pid', 'ppid', 'pri', 'ni', 'vsz', 'rss', 'wchan', 'stat', 'tname', 'bsdtime', 'args'],
};

/** ps(1) of procps, or of busybox where that is. */
export async function ps(process: Process): Promise<number> {
  if (process.machine.files.exists('/usr/bin/busybox')) return busyboxPs(process);
  const options = parsePs(process.args.slice(1));
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  if (options.special) {
    await print(options.special === 'help' ? USAGE : `${versionOf('ps')}\n`);
    return 0;
  }
  const columns = columnsOf(options);
  if (typeof columns === 'string') options.problem ??= columns;
  if (options.problem || typeof columns === 'string') {
    await process.stderr.write(Buffer.from(`error: ${options.problem}\n\n${SHORT_USAGE}`));
    return 1;
  }
  const rows = rowsOf(process, options);
  if (rows.length > 0 || options.headers) await print(tableOf(process, rows, columns, options));
  return rows.length > 0 ? 0 : 1;
}

const SHORT_USAGE = `Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

function columnsOf(options: PsOptions): Column[] | string {
  if (options.format !== 'own') return FORMATS[options.format].map((name) => COLUMNS[name]!);
  const columns: Column[] = [];
  for (const { name, header } of options.columns) {
    const column = columnNamed(name);
    if (!column) return `unknown user-defined format specifier "${name}"`;
    columns.push(header === undefined ? column : { ...column, header, width: Math.max(column.width, header.length) });
  }
  return columns;
}

function rowsOf(process: Process, options: PsOptions): Row[] {
  const { machine } = process;
  const now = machine.clock.now();
  const names = new OwnerNames(machine.files);
  const zone = process.environment['TZ'] ? zoneOf(process.environment['TZ']) : UTC_ZONE;
  const all = machine.processes.list().sort((a, b) => a.pid - b.pid);
  const own = all.find(({ pid }) => pid === process.pid);
  const chosen = all.filter((info) => isChosen(info, options, own, machine.kind === 'container') !== options.negated);
  const rows = chosen.map(
    (info): Row => ({
      info: { ...info, user: names.user(info.uid) ?? info.user },
      figures: figuresOf(info, now),
      now,
      zone,
      group: names.group(info.uid) ?? String(info.uid),
      running: info.pid === process.pid,
      branch: '',
    }),
  );
  if (options.forest)
    return asForest(
      rows,
      process.args.some((arg) => /^-\w*H/.test(arg)),
    );
  return sorted(rows, options.sort);
}

function isChosen(info: ProcessInfo, options: PsOptions, own: ProcessInfo | undefined, everything: boolean): boolean {
  const { pids, parents, sessions, names, users, terminals } = options;
  const lists = pids.size + parents.size + sessions.size + names.size + users.size + terminals.size > 0;
  if (options.all && options.exceptLeaders) return info.session !== info.pid;
  if (options.all || (options.withTerminal && options.ownWithoutTerminal)) return true;
  const isOwn = info.uid === own?.uid;
  if (options.withTerminal && info.terminal && !(options.exceptLeaders && info.session === info.pid)) return true;
  if (options.ownWithoutTerminal && isOwn) return true;
  if (lists) {
    return (
      pids.has(info.pid) ||
      parents.has(info.parent) ||
      sessions.has(info.session) ||
      names.has(commandName(info)) ||
      users.has(info.user) ||
      users.has(String(info.uid)) ||
      (info.terminal && terminals.has(`pts/${info.terminalNumber ?? 0}`))
    );
  }
  if (options.withTerminal || options.ownWithoutTerminal) return false;
  if (everything) return true;
  if (!own?.terminal) return info.pid === own?.pid || (isOwn && !info.terminal && info.session === own?.session);
  return isOwn && info.terminal && info.terminalNumber === own.terminalNumber;
}

function sorted(rows: Row[], keys: readonly string[]): Row[] {
  const orders = keys.flatMap((key) => {
    const value = sortValue(key.replace(/^[+-]/, ''));
    return value ? [{ value, sign: key.startsWith('-') ? -1 : 1 }] : [];
  });
  return rows.sort((a, b) => {
    for (const { value, sign } of orders) {
      const [x, y] = [value(a), value(b)];
      if (x !== y) return (x < y ? -1 : 1) * sign;
    }
    return a.info.pid - b.info.pid;
  });
}

/** Children below their parents. */
function asForest(rows: readonly Row[], plain: boolean): Row[] {
  const known = new Set(rows.map(({ info }) => info.pid));
  const result: Row[] = [];
  const visit = (row: Row, before: string, isLast: boolean, depth: number) => {
    result.push({ ...row, branch: depth === 0 ? '' : plain ? '  '.repeat(depth) : `${before} \\_ ` });
    const children = rows.filter(({ info }) => info.parent === row.info.pid && info.pid !== row.info.pid);
    const inner = depth === 0 ? '' : `${before}${isLast ? '    ' : ' |  '}`;
    for (const child of children) visit(child, inner, child === children.at(-1), depth + 1);
  };
  for (const row of rows) if (!known.has(row.info.parent) || row.info.parent === row.info.pid) visit(row, '', true, 0);
  return result;
}

function tableOf(process: Process, rows: readonly Row[], columns: readonly Column[], options: PsOptions): string {
  const cells = rows.map((row) => columns.map(({ value }) => String(value(row))));
  const last = columns.length - 1;
  const width =
    process.stdoutIsTerminal && !options.wide ? (process.terminal?.columns() ?? 80) : Number.POSITIVE_INFINITY;
  const shows = options.headers && columns.some(({ header }) => header !== '');
  const lines = [...(shows ? [columns.map(({ header }) => header)] : []), ...cells];
  return lines
    .map((line) => {
      const text = line
        .map((cell, at) => {
          const { width: room, left } = columns[at]!;
          if (at === last && left) return cell;
          return left ? cell.slice(0, columns[at]!.width).padEnd(room) : cell.padStart(room);
        })
        .join(' ');
      return `${text.slice(0, width)}\n`;
    })
    .join('');
}
