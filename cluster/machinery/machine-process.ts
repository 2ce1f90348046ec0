import { setMaxListeners } from 'node:events';
import { BrokenPipe, type ByteReader, type ByteWriter, emptyReader } from './byte-stream.ts';
import type {
  Credentials,
  ExitStatus,
  Machine,
  Process,
  ProcessInfo,
  RunningProcess,
  SignalName,
  StartOptions,
} from './machine.ts';
import { ProcessFiles } from './proc/process-files.ts';
import { ProcessStopped, stdioOf } from './process-stdio.ts';
import type { MachineLogger } from './process-table.ts';
import { type Processor, type ProcessorTime, RecentUse } from './processor.ts';
import type { Terminal } from './terminal.ts';

/** Default actions other than to end the process: signal(7). */
const IGNORED = new Set<SignalName>(['SIGCHLD', 'SIGWINCH']);
const STOPPING = new Set<SignalName>(['SIGSTOP', 'SIGTSTP']);
const EXIT_PROGRAMMER_ERROR = 70;
/** Turns of the host's processor that a process may have at one instant of a virtual clock. */
const TURNS_WITHOUT_TIME = 100;
const USUAL_UMASK = 0o022;

/** Why `process.signal` is aborted, and what reads and writes of an ended process reject with. */
export class ProcessEnded extends Error {
  readonly status: ExitStatus;
  constructor(status: ExitStatus) {
    super(status.signal ?? `exit ${status.code}`);
    this.status = status;
  }
}

interface Options {
  readonly pid: number;
  readonly start: StartOptions;
  readonly machine: Machine;
  readonly credentials: Credentials | undefined;
  readonly session: number;
  readonly terminalNumber: number | undefined;
  readonly startedMs: number;
  readonly logger: MachineLogger;
  readonly processor: Processor;
  /** Who started it, where that is a process of this machine. */
  readonly parent: MachineProcess | undefined;
  readonly onEnd: () => void;
}

/** One entry of the process table: what its starter holds (`RunningProcess`) and what its program sees (`Process`). */
export class MachineProcess implements Process, RunningProcess {
  readonly pid: number;
  readonly group: number;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly stdin: ByteReader;
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  readonly terminal: Terminal | null;
  readonly stdinIsTerminal: boolean;
  readonly stdoutIsTerminal: boolean;
  readonly descriptors: NonNullable<StartOptions['descriptors']>;
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly exited: Promise<ExitStatus>;
  readonly credentials: Credentials | undefined;
  readonly session: number;
  readonly terminalNumber: number | undefined;
  umask: number;
  parent: number;
  readonly #options: Options;
  readonly #controller = new AbortController();
  readonly #time: ProcessorTime;
  /** Turns of the host's processor at this instant of the clock. */
  #turns = 0;
  #turnsMs = Number.NaN;
  #waiting = new AbortController();
  readonly #handlers = new Map<SignalName, Set<() => void>>();
  #status: ExitStatus | null = null;
  #settle!: (status: ExitStatus) => void;
  #resume: { promise: Promise<void>; resolve: () => void } | null = null;
  #onStopped: (() => void)[] = [];

  constructor(options: Options) {
    const { start, machine } = options;
    this.#options = options;
    this.pid = options.pid;
    this.group = start.group ?? options.pid;
    this.parent = start.parent ?? 0;
    this.credentials = options.credentials;
    this.session = options.session;
    this.terminalNumber = options.terminalNumber;
    this.args = start.args;
    this.environment = start.environment ?? machine.environment;
    this.workingDirectory = start.workingDirectory ?? '/';
    this.terminal = start.terminal ?? null;
    this.umask = start.umask ?? options.parent?.umask ?? USUAL_UMASK;
    this.machine = { ...machine, files: new ProcessFiles(machine, this) };
    this.signal = this.#controller.signal;
    // Each write under way listens, and a program may have many: no sign of a leak.
    setMaxListeners(0, this.signal);
    this.exited = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const terminal = this.terminal;
    const isSessionLeader = terminal !== null && terminal.foregroundGroup() === 0;
    if (isSessionLeader) terminal.setForegroundGroup(this.group);
    this.#time = { used: new RecentUse(options.parent?.usedMs()), isSessionLeader };
    this.stdinIsTerminal = start.stdinIsTerminal ?? (terminal !== null && start.stdin === undefined);
    this.stdoutIsTerminal = start.stdoutIsTerminal ?? (terminal !== null && start.stdout === undefined);
    const stdio = stdioOf(this);
    this.stdin = stdio.reader(start.stdin ?? terminal?.input ?? emptyReader, this.stdinIsTerminal);
    this.stdout = stdio.writer(start.stdout ?? terminal?.output ?? discard);
    this.stderr = stdio.writer(start.stderr ?? terminal?.output ?? discard);
    this.descriptors = stdio.others(start.descriptors);
  }

  run(): void {
    // A turn later, so that the starter has its handle before the program's first step.
    Promise.resolve()
      .then(() => this.#begin())
      .then(
        (code) => this.#end({ code: code & 255 }),
        (error: unknown) => this.#end(this.#statusOf(error)),
      );
  }

  /** A process that starts others without end waits for its turns before their first steps, too. */
  #begin(): Promise<number> {
    const turn = this.#options.parent && this.#options.processor.isResting ? this.halted() : null;
    if (!turn) return this.#options.start.program(this);
    return turn.then(() => {
      this.signal.throwIfAborted();
      return this.#options.start.program(this);
    });
  }

