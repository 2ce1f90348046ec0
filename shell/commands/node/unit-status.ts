import type { Machine } from '../../../cluster/machinery/machine.ts';
import { figuresOf } from '../../../cluster/machinery/process-figures.ts';
import { strftime } from '../time/strftime.ts';
import { UTC_ZONE } from '../time/zoned-time.ts';
import { journalLine } from './journal-text.ts';
import { mainProcess, type Unit, unitState } from './unit-table.ts';

const JOURNAL_LINES = 10;
const UNIT_DIRECTORY = '/lib/systemd/system';
/** Green and red dots on a terminal, as systemd 252 draws them. */
const [GREEN, PLAIN] = ['\x1b[0;1;32m', '\x1b[0m'];

export interface StatusOptions {
  readonly colours: boolean;
  /** How many lines of the journal. */
  readonly lines?: number;
  readonly width: number;
}

/** What `systemctl status` prints of one unit (systemd 252). */
export function statusText(
  machine: Machine,
  unit: Unit,
  { colours, lines = JOURNAL_LINES, width }: StatusOptions,
): string {
  const { active, sinceMs, pid } = unitState(machine, unit);
  const now = machine.clock.now();
  const process = mainProcess(machine, unit);
  const green = (text: string) => (colours && active ? `${GREEN}${text}${PLAIN}` : text);
  const since = `${timeText(sinceMs)}; ${ago(now - sinceMs)} ago`;
  const rows: (readonly [string, string])[] = [
    ['Loaded', `loaded (${UNIT_DIRECTORY}/${unit.name}.service; enabled; preset: enabled)`],
    ...(unit.dropIn
      ? ([
          ['Drop-In', `/usr/lib/systemd/system/${unit.name}.service.d`],
          ['', `└─${unit.dropIn}`],
        ] as const)
      : []),
    ['Active', `${green(active ? 'active (running)' : 'inactive (dead)')} since ${since}`],
    ['Docs', unit.documentation],
  ];
  if (active && process) {
    const { threads, residentKib, cpuMs } = figuresOf(process, now);
    rows.push(
      ['Main PID', `${pid} (${unit.program})`],
      ['Tasks', `${threads} (limit: 9508)`],
      ['Memory', `${(residentKib / 1024).toFixed(1)}M`],
      ['CPU', cpuMs < 1000 ? `${cpuMs}ms` : `${(cpuMs / 1000).toFixed(3)}s`],
      ['CGroup', `/system.slice/${unit.name}.service`],
      ['', `└─${pid} ${process.args.join(' ')}`.slice(0, Math.max(40, width - 13))],
    );
  } else rows.push(['Main PID', `${pid} (code=exited, status=0/SUCCESS)`]);
  const dot = green(active ? '●' : '○');
  const head = `${dot} ${unit.name}.service - ${unit.description}\n`;
  const body = rows.map(([key, value]) => `${(key === '' ? '' : `${key}:`).padStart(12)} ${value}\n`).join('');
  return head + body + journalTail(machine, unit, lines);
}

function journalTail({ services, hostname }: Machine, { name }: Unit, count: number): string {
  const entries = (services?.journal.entries() ?? []).filter(({ unit }) => unit === name);
  if (entries.length === 0 || count === 0) return '';
  return `\n${entries
    .slice(-count)
    .map((entry) => journalLine(entry, hostname, 'short'))
    .join('')}`;
}

/** `Mon 2026-01-05 09:00:00 UTC` */
function timeText(ms: number): string {
  return strftime('%a %Y-%m-%d %H:%M:%S UTC', ms, { zone: UTC_ZONE });
}

const UNITS: readonly (readonly [string, number])[] = [
  ['month', 2_629_800_000],
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** `5min 12s`: the two largest units, of days and weeks in words (format_timestamp_relative). */
function ago(ms: number): string {
  const parts: string[] = [];
  let rest = Math.max(0, ms);
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count === 0 && parts.length === 0) continue;
    if (count > 0) parts.push(unit.length > 3 ? `${count} ${unit}${count > 1 ? 's' : ''}` : `${count}${unit}`);
    if (parts.length === 2 || (parts.length === 1 && unit === 'h')) break;
  }
  return parts.length === 0 ? `${ms}ms` : parts.slice(0, 2).join(' ');
}
