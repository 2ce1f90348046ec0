import type { Clock } from './clock.ts';
import type { Machine, ProcessInfo, ProcessTable, RunningProcess, SignalName, StartOptions } from './machine.ts';
import { MachineProcess } from './machine-process.ts';
import { ProcessNamespace } from './process-namespace.ts';

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
  /** Whose processes it shares; absent: a namespace of its own. */
  readonly namespace?: ProcessNamespace;
}

const MAXIMUM_PROCESSES = 512;

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
  readonly namespace: ProcessNamespace;
  readonly #options: ProcessTableOptions;
  /** What runs on this machine, by process id. */
  readonly #own = new Map<number, MachineProcess>();
  #closed = false;

  constructor(options: ProcessTableOptions) {
    this.#options = options;
    this.namespace = options.namespace ?? new ProcessNamespace(options.firstPid);
  }

  start(options: StartOptions): RunningProcess {
    if (this.#closed || this.#own.size >= MAXIMUM_PROCESSES) throw new ForkError();
    const pid = this.namespace.takePid();
    const started = new MachineProcess({
      pid,
      start: options,
      machine: this.#options.machine(),
      startedMs: this.#options.clock.now(),
      logger: this.#options.logger,
      onEnd: () => {
        this.#own.delete(pid);
        this.namespace.remove(pid);
      },
    });
    this.#own.set(pid, started);
    this.namespace.add(started);
    started.run();
    return started;
  }

  list(): ProcessInfo[] {
    return this.namespace.list();
  }

  signal(pid: number, name: SignalName): boolean {
    const process = this.namespace.get(pid);
    process?.deliver(name);
    return process !== undefined || this.namespace.isStanding(pid);
  }

  signalGroup(group: number, name: SignalName): boolean {
    const members = this.namespace.all().filter((process) => process.group === group);
    for (const member of members) member.deliver(name);
    return members.length > 0;
  }

  endAll(): void {
    this.#closed = true;
    // A namespace ends with the machine that it was made for, whoever has joined it.
    const ending = this.#options.namespace ? [...this.#own.values()] : this.namespace.all();
    for (const process of ending) process.deliver('SIGKILL');
  }
}
