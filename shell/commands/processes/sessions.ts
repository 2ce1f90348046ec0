import type { ProcessInfo } from '../../../cluster/machinery/machine.ts';
import { bootMs, commandLine, figuresOf } from '../../../cluster/machinery/process-figures.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { strftime } from '../time/strftime.ts';
import { type Zone, zoneOf } from '../time/zoned-time.ts';

/** A login on a terminal, as utmp(5) would have it. */
interface Session {
  readonly user: string;
  readonly terminal: string;
  readonly sinceMs: number;
  readonly what: ProcessInfo;
  readonly leader: ProcessInfo;
}

function sessionsOf(call: Call): Session[] {
  const all = call.process.machine.processes.list();
  const leaders = all.filter((info) => info.terminal && info.session === info.pid);
  return leaders.map((leader) => ({
    user: leader.user,
    terminal: `pts/${leader.terminalNumber ?? 0}`,
    sinceMs: leader.startedMs,
    leader,
    what: all.filter((info) => info.session === leader.pid && info.foreground).at(-1) ?? leader,
  }));
}

const zoneFor = (call: Call): Zone => zoneOf(call.process.environment['TZ']);

/** ` 10:14:02 up 3 min,  1 user,  load average: 0.08, 0.03, 0.01` */
function uptimeLine(call: Call): string {
  const { machine } = call.process;
  const now = machine.clock.now();
  const users = sessionsOf(call).length;
  const count = `${users} user${users === 1 ? '' : 's'}`;
  return ` ${strftime('%H:%M:%S', now, { zone: zoneFor(call) })} up ${upText(now - bootMs(machine))},  ${count},  load average: ${loadText(call)}`;
}

function upText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const dayText = days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : '';
  if (hours > 0) return `${dayText}${String(hours).padStart(2)}:${String(minutes % 60).padStart(2, '0')}`;
  return `${dayText}${minutes % 60} min`;
}

/** Steady for a minute: from how many processes run. */
export function loads(call: Call): readonly [number, number, number] {
  return loadsAt(call.process.machine.clock.now());
}

export function loadsAt(now: number): readonly [number, number, number] {
  const minute = Math.floor(now / 60_000);
  const wave = (at: number) => ((minute * 7 + at * 13) % 11) / 100;
  return [0.04 + wave(0), 0.05 + wave(1) / 2, 0.02 + wave(2) / 4];
}

function loadText(call: Call): string {
  return loads(call)
    .map((load) => load.toFixed(2))
    .join(', ');
}

/** uptime(1) */
export const uptime = defineCommand(
  {
    name: 'uptime',
    usage: `Usage:
 uptime [options]

How long the system has been running.

Options:
 -p, --pretty   in words
 -s, --since    since when
 -h, --help     this text
 -V, --version  the version`,
    flags: 'ps',
    long: { pretty: 'p', since: 's' },
  },
  async (call) => {
    const { machine } = call.process;
    const up = machine.clock.now() - bootMs(machine);
    if (call.has('s')) await call.print(`${strftime('%F %T', bootMs(machine), { zone: zoneFor(call) })}\n`);
    else if (call.has('p')) await call.print(`up ${prettyText(up)}\n`);
    else await call.print(`${uptimeLine(call)}\n`);
    return 0;
  },
);

