import type { ProcessInfo } from '../../../cluster/machinery/machine.ts';
import { commandLine, commandName, type Figures, TOTAL_KIB } from '../../../cluster/machinery/process-figures.ts';
import { strftime } from '../time/strftime.ts';
import type { Zone } from '../time/zoned-time.ts';

/** One process as ps shows it. */
export interface Row {
  readonly info: ProcessInfo;
  readonly figures: Figures;
  readonly now: number;
  readonly zone: Zone;
  readonly group: string;
  /** Is ps itself. */
  readonly running: boolean;
  /** `\_ ` and what stands before it. */
  readonly branch: string;
}

export interface Column {
  readonly header: string;
  readonly width: number;
  readonly left?: boolean;
  readonly value: (row: Row) => string | number;
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');

/** `00:00:00`, with days before it. */
function clockTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const text = `${two((seconds / 3600) % 24)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}-${text}` : text;
}

function elapsed(seconds: number): string {
  return seconds < 3600 ? `${two(seconds / 60)}:${two(seconds % 60)}` : clockTime(seconds);
}

const age = ({ info, now }: Row): number => Math.max(0, Math.floor((now - info.startedMs) / 1000));
const cpuSeconds = ({ figures }: Row): number => Math.floor(figures.cpuMs / 1000);
const cpuShare = (row: Row): number => (age(row) > 0 ? row.figures.cpuMs / 10 / age(row) : 0);

/** Today's processes by the clock, older ones by their day. */
function startTime({ info, now, zone }: Row): string {
  return now - info.startedMs < 86_400_000
    ? strftime('%H:%M', info.startedMs, { zone })
    : strftime('%b%d', info.startedMs, { zone });
}

function stateText({ info, running, figures }: Row): string {
  const base = running ? 'R' : info.state;
  return `${base}${info.session === info.pid ? 's' : ''}${figures.threads > 1 ? 'l' : ''}${info.foreground ? '+' : ''}`;
}

const terminalName = ({ info }: Row): string => (info.terminal ? `pts/${info.terminalNumber ?? 0}` : '?');
/** A name that does not fit is cut, with + for the rest. */
const userName = (name: string, width = 8): string => (name.length > width ? `${name.slice(0, width - 1)}+` : name);
const command = (row: Row): string => row.branch + commandLine(row.info);
const name = (row: Row): string => row.branch + commandName(row.info);

const number = (header: string, width: number, value: (row: Row) => string | number): Column => ({
  header,
  width,
  value,
});
const text = (header: string, width: number, value: (row: Row) => string): Column => ({
  header,
  width,
  left: true,
  value,
});

const pid = number('PID', 7, ({ info }) => info.pid);
const user = text('USER', 8, ({ info }) => userName(info.user));

