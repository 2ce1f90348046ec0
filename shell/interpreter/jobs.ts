import type { ExitStatus, RunningProcess } from '../../cluster/machinery/machine.ts';
import { SIGNAL_NUMBERS } from '../../cluster/machinery/machine.ts';

export interface Job {
  readonly id: number;
  readonly group: number;
  readonly processes: readonly RunningProcess[];
  readonly text: string;
  state: 'running' | 'stopped' | 'done';
  /** Of the last process of the pipeline, when it is done. */
  ended: ExitStatus | undefined;
  /** Each process's status, when it has ended. */
  readonly statuses: (number | undefined)[];
  background: boolean;
  /** The shell has told its state since it changed. */
  notified: boolean;
  /** `disown -h`: no SIGHUP when the shell ends. */
  keepsOnHangup: boolean;
  /** The command before this prompt has started it, or sent it a signal: what becomes of it shows later. */
  isFresh: boolean;
}

/** What the shell calls `$?` for a process that ended so. */
export function statusOf(ended: ExitStatus): number {
  return ended.signal === undefined ? ended.code : 128 + SIGNAL_NUMBERS[ended.signal];
}

/** The pipelines a shell has started and not yet forgotten. */
export class JobTable {
  #jobs: Job[] = [];
  /** Most recent last; `%+` and `%-`. */
  #order: Job[] = [];
  /** Statuses of background processes that ended, for `wait PID`. */
  readonly ended = new Map<number, number>();

  /** For a subshell: it can list them, no more. */
  fork(): JobTable {
    const copy = new JobTable();
    copy.#jobs = this.#jobs.filter(({ background }) => background);
    copy.#order = this.#order.filter(({ background }) => background);
    return copy;
  }

  add(processes: readonly RunningProcess[], text: string, background: boolean): Job {
    const job: Job = {
      id: Math.max(0, ...this.#jobs.map(({ id }) => id)) + 1,
      group: processes[0]?.group ?? 0,
      processes,
      text,
      state: 'running',
      ended: undefined,
      statuses: processes.map(() => undefined),
      background,
      notified: true,
      keepsOnHangup: false,
      isFresh: false,
    };
    this.#jobs.push(job);
    this.#order.push(job);
    return job;
  }

  /** Makes it the current job. */
  touch(job: Job): void {
    this.#order = [...this.#order.filter((other) => other !== job), job];
  }

  /** After `bg`: a stopped job stays the current one, else it is the last that runs. */
  resetCurrent(): void {
    const last = this.#jobs.at(-1);
    if (last && this.#ranked()[0]?.state !== 'stopped') this.touch(last);
  }

  remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    this.#order = this.#order.filter((other) => other !== job);
  }

  list(): readonly Job[] {
    return this.#jobs;
  }

  /** `+` for the current job, `-` for the one before it. */
  markOf(job: Job): '+' | '-' | ' ' {
    const [current, previous] = this.#ranked();
    return job === current ? '+' : job === previous ? '-' : ' ';
  }

  /** Stopped jobs come before running ones. */
  #ranked(): Job[] {
    const latestFirst = [...this.#order].reverse();
    return [
      ...latestFirst.filter(({ state }) => state === 'stopped'),
      ...latestFirst.filter(({ state }) => state !== 'stopped'),
    ];
  }

  /** `%1`, `%+`, `%-`, `%name`, `%?text`; undefined when there is none, 'ambiguous' when there are several. */
  find(spec: string): Job | 'ambiguous' | undefined {
    const name = spec.replace(/^%/, '');
    const [current, previous] = this.#ranked();
    if (name === '' || name === '+' || name === '%') return current;
    if (name === '-') return previous ?? current;
    if (/^\d+$/.test(name)) return this.#jobs.find(({ id }) => id === Number(name));
    const matching = this.#jobs.filter(({ text }) =>
      name.startsWith('?') ? text.includes(name.slice(1)) : text.startsWith(name),
    );
    return matching.length > 1 ? 'ambiguous' : matching[0];
  }
}
