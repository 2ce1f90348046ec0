import type { ByteWriter } from '../../cluster/machinery/byte-stream.ts';
import { type Machine, type Process, SIGNAL_NUMBERS, type SignalName } from '../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../cluster/machinery/machine-process.ts';
import { abortable } from '../../cluster/machinery/shared-reader.ts';
import type { Assignment, Command } from '../parser/ast.ts';
import { CallStack, type ShellFunction } from './call-stack.ts';
import { ClosedOutput, Interrupted } from './control-flow.ts';
import { DEFAULT_SHELL_OPTIONS } from './default-options.ts';
import { dynamicAssignments, dynamicVariables } from './dynamic-variables.ts';
import { JobTable } from './jobs.ts';
import { type Descriptors, descriptorsOf } from './open-file.ts';
import { PSEUDO_SIGNALS } from './pseudo-signals.ts';
import { nextOfSequence, numberOfSequence } from './random-sequence.ts';
import type { Evaluator, RunTextOptions, ShellOptions } from './shell-parts.ts';
import { Variables } from './variables.ts';

/** Everything a running bash knows: variables, functions, options, descriptors, jobs. A subshell is a fork of it. */
export class Shell {
  readonly process: Process;
  readonly machine: Machine;
  readonly evaluator: Evaluator;
  readonly interactive: boolean;
  readonly talks: boolean;
  /** The process group this shell runs in. */
  readonly group: number;
  startedMs: number;
  variables: Variables;
  functions = new Map<string, ShellFunction>();
  aliases = new Map<string, string>();
  /** `set -o` names that are on. */
  options = new Set<string>(['braceexpand', 'hashall', 'interactive-comments']);
  /** `shopt` names that are on. */
  shellOptions = new Set<string>(DEFAULT_SHELL_OPTIONS);
  /** `$0` */
  name: string;
  positional: string[] = [];
  status = 0;
  /** Status of the last command substitution of the command being expanded. */
  substitutionStatus = 0;
  lastBackgroundPid: number | undefined;
  workingDirectory: string;
  umask: number;
  directoryStack: string[] = [];
  descriptors: Descriptors;
  jobs = new JobTable();
  traps = new Map<string, string>();
  /** Traps of the shell this one is a fork of: `trap` lists them until it sets one. */
  inheritedTraps = new Map<string, string>();
  history: string[] = [];
  calls: CallStack;
  /** `$_` */
  lastArgument = '';
  /** Statuses of the last pipeline's commands. */
  pipeStatuses: readonly number[] = [0];
  /** What BASH_COMMAND shows; made when it is asked for. */
  command: Command | undefined;
  /** How often `set -x` repeats the first character of PS4. */
  traceDepth = 0;
  /** A DEBUG, ERR or RETURN trap is being run. */
  inTrap = false;
  /** What `ulimit` has set. */
  limits = new Map<string, string>();
  /** Paths of commands that were run (`hash`), with how often. */
  hashed = new Map<string, { path: string; hits: number }>();
  /** Builtins that `enable -n` switched off. */
  disabledBuiltins = new Set<string>();
  /** Names under `-c`: an unset parameter ends it with 127. */
  readonly isCommandString: boolean;
  /** Where its commands come from, in `$-`: `c` of `-c`, `s` of standard input. */
  sourceLetter: 'c' | 's' | '';
  /** What `--norc` and `--rcfile` say. */
  startFiles: { readonly norc: boolean; readonly rcfile?: string | undefined } = { norc: false };
  loopDepth = 0;
  sourceDepth = 0;
  /** Source texts inside one another: `eval`, `source`, traps. */
  textDepth = 0;
  subshellDepth = 0;
  line = 1;
  /** Inside a condition, where `set -e` does not apply. */
  conditionDepth = 0;
  /** Array values of the declaration command being run, by the position of their argument. */
  arrayArguments = new Map<number, Assignment>();
  /** Pipes of `>( )` that end with the command being run. */
  openSubstitutions: ByteWriter[] = [];
  /** Its parent stopped waiting for it (Ctrl-C in a command substitution): it ends at its next step. */
  abandoned = false;
  /** Where `getopts` stands: the word and the letter in it. */
  getopts = { index: 1, letter: 1 };
  /** The name of the simple command being run, and of the one before it. */
  commandName = '';
  commandBefore = '';
  /** `exec >file`: the redirections of this command stay. */
  keepDescriptors = false;
  /** True when it is the login shell of a session. */
  login = false;
  readonly #pendingTraps: string[] = [];
  #undoTraps = new Map<string, () => void>();
  #interrupted = false;
  #handlesSignal = false;
  #seed: number | undefined;
  #onInterrupt = new AbortController();

