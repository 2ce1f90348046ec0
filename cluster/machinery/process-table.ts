import type { Clock } from './clock.ts';
import type { Machine, ProcessInfo, ProcessTable, RunningProcess, SignalName, StartOptions } from './machine.ts';
import { MachineProcess } from './machine-process.ts';

/** Where programmer errors of programs go; a pino logger fits. */
export interface MachineLogger {
  error(details: object, message: string): void;
}

export interface ProcessTableOptions {
  readonly clock: Clock;
  readonly logger: MachineLogger;
  /** The machine the processes run on (they are made with it, so it cannot be passed by value). */
  readonly machine: () => Machine;
  /** The first process gets this id: 1 in a container. */
  readonly firstPid?: number;
}

const MAXIMUM_PROCESSES = 512;
const LARGEST_PID = 4_194_304;

/** fork(2) failed with EAGAIN. */
export class ForkError extends Error {
  constructor() {
    super('fork: Resource temporarily unavailable');
  }
}

/** The processes of one machine, at most 512 at a time. `start` throws `ForkError` beyond. */
export function createProcessTable(options: ProcessTableOptions): ProcessTable {
  return new Table(options);
}

class Table implements ProcessTable {
  readonly #options: ProcessTableOptions;
  readonly #processes = new Map<number, MachineProcess>();
  #nextPid: number;
  #closed = false;

  constructor(options: ProcessTableOptions) {
    this.#options = options;
    this.#nextPid = options.firstPid ?? 1;
  }

  start(options: StartOptions): RunningProcess {
    if (this.#closed || this.#processes.size >= MAXIMUM_PROCESSES) throw new ForkError();
    const pid = this.#takePid();
    const started = new MachineProcess({
      pid,
      start: options,
      machine: this.#options.machine(),
      startedMs: this.#options.clock.now(),
      logger: this.#options.logger,
      onEnd: () => this.#ended(pid),
    });
    this.#processes.set(pid, started);
    started.run();
    return started;
  }

  list(): ProcessInfo[] {
    return [...this.#processes.values()].map((process) => process.info());
  }

  signal(pid: number, name: SignalName): boolean {
    const process = this.#processes.get(pid);
    process?.deliver(name);
    return process !== undefined;
  }

  signalGroup(group: number, name: SignalName): boolean {
    const members = [...this.#processes.values()].filter((process) => process.group === group);
    for (const member of members) member.deliver(name);
    return members.length > 0;
  }

  endAll(): void {
    this.#closed = true;
    for (const process of [...this.#processes.values()]) process.deliver('SIGKILL');
  }

  #takePid(): number {
    while (this.#processes.has(this.#nextPid)) this.#nextPid = this.#after(this.#nextPid);
    const pid = this.#nextPid;
    this.#nextPid = this.#after(pid);
    return pid;
  }

  #after(pid: number): number {
    return pid >= LARGEST_PID ? 300 : pid + 1;
  }

  #ended(pid: number): void {
    const ended = this.#processes.get(pid);
    this.#processes.delete(pid);
    for (const process of this.#processes.values()) process.orphan(pid);
    if (ended) this.#processes.get(ended.parent)?.deliver('SIGCHLD');
  }
}
