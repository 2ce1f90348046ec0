import { sleep } from '../../../cluster/machinery/clock.ts';
import type { Process, SignalName } from '../../../cluster/machinery/machine.ts';
import { FullScreen, inverse } from '../editor/full-screen.ts';
import { parseTop, type TopOptions } from './top-options.ts';
import { COLUMN_NAMES, processLines, type Sample, sampleOf, summaryLines, type TopView } from './top-screen.ts';

const HELP_SCREEN = [
  'Help for Interactive Commands',
  '',
  '  M,P,T,N   sort by memory, processor, time, process id;  R  the other way round',
  '  c         whole command lines;  1  every processor;  i  without idle ones',
  '  u         one user;  k  send a signal;  d,s  seconds between two looks',
  '  space     look now;  q  leave',
  '',
  "Type 'q' or <Esc> to continue ",
];

/** top(1) of procps. */
export async function top(process: Process): Promise<number> {
  const options = parseTop(process.args.slice(1));
  if ('text' in options) {
    await (options.status === 0 ? process.stdout : process.stderr).write(Buffer.from(options.text));
    return options.status;
  }
  if (options.batch) return batch(process, options);
  if (!process.terminal || !process.stdoutIsTerminal) {
    await process.stderr.write(Buffer.from('\ttop: failed tty get\n'));
    return 1;
  }
  return new Top(process, options).run();
}

/** -b: the screens one after the other. */
async function batch(process: Process, options: TopOptions): Promise<number> {
  const { machine } = process;
  let before: Sample | null = null;
  for (let turn = 0; turn < options.times; turn++) {
    if (turn > 0) {
      await sleep(machine.clock, options.seconds * 1000, process.signal);
      await process.stdout.write(Buffer.from('\n'));
    }
    const summary = summaryLines(machine, before, options.view, process.environment['TZ']);
    const list = processLines(machine, before, options.view, 512);
    const text = [...summary, '', COLUMN_NAMES, ...list].map((line) =>
      line.replace(/ +$/, (blanks) => (blanks.length === 1 ? ' ' : blanks)),
    );
    before = sampleOf(machine);
    await process.stdout.write(Buffer.from(`${text.join('\n')}\n`));
  }
  return 0;
}

class Top {
  readonly #process: Process;
  readonly #screen: FullScreen;
  #view: TopView;
  #seconds: number;
  #left: number;
  #before: Sample | null = null;
  #message = '';
  /** A key that is waited for, over several looks. */
  #asked: ReturnType<FullScreen['key']> | null = null;

  constructor(process: Process, options: TopOptions) {
    this.#process = process;
    this.#view = options.view;
    this.#seconds = options.seconds;
    this.#left = options.times;
    this.#screen = new FullScreen(process, process.terminal!);
  }

  async run(): Promise<number> {
    try {
      while (this.#left-- > 0) {
        await this.#paint();
        this.#before = sampleOf(this.#process.machine);
        if (await this.#keys()) break;
        this.#message = '';
      }
      return 0;
    } finally {
      this.#screen.close();
    }
  }

  /** Keys until it is time to look again; true when it is to leave. */
  async #keys(): Promise<boolean> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.#process.signal]);
    const waiting = sleep(this.#process.machine.clock, this.#seconds * 1000, signal).then(() => 'time' as const);
    waiting.catch(() => {});
    try {
      this.#asked ??= this.#screen.key();
      const key = await Promise.race([waiting, this.#asked]);
      if (key === 'time') return false;
      this.#asked = null;
      if (key === null) return true;
      if (key === 'resize' || 'pasted' in key) return false;
      const [name = ''] = 'text' in key ? key.text : [key.name];
      return await this.#press(name);
    } finally {
      over.abort();
    }
  }

  async #press(name: string): Promise<boolean> {
    if (name === 'q' || name === 'C-c') return true;
    if (name === 'C-z') await this.#screen.suspend();
    const view = this.#view;
    const changes: Record<string, Partial<TopView>> = {
      M: { sortBy: 'memory' },
      P: { sortBy: 'cpu' },
      T: { sortBy: 'time' },
      N: { sortBy: 'pid' },
      R: { reversed: !view.reversed },
      c: { wholeCommands: !view.wholeCommands },
      '1': { eachProcessor: !view.eachProcessor },
      i: { hidesIdle: !view.hidesIdle },
    };
    const change = changes[name];
    if (change) this.#view = { ...view, ...change };
    else if (name === 'u' || name === 'U') await this.#askUser();
    else if (name === 'd' || name === 's') await this.#askDelay();
    else if (name === 'k') await this.#kill();
    else if (name === 'h' || name === '?') await this.#help();
    else if (/^\S$/.test(name)) this.#message = ` Unknown command - try 'h' for help `;
    this.#left++;
    return false;
  }

  async #askUser(): Promise<void> {
    const user = await this.#ask('Which user (blank for all) ');
    if (user === null) return;
    const known = this.#process.machine.processes
      .list()
      .some((info) => info.user === user || String(info.uid) === user);
    if (user === '' || known || user === 'root') this.#view = { ...this.#view, user: user || null };
    else this.#message = ' Invalid user ';
  }

  async #askDelay(): Promise<void> {
    const typed = await this.#ask(`Change delay from ${this.#seconds.toFixed(1)} to `);
    if (typed === null || typed === '') return;
    const seconds = Number(typed);
    if (Number.isFinite(seconds) && seconds >= 0) this.#seconds = Math.max(0.1, seconds);
    else this.#message = ' Unacceptable floating point ';
  }