  deliver(name: SignalName): void {
    if (this.#status) return;
    if (name === 'SIGCONT' || name === 'SIGKILL') this.#continue();
    const handlers = this.#handlers.get(name);
    if (handlers && handlers.size > 0) {
      for (const handler of [...handlers]) handler();
      return;
    }
    if (name === 'SIGCONT' || IGNORED.has(name)) return;
    if (this.#options.start.isInit && name !== 'SIGKILL') return;
    if (STOPPING.has(name)) this.stop();
    else this.#end({ signal: name });
  }

  onSignal(name: SignalName, handler: () => void): () => void {
    if (name === 'SIGKILL' || name === 'SIGSTOP') return () => {};
    let handlers = this.#handlers.get(name);
    if (!handlers) {
      handlers = new Set();
      this.#handlers.set(name, handlers);
    }
    const own = () => handler();
    handlers.add(own);
    return () => handlers.delete(own);
  }

  stop(): void {
    if (this.#resume) return;
    let resolve = () => {};
    const promise = new Promise<void>((r) => {
      resolve = r;
    });
    this.#resume = { promise, resolve };
    const waiting = this.#waiting;
    this.#waiting = new AbortController();
    waiting.abort(new ProcessStopped());
    for (const listener of this.#onStopped.splice(0)) listener();
  }

  isStopped(): boolean {
    return this.#resume !== null;
  }

  stopped(): Promise<void> {
    if (this.#resume) return Promise.resolve();
    return new Promise((resolve) => this.#onStopped.push(resolve));
  }

  /** Aborted when the process stops or ends: what it waits to read is then for others. */
  get waiting(): AbortSignal {
    return this.#waiting.signal;
  }

  /** Null when the process may go on; else wait for it: it is stopped, or others want to work too. */
  halted(): Promise<void> | null {
    if (this.#resume) return this.#resume.promise;
    const turn = this.#options.processor.pause(this.#time);
    return turn && this.#withoutTime(turn);
  }

  /** Work takes no time of the simulation, nor does waiting for the host's processor; but endless work must not stop it. */
  #withoutTime(turn: Promise<void>): Promise<void> {
    const { clock } = this.machine;
    const now = clock.now();
    this.#turns = now === this.#turnsMs ? this.#turns + 1 : 0;
    this.#turnsMs = now;
    return this.#turns < TURNS_WITHOUT_TIME ? turn.finally(clock.hold()) : turn;
  }

  /** Host processor time of about the last second, in milliseconds. */
  usedMs(): number {
    return this.#time.used.at(performance.now());
  }

  /** What its descriptors are, for /proc/PID/fd: a path, or undefined for a pipe. */
  openFiles(): Map<number, string | undefined> {
    const pathOf = (stream: { readonly file?: string } | undefined, isTerminal: boolean) =>
      isTerminal ? `/dev/pts/${this.terminalNumber ?? 0}` : stream?.file;
    const files = new Map<number, string | undefined>([
      [0, pathOf(this.stdin, this.stdinIsTerminal)],
      [1, pathOf(this.stdout, this.stdoutIsTerminal)],
      [2, pathOf(this.stderr, this.terminal !== null && this.stderr.file === undefined && this.stdoutIsTerminal)],
    ]);
    for (const [number, { input, output }] of this.descriptors) files.set(number, pathOf(input ?? output, false));
    return files;
  }

  orphan(parent: number): void {
    if (this.parent === parent) this.parent = 1;
  }

  info(): ProcessInfo {
    return {
      pid: this.pid,
      parent: this.parent,
      group: this.group,
      args: this.args,
      startedMs: this.#options.startedMs,
      state: this.#resume ? 'T' : 'S',
      user: this.environment['USER'] ?? 'root',
      terminal: this.terminal !== null,
      session: this.session,
      uid: this.credentials?.uid ?? (this.environment['USER'] === 'learner' ? 1000 : 0),
      workingDirectory: this.workingDirectory,
      environment: this.environment,
      foreground: this.terminal?.foregroundGroup() === this.group,
      ...(this.terminalNumber === undefined ? {} : { terminalNumber: this.terminalNumber }),
    };
  }

  #continue(): void {
    const resume = this.#resume;
    this.#resume = null;
    resume?.resolve();
  }

  #end(status: ExitStatus): void {
    if (this.#status) return;
    this.#status = status;
    this.#continue();
    this.#options.onEnd();
    const ended = new ProcessEnded(status);
    this.#controller.abort(ended);
    this.#waiting.abort(ended);
    this.#handlers.clear();
    this.#settle(status);
  }

  #statusOf(error: unknown): ExitStatus {
    if (error instanceof ProcessEnded) return error.status;
    if (error instanceof BrokenPipe) return { signal: 'SIGPIPE' };
    const { args } = this;
    this.#options.logger.error({ err: error, program: args[0], args }, 'a program failed with a programmer error');
    return { code: EXIT_PROGRAMMER_ERROR };
  }
}

const discard: ByteWriter = { write: () => Promise.resolve(), close: () => {} };

/**
 * For programs that work without reading or writing (an interpreter's loop), between two steps: null to go on at once,
 * else wait for it and ask again.
 */
export function haltedProcess(process: Process): Promise<void> | null {
  return process instanceof MachineProcess ? process.halted() : null;
}