  constructor(options: ShellOptions) {
    const { process } = options;
    this.process = process;
    this.machine = process.machine;
    this.evaluator = options.evaluator;
    this.interactive = options.interactive;
    this.talks = options.talks ?? options.interactive;
    this.isCommandString = options.isCommandString ?? false;
    this.sourceLetter = this.isCommandString ? 'c' : options.script === undefined ? 's' : '';
    this.calls = new CallStack(options.script, this.talks ? 'main' : 'environment');
    this.name = options.name;
    this.group =
      options.group ?? this.machine.processes.list().find(({ pid }) => pid === process.pid)?.group ?? process.pid;
    this.startedMs = this.machine.clock.now();
    this.workingDirectory = process.workingDirectory;
    this.umask = process.umask;
    this.variables = new Variables(dynamicVariables(this), dynamicAssignments(this));
    this.descriptors = descriptorsOf(process);
    if (options.interactive) this.shellOptions.add('expand_aliases');
  }

  /** A subshell: the same state, free to change, run as `process`. */
  fork(process: Process, keepDescriptors: boolean): Shell {
    const { evaluator, name, group } = this;
    const own = process === this.process ? { group } : {};
    const forked = new Shell({ process, evaluator, name, interactive: false, talks: this.talks, ...own });
    forked.calls = this.calls.fork();
    forked.sourceLetter = this.sourceLetter;
    forked.lastArgument = this.lastArgument;
    forked.pipeStatuses = this.pipeStatuses;
    forked.traceDepth = this.traceDepth;
    forked.limits = this.limits;
    forked.hashed = new Map(this.hashed);
    forked.jobs = this.jobs.fork();
    forked.disabledBuiltins = this.disabledBuiltins;
    forked.startedMs = this.startedMs;
    forked.variables = this.variables.fork(dynamicVariables(forked), dynamicAssignments(forked));
    forked.functions = new Map(this.functions);
    forked.aliases = new Map(this.aliases);
    forked.options = new Set(this.options);
    forked.options.delete('monitor');
    forked.shellOptions = new Set(this.shellOptions);
    forked.positional = [...this.positional];
    forked.status = this.status;
    forked.lastBackgroundPid = this.lastBackgroundPid;
    forked.workingDirectory = this.workingDirectory;
    forked.umask = this.umask;
    forked.directoryStack = [...this.directoryStack];
    forked.history = this.history;
    forked.sourceDepth = this.sourceDepth;
    forked.textDepth = this.textDepth;
    forked.subshellDepth = this.subshellDepth + 1;
    forked.line = this.line;
    forked.conditionDepth = this.conditionDepth;
    for (const [name, action] of this.traps) {
      const inherits = name === 'ERR' ? this.options.has('errtrace') : name !== 'EXIT' && this.options.has('functrace');
      if (action === '' || (PSEUDO_SIGNALS.has(name) && inherits)) forked.traps.set(name, action);
      else forked.inheritedTraps.set(name, action);
    }
    if (keepDescriptors) forked.descriptors = new Map(this.descriptors);
    return forked;
  }

  /** `bash -c` in messages: the name and, when not interactive, the line. */
  prefix(): string {
    if (this.talks || this.isAsh) return this.name;
    return `${this.calls.nameInMessages ?? this.name}: line ${this.line}`;
  }

  /** `sh` where busybox is: the language is the same, what it says of failures is ash's. */
  get isAsh(): boolean {
    return /(^|\/)-?a?sh$/.test(this.process.args[0] ?? '') && this.machine.files.exists('/usr/bin/busybox');
  }

