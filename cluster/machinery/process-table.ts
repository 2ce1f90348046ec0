import type { Clock } from './clock.ts';
import type {
  Credentials,
  Machine,
  ProcessInfo,
  ProcessTable,
  RunningProcess,
  SignalName,
  StartOptions,
} from './machine.ts';
import { MachineProcess } from './machine-process.ts';
import { ProcessNamespace } from './process-namespace.ts';
import { Processor } from './processor.ts';

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
  /** The machine as another user's processes see it; absent: every process is the machine's own user. */
  readonly viewOf?: (credentials: Credentials) => Machine;
  /** What runs from the beginning and never ends (a host's services). */
  readonly standing?: readonly ProcessInfo[];
  /** Who processes are that nobody gave credentials. */
  readonly login?: Credentials;
  /** What it shares with the other machines of its cluster; absent: its own. */
  readonly processor?: Processor;
}

const MAXIMUM_PROCESSES = 512;
/** So long after the limit was met Ctrl-C is meant for all that was started. */
const LIMIT_REMEMBERED_MS = 10_000;

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
  readonly #processor: Processor;
  #closed = false;
  #limitMetMs = Number.NEGATIVE_INFINITY;

  constructor(options: ProcessTableOptions) {
    this.#options = options;
    this.#processor = options.processor ?? new Processor();
    this.namespace = options.namespace ?? new ProcessNamespace(options.firstPid, options.standing);
  }

  start(options: StartOptions): RunningProcess {
    if (this.#own.size >= MAXIMUM_PROCESSES) this.#limitMetMs = this.#options.clock.now();
    if (this.#closed || this.#own.size >= MAXIMUM_PROCESSES) throw new ForkError();
    const pid = this.namespace.takePid();
    const parent = options.parent === undefined ? undefined : this.namespace.get(options.parent);
    const credentials = options.credentials ?? parent?.credentials ?? this.#options.login;
    const machine = this.#options.machine();
    const started = new MachineProcess({
      pid,
      start: options,
      machine: (credentials && this.#options.viewOf?.(credentials)) ?? machine,
      credentials: credentials ?? machine.credentials,
      session: options.group === undefined && options.parent === undefined ? pid : (parent?.session ?? pid),
      startedMs: this.#options.clock.now(),
      logger: this.#options.logger,
      terminalNumber: options.terminal ? this.namespace.terminalNumber(options.terminal) : undefined,
      processor: this.#processor,
      parent: options.parent === undefined ? undefined : this.namespace.get(options.parent),
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
    const [member] = members;
    if (name === 'SIGINT' && member) this.#endRunaways(member.session);
    return members.length > 0;
  }

  /** A fork bomb has no group that could be interrupted: where the limit was met, all that the terminal started ends. */
  #endRunaways(session: number): void {
    if (this.#options.clock.now() - this.#limitMetMs > LIMIT_REMEMBERED_MS) return;
    for (const process of [...this.#own.values()])
      if (process.session === session && process.pid !== session) process.deliver('SIGKILL');
  }

  endAll(): void {
    this.#closed = true;
    // A namespace ends with the machine that it was made for, whoever has joined it.
    const ending = this.#options.namespace ? [...this.#own.values()] : this.namespace.all();
    for (const process of ending) process.deliver('SIGKILL');
  }
}
