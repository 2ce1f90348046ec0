import type { Machine, ProcessInfo } from '../../../cluster/machinery/machine.ts';
import {
  bootMs,
  commandLine,
  commandName,
  figuresOf,
  memoryOf,
  PROCESSORS,
} from '../../../cluster/machinery/process-figures.ts';
import { loadsAt } from '../processes/sessions.ts';
import { strftime } from '../time/strftime.ts';
import { zoneOf } from '../time/zoned-time.ts';

/** How the list is shown, as its keys set it. */
export interface TopView {
  readonly sortBy: 'cpu' | 'memory' | 'time' | 'pid';
  readonly reversed: boolean;
  /** `c`: whole command lines. */
  readonly wholeCommands: boolean;
  /** `1`: a line for each processor. */
  readonly eachProcessor: boolean;
  /** `i`: only what has worked. */
  readonly hidesIdle: boolean;
  readonly user: string | null;
  readonly pids: readonly number[];
}

/** Processor time that each process had at the time before, by pid. */
export interface Sample {
  readonly atMs: number;
  readonly cpuMs: ReadonlyMap<number, number>;
}

export function sampleOf(machine: Machine): Sample {
  const now = machine.clock.now();
  return { atMs: now, cpuMs: new Map(machine.processes.list().map((info) => [info.pid, figuresOf(info, now).cpuMs])) };
}

/** The five lines above the list (six with each processor). */
export function summaryLines(
  machine: Machine,
  before: Sample | null,
  view: TopView,
  timeZone: string | undefined,
): string[] {
  const now = machine.clock.now();
  const all = machine.processes.list();
  const users = all.filter((info) => info.terminal && info.session === info.pid).length;
  const load = loadsAt(now)
    .map((one) => one.toFixed(2))
    .join(', ');
  const time = strftime('%H:%M:%S', now, { zone: zoneOf(timeZone) });
  const count = (...states: string[]) => String(all.filter(({ state }) => states.includes(state)).length).padStart(3);
  const memory = memoryOf(machine);
  const mebibytes = (kib: number) => (kib / 1024).toFixed(1).padStart(8);
  return [
    `top - ${time} up ${upText(now - bootMs(machine))},  ${users} user${users === 1 ? '' : 's'},  load average: ${load}`,
    `Tasks: ${String(all.length).padStart(3)} total, ${count('R')} running, ${count('S')} sleeping, ${count('T')} stopped, ${count('Z')} zombie`,
    ...processorLines(machine, before, view),
    `MiB Mem : ${mebibytes(memory.totalKib)} total, ${mebibytes(memory.freeKib)} free, ${mebibytes(memory.usedKib)} used, ${mebibytes(memory.buffersKib + memory.cachedKib)} buff/cache     `,
    `MiB Swap: ${mebibytes(0)} total, ${mebibytes(0)} free, ${mebibytes(0)} used. ${mebibytes(memory.availableKib)} avail Mem `,
  ];
}

function upText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const dayText = days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : '';
  if (hours > 0) return `${dayText}${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}`;
  return `${dayText}${minutes % 60} min`;
}

function processorLines(machine: Machine, before: Sample | null, view: TopView): string[] {
  const worked = machine.processes.list().reduce((sum, info) => sum + usage(info, machine.clock.now(), before), 0);
  const user = Math.min(100, worked / PROCESSORS);
  const line = (name: string, share: number) => {
    const figures = [share * 0.7, share * 0.3, 0, 100 - share, 0, 0, 0, 0].map((one) => one.toFixed(1).padStart(5));
    const names = ['us', 'sy', 'ni', 'id', 'wa', 'hi', 'si', 'st'];
    const parts = figures.map((figure, at) => `${figure} ${names[at]}`).join(',');
    return `${name.padEnd(8)}:${parts}${name === '%Cpu(s)' ? ' ' : ''}`;
  };
  if (!view.eachProcessor) return [line('%Cpu(s)', user).replace('%Cpu(s) :', '%Cpu(s):')];
  return Array.from({ length: PROCESSORS }, (_, at) => line(`%Cpu${at}`, user));
}

/** Per cent of one processor since the sample before. */
function usage(info: ProcessInfo, now: number, before: Sample | null): number {
  const { cpuMs } = figuresOf(info, now);
  const since = before?.atMs ?? info.startedMs;
  const earlier = before?.cpuMs.get(info.pid) ?? 0;
  return now > since ? Math.min(100 * PROCESSORS, ((cpuMs - earlier) / (now - since)) * 100) : 0;
}

export const COLUMN_NAMES = '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND';

/** The list below them, cut to a width. */
export function processLines(machine: Machine, before: Sample | null, view: TopView, columns: number): string[] {
  const now = machine.clock.now();
  const { totalKib } = memoryOf(machine);
  const rows = machine.processes
    .list()
    .filter((info) => view.user === null || info.user === view.user || String(info.uid) === view.user)
    .filter(({ pid }) => view.pids.length === 0 || view.pids.includes(pid))
    .map((info) => ({ info, figures: figuresOf(info, now), cpu: usage(info, now, before) }))
    .filter(({ cpu }) => !view.hidesIdle || cpu >= 0.1);
  const value = (row: (typeof rows)[number]) => {
    if (view.sortBy === 'cpu') return Math.round(row.cpu * 10);
    if (view.sortBy === 'memory') return row.figures.residentKib;
    return view.sortBy === 'time' ? row.figures.cpuMs : row.info.pid;
  };
  rows.sort((one, other) => value(other) - value(one) || one.info.pid - other.info.pid);
  if (view.reversed) rows.reverse();
  return rows.map(({ info, figures, cpu }) => {
    const memory = ((figures.residentKib / totalKib) * 100).toFixed(1);
    const command = view.wholeCommands ? commandLine(info) : commandName(info);
    const sizes = [figures.virtualKib, figures.residentKib, figures.sharedKib].map(scaled);
    const user = info.user.length > 8 ? `${info.user.slice(0, 7)}+` : info.user.padEnd(8);
    return `${String(info.pid).padStart(7)} ${user}  20   0 ${sizes[0]!.padStart(7)} ${sizes[1]!.padStart(6)} ${sizes[2]!.padStart(6)} ${info.state} ${cpu.toFixed(1).padStart(5)} ${memory.padStart(5)} ${timeText(figures.cpuMs).padStart(9)} ${command}`.slice(
      0,
      columns,
    );
  });
}

/** Kibibytes as they fit a column: `2.0g` beyond what has room. */
function scaled(kib: number, at: number): string {
  const widest = at === 0 ? 9_999_999 : 999_999;
  return kib > widest ? `${(kib / 1024 / 1024).toFixed(1)}g` : String(kib);
}

/** `0:01.40`: minutes, seconds and hundredths. */
function timeText(ms: number): string {
  const hundredths = Math.floor(ms / 10);
  const minutes = Math.floor(hundredths / 6000);
  return `${minutes}:${String(Math.floor(hundredths / 100) % 60).padStart(2, '0')}.${String(hundredths % 100).padStart(2, '0')}`;
}
