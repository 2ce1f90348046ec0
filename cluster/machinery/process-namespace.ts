import type { ProcessInfo } from './machine.ts';
import type { MachineProcess } from './machine-process.ts';
import type { Terminal } from './terminal.ts';

const LARGEST_PID = 4_194_304;

/** Process ids and who has them (pid_namespaces(7)): a machine's own, or shared by the containers of a pod. */
export class ProcessNamespace {
  readonly #processes = new Map<number, MachineProcess>();
  /** What is there from the beginning and never ends: a pod's pause process. */
  #standing: readonly ProcessInfo[];
  #nextPid: number;

  constructor(firstPid = 1, standing: readonly ProcessInfo[] = []) {
    this.#nextPid = firstPid;
    this.#standing = standing;
  }

  /** N of /dev/pts/N: the lowest that no process's terminal has. */
  terminalNumber(terminal: Terminal): number {
    const taken = new Map(
      this.all().flatMap((process) => (process.terminal ? [[process.terminal, process.terminalNumber] as const] : [])),
    );
    const known = taken.get(terminal);
    if (known !== undefined) return known;
    const numbers = new Set(taken.values());
    let number = 0;
    while (numbers.has(number)) number++;
    return number;
  }

  takePid(): number {
    while (this.#processes.has(this.#nextPid)) this.#nextPid = after(this.#nextPid);
    const pid = this.#nextPid;
    this.#nextPid = after(pid);
    return pid;
  }

  add(process: MachineProcess): void {
    this.#processes.set(process.pid, process);
  }

  get(pid: number): MachineProcess | undefined {
    return this.#processes.get(pid);
  }

  all(): MachineProcess[] {
    return [...this.#processes.values()];
  }

  list(): ProcessInfo[] {
    return [...this.#standing, ...this.all().map((process) => process.info())];
  }

  /** A service has been stopped, or another one has been started. */
  replaceStanding(pid: number, by?: ProcessInfo): void {
    this.#standing = [...this.#standing.filter((process) => process.pid !== pid), ...(by ? [by] : [])];
  }

  isStanding(pid: number): boolean {
    return this.#standing.some((process) => process.pid === pid);
  }

  /** Its children become those of process 1, its parent is told. */
  remove(pid: number): void {
    const ended = this.#processes.get(pid);
    this.#processes.delete(pid);
    for (const process of this.#processes.values()) process.orphan(pid);
    if (ended) this.#processes.get(ended.parent)?.deliver('SIGCHLD');
  }
}

function after(pid: number): number {
  return pid >= LARGEST_PID ? 300 : pid + 1;
}