  async #kill(): Promise<void> {
    const { processes } = this.#process.machine;
    const [first] = processes.list();
    const typed = await this.#ask(`PID to signal/kill [default pid = ${first?.pid ?? 1}] `);
    if (typed === null) return;
    const pid = typed === '' ? (first?.pid ?? 1) : Number(typed);
    if (!Number.isInteger(pid)) {
      this.#message = ' Unacceptable integer ';
      return;
    }
    const signal = await this.#ask(`Send pid ${pid} signal [15/sigterm] `);
    if (signal === null) return;
    const name = signalNamed(signal);
    if (!name) this.#message = ' Invalid signal ';
    else if (!processes.signal(pid, name))
      this.#message = ` Failed signal pid '${pid}' with '${signal || 15}': No such process `;
  }

  /** A question in the line below the summary; null when it was given up. */
  async #ask(question: string): Promise<string | null> {
    let answer = '';
    for (;;) {
      await this.#paint(question + answer);
      const key = await this.#screen.key();
      if (key === null) return null;
      if (key === 'resize' || 'pasted' in key) continue;
      if ('text' in key) answer = (answer + key.text).slice(0, 60);
      else if (key.name === 'enter' || key.name === 'C-j') return answer.trim();
      else if (key.name === 'backspace') answer = answer.slice(0, -1);
      else if (key.name === 'escape' || key.name === 'C-c') return null;
    }
  }

  async #help(): Promise<void> {
    for (;;) {
      await this.#screen.paint(HELP_SCREEN, { row: HELP_SCREEN.length - 1, column: HELP_SCREEN.at(-1)!.length });
      const key = await this.#screen.key();
      if (key !== 'resize') return;
    }
  }

  async #paint(question?: string): Promise<void> {
    const { machine, environment } = this.#process;
    const { columns, rows } = this.#screen;
    const summary = summaryLines(machine, this.#before, this.#view, environment['TZ']).map((line) =>
      line.slice(0, columns),
    );
    const names = inverse(COLUMN_NAMES.slice(0, columns).padEnd(columns));
    const said = question ?? (this.#message === '' ? '' : inverse(this.#message));
    const list = processLines(machine, this.#before, this.#view, columns).map((line) =>
      / R +\d/.test(line.slice(0, 60)) ? `\x1b[1m${line}\x1b[22m` : line,
    );
    const shown = [...summary, said, names, ...list].slice(0, rows);
    await this.#screen.paint(shown, { row: summary.length, column: question?.length ?? 0 });
  }
}

function signalNamed(text: string): SignalName | undefined {
  const numbers: Record<string, SignalName> = {
    '1': 'SIGHUP',
    '2': 'SIGINT',
    '3': 'SIGQUIT',
    '9': 'SIGKILL',
    '15': 'SIGTERM',
    '18': 'SIGCONT',
    '19': 'SIGSTOP',
    '20': 'SIGTSTP',
    '': 'SIGTERM',
  };
  const upper = text.toUpperCase();
  const named = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  return numbers[text] ?? Object.values(numbers).find((name) => name === named);
}