export const COLUMNS: Readonly<Record<string, Column>> = {
  pid,
  tgid: number('TGID', 7, ({ info }) => info.pid),
  ppid: number('PPID', 7, ({ info }) => info.parent),
  pgid: number('PGID', 7, ({ info }) => info.group),
  sid: number('SID', 7, ({ info }) => info.session),
  tpgid: number('TPGID', 7, ({ info }) => (info.terminal ? info.group : -1)),
  user,
  uid: number('UID', 5, ({ info }) => info.uid),
  UID: text('UID', 8, ({ info }) => userName(info.user)),
  group: text('GROUP', 8, ({ group }) => group),
  tty: text('TT', 8, terminalName),
  tname: text('TTY', 8, terminalName),
  time: number('TIME', 8, (row) => clockTime(cpuSeconds(row))),
  bsdtime: number('TIME', 6, (row) => `${Math.floor(cpuSeconds(row) / 60)}:${two(cpuSeconds(row) % 60)}`),
  times: number('TIME', 8, cpuSeconds),
  cmd: text('CMD', 27, command),
  args: text('COMMAND', 27, command),
  comm: text('COMMAND', 15, name),
  ucmd: text('CMD', 15, name),
  '%cpu': number('%CPU', 4, (row) => cpuShare(row).toFixed(1)),
  c: number('C', 2, (row) => Math.floor(cpuShare(row))),
  '%mem': number('%MEM', 4, ({ figures }) => ((figures.residentKib / TOTAL_KIB) * 100).toFixed(1)),
  vsz: number('VSZ', 6, ({ figures }) => figures.virtualKib),
  rss: number('RSS', 5, ({ figures }) => figures.residentKib),
  sz: number('SZ', 5, ({ figures }) => Math.floor(figures.virtualKib / 4)),
  stat: text('STAT', 4, stateText),
  s: text('S', 1, (row) => (row.running ? 'R' : row.info.state)),
  bsdstart: text('START', 5, startTime),
  start: number('STARTED', 8, ({ info, now, zone }) =>
    strftime(now - info.startedMs < 86_400_000 ? '%H:%M:%S' : '  %b %d', info.startedMs, { zone }),
  ),
  lstart: number('STARTED', 24, ({ info, zone }) => strftime('%a %b %e %H:%M:%S %Y', info.startedMs, { zone })),
  stime: text('STIME', 5, startTime),
  etime: number('ELAPSED', 11, (row) => elapsed(age(row))),
  etimes: number('ELAPSED', 7, age),
  ni: number('NI', 3, () => 0),
  pri: number('PRI', 3, () => 19),
  opri: number('PRI', 3, () => 80),
  f: number('F', 1, ({ info }) => (info.uid === 0 ? 4 : 0)),
  addr: text('ADDR', 1, () => '-'),
  wchan: text('WCHAN', 6, ({ running }) => (running ? '-' : 'do_sys')),
  nlwp: number('NLWP', 4, ({ figures }) => figures.threads),
  lwp: number('LWP', 7, ({ info }) => info.pid),
  psr: number('PSR', 3, ({ info }) => info.pid % 4),
  cls: number('CLS', 3, () => 'TS'),
};

const ALIASES: Readonly<Record<string, string>> = {
  pcpu: '%cpu',
  pmem: '%mem',
  command: 'args',
  ucomm: 'comm',
  fname: 'comm',
  euser: 'user',
  ruser: 'user',
  uname: 'user',
  euid: 'uid',
  ruid: 'uid',
  egroup: 'group',
  rgroup: 'group',
  tt: 'tty',
  state: 's',
  vsize: 'vsz',
  rssize: 'rss',
  rsz: 'rss',
  pgrp: 'pgid',
  sess: 'sid',
  session: 'sid',
  nice: 'ni',
  cputime: 'time',
  thcount: 'nlwp',
  tid: 'lwp',
  spid: 'lwp',
  flags: 'f',
  flag: 'f',
  start_time: 'stime',
  class: 'cls',
};
const ALIAS_HEADERS: Readonly<Record<string, string>> = {
  euser: 'EUSER',
  ruser: 'RUSER',
  euid: 'EUID',
  ruid: 'RUID',
  egroup: 'EGROUP',
  rgroup: 'RGROUP',
  sess: 'SESS',
  pgrp: 'PGRP',
  tid: 'TID',
  spid: 'SPID',
  uname: 'USER',
};

export function columnNamed(given: string): Column | undefined {
  const column = COLUMNS[ALIASES[given] ?? given];
  return column && ALIAS_HEADERS[given] ? { ...column, header: ALIAS_HEADERS[given] } : column;
}

/** What --sort compares; undefined for a name that it does not know. */
export function sortValue(given: string): ((row: Row) => string | number) | undefined {
  const key = ALIASES[given] ?? given;
  const own: Readonly<Record<string, (row: Row) => string | number>> = {
    '%cpu': cpuShare,
    '%mem': ({ figures }) => figures.residentKib,
    time: ({ figures }) => figures.cpuMs,
    stime: ({ info }) => info.startedMs,
    start: ({ info }) => info.startedMs,
    lstart: ({ info }) => info.startedMs,
    etime: age,
  };
  return own[key] ?? COLUMNS[key]?.value;
}