function prettyText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const parts = [
    [Math.floor(minutes / 10_080), 'week'],
    [Math.floor(minutes / 1440) % 7, 'day'],
    [Math.floor(minutes / 60) % 24, 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  const shown = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`);
  return shown.join(', ') || '0 minutes';
}

/** w(1) */
export const w = defineCommand(
  {
    name: 'w',
    usage: `Usage:
 w [options] [user]

Who is logged in, and what they do.

Options:
 -h, --no-header  no header
 -s, --short      short
 -f, --from       where from
     --help       this text
 -V, --version    the version`,
    flags: 'hsufi',
    long: { 'no-header': 'h', short: 's', from: 'f' },
  },
  async (call) => {
    const zone = zoneFor(call);
    const now = call.process.machine.clock.now();
    const lines = call.has('h')
      ? []
      : [uptimeLine(call), 'USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT'];
    for (const { user, terminal, sinceMs, what } of sessionsOf(call)) {
      const cpu = `${(figuresOf(what, now).cpuMs / 1000).toFixed(2)}s`;
      lines.push(
        `${user.padEnd(8)} ${terminal.padEnd(8)} ${'10.0.2.2'.padEnd(16)} ${strftime('%H:%M', sinceMs, { zone }).padEnd(7)}  0.00s ${cpu.padStart(6)} ${cpu.padStart(6)} ${commandLine(what)}`,
      );
    }
    await call.print(lines.map((line) => `${line}\n`).join(''));
    return 0;
  },
);

/** who(1) */
export const who = defineCommand(
  {
    name: 'who',
    usage: `Usage: who [OPTION]... [ FILE | ARG1 ARG2 ]
Who is logged in.

  -b, --boot      when the system was started
  -H, --heading   titles of the columns
  -m              only this terminal
  -q, --count     names and how many they are
  -u, --users     with idle times
      --help      this text
      --version   the version`,
    flags: 'abdHlmpqrstTuw',
    long: { all: 'a', boot: 'b', heading: 'H', count: 'q', users: 'u' },
  },
  async (call) => {
    const zone = zoneFor(call);
    const time = (ms: number) => strftime('%Y-%m-%d %H:%M', ms, { zone });
    if (call.has('b')) {
      await call.print(`${' '.repeat(9)}system boot  ${time(bootMs(call.process.machine))}\n`);
      return 0;
    }
    const sessions = sessionsOf(call);
    if (call.has('q')) {
      await call.print(`${sessions.map(({ user }) => user).join(' ')}\n# users=${sessions.length}\n`);
      return 0;
    }
    const own = call.process.machine.processes.list().find(({ pid }) => pid === call.process.pid);
    const onlyOwn = call.has('m') || call.operands.length === 2;
    const lines = sessions
      .filter(({ leader }) => !onlyOwn || leader.pid === own?.session)
      .map(
        ({ user, terminal, sinceMs, leader }) =>
          `${user.padEnd(8)} ${terminal.padEnd(12)} ${time(sinceMs)}${call.has('u') ? `   .   ${String(leader.pid).padStart(9)}` : ''} (10.0.2.2)`,
      );
    if (call.has('H')) lines.unshift('NAME     LINE         TIME             COMMENT');
    await call.print(lines.map((line) => `${line}\n`).join(''));
    return 0;
  },
);

/** last(1): the logins that still are, and the start. */
export const last = defineCommand(
  {
    name: 'last',
    usage: `Usage:
 last [options] [<username>...] [<tty>...]

The latest logins.

Options:
 -n, --limit <number>  how many lines
 -h, --help            this text
 -V, --version         the version`,
    flags: 'aFwix',
    values: 'n',
    long: { limit: 'n' },
    numeric: 'n',
  },
  async (call) => {
    const zone = zoneFor(call);
    const { machine } = call.process;
    const time = (ms: number) => strftime('%a %b %e %H:%M', ms, { zone });
    const lines = sessionsOf(call).map(
      ({ user, terminal, sinceMs }) =>
        `${user.padEnd(8)} ${terminal.padEnd(12)} ${'10.0.2.2'.padEnd(16)} ${time(sinceMs)}   still logged in`,
    );
    lines
      .reverse()
      .push(`reboot   system boot  ${KERNEL.slice(0, 16).padEnd(16)} ${time(bootMs(machine))}   still running`);
    const shown = lines.slice(0, Number(call.value('n') ?? lines.length) || lines.length);
    await call.print(
      `${shown.join('\n')}\n\nwtmp begins ${strftime('%a %b %e %H:%M:%S %Y', bootMs(machine), { zone })}\n`,
    );
    return 0;
  },
);

export const KERNEL = '6.1.0-32-amd64';
