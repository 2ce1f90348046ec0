import { CollectingWriter, emptyReader } from '../../cluster/machinery/byte-stream.ts';
import { sleep } from '../../cluster/machinery/clock.ts';
import { type Process, type RunningProcess, SIGNAL_NUMBERS } from '../../cluster/machinery/machine.ts';
import { inverse } from './editor/full-screen.ts';
import { widthOf, windowOf } from './editor/line-cells.ts';
import { wrapPager } from './pager/wrap-line.ts';

const HELP = `Usage: watch [options] command

 -n, --interval <secs>  seconds to wait between updates (2)
 -d, --differences      highlight changes between updates
 -t, --no-title         no header
 -g, --chgexit          leave when the output changes
 -e, --errexit          leave when the command fails
 -x, --exec             run the command itself, not through sh -c
 -h, --help             this text
`;

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[2J';
const LEAVE = '\x1b[0m\x1b[?25h\x1b[?1049l';
const SHORTEST_SECONDS = 0.1;

interface WatchOptions {
  seconds: number;
  letters: Set<string>;
  command: string[];
}

/** procps watch: runs a command again and again and shows its output full screen. */
export async function watch(process: Process): Promise<number> {
  const options = readArguments(process.args.slice(1));
  if (typeof options === 'string') {
    await process.stderr.write(Buffer.from(options));
    return 1;
  }
  if (options.letters.has('h')) {
    await process.stdout.write(Buffer.from(HELP));
    return 0;
  }
  const { terminal } = process;
  const raw = process.stdoutIsTerminal ? terminal?.output : undefined;
  const leave = () => void raw?.write(Buffer.from(LEAVE)).catch(() => {});
  await raw?.write(Buffer.from(ENTER));
  process.signal.addEventListener('abort', leave, { once: true });
  try {
    return await repeat(process, options);
  } finally {
    process.signal.removeEventListener('abort', leave);
    if (!process.signal.aborted) leave();
  }
}

async function repeat(process: Process, options: WatchOptions): Promise<number> {
  const { terminal, machine } = process;
  let previous: string | null = null;
  let repaint = () => {};
  const forget = terminal?.onResize(() => repaint()) ?? (() => {});
  try {
    for (;;) {
      const { text, code } = await runOnce(process, options);
      const before: string | null = previous;
      repaint = () => void process.stdout.write(Buffer.from(screenOf(process, options, text, before))).catch(() => {});
      await process.stdout.write(Buffer.from(screenOf(process, options, text, before)));
      if (options.letters.has('e') && code !== 0) return code;
      if (options.letters.has('g') && before !== null && before !== text) return 0;
      previous = text;
      await sleep(machine.clock, options.seconds * 1000, process.signal);
    }
  } finally {
    forget();
  }
}

async function runOnce(process: Process, options: WatchOptions): Promise<{ text: string; code: number }> {
  const { machine } = process;
  const direct = options.letters.has('x');
  const name = direct ? options.command[0]! : 'sh';
  const program = machine.programs.find(name.slice(name.lastIndexOf('/') + 1));
  const output = new CollectingWriter(1024 * 1024);
  if (!program) return { text: `${name}: No such file or directory\n`, code: 127 };
  const running: RunningProcess = machine.processes.start({
    program,
    args: direct ? options.command : ['sh', '-c', options.command.join(' ')],
    environment: { ...process.environment, COLUMNS: String(columnsOf(process)) },
    workingDirectory: process.workingDirectory,
    stdin: emptyReader,
    stdout: output,
    stderr: output,
    parent: process.pid,
  });
  const stop = () => void machine.processes.signal(running.pid, 'SIGTERM');
  process.signal.addEventListener('abort', stop, { once: true });
  const status = await running.exited;
  process.signal.removeEventListener('abort', stop);
  process.signal.throwIfAborted();
  return { text: output.text(), code: status.signal === undefined ? status.code : 128 + SIGNAL_NUMBERS[status.signal] };
}

const columnsOf = (process: Process) => (process.stdoutIsTerminal ? process.terminal?.columns() : undefined) ?? 80;

/** The whole screen; on something that is not a terminal, the output one after the other. */
function screenOf(process: Process, options: WatchOptions, text: string, previous: string | null): string {
  const columns = columnsOf(process);
  const header = options.letters.has('t') ? [] : [headerOf(process, options, columns), ''];
  if (!process.stdoutIsTerminal) return `${[...header, ...text.replace(/\n$/, '').split('\n')].join('\n')}\n`;
  const rows = rowsOf(text, columns);
  const old = options.letters.has('d') && previous !== null ? rowsOf(previous, columns) : null;
  const height = process.terminal?.rows() ?? 24;
  const marked = old ? rows.map((row, at) => withChanges(row, old[at] ?? '')) : rows;
  const shown = [...header, ...marked].slice(0, height);
  return `\x1b[H${shown.map((row) => `${row}\x1b[0m\x1b[K`).join('\r\n')}\x1b[J`;
}

function rowsOf(text: string, columns: number): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .flatMap((line) => wrapPager(line, columns, true));
}

/** Every 2.0s: date                                    client: Mon Jan  5 09:00:00 2026 */
function headerOf(process: Process, options: WatchOptions, columns: number): string {
  const left = `Every ${options.seconds.toFixed(1)}s: `;
  const date = new Date(process.machine.clock.now()).toUTCString();
  const [, weekday, day, month, year, time] = /^(\w+), 0?(\d+) (\w+) (\d+) (\S+)/.exec(date)!;
  const right = `${process.machine.hostname}: ${weekday} ${month} ${day!.padStart(2)} ${time} ${year}`;
  const room = columns - left.length - right.length - 1;
  if (room < 4) return windowOf(columns < right.length ? left : right.padStart(columns), 0, columns);
  const command = options.command.join(' ');
  const shown = widthOf(command) > room ? `${windowOf(command, 0, room - 3)}...` : command;
  return left + shown + ' '.repeat(room + 1 - widthOf(shown)) + right;
}

function withChanges(row: string, old: string): string {
  if (row.includes('\x1b') || row === old) return row;
  const before = [...old];
  return [...row].map((character, at) => (character === before[at] ? character : inverse(character))).join('');
}

function readArguments(args: readonly string[]): WatchOptions | string {
  const long: Record<string, string> = {
    ...{ '--differences': 'd', '--no-title': 't', '--chgexit': 'g', '--errexit': 'e', '--exec': 'x', '--help': 'h' },
    ...{ '--color': 'c', '--beep': 'b', '--precise': 'p', '--no-wrap': 'w', '--no-linewrap': 'w' },
  };
  const options: WatchOptions = { seconds: 2, letters: new Set(), command: [] };
  const rest = [...args];
  const interval = (text: string | undefined) => {
    const seconds = Number((text ?? '').replace(',', '.'));
    options.seconds = Math.max(SHORTEST_SECONDS, seconds);
    return text !== undefined && text !== '' && Number.isFinite(seconds);
  };
  while (rest[0]?.startsWith('-')) {
    const arg = rest.shift()!;
    if (arg === '--') break;
    if (arg.startsWith('--interval')) {
      if (!interval(arg.includes('=') ? arg.slice(11) : rest.shift())) return 'watch: failed to parse argument\n';
    } else if (arg.startsWith('--')) {
      const letter = long[arg.split('=')[0]!];
      if (!letter) return `watch: unrecognized option '${arg}'\n${HELP}`;
      options.letters.add(letter);
    } else {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at]!;
        if (letter === 'n') {
          if (!interval(arg.slice(at + 1) || rest.shift())) return 'watch: failed to parse argument\n';
          break;
        }
        if (!'dtgexhcbpw'.includes(letter)) return `watch: invalid option -- '${letter}'\n${HELP}`;
        options.letters.add(letter);
      }
    }
  }
  options.command = rest;
  return rest.length === 0 && !options.letters.has('h') ? HELP : options;
}