  /** RANDOM: the machine's own, or the sequence that an assignment began. */
  nextRandom(): number {
    if (this.#seed === undefined) return this.machine.random.integer(32_768);
    this.#seed = nextOfSequence(this.#seed);
    return numberOfSequence(this.#seed);
  }

  seedRandom(seed: number): void {
    this.#seed = seed;
  }

  async write(descriptor: number, text: string): Promise<void> {
    const output = this.descriptors.get(descriptor)?.output;
    if (output && text !== '') await output.write(Buffer.from(text));
    else if (!output && text !== '' && descriptor === 1) throw new ClosedOutput();
  }

  async print(text: string): Promise<void> {
    await this.write(1, text);
  }

  /** `bash: line 1: message` on standard error. */
  async complain(message: string, prefix = this.prefix()): Promise<void> {
    await this.write(2, `${prefix}: ${message}\n`);
  }

  /** Between two steps of work: lets others work, ends when told to, runs traps. Null when there is nothing of it to do. */
  checkpoint(): Promise<void> | null {
    const wait = haltedProcess(this.process);
    const isCalm = !wait && !this.#interrupted && !this.abandoned && this.#pendingTraps.length === 0;
    return isCalm && !this.process.signal.aborted ? null : this.#settle(wait);
  }

  async #settle(first: Promise<void> | null): Promise<void> {
    for (let wait = first; wait; wait = haltedProcess(this.process)) await wait;
    this.process.signal.throwIfAborted();
    if (this.abandoned) throw new Interrupted();
    if (this.#interrupted) {
      this.#interrupted = false;
      this.#onInterrupt = new AbortController();
      throw new Interrupted();
    }
    // A handler that sends its own signal is called again when it has ended, not inside itself.
    if (this.#handlesSignal) return;
    this.#handlesSignal = this.#pendingTraps.length > 0;
    try {
      for (const name of this.#pendingTraps.splice(0)) await this.runTrap(name);
    } finally {
      this.#handlesSignal = false;
    }
  }

  /** Ctrl-C at an interactive shell. */
  interrupt(): void {
    this.#interrupted = true;
    this.#onInterrupt.abort(new Interrupted());
  }

  forgetInterrupt(): void {
    this.#interrupted = false;
    this.#onInterrupt = new AbortController();
  }

  /** The number of the trapped signal that waits to be handled. */
  pendingSignal(): number {
    return SIGNAL_NUMBERS[(this.#pendingTraps[0] ?? 'SIGINT') as SignalName] ?? 2;
  }

  get hasPendingTraps(): boolean {
    return this.#pendingTraps.length > 0;
  }

  /** `promise`, unless Ctrl-C or the end of the process comes first. */
  async interruptible<T>(promise: Promise<T>): Promise<T> {
    try {
      return await abortable(abortable(promise, this.process.signal), this.#onInterrupt.signal);
    } catch (error) {
      if (error instanceof Interrupted) this.forgetInterrupt();
      throw error;
    }
  }

  /** Installs what a signal does: a command, '' to ignore it, undefined for the default. */
  setTrap(name: string, action: string | undefined): void {
    this.#undoTraps.get(name)?.();
    this.#undoTraps.delete(name);
    if (action === undefined) this.traps.delete(name);
    else this.traps.set(name, action);
    if (action === undefined || !Object.hasOwn(SIGNAL_NUMBERS, name)) return;
    const undo = this.process.onSignal(name as SignalName, () => {
      if (action === '') return;
      this.#pendingTraps.push(name);
      this.onTrap?.();
    });
    this.#undoTraps.set(name, undo);
  }

  /** Called when a background job changes, so that the prompt can tell at once under `set -b`. */
  onJobChange: (() => void) | null = null;

  /** Called when a trapped signal arrives, so that `wait` ends at once. */
  onTrap: (() => void) | null = null;

  async runTrap(name: string): Promise<void> {
    const action = this.traps.get(name);
    const isPseudo = PSEUDO_SIGNALS.has(name);
    if (!action || (isPseudo && this.inTrap)) return;
    const { status, line, lastArgument, pipeStatuses } = this;
    this.inTrap ||= isPseudo;
    this.traceDepth++;
    try {
      await this.runText(action, { firstLine: line });
    } finally {
      this.traceDepth--;
      if (isPseudo) this.inTrap = false;
    }
    Object.assign(this, { status, line, lastArgument, pipeStatuses });
  }

  /** Runs source text in this shell (traps, PROMPT_COMMAND). */
  runText(text: string, options?: RunTextOptions): Promise<number> {
    return this.evaluator.text(this, text, options);
  }
}
