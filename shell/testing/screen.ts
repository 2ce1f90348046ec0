import headless from '@xterm/headless';
import type { Machine, RunningProcess } from '../../cluster/machinery/machine.ts';
import { openPseudoterminal } from '../../cluster/machinery/pseudoterminal.ts';
import type { TerminalMaster } from '../../cluster/machinery/terminal.ts';
import { startInteractiveShell } from '../interactive-shell.ts';
import { createShellMachine } from './run-bash.ts';

/** A learner at a terminal: keys go in, and what the screen shows can be asked. */
export class TestTerminal {
  readonly machine: Machine;
  readonly master: TerminalMaster;
  readonly shell: RunningProcess;
  readonly #screen: headless.Terminal;
  #waiting: (() => void)[] = [];

  constructor(options: { machine?: Machine; columns?: number; rows?: number } = {}) {
    const { columns = 80, rows = 24 } = options;
    this.machine = options.machine ?? createShellMachine();
    this.master = openPseudoterminal({ columns, rows, processes: this.machine.processes });
    this.#screen = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
    this.shell = startInteractiveShell(this.machine, this.master.terminal, { user: 'learner', home: '/home/learner' });
    void this.#pump();
  }

  type(text: string): void {
    this.master.type(Buffer.from(text));
  }

  /** What the screen shows, without the blank lines at its end. */
  text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
    return lines.join('\n').trimEnd();
  }

  /** Resolves with the screen's text once it matches. */
  async shows(pattern: RegExp | string): Promise<string> {
    for (;;) {
      const text = this.text();
      if (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text)) return text;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Resolves once a program of that name runs: from then on keys are its own. */
  async starts(name: string): Promise<void> {
    while (!this.machine.processes.list().some(({ args }) => args[0] === name)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Enters a line and gives what stands below it once the prompt is back. */
  async run(line: string): Promise<string> {
    const before = this.text().split('\n').length;
    this.type(`${line}\r`);
    const text = await this.shows(new RegExp(`^(.*\\n){${before},}.*[$#]$`));
    return text.split('\n').slice(before, -1).join('\n');
  }

  async #pump(): Promise<void> {
    for (let bytes = await this.master.read(); bytes; bytes = await this.master.read()) {
      const chunk = bytes;
      await new Promise<void>((resolve) => this.#screen.write(chunk, resolve));
      for (const waiting of this.#waiting.splice(0)) waiting();
    }
  }
}
